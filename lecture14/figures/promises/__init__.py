"""The pictures of chapter "What AD promises, and what it does not", slide 21: each bullet measured."""

from lecture14.figures.graph import product
from lecture14.figures.promises.costs import (
    PROGRAMS,
    STATEMENTS,
    GradientCost,
    Ratios,
    Work,
    chained_rosenbrock,
    cost_ratios,
    gradient_cost,
    wave,
)
from lecture14.figures.promises.degrees import (
    DegreeCost,
    degree_cost,
    esin,
    nested_operations,
    taylor_operations,
)
from lecture14.figures.promises.digits import EXACT, Accuracy, accuracy, correct_digits
from lecture14.figures.promises.noise import RIPPLE, NoisySlope, f_slope_error, noisy_slope, rippled_sine
from lecture14.figures.promises.solvers import SolverErrors, kepler, solver_errors

__all__ = [
    "EXACT",
    "PROGRAMS",
    "RIPPLE",
    "STATEMENTS",
    "Accuracy",
    "DegreeCost",
    "GradientCost",
    "NoisySlope",
    "Ratios",
    "SolverErrors",
    "Work",
    "accuracy",
    "chained_rosenbrock",
    "correct_digits",
    "cost_ratios",
    "degree_cost",
    "esin",
    "f_slope_error",
    "gradient_cost",
    "kepler",
    "nested_operations",
    "noisy_slope",
    "product",
    "rippled_sine",
    "solver_errors",
    "taylor_operations",
    "wave",
]
