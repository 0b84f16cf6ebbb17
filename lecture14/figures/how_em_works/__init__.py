"""The pictures of chapter "How EM works", slides 46, 47 and 49-51."""

from .against_ascent import Race, em_means, race, shares
from .bound import BOUND_STARTS, HELD, BoundStep, bound_path, lower_bound_steps
from .boxes import LOOP_START, LoopStep, em_loop, loop
from .two_means import MEANS_STARTS, TICKS, MeansOnly, Merging, means_path, merging

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
