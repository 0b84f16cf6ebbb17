"""The executable lecture's package: automatic differentiation, and clustering by Gaussian mixtures.

`lecture14.autodiff` serves slides 3-23, `lecture14.clustering` slides 24-63. Importing it needs NumPy
alone; `lecture14.figures` brings in matplotlib, `lecture14.widgets`, in a live notebook, anywidget.
"""

from typing import TYPE_CHECKING, Any

from lecture14 import autodiff

# Automatic differentiation.
from lecture14.autodiff import (
    Dual,
    Graph,
    central_difference,
    check_derivatives,
    derivative,
    forward_difference,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    taylor,
    trace,
    value_and_grad,
    vjp,
)

# Clustering (slides 24-63).
from lecture14.clustering import GaussianMixture, KMeans

if TYPE_CHECKING:
    from lecture14.autodiff import adjoint_source, tangent_source

__version__ = "0.1.0"

__all__ = [
    "Dual",
    "GaussianMixture",
    "Graph",
    "KMeans",
    "adjoint_source",
    "central_difference",
    "check_derivatives",
    "derivative",
    "forward_difference",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "tangent_source",
    "taylor",
    "trace",
    "value_and_grad",
    "vjp",
]


def __getattr__(name: str) -> Any:
    if name in ("adjoint_source", "tangent_source"):  # imported when they are asked for
        return getattr(autodiff, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
