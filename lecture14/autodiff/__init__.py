"""Automatic differentiation: one table of rules, many interpreters (slides 3-23).

| room           | what is inside                                                             | slides        |
|----------------|----------------------------------------------------------------------------|---------------|
| `core`         | the engine in half an hour: numbers, rules, dual numbers, record, sweeps   | 7-12, 17, 18  |
| `derivatives`  | `jvp`, `derivative`, `vjp`, `grad`                                         | 7-11, 17-20   |
| `jacobians`    | Jacobians by columns or rows, Hessians                                     | 19-21         |
| `series`, `streams` | derivatives of any order, by Taylor series                            | 21            |
| `graph`        | a record with its views                                                    | 12, 17-19     |
| `extension`    | `define`: a line for the table, from outside                               | 9             |
| `arrays`       | NumPy's array functions: tangent map beside transpose                      | 15, 19        |
| `views`        | programs side by side, pictures, costs, replays                            | 11, 17-20     |
| `text`         | derivative programs as Python and C, of one run                            | 12-14         |
| `source`       | derivative programs of a function's text, with its loops and branches      | 12-14, 16     |
| `checks`       | divided differences, the checker, choices at kinks                         | 5, 6, 21      |
| `fast`         | the quick layer for floats; without it all works, slower                   | 11, 13        |
| `expressions`  | from the table's text to functions; special functions                      |               |
| `support`      | errors, containers, numbers as text                                        |               |
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from lecture14.autodiff import arrays  # noqa: F401  # it answers NumPy
from lecture14.autodiff.arrays.functions import logsumexp
from lecture14.autodiff.checks.checking import DerivativeMismatch, check_derivatives
from lecture14.autodiff.checks.differences import (
    central_difference,
    difference_errors,
    forward_difference,
    optimal_step,
)
from lecture14.autodiff.core.dual import Dual
from lecture14.autodiff.core.rules import RULES, Rule
from lecture14.autodiff.derivatives import derivative, grad, jvp, value_and_grad, vjp
from lecture14.autodiff.expressions import special
from lecture14.autodiff.extension import define
from lecture14.autodiff.graph import Graph, trace
from lecture14.autodiff.jacobians import hessian, hvp, jacobian
from lecture14.autodiff.series import Series, taylor
from lecture14.autodiff.support.errors import LeakedValue, UnsupportedOperation
from lecture14.autodiff.views.elimination import Elimination
from lecture14.autodiff.views.replay import ControlFlowChanged

if TYPE_CHECKING:
    from lecture14.autodiff.source.python import adjoint_source, tangent_source
    from lecture14.autodiff.source.reading.text import UnsupportedSyntax
    from lecture14.autodiff.text.c import CSource, source_c

if find_spec("lecture14.autodiff.fast"):
    from lecture14.autodiff import fast  # noqa: F401  # it makes floats quick; the folder may be deleted

__all__ = [
    "RULES", "CSource", "ControlFlowChanged", "DerivativeMismatch", "Dual", "Elimination", "Graph", "LeakedValue",
    "Rule", "Series", "UnsupportedOperation", "UnsupportedSyntax", "adjoint_source", "central_difference",
    "check_derivatives", "define", "derivative", "difference_errors", "forward_difference", "grad",
    "hessian", "hvp", "jacobian", "jvp", "logsumexp", "optimal_step", "source_c", "special",
    "tangent_source", "taylor", "trace", "value_and_grad", "vjp",
]  # fmt: skip

# Reading text and writing C take as long to import as all the rest: they wait until somebody asks for them.
LATER = {
    "CSource": "lecture14.autodiff.text.c",
    "UnsupportedSyntax": "lecture14.autodiff.source.reading.text",
    "adjoint_source": "lecture14.autodiff.source.python",
    "source_c": "lecture14.autodiff.text.c",
    "tangent_source": "lecture14.autodiff.source.python",
}


def __getattr__(name: str) -> Any:
    if name in LATER:
        return getattr(import_module(LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
