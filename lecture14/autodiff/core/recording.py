"""A recorded run of a program, and what the two sweeps make of it (slides 17-19).

`Recording(f, args)` runs f once on variables that write down what is done to them (see `variable`). The forward
sweep then gives J·ẋ for any direction, the reverse sweep ȳ·J for any cotangent. `Graph` in `graph.py` adds the
views: tables, pictures, counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lecture14.autodiff.core import sweep
from lecture14.autodiff.core.boundary import checked, read_arguments, running
from lecture14.autodiff.core.chain_rule import leading_axis
from lecture14.autodiff.core.number import Params, as_real
from lecture14.autodiff.core.tape import Constant, Tape, new_level, takes_derivatives
from lecture14.autodiff.core.values import settle, slope_precision
from lecture14.autodiff.core.variable import Variable, record
from lecture14.autodiff.core.writing import own
from lecture14.autodiff.support.tree import leaves, leaves_like, rebuilt, tree_map


class Recording:
    """The record of one evaluation of f, ready for sweeps in both directions.

    Sweeps do not change it: a second reverse sweep gives the same gradient.

    Attributes
    ----------
    nodes : list of Variable
        All nodes in the order of their computation; the first `n_inputs` are the inputs.
    value
        The value of f, in the container that f returned.
    f : callable
        What was recorded.
    """

    @takes_derivatives
    def __init__(
        self, f: Callable[..., Any], args: tuple[Any, ...], lines: bool = True, kwargs: Params = None
    ):
        args = read_arguments(args)
        level = new_level()
        tape = Tape(lines)
        with running(level, tape):
            inputs = [
                record(level, None, (), None, own(as_real(x, f"argument {i}")))
                for i, x in enumerate(leaves(args))
            ]
            tape[:] = inputs
            self.level = level
            self.arguments = rebuilt(args, [x.value for x in inputs])
            result = checked(f(*rebuilt(args, inputs), **(kwargs or {})), level)
            self.outputs = tree_map(self._output, result)
        self.nodes: list[Variable] = list(tape)
        self.guards = tape.guards
        self.n_inputs = len(inputs)
        self.f = f

    def _output(self, y: Any) -> Any:
        """An output as a node's index, or as a Constant where it does not depend on the inputs."""
        if isinstance(y, Variable) and y.level == self.level:
            return y.index
        return Constant(own(y))

    def _value_at(self, output: Any) -> Any:
        return output.value if isinstance(output, Constant) else self.nodes[output].value

    @property
    def value(self) -> Any:
        return tree_map(lambda output: own(self._value_at(output)), self.outputs)

    def operands(self, node: Variable) -> list[Any]:
        """The values of a node's operands."""
        return sweep.values_of(node, self.nodes)

    def tangents(self, *tangents: Any) -> list[Any]:
        """The tangent of every node, by one forward sweep; None for nodes that the seeds do not reach.

        Parameters
        ----------
        *tangents
            A direction for each argument, in the argument's shape or with p directions along a leading axis.
        """
        seeds = [as_real(t, "tangents") for t in leaves_like(tangents, self.arguments)]
        if len(seeds) != self.n_inputs:
            raise ValueError(f"got {len(seeds)} tangents; expected one an input, {self.n_inputs}")
        return sweep.forward(self.nodes, seeds)

    def forward(self, *tangents: Any) -> Any:
        """J·ẋ: the derivative of the value along these directions, by one forward sweep (slide 17).

        Examples
        --------
        >>> from lecture14 import trace
        >>> graph = trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0)
        >>> graph.forward(0.0, 1.0)
        1.5
        """
        found = self.tangents(*tangents)
        leading = np.shape(found[0])[: np.ndim(found[0]) - np.ndim(self.nodes[0].value)] if found else ()

        def at(output: Any) -> Any:
            if isinstance(output, Constant) or found[output] is None:
                value = self._value_at(output)
                return settle(np.zeros((*leading, *np.shape(value)), slope_precision(value)))
            return own(found[output])

        return tree_map(at, self.outputs)

    def adjoints(self, cotangent: Any = 1.0, keep: bool = True) -> list[Any]:
        """The adjoint of every node, by one reverse sweep; None for nodes without influence.

        With keep=False each adjoint is freed as soon as it has been handed on, and only the inputs' remain.
        """
        outputs = leaves(self.outputs)
        given = [as_real(g, "cotangent") for g in leaves_like(cotangent, self.outputs)]
        if len(outputs) != len(given):
            raise ValueError(f"cotangent has {len(given)} leaves; expected one an output, {len(outputs)}")
        counts = {
            leading_axis(g, self._value_at(o), "cotangent") for o, g in zip(outputs, given, strict=True)
        }
        if len(counts) > 1:
            raise ValueError(f"cotangents of the outputs differ in number: {sorted(counts, key=str)}")
        seeds: dict[int, Any] = {}
        for output, seed in zip(outputs, given, strict=True):
            if not isinstance(output, Constant):
                seed = sweep.as_seed(seed, self.nodes[output].value)
                seeds[output] = seeds[output] + seed if output in seeds else seed
        return sweep.reverse(self.nodes, seeds, self.n_inputs, counts != {None}, keep)

    def reverse(self, cotangent: Any = 1.0) -> tuple[Any, ...]:
        """ȳ·J: the adjoints of the arguments, by one reverse sweep (slide 18).

        Parameters
        ----------
        cotangent
            In the container and shape of the value; with one more leading axis for q cotangents at once.

        Returns
        -------
        tuple
            One entry for each argument, in the argument's container and shape, ``(q, *shape)`` for q cotangents.

        Examples
        --------
        >>> from lecture14 import trace
        >>> graph = trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0)
        >>> x1_bar, x2_bar = graph.reverse()
        >>> round(x1_bar, 4), x2_bar
        (2.0707, 1.5)
        """
        adjoints = self.adjoints(cotangent, keep=False)
        pairs = zip(leaves(self.outputs), leaves_like(cotangent, self.outputs), strict=True)
        output, seed = next(pairs, (Constant(0.0), 0.0))  # none, where f returned an empty container
        leading = np.shape(seed)[: np.ndim(seed) - np.ndim(self._value_at(output))]
        inputs = [
            settle(np.zeros(leading + np.shape(node.value), slope_precision(node.value)))
            if adjoint is None
            else own(adjoint)
            for node, adjoint in zip(self.nodes[: self.n_inputs], adjoints, strict=False)
        ]
        result: tuple[Any, ...] = rebuilt(self.arguments, inputs)
        return result
