"""What the sweeps over a graph cost, as numbers: operations and floats held (slides 19 and 21)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lecture14.autodiff.core.recording import Recording


class Cost(NamedTuple):
    """Counts for one evaluation and one sweep of each kind; an array operation counts once an entry.

    Attributes
    ----------
    operations : int
        Operations of the original program.
    multiplications : int
        Multiplications by partial derivatives in a forward sweep; a reverse sweep makes the same ones.
    forward_additions, reverse_additions : int
        Additions of the sweeps: where several operands meet, or where one result has several users.
    live : int
        Floats that the original program must hold at once, if it drops each value after its last use; the
        forward sweep holds twice as many.
    stored : int
        Floats that the reverse sweep needs kept until it comes by: all intermediate values.
    """

    operations: int
    multiplications: int
    forward_additions: int
    reverse_additions: int
    live: int
    stored: int


def _size(value) -> int:
    return 1 if type(value) is float else int(np.prod(np.shape(value)))


def work(graph: Recording, node) -> int:
    """Operations of one node: the entries of its result, or of its largest operand, or those of a product."""
    sizes = [_size(v) for v in graph.operands(node)]
    if node.rule.name == "matmul":
        return _size(node.value) * np.shape(graph.operands(node)[0])[-1]
    return _size(node.value) if node.rule.elementwise else max([_size(node.value), *sizes])


def cost(graph: Recording) -> Cost:
    """Count; see `Cost`.

    Examples
    --------
    >>> from lecture14 import trace
    >>> trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0).cost()
    Cost(operations=3, multiplications=3, forward_additions=2, reverse_additions=1, live=3, stored=5)
    """
    operations = multiplications = forward = 0
    users = [0] * len(graph.nodes)
    last_use = {i: i for i in range(len(graph.nodes))}
    for node in graph.nodes[graph.n_inputs :]:
        n = work(graph, node)
        operations += n
        active = node.active()
        for i in (i for i in node.inputs if type(i) is int):
            last_use[i] = node.index
        for k, i in active:
            users[i] += 1
            trivial = node.rule.elementwise and node.rule.partials[k] in ("1", "-1")
            multiplications += 0 if trivial else n
        forward += max(len(active) - 1, 0) * _size(node.value)
    reverse = sum(max(n - 1, 0) * _size(node.value) for n, node in zip(users, graph.nodes, strict=True))
    return Cost(operations, multiplications, forward, reverse, _peak(graph, last_use), _stored(graph))


def _stored(graph: Recording) -> int:
    return sum(_size(node.value) for node in graph.nodes)


def _peak(graph: Recording, last_use: dict[int, int]) -> int:
    dying: dict[int, list[int]] = {}
    for index, at in last_use.items():
        dying.setdefault(at, []).append(index)
    held = peak = sum(_size(node.value) for node in graph.nodes[: graph.n_inputs])
    for node in graph.nodes[graph.n_inputs :]:
        held += _size(node.value)
        peak = max(peak, held)
        held -= sum(_size(graph.nodes[i].value) for i in dying.get(node.index, []))
    return peak
