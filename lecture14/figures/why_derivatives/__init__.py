"""The pictures of chapter "Why derivatives, and three ways to get them", slides 3-4."""

from .square import ToolSquare, tool_square
from .swelling import LINE, LINES, MOST_STEPS, Swell, derivative_formula, logistic, operations, swell
from .zeros import FAR, FUNCTIONS, STEPS, NewtonSteps, newton, newton_steps

__all__ = [
    "FAR",
    "FUNCTIONS",
    "LINE",
    "LINES",
    "MOST_STEPS",
    "STEPS",
    "NewtonSteps",
    "Swell",
    "ToolSquare",
    "derivative_formula",
    "logistic",
    "newton",
    "newton_steps",
    "operations",
    "swell",
    "tool_square",
]
