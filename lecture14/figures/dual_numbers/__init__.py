"""The pictures of chapter "Dual numbers", slides 7-10."""

from lecture14.figures.dual_numbers.arithmetic import (
    POLYNOMIALS,
    PolynomialTerms,
    ProductRectangle,
    polynomial_terms,
    product_rectangle,
)
from lecture14.figures.dual_numbers.functions import (
    FUNCTIONS,
    FunctionTangent,
    GradientOnePass,
    NestedDerivative,
    damped_wave,
    function_tangent,
    gradient_one_pass,
    lecture_function,
    nested_derivative,
)

__all__ = [
    "FUNCTIONS",
    "POLYNOMIALS",
    "FunctionTangent",
    "GradientOnePass",
    "NestedDerivative",
    "PolynomialTerms",
    "ProductRectangle",
    "damped_wave",
    "function_tangent",
    "gradient_one_pass",
    "lecture_function",
    "nested_derivative",
    "polynomial_terms",
    "product_rectangle",
]
