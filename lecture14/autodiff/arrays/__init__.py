"""NumPy's array functions: for each its tangent map beside the transpose, and NumPy's signatures in front."""

from lecture14.autodiff.arrays import (  # noqa: F401  # importing them registers their answers
    decompositions,
    functions,
    grids,
    items,
    pieces,
    products,
    shapes,
    statistics,
)
