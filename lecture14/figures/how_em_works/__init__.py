"""The pictures of chapter "How EM works", slides 47, 50 and 51."""

from lecture14.figures.how_em_works.against_ascent import Race, em_means, iterations, race, shares
from lecture14.figures.how_em_works.bound import BOUND_STARTS, HELD, BoundStep, bound_path, lower_bound_steps
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
    "MEANS_STARTS",
    "TICKS",
    "BoundStep",
    "MeansOnly",
    "Merging",
    "Race",
    "bound_path",
    "em_means",
    "iterations",
    "lower_bound_steps",
    "means_path",
    "merging",
    "race",
    "shares",
]
