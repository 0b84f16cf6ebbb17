"""A graph as a picture: SVG text, laid out in layers, by no tool but this page (slides 17 and 18).

Inputs are at the bottom and the result on top, as on the slides. A node's layer is the length of the longest
path to it; within a layer nodes are ordered by the mean place of their neighbours, which keeps crossings few
(Sugiyama, Tagawa & Toda 1981). Edges that span several layers pass through invisible way points.
"""

from __future__ import annotations

import html
import itertools

import numpy as np

from lecture14.autodiff.core.chain_rule import partial_derivative
from lecture14.autodiff.core.number import Number
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.support.formatting import number
from lecture14.autodiff.views.names import Names, input_names
from lecture14.autodiff.views.statements import OF_NODES, Statements

WIDTH, HEIGHT = 150, 92  # distance between the centres of neighbours and of layers
BOX_WIDTH, BOX_HEIGHT = 112, 44
MARGIN = 24
SWEEPS = 12
# Names in the book's palette, and their values in its light theme.
COLOURS = {"ink": "#1f2933", "muted": "#5a6672", "grid": "#dde2e7", "paper": "#fffffe", "blue": "#0072b2"}
SYMBOLS = {
    "add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "power": "^", "negative": "−",
    "absolute": "|·|", "matmul": "@", "less": "<", "less_equal": "≤", "greater": ">", "greater_equal": "≥",
    "equal": "=",
}  # fmt: skip


class Layout:
    """Where each node stands, and through which points each edge passes.

    Attributes
    ----------
    layers : list of list
        The layers from the bottom up; entries are node indices, or (source, target, layer) for way points.
    x : dict
        The horizontal place of each entry.
    edges : list of (source, target, operand position)
    """

    def __init__(self, graph: Recording):
        self.edges = [
            (i, node.index, k) for node in graph.nodes for k, i in enumerate(node.inputs) if type(i) is int
        ]
        depth = [0] * len(graph.nodes)
        for source, target, _ in self.edges:
            depth[target] = max(depth[target], depth[source] + 1)
        self.depth = depth
        self.layers: list[list] = [[] for _ in range(max(depth, default=0) + 1)]
        for index, layer in enumerate(depth):
            self.layers[layer].append(index)
        links = []
        for source, target in dict.fromkeys((s, t) for s, t, _ in self.edges):
            path = self.path(source, target)
            for way_point in path[1:-1]:
                self.layers[way_point[2]].append(way_point)
            links += list(itertools.pairwise(path))
        self._order(links)

    def path(self, source: int, target: int) -> list:
        """The entries that an edge passes through."""
        return [
            source,
            *((source, target, layer) for layer in range(self.depth[source] + 1, self.depth[target])),
            target,
        ]

    def _order(self, links: list) -> None:
        below: dict = {}
        above: dict = {}
        for low, high in links:
            below.setdefault(high, []).append(low)
            above.setdefault(low, []).append(high)
        self._place()
        for sweep in range(SWEEPS):
            upwards = sweep % 2 == 0
            neighbours = below if upwards else above
            for layer in self.layers if upwards else self.layers[::-1]:
                means = {
                    e: float(np.mean([self.x[n] for n in neighbours[e]])) for e in layer if e in neighbours
                }
                places = self.x | means
                layer.sort(key=lambda entry, places=places: places[entry])  # type: ignore[misc]
                self._place()

    def _place(self) -> None:
        widest = max(len(layer) for layer in self.layers)
        self.x = {
            entry: MARGIN + BOX_WIDTH / 2 + WIDTH * (place + (widest - len(layer)) / 2)
            for layer in self.layers
            for place, entry in enumerate(layer)
        }
        self.width = 2 * MARGIN + BOX_WIDTH + WIDTH * (widest - 1)
        self.height = 2 * MARGIN + BOX_HEIGHT + HEIGHT * (len(self.layers) - 1)

    def y(self, layer: int) -> float:
        """The height of a layer's centre; the picture's y axis points down."""
        return self.height - MARGIN - BOX_HEIGHT / 2 - HEIGHT * layer


def paint(**parts: str) -> str:
    """Attributes that colour the given parts with a name of `COLOURS`.

    On a page with the book's palette the CSS variables hold, and follow it into its dark theme. Elsewhere the
    light values do, paper included; the plain attributes are for tools that know no variables.

    Examples
    --------
    >>> paint(fill="ink")
    "fill='#1f2933' style='fill:var(--l14-ink,#1f2933)'"
    """
    plain = " ".join(f"{part}='{COLOURS[name]}'" for part, name in parts.items())
    style = ";".join(f"{part}:var(--l14-{name},{COLOURS[name]})" for part, name in parts.items())
    return f"{plain} style='{style}'"


def local_derivative(graph: Recording, target: int, position: int) -> str:
    """The label of an edge: the partial derivative as a number, or for arrays the operand's shape."""
    node = graph.nodes[target]
    values = graph.operands(node)
    simple = not any(isinstance(v, Number) for v in (*values, node.value))
    if simple and node.rule.elementwise and np.ndim(node.value) == 0:
        with np.errstate(all="ignore"):
            return f"{float(partial_derivative(node.rule, position, values, node.value)):.4g}"
    return f"{np.shape(values[position])}"


def svg(graph: Recording, sweep: str | None = None, seed=None) -> str:
    """The graph as SVG text: values in the nodes, local derivatives on the edges.

    Parameters
    ----------
    graph : Recording
    sweep : {None, "forward", "reverse"}
        Which sweep's tangents or adjoints to write into the nodes as well.
    seed
        The sweep's seed: a tuple of tangents, or the cotangent; all ones when left out.

    Examples
    --------
    >>> from lecture14 import trace
    >>> picture = svg(trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0), sweep="reverse")
    >>> picture.count("<rect class='node'"), "sin" in picture
    (5, True)
    """
    if sweep not in (None, "forward", "reverse"):
        raise ValueError(f"sweep is {sweep!r}; expected None, 'forward' or 'reverse'")
    swept: list = []
    if sweep == "forward":
        seeds = seed or tuple(np.ones(np.shape(node.value)) for node in graph.nodes[: graph.n_inputs])
        swept = graph.tangents(*seeds)
    elif sweep == "reverse":
        swept = graph.adjoints(1.0 if seed is None else seed)
    layout, write = Layout(graph), Statements(graph)
    parts = [_edge(graph, layout, *edge) for edge in layout.edges]
    for index in range(len(graph.nodes)):
        lines = [f"{_label(graph, index)}", f"{write.name(index)} = {_short(graph.nodes[index].value)}"]
        if sweep is not None:
            known = 0.0 if swept[index] is None else swept[index]
            lines.append(f"{write.dot(index) if sweep == 'forward' else write.bar(index)} = {_short(known)}")
        parts.append(_box(layout, index, lines))
    description = f"Computational graph of {len(graph.nodes)} nodes; inputs at the bottom, result on top"
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' role='img' aria-label='{description}' "
        f"viewBox='0 0 {layout.width:g} {layout.height:g}' "
        f"width='{layout.width:g}' height='{layout.height:g}' "
        "font-family='sans-serif' font-size='12' text-anchor='middle'>"
        f"<title>{description}</title>"
        f"<rect width='{layout.width:g}' height='{layout.height:g}' {paint(fill='paper')}/>"
        + "".join(parts)
        + "</svg>"
    )


def _label(graph: Recording, index: int) -> str:
    node = graph.nodes[index]
    if node.rule is None:
        return input_names(graph, Names(OF_NODES))[index]
    symbol = SYMBOLS.get(node.rule.name, node.rule.name)
    constants = [Statements(graph).name(i) for i in node.inputs if type(i) is not int]
    return f"{symbol} {' '.join(constants)}" if constants and all(len(c) < 10 for c in constants) else symbol


def _short(value) -> str:
    text = number(value)
    return text if len(text) <= 14 else f"shape {np.shape(value)}" if np.ndim(value) else text[:12] + "…"


def _edge(graph: Recording, layout: Layout, source: int, target: int, position: int) -> str:
    path = layout.path(source, target)
    layers = range(layout.depth[source], layout.depth[target] + 1)
    points = [[layout.x[entry], layout.y(layer)] for entry, layer in zip(path, layers, strict=True)]
    points[0][1] -= BOX_HEIGHT / 2
    points[-1][1] += BOX_HEIGHT / 2
    operands = graph.nodes[target].inputs
    twins = [k for k, i in enumerate(operands) if type(i) is int and i == source]
    shift = 14 * (twins.index(position) - (len(twins) - 1) / 2)
    points = [[x + shift, y] for x, y in points]
    (x1, y1), (x2, y2) = points[-2:]
    along = 0.7 - 0.35 * (position % 2)  # labels of two operands stand at different heights
    label = html.escape(local_derivative(graph, target, position))
    line = " ".join(f"{x:g},{y:g}" for x, y in points)
    return (
        f"<polyline points='{line}' fill='none' {paint(stroke='muted')} stroke-width='1.5'/>"
        f"<text x='{x1 + along * (x2 - x1) + 5:g}' y='{y1 + along * (y2 - y1) + 4:g}' "
        f"{paint(fill='blue', stroke='paper')} text-anchor='start' "
        f"stroke-width='3' paint-order='stroke'>{label}</text>"
    )


def _box(layout: Layout, index: int, lines: list[str]) -> str:
    x, y = layout.x[index], layout.y(layout.depth[index])
    step = 13
    first = y - step * (len(lines) - 1) / 2 + 4
    texts = "".join(
        f"<text x='{x:g}' y='{first + step * k:g}' font-weight='{'normal' if k else 'bold'}' "
        f"{paint(fill='ink')}>{html.escape(line)}</text>"
        for k, line in enumerate(lines)
    )
    return (
        f"<rect class='node' x='{x - BOX_WIDTH / 2:g}' y='{y - BOX_HEIGHT / 2:g}' width='{BOX_WIDTH}' "
        f"height='{BOX_HEIGHT}' rx='9' {paint(fill='grid', stroke='blue')}/>{texts}"
    )
