"""One call, made on plain arrays and on ours in every mode: the same answer, or a refusal of ours."""

from __future__ import annotations

import warnings

import numpy as np

from lecture14 import Dual, vjp
from lecture14.autodiff import UnsupportedOperation
from lecture14.autodiff.core.number import Number, innermost
from tests.autodiff.fuzz.calls import call_of
from tests.autodiff.fuzz.draw import Call, Draw

# What no call may raise, whatever NumPy says.
CRASHES = (RecursionError, AttributeError, NameError, NotImplementedError, AssertionError, SystemError)
STEP = 1e-3


def tried(name: str, seed: int, turn: int) -> str:
    """Draw the turn-th call of a function and compare; the same call whatever else is drawn."""
    d = Draw(np.random.default_rng([seed, *name.encode(), turn]))
    return compare(call_of(name, d), d)


class Fault(AssertionError):
    """Ours differs from NumPy's."""


def outcome(function):
    """What a call returns, or the exception that it raises."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return function()
        except Exception as error:
            return error


def flat(result) -> list:
    """The arrays of a result, whatever holds them."""
    if isinstance(result, list | tuple):
        return [leaf for part in result for leaf in flat(part)]
    return [result]


def same(ours, numpys, what: str, call: Call) -> None:
    """The same numbers of arrays, shapes, precision and values."""
    mine, theirs = flat(ours), flat(numpys)
    if len(mine) != len(theirs):
        raise Fault(f"{call}: {what} has {len(mine)} parts; NumPy's has {len(theirs)}")
    for a, b in zip(mine, theirs, strict=True):
        plain = np.asarray(innermost(a))
        b = np.asarray(b)
        if plain.shape != b.shape:
            raise Fault(f"{call}: {what} has shape {plain.shape}; NumPy's has {b.shape}")
        if isinstance(a, Number) and a.dtype != b.dtype and call.precise:
            raise Fault(f"{call}: {what} has dtype {a.dtype}; NumPy's has {b.dtype}")
        if b.dtype.kind in "biuf":
            single = np.float32 in (
                plain.dtype.type,
                b.dtype.type,
                *(np.asarray(o.value).dtype for o in call.operands()),
            )
            scale = np.max(np.abs(b[np.isfinite(b)]), initial=1.0) if b.dtype.kind == "f" else 1.0
            if not np.allclose(plain, b, rtol=0, atol=(1e-4 if single else 1e-10) * scale, equal_nan=True):
                raise Fault(f"{call}: {what} is {plain}; NumPy's is {b}")


def refused(ours, numpys, what: str, call: Call) -> str | None:
    """How a call ended that returned nothing on one side; None if both returned."""
    if isinstance(ours, CRASHES) and type(ours) is not type(numpys):
        raise Fault(f"{call}: {what} raises {type(ours).__name__}: {ours}") from ours
    if isinstance(numpys, Exception):
        if not isinstance(ours, Exception):
            raise Fault(f"{call}: {what} returns {ours!r}; NumPy raises {numpys!r}")
        return "both refuse"
    if isinstance(ours, Exception):
        if not isinstance(ours, UnsupportedOperation | np.linalg.LinAlgError):
            raise Fault(f"{call}: {what} raises {type(ours).__name__}: {ours}") from ours
        return "refused"
    return None


def compare(call: Call, d: Draw) -> str:
    """`agree`, `both refuse` or `refused`; a Fault otherwise.

    Values are compared in every mode. Derivatives: forward against differences where all is finite, reverse against
    forward, p directions against one.
    """
    operands = call.operands()
    active = [o for o in operands if d.chance(0.7)] or operands[:1]
    dtype = d.one(float, float, float, float, np.float32, int, bool)
    precision = np.float32 if dtype is np.float32 else float
    if dtype is np.float32 and d.chance(0.8):
        active = operands
    if not all(o.whole for o in active) and dtype in (int, bool):
        dtype = float
    for operand in active:  # integers become floats
        if dtype in (int, bool):
            operand.value = np.nan_to_num(operand.value, posinf=2, neginf=-2).astype(dtype)
        else:
            operand.value = operand.value.astype(dtype)
    points = [o.value for o in active]
    place = {id(o): i for i, o in enumerate(active)}

    def at(*values):
        return call.make(lambda o: values[place[id(o)]] if id(o) in place else o.value)

    numpys = outcome(lambda: at(*(np.asarray(p).astype(precision) for p in points)))
    tangents = [d.rng.normal(size=np.shape(p)).astype(precision) for p in points]
    duals = outcome(lambda: at(*map(Dual, points, tangents)))
    ended = refused(duals, numpys, "forward mode", call)
    traced = outcome(lambda: vjp(lambda *x: real_parts(at(*x)), *points))
    kind = refused(traced if isinstance(traced, Exception) else duals, numpys, "reverse mode", call)
    if ended or kind:
        if ended != kind:
            raise Fault(f"{call}: forward mode {ended}, reverse mode {kind}")
        return str(ended)
    same(duals, numpys, "forward mode", call)
    if not any(isinstance(part, Number) for part in flat(duals)):
        return "agree"  # a choice
    value, pullback = traced
    same(value, real_parts(numpys), "reverse mode", call)
    pushed = [p.tangent if isinstance(p, Number) else np.zeros(np.shape(p)) for p in flat(real_parts(duals))]
    finite = all(np.isfinite(np.asarray(p, float)).all() for p in [*flat(numpys), *pushed] if not is_text(p))
    for p, y in zip(pushed, flat(real_parts(duals)), strict=True):
        if isinstance(y, Number) and np.asarray(p).dtype != y.dtype:
            raise Fault(f"{call}: a tangent has dtype {np.asarray(p).dtype}; its value has {y.dtype}")
    several = outcome(
        lambda: at(*(Dual(p, np.stack([t, 2 * t])) for p, t in zip(points, tangents, strict=True)))
    )
    same(several, numpys, "p directions", call)
    cotangents = [d.rng.normal(size=np.shape(p)).astype(np.asarray(p).dtype) for p in pushed]
    pulled = outcome(lambda: pullback(cotangents))
    if isinstance(pulled, Exception):
        raise Fault(f"{call}: the pullback raises {type(pulled).__name__}: {pulled}") from pulled
    for g, p in zip(pulled, points, strict=True):
        if np.shape(g) != np.shape(p) or np.asarray(g).dtype != precision:
            raise Fault(f"{call}: a gradient has shape {np.shape(g)} and dtype {np.asarray(g).dtype}")
    if not finite or not all(np.isfinite(g).all() for g in pulled):
        return "agree"
    left = sum(np.sum(g * p) for g, p in zip(cotangents, map(np.asarray, pushed), strict=True))
    right = sum(np.sum(g * t) for g, t in zip(pulled, tangents, strict=True))
    size = 1 + sum(np.sum(np.abs(g * t)) for g, t in zip(pulled, tangents, strict=True))
    size += sum(np.sum(np.abs(g * p)) for g, p in zip(cotangents, map(np.asarray, pushed), strict=True))
    single = np.float32 in {precision, *(g.dtype.type for g in cotangents)}
    if abs(left - right) > (1e-3 if single else 1e-8) * size:
        raise Fault(f"{call}: forward mode gives {left}, reverse mode {right}")
    for p, y in zip(pushed, flat(real_parts(several)), strict=True):
        if isinstance(y, Number) and not np.allclose(
            y.tangent, np.stack([p, 2 * np.asarray(p)]), rtol=1e-3, atol=1e-4
        ):
            raise Fault(f"{call}: p directions give {y.tangent}; one gives {p}")
    if dtype is float and not single and all(o.smooth for o in operands):
        slopes_agree(call, at, points, tangents, pushed)
    return "agree"


def slopes_agree(call, at, points, tangents, pushed) -> None:
    """Tangents against differences of fourth order, or, where a kink is near, of a small step."""

    def moved(h):
        return [
            np.asarray(r, float) for r in flat(real_parts(outcome(lambda: at(*along(points, tangents, h)))))
        ]

    tries = []
    for step in (STEP, 1e-5):
        up, down, far_up, far_down = (moved(h * step) for h in (1, -1, 2, -2))
        tries.append(
            [
                (8 * (a - b) - (c - e)) / (12 * step)
                for a, b, c, e in zip(up, down, far_up, far_down, strict=True)
            ]
        )
        errors = [
            np.max(np.abs(p - slope) / (1 + np.max(np.abs(slope), initial=0)), initial=0)
            for p, slope in zip(pushed, tries[-1], strict=True)
        ]
        if not any(e > 1e-5 for e in errors):
            return
    raise Fault(f"{call}: the tangents are {pushed}; differences give {tries[-1]}")


def along(points, tangents, h):
    return [np.asarray(p + h * t)[()] for p, t in zip(points, tangents, strict=True)]


def is_text(part) -> bool:
    return isinstance(part, str) or np.asarray(innermost(part)).dtype.kind not in "biuf"


def real_parts(result):
    """The parts of a result that can have a derivative, as a list."""
    return [p for p in flat(result) if isinstance(p, Number) or np.asarray(innermost(p)).dtype.kind == "f"]
