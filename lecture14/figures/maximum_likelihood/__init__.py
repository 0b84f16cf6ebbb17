"""The pictures of chapter "Maximum likelihood with and without labels", slides 42-45."""

from lecture14.figures.maximum_likelihood.ascents import (
    HIGH,
    LOW,
    STARTS,
    Flippers,
    arrival,
    ascend,
    marginal_log_likelihood,
    tops,
    two_species,
)
from lecture14.figures.maximum_likelihood.hidden import climbs, hidden_labels, recover
from lecture14.figures.maximum_likelihood.labelled import (
    FLIPPER,
    PAIRS,
    OneGaussian,
    Species,
    one_gaussian,
    species_estimates,
)

__all__ = [
    "FLIPPER",
    "HIGH",
    "LOW",
    "PAIRS",
    "STARTS",
    "Flippers",
    "OneGaussian",
    "Species",
    "arrival",
    "ascend",
    "climbs",
    "hidden_labels",
    "marginal_log_likelihood",
    "one_gaussian",
    "recover",
    "species_estimates",
    "tops",
    "two_species",
]
