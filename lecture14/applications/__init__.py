"""Five things that derivatives are for, each a small real problem (slide 23).

| module            | problem                                                  | derivative, mode        |
|-------------------|----------------------------------------------------------|-------------------------|
| `newton`          | a nonlinear system                                       | Jacobian, forward       |
| `optimisation`    | Rosenbrock's valley: gradient descent, Newton, BFGS      | gradient and Hessian    |
| `patient`         | a drug's rates from a patient's blood                    | Jacobian and Hessian    |
| `network`         | two moons told apart by a small neural network           | gradient, reverse       |
| `stiff`           | Robertson's reactions by an implicit method              | Jacobian, forward       |

They use `lecture14.autodiff` as a reader would, and nothing in it knows them.
"""

from lecture14.applications.equations import circle_and_exponential, newton
from lecture14.applications.network import classify, cross_entropy, initial_weights, train, two_moons
from lecture14.applications.optimisation import (
    bfgs,
    gauss_newton,
    gradient_descent,
    newton_minimise,
    rosenbrock,
)
from lecture14.applications.patient import concentration, residuals_of, uncertainty
from lecture14.applications.stiff import difference_jacobian, implicit_solve, robertson

__all__ = [
    "bfgs",
    "circle_and_exponential",
    "classify",
    "concentration",
    "cross_entropy",
    "difference_jacobian",
    "gauss_newton",
    "gradient_descent",
    "implicit_solve",
    "initial_weights",
    "newton",
    "newton_minimise",
    "residuals_of",
    "robertson",
    "rosenbrock",
    "train",
    "two_moons",
    "uncertainty",
]
