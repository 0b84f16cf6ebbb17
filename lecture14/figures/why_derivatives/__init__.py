"""The pictures of chapter "Why derivatives, and three ways to get them", slides 3-4."""

from lecture14.figures.why_derivatives.square import ToolSquare, tool_square
from lecture14.figures.why_derivatives.swelling import (
    LINE,
    LINES,
    MOST_STEPS,
    Swell,
    derivative_formula,
    formula_growth,
    logistic,
    operations,
    swell,
)

__all__ = [
    "LINE",
    "LINES",
    "MOST_STEPS",
    "Swell",
    "ToolSquare",
    "derivative_formula",
    "formula_growth",
    "logistic",
    "operations",
    "swell",
    "tool_square",
]
