"""The book's one measure of work, in which a sweep is compared with the function (slides 19 to 21).

Griewank and Walther (2008), chapter 4: every access to memory, every addition and every multiplication counts 1, an
elementary function 2. These are the weights for which their bounds, 5/2 for a tangent and 4 for a gradient, are sharp.
"""

from typing import NamedTuple

import numpy as np

from lecture14.autodiff import Graph


class Work(NamedTuple):
    """How often each kind of thing is done.

    Attributes
    ----------
    accesses, multiplications, additions, functions : int
        Reads and writes of memory, and operations.

    Examples
    --------
    >>> Work(accesses=3, multiplications=1, additions=0, functions=0).time
    4
    """

    accesses: int
    multiplications: int
    additions: int
    functions: int

    @property
    def time(self) -> int:
        """With accesses, multiplications and additions at 1 and functions at 2."""
        return self.accesses + self.multiplications + self.additions + 2 * self.functions


#: The work of a statement, of its tangent and of its adjoint statements. A constant is part of the program: no access.
STATEMENTS = {
    "sum": (Work(3, 0, 1, 0), Work(3, 0, 1, 0), Work(6, 0, 2, 0)),
    "product": (Work(3, 1, 0, 0), Work(3, 2, 1, 0), Work(8, 2, 2, 0)),
    "function": (Work(2, 0, 0, 1), Work(2, 1, 0, 1), Work(5, 1, 1, 1)),
    "plus constant": (Work(2, 0, 1, 0), Work(2, 0, 1, 0), Work(4, 0, 1, 0)),
    "times constant": (Work(2, 1, 0, 0), Work(2, 1, 0, 0), Work(4, 1, 1, 0)),
}

_WITH_TWO_VARIABLES = {"add": "sum", "subtract": "sum", "multiply": "product"}
_WITH_ONE_VARIABLE = {
    "add": "plus constant", "subtract": "plus constant", "negative": "plus constant", "multiply": "times constant",
}  # fmt: skip


class Ratios(NamedTuple):
    """Cost of f and its derivative over the cost of f: `tangent` along one direction, `gradient` in full."""

    tangent: float
    gradient: float


def cost_ratios(graph: Graph) -> Ratios:
    """What a tangent and a gradient cost in evaluations of the function, memory accesses included.

    Parameters
    ----------
    graph : Graph
        Of a program of scalars.

    Notes
    -----
    Griewank & Walther (2008), chapter 4. An operation that is no sum or product counts as a function.

    Examples
    --------
    >>> from lecture14 import trace
    >>> cost_ratios(trace(lambda x1, x2: x1 * x2)(3.0, 2.0))
    Ratios(tangent=2.5, gradient=4.0)
    """
    own, tangent, adjoint = np.sum([_times(node) for node in graph.nodes[graph.n_inputs :]], axis=0)
    return Ratios(float((own + tangent) / own), float((own + adjoint) / own))


def _times(node) -> list[int]:
    kinds = _WITH_TWO_VARIABLES if len(node.active()) == 2 else _WITH_ONE_VARIABLE
    return [work.time for work in STATEMENTS[kinds.get(node.rule.name, "function")]]
