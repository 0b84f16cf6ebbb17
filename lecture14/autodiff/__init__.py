"""Automatic differentiation: one table of rules, many interpreters (slides 3-23).

| module                                   | what is inside                                      | slides   |
|------------------------------------------|-----------------------------------------------------|----------|
| `rules`, `compiled`, `special`           | the table of rules, a line a function; its compiler | 7-9, 12  |
| `arrays`, `linalg`                       | array operations: tangent map beside transpose      | 19       |
| `overload`, `protocols`, `errors`        | operators and NumPy's functions as table look-ups   | 12, 15   |
| `functions`, `functions_shapes`          | NumPy's signatures, translated to rules             | 15       |
| `functions_linalg`                       | the same for its linear algebra                     | 15       |
| `programs`, `dual_programs`              | the quick way for floats: small programs            | 11, 13   |
| `dual`, `directions`, `forward`          | dual numbers, `jvp`, `derivative`                   | 7-11, 17 |
| `variable`, `graph`, `replay`, `births`  | the graph, other inputs, where a NaN was born       | 12, 17f. |
| `pushes`, `pulls`                        | its forward sweep and its reverse sweep             | 17f.     |
| `program_text`, `drawing`, `counting`    | programs side by side, the picture, the costs       | 11, 17f. |
| `reverse`, `jacobians`                   | `vjp`, `grad`, Jacobians, Hessians                  | 18-21    |
| `elimination`                            | between forward and reverse: the golden mean        | 20       |
| `taylor`, `recurrences`, `coefficients`  | derivatives of any order                            | 21       |
| `differences`, `checking`, `conventions` | divided differences, the checker, choices at kinks  | 5, 6, 21 |
| `scalar_program`, `source`, `source_c`   | derivative programs as Python and C text            | 12-14    |
| `formatting`, `tree`                     | numbers as text; containers and their leaves        |          |
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
