"""The pictures of chapter "Applications", slide 23: five problems solved with derivatives from code."""

from lecture14.figures.applications.equations import (
    FLOOR,
    STARTS,
    TIMES,
    NewtonIterates,
    StiffJacobians,
    difference_iterations,
    newton_iterates,
    robertson_solution,
    stiff_jacobians,
)
from lecture14.figures.applications.minima import (
    Assimilation,
    Moons,
    Valley,
    assimilated,
    assimilation,
    moons,
    trained,
    valley,
    wrong_side,
)

__all__ = [
    "FLOOR",
    "STARTS",
    "TIMES",
    "Assimilation",
    "Moons",
    "NewtonIterates",
    "StiffJacobians",
    "Valley",
    "assimilated",
    "assimilation",
    "difference_iterations",
    "moons",
    "newton_iterates",
    "robertson_solution",
    "stiff_jacobians",
    "trained",
    "valley",
    "wrong_side",
]
