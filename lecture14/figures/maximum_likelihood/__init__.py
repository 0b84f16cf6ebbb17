"""The pictures of chapter "Maximum likelihood with and without labels", slides 42-45."""

from lecture14.figures.maximum_likelihood.ascents import (
    HIGH,
    LOW,
    RATES,
    STARTS,
    Ascent,
    Flippers,
    ascend,
    ascent_paths,
    marginal_log_likelihood,
    tops,
    two_species,
)
from lecture14.figures.maximum_likelihood.features import FEATURE_AXES, FLIPPER, PAIRS, pair_axes
from lecture14.figures.maximum_likelihood.hidden import Hidden, climbs, hidden_labels, recover
from lecture14.figures.maximum_likelihood.labelled import (
    OneGaussian,
    Species,
    one_gaussian,
    species_estimates,
)

__all__ = [
    "FEATURE_AXES",
    "FLIPPER",
    "HIGH",
    "LOW",
    "PAIRS",
    "RATES",
    "STARTS",
    "Ascent",
    "Flippers",
    "Hidden",
    "OneGaussian",
    "Species",
    "ascend",
    "ascent_paths",
    "climbs",
    "hidden_labels",
    "marginal_log_likelihood",
    "one_gaussian",
    "pair_axes",
    "recover",
    "species_estimates",
    "tops",
    "two_species",
]
