"""The pictures of chapter "The computational graph", slides 17 and 18."""

from lecture14.figures.graph.costs import (
    MemoryOverTime,
    gradient_work,
    held_values,
    heron,
    memory_of_reverse,
    memory_over_time,
    product,
)
from lecture14.figures.graph.local import LocalDerivatives, local_derivatives

__all__ = [
    "LocalDerivatives",
    "MemoryOverTime",
    "gradient_work",
    "held_values",
    "heron",
    "local_derivatives",
    "memory_of_reverse",
    "memory_over_time",
    "product",
]
