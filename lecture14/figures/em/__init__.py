"""The pictures of chapter "EM for Gaussian mixtures", slides 34-35, 48 and 52-60."""

from lecture14.figures.em.old_faithful import (
    GEYSER_START,
    GeyserFit,
    HalfStep,
    em_half_steps,
    geyser_fit,
    geyser_history,
)
from lecture14.figures.em.pies import (
    SHOWN_ITERATIONS,
    THREE_START,
    Climb,
    PieStep,
    after,
    eight_pictures,
    log_likelihood_climb,
    three_groups,
    three_groups_history,
)

__all__ = [
    "GEYSER_START",
    "SHOWN_ITERATIONS",
    "THREE_START",
    "Climb",
    "GeyserFit",
    "HalfStep",
    "PieStep",
    "after",
    "eight_pictures",
    "em_half_steps",
    "geyser_fit",
    "geyser_history",
    "log_likelihood_climb",
    "three_groups",
    "three_groups_history",
]
