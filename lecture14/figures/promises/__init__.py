"""The pictures of chapter "What AD promises, and what it does not", slide 21: each bullet measured."""

from lecture14.figures.graph import product
from lecture14.figures.promises.costs import (
    PROGRAMS,
    GradientCost,
    chained_rosenbrock,
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
from lecture14.figures.promises.digits import EXACT, Accuracy, accuracy, correct_digits, lens
from lecture14.figures.promises.noise import RIPPLE, NoisySlope, f_slope_error, noisy_slope, rippled_sine
from lecture14.figures.promises.solvers import SolverErrors, kepler, solver_errors

__all__ = [
    "EXACT",
    "PROGRAMS",
    "RIPPLE",
    "Accuracy",
    "DegreeCost",
    "GradientCost",
    "NoisySlope",
    "SolverErrors",
    "accuracy",
    "chained_rosenbrock",
    "correct_digits",
    "degree_cost",
    "esin",
    "f_slope_error",
    "gradient_cost",
    "kepler",
    "lens",
    "nested_operations",
    "noisy_slope",
    "product",
    "rippled_sine",
    "solver_errors",
    "taylor_operations",
    "wave",
]
