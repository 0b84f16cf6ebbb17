"""The computation graph: a flat list of nodes, and the sweeps that walk it (slides 12 and 17-19).

`trace(f)(*args)` runs f once and keeps every operation in order. Because a node comes after all its
operands, the forward sweep is a loop over the list and the reverse sweep the same loop backwards: no
sorting, no recursion, so a chain of a million nodes is as easy as one of five. Griewank & Walther (2008),
sections 3.1 and 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from lecture14.autodiff.dual import as_real
from lecture14.autodiff.errors import LeakedValue, describe
from lecture14.autodiff.overload import Overloaded, new_level, settle
from lecture14.autodiff.pulls import swept
from lecture14.autodiff.pushes import leading_axis, pushed_through
from lecture14.autodiff.replay import ControlFlowChanged, replayed
from lecture14.autodiff.tree import leaves, leaves_like, rebuilt, tree_map
from lecture14.autodiff.variable import OPEN, Constant, Tape, Variable, record


class Graph:
    """The record of one evaluation of f, ready for sweeps in both directions.

    Made by `trace`. Sweeps do not change it: a second reverse sweep gives the same gradient.

    Attributes
    ----------
    nodes : list of Variable
        All nodes in the order of their computation; the first are the inputs.
    value
        The value of f, in the container that f returned.
    f : callable
        What was traced.
    """

    def __init__(self, f: Callable, args: tuple, lines: bool = True, kwargs: dict | None = None):
        level = new_level()
        tape = OPEN[level] = Tape(lines)
        try:
            inputs = [
                record(level, None, (), None, as_real(x, f"argument {i}")) for i, x in enumerate(leaves(args))
            ]
            tape[:] = inputs
            result = f(*rebuilt(args, inputs), **(kwargs or {}))
        finally:
            del OPEN[level]
        self.nodes: list[Variable] = list(tape)
        self.guards = tape.guards
        self.arguments = args
        self.n_inputs = len(inputs)
        self.level = level
        self.outputs = tree_map(lambda y: self._output(y), result)
        self.f = f

    def _output(self, y) -> Any:
        """An output as a node's index, or as ("constant", value) where it does not depend on the inputs."""
        if isinstance(y, Variable) and y.level == self.level:
            return y.index
        if isinstance(y, Overloaded) and y.level > self.level:
            raise LeakedValue(f"f returned a {type(y).__name__} of another derivative that has already ended")
        return Constant(y)

    @cached_property
    def names(self) -> list[str]:
        """What f calls the inputs."""
        from lecture14.autodiff.program_text import input_names

        return input_names(self.f, self.arguments)

    @property
    def value(self):
        return tree_map(lambda o: o.value if isinstance(o, Constant) else self.nodes[o].value, self.outputs)

    # Sweeps -----------------------------------------------------------------------------------------------

    def tangents(self, *tangents) -> list:
        """The tangent of every node, by one forward sweep; None for nodes that the seeds do not reach.

        Parameters
        ----------
        *tangents
            A direction for each argument, in the argument's shape or with p directions along a leading axis.
        """
        seeds = leaves_like(tangents, self.arguments)
        if len(seeds) != self.n_inputs:
            raise ValueError(f"got {len(seeds)} tangents; expected one an input, {self.n_inputs}")
        return pushed_through(self.nodes, seeds, self.n_inputs)

    def forward(self, *tangents):
        """J·ẋ: the derivative of the value along these directions, by one forward sweep (slide 17).

        Examples
        --------
        >>> graph = trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0)
        >>> graph.forward(0.0, 1.0)
        1.5
        """
        found = self.tangents(*tangents)
        leading = np.shape(found[0])[: np.ndim(found[0]) - np.ndim(self.nodes[0].value)] if found else ()

        def at(output):
            if isinstance(output, Constant) or found[output] is None:
                value = output.value if isinstance(output, Constant) else self.nodes[output].value
                return settle(np.zeros((*leading, *np.shape(value))))
            return found[output]

        return tree_map(at, self.outputs)

    def adjoints(self, cotangent=1.0, keep: bool = True) -> list:
        """The adjoint of every node, by one reverse sweep; None for nodes without influence.

        With keep=False each adjoint is freed as soon as it has been handed on, and only the inputs' remain.
        """
        outputs, given = leaves(self.outputs), leaves_like(cotangent, self.outputs)
        if len(outputs) != len(given):
            raise ValueError(f"cotangent has {len(given)} leaves; expected one an output, {len(outputs)}")
        q = {
            leading_axis(g, o.value if isinstance(o, Constant) else self.nodes[o].value, "cotangent")
            for o, g in zip(outputs, given, strict=True)
        }
        if len(q) > 1:
            raise ValueError(f"cotangents of the outputs differ in number: {sorted(q, key=str)}")
        seeds: dict = {}
        for output, seed in zip(outputs, given, strict=True):
            if not isinstance(output, Constant):
                seed = seed if isinstance(seed, Overloaded) else settle(np.asarray(seed, dtype=float))
                seeds[output] = seeds[output] + seed if output in seeds else seed
        return swept(self.nodes, seeds, self.n_inputs, next(iter(q)) is not None, keep)

    def reverse(self, cotangent=1.0) -> tuple:
        """ȳ·J: the adjoints of the arguments, by one reverse sweep (slide 18).

        Parameters
        ----------
        cotangent
            In the container and shape of the value; with one more leading axis for q cotangents at once.

        Returns
        -------
        tuple
            One entry an argument, in the argument's container and shape, ``(q, *shape)`` for q cotangents.

        Examples
        --------
        >>> graph = trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0)
        >>> x1_bar, x2_bar = graph.reverse()
        >>> round(x1_bar, 4), x2_bar
        (2.0707, 1.5)
        """
        adjoints = self.adjoints(cotangent, keep=False)
        outputs, seeds = leaves(self.outputs), leaves_like(cotangent, self.outputs)
        value = outputs[0].value if isinstance(outputs[0], Constant) else self.nodes[outputs[0]].value
        leading = np.shape(seeds[0])[: np.ndim(seeds[0]) - np.ndim(value)]
        inputs = [
            settle(np.zeros(leading + np.shape(node.value))) if adjoint is None else _own(adjoint)
            for node, adjoint in zip(self.nodes[: self.n_inputs], adjoints, strict=False)
        ]
        return rebuilt(self.arguments, inputs)

    def operands(self, node: Variable) -> list:
        """The values of a node's operands."""
        return [self.nodes[i].value if type(i) is int else i for i in node.inputs]

    # Replay -----------------------------------------------------------------------------------------------

    def replay(self, *args) -> Graph:
        """The same operations on new inputs, without running f.

        Raises
        ------
        ControlFlowChanged
            If a comparison that the program made comes out differently there; trace f again.
        ValueError
            If the arguments have other containers or shapes than those of the trace.
        """
        return replayed(self, args)

    def compiled(self) -> Callable:
        """Both sweeps of a scalar program as one straight-line function, for many replays.

        Returns
        -------
        callable
            Takes the arguments (scalars); returns the value and a tuple of the arguments' adjoints.

        Raises
        ------
        ValueError
            If the program has array operations or several results: use `replay` for those. When called with
            another number of arguments.
        ControlFlowChanged
            When called where a choice of the program comes out differently.

        Examples
        --------
        >>> both = trace(lambda x1, x2: x1 * x2)(1.0, 1.0).compiled()
        >>> both(3.0, 2.0)
        (6.0, (2.0, 3.0))
        """
        from lecture14.autodiff.source import straight_line

        return straight_line(self)

    # Questions --------------------------------------------------------------------------------------------

    def place(self, index: int) -> str:
        """Where in the user's program a node was computed, as ``" at chapter.py line 12"``."""
        site = self.nodes[index].site
        return "" if site is None else f" at {describe(*site)}"

    def text(self, index: int) -> str:
        """A node as a statement of the original program, `w3 = w1*w2`."""
        from lecture14.autodiff.program_text import statement

        return statement(self, index)

    def first_nonfinite(self):
        """Where the first NaN or inf was born.

        Returns
        -------
        Birth or None
            The node, its operation as text, its value and operands, and the user's source line.

        Examples
        --------
        >>> graph = trace(lambda x: np.sqrt(x - 2.0) * 3.0)(1.0)
        >>> print(graph.first_nonfinite())  # doctest: +ELLIPSIS
        w3 = sqrt(w2) is nan at ...: w2 = -1.0
        """
        from lecture14.autodiff.births import first_nonfinite

        return first_nonfinite(self)

    def table(self, *tangents, cotangent=1.0):
        """The lecture's programs side by side, with numbers: original, dual, adjoint (slides 11, 17, 18).

        Parameters
        ----------
        *tangents
            Seeds of the dual program, one an argument; all ones when left out.
        cotangent
            Seed of the adjoint program.
        """
        from lecture14.autodiff.program_text import ProgramTable

        return ProgramTable(self, tangents, cotangent)

    def cost(self):
        """Operation and memory counts of the evaluation and of each sweep; see `counting.Cost`."""
        from lecture14.autodiff.counting import cost

        return cost(self)

    def _repr_svg_(self) -> str:
        from lecture14.autodiff.drawing import svg

        return svg(self)

    def __repr__(self) -> str:
        return f"Graph({len(self.nodes)} nodes, {self.n_inputs} inputs)"


def _own(adjoint):
    """An adjoint as an array that the caller may write to: no view, no seed, no other input's array."""
    return adjoint.copy() if isinstance(adjoint, np.ndarray) else adjoint


def trace(f: Callable, lines: bool = True) -> Callable[..., Graph]:
    """The function that evaluates f and returns the graph of its operations.

    Parameters
    ----------
    f : callable
        Takes scalars, arrays, or containers of them.
    lines : bool
        Whether each node remembers the line of the program that computed it; without them tracing is faster.

    Examples
    --------
    >>> graph = trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0)
    >>> graph
    Graph(5 nodes, 2 inputs)
    >>> round(graph.value, 4)
    3.9975
    """

    def traced(*args, **kwargs) -> Graph:
        return Graph(f, args, lines, kwargs)

    return traced


__all__: Sequence[str] = ["ControlFlowChanged", "Graph", "trace"]
