"""The pictures of chapter "How EM works", slides 46, 47 and 49-51."""

from lecture14.figures.how_em_works.against_ascent import Race, em_means, race, shares
from lecture14.figures.how_em_works.bound import BOUND_STARTS, HELD, BoundStep, bound_path, lower_bound_steps
from lecture14.figures.how_em_works.boxes import LOOP_START, LoopStep, em_loop, loop
from lecture14.figures.how_em_works.two_means import (
    MEANS_STARTS,
    TICKS,
    MeansOnly,
    Merging,
    means_path,
    merging,
)

__all__ = [
    "BOUND_STARTS",
    "HELD",
    "LOOP_START",
    "MEANS_STARTS",
    "TICKS",
    "BoundStep",
    "LoopStep",
    "MeansOnly",
    "Merging",
    "Race",
    "bound_path",
    "em_loop",
    "em_means",
    "loop",
    "lower_bound_steps",
    "means_path",
    "merging",
    "race",
    "shares",
]
