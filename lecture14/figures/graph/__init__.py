"""The pictures of chapter "The computational graph", slides 17 and 18, and the drawing of graphs for its neighbours."""

from lecture14.figures.graph.costs import (
    MemoryOverTime,
    gradient_work,
    held_values,
    heron,
    memory_of_reverse,
    memory_over_time,
    product,
)
from lecture14.figures.graph.drawing import (
    RADIUS,
    beside,
    blank,
    draw_edge,
    draw_node,
    draw_title,
    math_number,
    mathtext,
    subscripts,
)
from lecture14.figures.graph.example import PLACES, SEEDS, SYMBOLS, Edge, edges, lecture_graph
from lecture14.figures.graph.forward import ForwardSweep, LocalDerivatives, forward_sweep, local_derivatives
from lecture14.figures.graph.reverse import ReverseSweep, reverse_steps, reverse_sweep

__all__ = [
    "PLACES",
    "RADIUS",
    "SEEDS",
    "SYMBOLS",
    "Edge",
    "ForwardSweep",
    "LocalDerivatives",
    "MemoryOverTime",
    "ReverseSweep",
    "beside",
    "blank",
    "draw_edge",
    "draw_node",
    "draw_title",
    "edges",
    "forward_sweep",
    "gradient_work",
    "held_values",
    "heron",
    "lecture_graph",
    "local_derivatives",
    "math_number",
    "mathtext",
    "memory_of_reverse",
    "memory_over_time",
    "product",
    "reverse_steps",
    "reverse_sweep",
    "subscripts",
]
