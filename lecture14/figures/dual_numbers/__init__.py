"""The pictures of chapter "Dual numbers", slides 7-10."""

from lecture14.figures.dual_numbers.arithmetic import (
    POLYNOMIALS,
    PolynomialTerms,
    polynomial_terms,
)
from lecture14.figures.dual_numbers.functions import (
    lecture_function,
    slope_of_abs,
)
from lecture14.figures.dual_numbers.nested import (
    NestedDerivative,
    components,
    damped_wave,
    nested_derivative,
    nested_seed,
)

__all__ = [
    "POLYNOMIALS",
    "NestedDerivative",
    "PolynomialTerms",
    "components",
    "damped_wave",
    "lecture_function",
    "nested_derivative",
    "nested_seed",
    "polynomial_terms",
    "slope_of_abs",
]
