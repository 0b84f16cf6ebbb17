"""Between forward and reverse: Jacobians by vertex elimination, with its operations counted (slide 20).

On the graph of local derivatives a vertex j is eliminated by putting c_kj·c_ji on every edge from a
predecessor i to a successor k. When only inputs and outputs are left, the edges are the Jacobian. Eliminating
in the order of the program is forward mode with the zeros skipped, the opposite order reverse mode with the zeros
skipped: a sweep pushes a whole direction through every edge. Another order can be cheaper than both, and to find
the cheapest way to a Jacobian is NP-complete (Naumann 2008). Griewank & Walther (2008), chapter 9.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np

from lecture14.autodiff.core.chain_rule import partial_derivative
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.tape import Constant
from lecture14.autodiff.support.tree import leaves
from lecture14.autodiff.views.statements import statement

EXHAUSTIVE_LIMIT = 16


class Order(NamedTuple):
    """An elimination order and what came of it.

    Attributes
    ----------
    name : str
    order : tuple of int
        Node indices in the order of their elimination.
    multiplications : int
    jacobian : (outputs, inputs) array
    """

    name: str
    order: tuple[int, ...]
    multiplications: int
    jacobian: np.ndarray


class Elimination:
    """The graph of local derivatives of a traced scalar program.

    Parameters
    ----------
    graph : Recording
        Every node must be a scalar.

    Attributes
    ----------
    edges : dict
        (source, target) -> local derivative.
    vertices : tuple of int
        The intermediate nodes, to be eliminated.

    Examples
    --------
    >>> from lecture14 import trace
    >>> def f(x1, x2):
    ...     w = x1 * x2
    ...     return np.sin(w), np.exp(w)
    >>> elimination = Elimination(trace(f)(1.0, 2.0))
    >>> {name: order.multiplications for name, order in elimination.compare().items()}
    {'forward': 4, 'reverse': 4, 'greedy': 4, 'optimal': 4}
    """

    def __init__(self, graph: Recording):
        if not isinstance(graph, Recording):
            raise TypeError(f"graph is a {type(graph).__name__}; expected what trace(f)(*args) returns")
        self.edges: dict[tuple[int, int], float] = {}
        for node in graph.nodes[graph.n_inputs :]:
            values = graph.operands(node)
            if not (active := node.active()):
                continue  # a comparison, or floor: no derivative comes through
            if any(np.ndim(v) for v in (node.value, *values)) or not node.rule.elementwise:
                raise ValueError(
                    f"{statement(graph, node.index)} is an array operation; expected a program of scalars: "
                    "write the arrays' entries out"
                )
            for position, source in active:
                with np.errstate(all="ignore"):
                    c = float(partial_derivative(node.rule, position, values, node.value))
                self.edges[source, node.index] = self.edges.get((source, node.index), 0.0) + c
        self.inputs = tuple(range(graph.n_inputs))
        self.outputs: list[int] = []
        sources = {source for source, _ in self.edges}
        count = len(graph.nodes)
        for output in leaves(graph.outputs):
            target = count
            count += 1
            if not isinstance(output, Constant):
                if output in sources or output in self.inputs:
                    self.edges[output, target] = 1.0  # an output that is used further: a copy stands for it
                else:
                    target = output
            self.outputs.append(target)
        reached = {vertex for edge in self.edges for vertex in edge}
        self.vertices = tuple(sorted(reached - set(self.inputs) - set(self.outputs)))

    def eliminate(self, order: Iterable[int], name: str = "given") -> Order:
        """Eliminate all vertices in this order.

        Raises
        ------
        ValueError
            If the order is no permutation of the vertices.
        """
        order = tuple(order)
        if sorted(order) != list(self.vertices):
            raise ValueError(f"order is {order}; expected a permutation of {self.vertices}")
        edges, multiplications = dict(self.edges), 0
        for vertex in order:
            multiplications += _eliminate(edges, vertex)
        jacobian = np.array([[edges.get((i, o), 0.0) for i in self.inputs] for o in self.outputs])
        return Order(name, order, multiplications, jacobian.reshape(len(self.outputs), len(self.inputs)))

    def forward(self) -> Order:
        """In the order of the program."""
        return self.eliminate(self.vertices, "forward")

    def reverse(self) -> Order:
        """Against the order of the program."""
        return self.eliminate(self.vertices[::-1], "reverse")

    def greedy(self) -> Order:
        """Always the vertex that costs least now, the first of them on a tie (Markowitz)."""
        edges, order, left = dict.fromkeys(self.edges, 1.0), [], list(self.vertices)
        while left:
            vertex = min(left, key=lambda v: (_degree(edges, v), v))
            _eliminate(edges, vertex)
            order.append(vertex)
            left.remove(vertex)
        return self.eliminate(order, "greedy")

    def optimal(self) -> Order:
        """The cheapest order of all, by dynamic programming over the sets of eliminated vertices.

        Raises
        ------
        ValueError
            If there are more than `EXHAUSTIVE_LIMIT` vertices: the work doubles with each.
        """
        vertices = self.vertices
        if len(vertices) > EXHAUSTIVE_LIMIT:
            raise ValueError(
                f"the graph has {len(vertices)} intermediate vertices; expected at most {EXHAUSTIVE_LIMIT} "
                "for the exhaustive search: use greedy()"
            )

        # Which edges remain depends on the set of eliminated vertices alone, not on their order.
        @cache
        def remaining(done: int) -> dict:
            if not done:
                return dict.fromkeys(self.edges, 1.0)
            last = done.bit_length() - 1
            edges = dict(remaining(done & ~(1 << last)))
            _eliminate(edges, vertices[last])
            return edges

        best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
        for done in range(1 << len(vertices)):
            cost, order = best[done]
            edges = remaining(done)
            for k, vertex in enumerate(vertices):
                if not done >> k & 1:
                    total = cost + _degree(edges, vertex)
                    after = done | 1 << k
                    if after not in best or total < best[after][0]:
                        best[after] = total, (*order, vertex)
        return self.eliminate(best[(1 << len(vertices)) - 1][1], "optimal")

    def compare(self) -> dict[str, Order]:
        """Forward, reverse, greedy, and on small graphs the optimum, by name."""
        orders = [self.forward(), self.reverse(), self.greedy()]
        if len(self.vertices) <= EXHAUSTIVE_LIMIT:
            orders.append(self.optimal())
        return {order.name: order for order in orders}


def _neighbours(edges: dict, vertex: int) -> tuple[list[int], list[int]]:
    return [i for i, t in edges if t == vertex], [k for s, k in edges if s == vertex]


def _degree(edges: dict, vertex: int) -> int:
    """The Markowitz degree: how many multiplications an elimination now would take."""
    before, after = _neighbours(edges, vertex)
    return len(before) * len(after)


def _eliminate(edges: dict, vertex: int) -> int:
    """Eliminate a vertex in place; returns the number of multiplications."""
    before, after = _neighbours(edges, vertex)
    for i in before:
        for k in after:
            edges[i, k] = edges.get((i, k), 0.0) + edges[vertex, k] * edges[i, vertex]
    for i in before:
        del edges[i, vertex]
    for k in after:
        del edges[vertex, k]
    return len(before) * len(after)


__all__ = ["Elimination", "Order"]
