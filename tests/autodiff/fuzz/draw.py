"""What a random call is made of: arrays of all shapes and precisions, axes right and wrong, settings."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class Operand:
    """An array that may become one of ours; smooth unless a special value stands in it."""

    value: Any
    smooth: bool = True
    whole: bool = True  # whether integers and truth values may stand in its place


@dataclass
class Call:
    """A call of NumPy's, with operands among its arguments, also inside lists."""

    function: Any
    args: tuple
    kwargs: dict = field(default_factory=dict)

    @property
    def precise(self) -> bool:
        """Whether the result's precision is that of NumPy's rules.

        A single number of ours is one of Python's floats, which give way to float32 where NumPy's own would not,
        and NumPy's `tolist` and `item` make Python's floats of all.
        """
        kinds = {np.asarray(o.value).dtype for o in self.operands()}
        name = self.function.__name__
        return name not in (".tolist", ".item") and (
            len(kinds) == 1
            or (isinstance(self.function, np.ufunc) and all(np.ndim(o.value) for o in self.operands()))
        )

    def operands(self) -> list[Operand]:
        found: list[Operand] = []
        replaced((self.args, self.kwargs), lambda operand: found.append(operand))
        return found

    def make(self, replace):
        return self.function(*replaced(self.args, replace), **replaced(self.kwargs, replace))

    def __repr__(self) -> str:
        shown = [f"{a!r}" for a in self.args] + [f"{k}={v!r}" for k, v in self.kwargs.items()]
        return f"{getattr(self.function, '__name__', self.function)}({', '.join(shown)})"


def replaced(tree, replace):
    if isinstance(tree, Operand):
        return replace(tree)
    if isinstance(tree, dict):
        return {key: replaced(value, replace) for key, value in tree.items()}
    if type(tree) in (list, tuple):
        return type(tree)(replaced(part, replace) for part in tree)
    return tree


SHAPES = [(), (1,), (4,), (5,), (2, 3), (3, 3), (1, 4), (2, 3, 4), (2, 1, 3), (0,), (0, 3), (2, 0)]
WEIGHTS = np.array([2, 1, 4, 3, 5, 3, 2, 4, 2, 1, 1, 1], float)


class Draw:
    """Random choices of one kind each."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng

    def one(self, *options):
        return options[self.rng.integers(len(options))]

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def shape(self, *ndims: int, empty: bool = True) -> tuple[int, ...]:
        fit = [
            i
            for i, s in enumerate(SHAPES)
            if (not ndims or len(s) in ndims) and (empty or np.prod(s, dtype=int) > 0)
        ]
        weights = WEIGHTS[fit] / WEIGHTS[fit].sum()
        return SHAPES[fit[self.rng.choice(len(fit), p=weights)]]

    def values(self, shape, low=-2.0, high=2.0) -> np.ndarray:
        """Distinct entries, well apart, so that no kink is near."""
        n = int(np.prod(shape, dtype=int))
        grid = np.linspace(low, high, n + 2)[1:-1] + self.rng.uniform(-0.2, 0.2, n) * (high - low) / (n + 2)
        return np.asarray(self.rng.permutation(grid).reshape(shape))

    def array(self, *ndims, shape=None, low=-2.0, high=2.0, empty=True, known=False) -> Operand:
        """An array; with known=True always finite."""
        shape = self.shape(*ndims, empty=empty) if shape is None else shape
        x = self.values(shape, low, high)
        if not known and x.size and self.chance(0.06):
            x.flat[self.rng.integers(x.size)] = self.one(np.nan, np.inf, -np.inf, 0.0)
            return Operand(x, smooth=False)
        return Operand(x)

    def matrix(self, n=3, stack=True) -> np.ndarray:
        shape = self.one((), (), (2,)) if stack else ()
        return self.values((*shape, n, n)) + 4 * np.eye(n)

    def axis(self, ndim: int, out_of_range: float = 0.06) -> int:
        if ndim == 0 or self.chance(out_of_range):
            return int(self.one(-ndim - 1, ndim, 0, -1))
        return int(self.rng.integers(-ndim, ndim))

    def axes(self, ndim: int):
        """None, one axis, or a tuple of them, some counted from the end."""
        kind = self.rng.integers(6)
        if kind == 0:
            return None
        if kind < 4 or ndim == 0:
            return self.one(int, np.int64)(self.axis(ndim))
        count = int(self.rng.integers(0, ndim + 1))
        chosen = self.rng.permutation(ndim)[:count]
        return tuple(int(a) - (ndim if self.chance(0.5) else 0) for a in chosen)

    def mask(self, shape) -> np.ndarray:
        mask = self.rng.random(shape) < 0.6
        return np.asarray(mask)

    def like(self, shape) -> tuple[int, ...]:
        """A shape that broadcasts with another."""
        shape = tuple(1 if self.chance(0.25) else n for n in shape)
        return shape[int(self.rng.integers(0, len(shape) + 1)) :] if self.chance(0.3) else shape

    def some(self, **settings) -> dict:
        """Each setting or not."""
        return {key: value for key, value in settings.items() if self.chance(0.5)}

    def spelled(self, call: Call) -> Call:
        """The same call with settings by position in NumPy's order, or with arrays by name."""
        try:
            parameters = list(inspect.signature(call.function).parameters.values())
        except (TypeError, ValueError):
            return call
        kinds = {p.name: p.kind for p in parameters}
        plain = inspect.Parameter.POSITIONAL_OR_KEYWORD
        if inspect.Parameter.VAR_POSITIONAL in kinds.values():
            return call
        if self.chance(0.3):
            args, kwargs = list(call.args), dict(call.kwargs)
            for p in parameters[len(args) :]:
                if p.kind is not plain or not kwargs:
                    break
                if p.name in kwargs:
                    args.append(kwargs.pop(p.name))
                elif p.default is inspect.Parameter.empty:
                    return call
                else:
                    args.append(p.default)
            return Call(call.function, tuple(args), kwargs)
        if self.chance(0.1) and len(call.args) <= len(parameters):
            names = [p.name for p in parameters[: len(call.args)]]
            if all(kinds[name] is plain for name in names):
                return Call(call.function, (), dict(zip(names, call.args, strict=True)) | call.kwargs)
        return call
