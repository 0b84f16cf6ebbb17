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
    function_tangent,
    gradient_one_pass,
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
    "FUNCTIONS",
    "POLYNOMIALS",
    "FunctionTangent",
    "GradientOnePass",
    "NestedDerivative",
    "PolynomialTerms",
    "ProductRectangle",
    "components",
    "damped_wave",
    "function_tangent",
    "gradient_one_pass",
    "lecture_function",
    "nested_derivative",
    "nested_seed",
    "polynomial_terms",
    "product_rectangle",
    "slope_of_abs",
]
