"""Which sweep: a fast one while its rounding is harmless, a careful one otherwise, that of `missing` for NaN."""

from __future__ import annotations

from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.sweeps.base import MixtureSweep
from lecture14.clustering.sweeps.centred import CentredSweep
from lecture14.clustering.sweeps.features import HARMLESS, FeatureSweep, expansion
from lecture14.clustering.sweeps.missing import MissingSweep
from lecture14.clustering.sweeps.whitened import WhitenedSweep

# From so many features on, K matrix products a row are cheaper than d²/2 products of features.
MANY = 20


def choose(parameters: Parameters, summary: Summary) -> MixtureSweep:
    """A fresh sweep for these parameters, over the rows that the summary describes."""
    if summary.missing:
        return MissingSweep(parameters)
    centre, reach = summary.mean, summary.reach
    K, d = parameters.means.shape
    full = parameters.covariance_type == "full"
    if full and d >= MANY and 10 * d >= K * MANY:
        return WhitenedSweep(parameters)
    if expansion(parameters, centre, reach) < HARMLESS:
        return FeatureSweep(parameters, centre, reach)
    return WhitenedSweep(parameters) if full else CentredSweep(parameters)
