"""A recorded program of scalars as lines of text, in whatever language: what the source transformations share.

The right-hand sides are those of `views.statements`; here they become the lines of a function, with the reverse
sweep's first and later contributions told apart. `python.py` makes Python of the lines, `c.py` C (slides 12-14).
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any, NoReturn

import numpy as np

from lecture14.autodiff.core.boundary import check_function
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.tape import Constant
from lecture14.autodiff.core.variable import Variable
from lecture14.autodiff.support.tree import leaves
from lecture14.autodiff.views.names import Names, input_names
from lecture14.autodiff.views.statements import Spelling, Statements, statement


class Program(Statements):
    """The lines of a recorded program of scalars and of its derivatives, in one language.

    Parameters
    ----------
    recording : Recording
        All nodes scalars.
    spelling : Spelling
    inputs : list of str, optional
        The inputs' names; f's own when left out.

    Raises
    ------
    ValueError
        If an argument or a node is an array.
    """

    def __init__(self, recording: Recording, spelling: Spelling, inputs: list[str] | None = None):
        super().__init__(recording, spelling, input_names(recording) if inputs is None else inputs)
        for node, name in zip(recording.nodes, input_names(recording), strict=False):
            if np.ndim(node.value):
                raise ValueError(
                    f"argument {name} has shape {np.shape(node.value)}; expected a scalar, shape (): "
                    "let f take the entries as arguments of their own"
                )
        for node in self.steps():
            if np.ndim(node.value) or not all(np.ndim(v) == 0 for v in recording.operands(node)):
                refuse_array_operation(recording, node)
            if not (node.rule.elementwise or self.compares(node.index)):
                refuse_array_operation(recording, node)
        self.outputs = leaves(recording.outputs)
        self.zero = spelling.number(0.0)

    def adjoint_lines(self, seeds: list[str]) -> list[tuple[str, str, str]]:
        """The reverse sweep as (target, "=" or "+=", right-hand side); unreached inputs get zero."""
        lines: list[tuple[str, str, str]] = []
        known: set[int] = set()

        def add(index: int, text: str) -> None:
            lines.append((self.bar(index), "+=" if index in known else "=", text))
            known.add(index)

        for output, seed in zip(self.outputs, seeds, strict=True):
            if self.varies(output):
                add(output, seed)
        for node in reversed(self.steps()):
            if node.index in known:
                for index, text in self.adjoints(node):
                    add(index, text)
        for index in range(self.recording.n_inputs):
            if index not in known:
                add(index, self.zero)
        return lines

    def varies(self, output: int | Constant) -> bool:
        """Whether an output has a derivative: it is no constant, and no comparison."""
        return not isinstance(output, Constant) and not self.compares(output)

    def steps(self) -> list[Variable]:
        """The nodes that are computed: all but the inputs."""
        return self.recording.nodes[self.recording.n_inputs :]

    def results(self) -> list[str]:
        """The outputs' names."""
        return [self.name(o.value if isinstance(o, Constant) else o) for o in self.outputs]

    def result_tangents(self) -> list[str]:
        """The names of their tangents."""
        return [self.dot(o) if self.varies(o) else self.zero for o in self.outputs]


def refuse_array_operation(recording: Recording, node: Variable) -> NoReturn:
    """The error for what is no operation of scalars."""
    raise ValueError(
        f"{statement(recording, node.index)} is an array operation; expected a program of scalars: "
        "write the arrays' entries out"
    )


def recorded(f: Callable[..., Any], args: tuple[Any, ...]) -> Recording:
    """The record of f at the given arguments, or at ones for each of its parameters."""
    check_function(f)
    if not args:
        parameters = signature(f).parameters.values()
        kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
        args = (1.0,) * sum(p.kind in kinds and p.default is Parameter.empty for p in parameters)
    return Recording(f, args)


def function_name(f: Callable[..., Any], spelling: Spelling, prefix: str = "") -> str:
    """The prefix and f's own name as the language can write it; f for a lambda."""
    name = getattr(f, "__name__", "f")
    return Names(spelling.reserved, spelling.identifier)(prefix + (name if name.isidentifier() else "f"))
