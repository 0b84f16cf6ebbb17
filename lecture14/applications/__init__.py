"""Five things that derivatives are for, each a small real problem (slide 23).

| module            | problem                                                  | derivative, mode        |
|-------------------|----------------------------------------------------------|-------------------------|
| `newton`          | a nonlinear system                                       | Jacobian, forward       |
| `optimisation`    | Rosenbrock's valley: gradient descent, Newton, BFGS      | gradient and Hessian    |
| `inverse_problem` | a predator-prey model from noisy counts                  | gradient, reverse       |
| `network`         | two moons told apart by a small neural network           | gradient, reverse       |
| `stiff`           | Robertson's reactions by an implicit method              | Jacobian, forward       |

They use `lecture14.autodiff` as a reader would, and nothing in it knows them.
"""

from lecture14.applications.equations import circle_and_exponential, newton
from lecture14.applications.inverse_problem import (
    assimilate,
    lotka_volterra,
    make_observations,
    misfit,
    runge_kutta,
    trajectory,
)
from lecture14.applications.network import classify, cross_entropy, initial_weights, train, two_moons
from lecture14.applications.optimisation import bfgs, gradient_descent, newton_minimise, rosenbrock
from lecture14.applications.stiff import difference_jacobian, implicit_solve, robertson

__all__ = [
    "assimilate",
    "bfgs",
    "circle_and_exponential",
    "classify",
    "cross_entropy",
    "difference_jacobian",
    "gradient_descent",
    "implicit_solve",
    "initial_weights",
    "lotka_volterra",
    "make_observations",
    "misfit",
    "newton",
    "newton_minimise",
    "robertson",
    "rosenbrock",
    "runge_kutta",
    "train",
    "trajectory",
    "two_moons",
]
