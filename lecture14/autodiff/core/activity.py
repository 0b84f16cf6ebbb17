"""Zeros that are known to be zero, told from those that came out as zero: what 0·∞ is.

A tangent or an adjoint is zero by structure where nothing arrives: in the other directions of a seed, in the branch of
`np.where` that is not taken, in the entries that an index leaves out, at the losers of a maximum. Such a zero stays
zero past an infinite slope. A zero that was computed (a slope of 0, an underflow, a cancellation) may stand for
anything, and times infinity it is nan, the only honest answer. The sweeps compute without looking; only where a nan
comes out do they run again with these functions, which carry along with each tangent or adjoint an array of
truth values: whether anything arrives at that entry, the sweep's activity (Griewank & Walther 2008, section 6.2).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lecture14.autodiff.core.chain_rule import (
    Values,
    lined_up,
    pulled,
    pushed_term,
    rank,
    shape_of,
    unbroadcast,
)
from lecture14.autodiff.core.number import Number, Params, innermost
from lecture14.autodiff.core.values import as_precise, settle

Active = Any  # truth values in the shape of the tangent or adjoint


def nonzero(seed: Any) -> Active:
    """Which entries of a seed are active; a number of an outer derivative may move even where it is zero."""
    return np.full(np.shape(seed), True) if isinstance(seed, Number) else np.not_equal(seed, 0)


def pushed_with_care(
    rule: Any, values: Values, tangents: Values, active: Values, y: Any, params: Params,
    directions: int | None,
) -> tuple[Any, Active]:  # fmt: skip
    """What `chain_rule.pushed` does, and where it is active."""
    shape = shape_of(y) if directions is None else (directions, *shape_of(y))
    total, reached = 0.0, np.full(shape, False)
    for i, t in enumerate(tangents):
        if t is not None and rule.moves(i):
            here = _pushed_activity(rule, i, active[i], values, y, params, directions)
            total = total + only(here, pushed_term(rule, i, t, values, y, params, directions))
            reached = reached | here
    if not reached.any():
        return None, None
    total = settle(total if shape_of(total) == shape else np.broadcast_to(total, shape))
    return as_precise(total, y), reached


def pulled_with_care(
    rule: Any, i: int, cotangent: Any, active: Active, values: Values, y: Any, params: Params,
    many: bool,
) -> tuple[Any, Active]:  # fmt: skip
    """What `chain_rule.pulled` does, and where it is active."""
    if rule.elementwise:
        active = active & _choice(rule, i, values)
        share = pulled(rule, i, cotangent, values, y, params, many, active)
        return share, unbroadcast(active, shape_of(values[i]), int(many)) != 0
    rows = active if many else [active]
    reached = np.stack(
        [_pattern(rule, rule.pull, i, row, shape_of(values[i]), values, y, params) for row in rows]
    )
    reached = reached if many else reached[0]
    return settle(only(reached, pulled(rule, i, cotangent, values, y, params, many))), reached


def only(active: Active, term: Any) -> Any:
    """The term where it is active, zero elsewhere."""
    return term if np.all(active) else np.where(active, term, 0.0)


def _pushed_activity(
    rule: Any, i: int, active: Active, values: Values, y: Any, params: Params,
    directions: int | None,
) -> Active:  # fmt: skip
    if rule.elementwise:
        if directions is not None:
            active = lined_up(active, rank(values[i]), rank(y))
        return active & _choice(rule, i, values)
    rows = [active] if directions is None else active
    reached = [
        np.broadcast_to(_pattern(rule, rule.push, i, row, shape_of(y), values, y, params), shape_of(y))
        for row in rows
    ]
    return reached[0] if directions is None else np.reshape(reached, (directions, *shape_of(y)))


def _choice(rule: Any, i: int, values: Values) -> Active:
    """Where an elementwise rule takes operand i at all: not where its slope chooses another."""
    if not rule.chooses[i]:
        return np.True_
    return np.not_equal(rule.slopes[i](*map(innermost, values), None), 0)


def _pattern(
    rule: Any,
    move: Any,
    i: int,
    active: Active,
    shape: tuple[int, ...],
    values: Values,
    y: Any,
    params: Params,
) -> Active:
    """Where an array operation takes active entries, in either direction.

    Truth values as 0 and 1 go the way of tangents, through a product as if all its other factors were ones. Without a
    pattern any entry reaches all.
    """
    pattern = rule.pattern
    if pattern is None:
        return np.full(shape, np.any(active))
    plain = [np.ones(shape_of(v)) if pattern.linear else innermost(v) for v in values]
    move = getattr(pattern, move.__name__)
    return np.asarray(move(i, np.multiply(active, 1.0), innermost(y), plain, params or {})) != 0
