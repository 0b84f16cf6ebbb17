"""The pictures of chapter "How EM works", slides 47, 50 and 51."""

from lecture14.figures.how_em_works.against_ascent import em_means, iterations, shares
from lecture14.figures.how_em_works.bound import BOUND_STARTS, HELD, BoundStep, bound_path, lower_bound_steps
from lecture14.figures.how_em_works.two_means import (
    TICKS,
    Merging,
    merging,
)

__all__ = [
    "BOUND_STARTS",
    "HELD",
    "TICKS",
    "BoundStep",
    "Merging",
    "bound_path",
    "em_means",
    "iterations",
    "lower_bound_steps",
    "merging",
    "shares",
]
