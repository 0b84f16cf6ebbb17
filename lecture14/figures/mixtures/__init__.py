"""The pictures of chapter "Mixtures", slides 34-37."""

from lecture14.figures.mixtures.line import (
    LINE_MEANS,
    LINE_SIGMAS,
    MixingWeights,
    SumOrMixture,
    both_draws,
    line_densities,
    mixing_weights,
    peaks,
    shares,
    sum_or_mixture,
)
from lecture14.figures.mixtures.plane import PLANE, PlaneMixture, Surface, plane_mixture, surface

__all__ = [
    "LINE_MEANS",
    "LINE_SIGMAS",
    "PLANE",
    "MixingWeights",
    "PlaneMixture",
    "SumOrMixture",
    "Surface",
    "both_draws",
    "line_densities",
    "mixing_weights",
    "peaks",
    "plane_mixture",
    "shares",
    "sum_or_mixture",
    "surface",
]
