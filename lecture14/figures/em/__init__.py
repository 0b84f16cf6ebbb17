"""The pictures of chapter "EM for Gaussian mixtures", slides 48, 49 and 52-60."""

from lecture14.figures.em.boxes import LOOP_START, LoopStep, em_loop, loop
from lecture14.figures.em.old_faithful import GEYSER_START, HalfStep, em_half_steps, geyser_history
from lecture14.figures.em.pies import (
    THREE_START,
    Climb,
    PieStep,
    after,
    climb_curve,
    log_likelihood_climb,
    side_by_side,
    three_groups,
    three_groups_history,
)

__all__ = [
    "GEYSER_START",
    "LOOP_START",
    "THREE_START",
    "Climb",
    "HalfStep",
    "LoopStep",
    "PieStep",
    "after",
    "climb_curve",
    "em_half_steps",
    "em_loop",
    "geyser_history",
    "log_likelihood_climb",
    "loop",
    "side_by_side",
    "three_groups",
    "three_groups_history",
]
