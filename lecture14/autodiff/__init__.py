"""Automatic differentiation: one table of rules, many interpreters (slides 3-23).

| module       | what is inside                                                              | slides     |
|--------------|-----------------------------------------------------------------------------|------------|
| `rules`      | the table of derivative rules, one line a function                           | 7-9, 12    |
| `arrays`     | array operations: tangent map and transpose side by side                     | 19         |
| `overload`   | Python's operators and NumPy's functions as table look-ups                   | 12, 15     |
| `dual`       | dual numbers                                                                 | 7-10, 15   |
| `forward`    | `jvp`, `derivative`                                                          | 11, 17     |
"""

from lecture14.autodiff import functions as _functions  # noqa: F401  # registers NumPy's functions
from lecture14.autodiff.dual import Dual
from lecture14.autodiff.errors import LeakedValue, UnsupportedOperation
from lecture14.autodiff.forward import derivative, jvp
from lecture14.autodiff.rules import RULES, Rule

__all__ = ["RULES", "Dual", "LeakedValue", "Rule", "UnsupportedOperation", "derivative", "jvp"]
