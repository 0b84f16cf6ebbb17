"""Automatic differentiation: one table of rules, many interpreters (slides 3-23).

| module       | what is inside                                                              | slides     |
|--------------|-----------------------------------------------------------------------------|------------|
| `rules`      | the table of derivative rules, one line a function                           | 7-9, 12    |
| `arrays`     | array operations: tangent map and transpose side by side                     | 19         |
| `overload`   | Python's operators and NumPy's functions as table look-ups                   | 12, 15     |
| `dual`       | dual numbers                                                                 | 7-10, 15   |
| `forward`    | `jvp`, `derivative`                                                          | 11, 17     |
"""

from lecture14.autodiff import functions, functions_linalg, functions_shapes  # noqa: F401  # they answer NumPy
from lecture14.autodiff.checking import DerivativeMismatch, check_derivatives
from lecture14.autodiff.differences import (
    central_difference,
    difference_errors,
    forward_difference,
    optimal_step,
)
from lecture14.autodiff.dual import Dual
from lecture14.autodiff.elimination import Elimination
from lecture14.autodiff.errors import LeakedValue, UnsupportedOperation
from lecture14.autodiff.forward import derivative, jvp
from lecture14.autodiff.functions import logsumexp
from lecture14.autodiff.graph import ControlFlowChanged, Graph, trace
from lecture14.autodiff.jacobians import hessian, hvp, jacobian
from lecture14.autodiff.reverse import grad, value_and_grad, vjp
from lecture14.autodiff.rules import RULES, Rule
from lecture14.autodiff.source import adjoint_source, tangent_source
from lecture14.autodiff.source_c import read_c, source_c
from lecture14.autodiff.taylor import Series, taylor

__all__ = [
    "RULES",
    "ControlFlowChanged",
    "DerivativeMismatch",
    "Dual",
    "Elimination",
    "Graph",
    "LeakedValue",
    "Rule",
    "Series",
    "UnsupportedOperation",
    "adjoint_source",
    "central_difference",
    "check_derivatives",
    "derivative",
    "difference_errors",
    "forward_difference",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "logsumexp",
    "optimal_step",
    "read_c",
    "source_c",
    "tangent_source",
    "taylor",
    "trace",
    "value_and_grad",
    "vjp",
]
