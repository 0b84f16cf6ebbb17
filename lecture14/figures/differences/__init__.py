"""The pictures of chapter "Divided differences and their accuracy", slides 5-6."""

from lecture14.figures.differences.errors import (
    BOTTOM,
    DESIRED,
    POINTS,
    USELESS,
    ErrorCurves,
    error_axes,
    error_curves,
)
from lecture14.figures.differences.measured import (
    STEPS,
    cube,
    digits_left,
    error_against_step,
    errors_of,
    exact_slope,
    typical,
)
from lecture14.figures.differences.secant import Secants, secants

__all__ = [
    "BOTTOM",
    "DESIRED",
    "POINTS",
    "STEPS",
    "USELESS",
    "ErrorCurves",
    "Secants",
    "cube",
    "digits_left",
    "error_against_step",
    "error_axes",
    "error_curves",
    "errors_of",
    "exact_slope",
    "secants",
    "typical",
]
