"""The lines of a recorded program of scalars in C: what a function's body is made of."""

from __future__ import annotations

import math
from collections.abc import Hashable
from functools import partial

from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.text.c_names import RESERVED, as_c
from lecture14.autodiff.text.c_parameters import Parameter
from lecture14.autodiff.text.expression import spelled
from lecture14.autodiff.text.program import Program
from lecture14.autodiff.views.statements import Spelling


def c_number(value: float) -> str:
    """A double as C writes it.

    Examples
    --------
    >>> c_number(2.0), c_number(float("inf")), c_number(float("nan"))
    ('2.0', 'INFINITY', 'NAN')
    """
    if math.isnan(value):
        return "NAN"
    return repr(value) if math.isfinite(value) else "INFINITY" if value > 0 else "-INFINITY"


C = Spelling(
    partial(spelled, "C"),
    lambda value: c_number(float(value)),
    lambda w: f"d{w}",
    lambda w: f"{w}_bar",
    RESERVED,
    as_c,
)


class CProgram(Program):
    """A record of scalars as the lines of a function in C.

    Adjoints are local until the end, so that no store through a pointer stands between two sums.

    Parameters
    ----------
    recording : Recording
        From `of_entries`.
    parameters : list of Parameter
        What stands for its inputs.
    kind : {"function", "tangent", "adjoint"}

    Attributes
    ----------
    dots, returned, bars : list of Parameter
        The further parameters: the arguments' tangents, the value (and its tangent), the arguments' adjoints.
    """

    declares = "double "

    def __init__(self, recording: Recording, parameters: list[Parameter], kind: str):
        super().__init__(recording, C, [entry for parameter in parameters for entry in parameter.entries])
        self.names.taken.update(parameter.name for parameter in parameters)
        self.parameters, self.kind = parameters, kind
        self.answers = kind == "function" and not recording.guards
        self.dots = self._like_parameters("d{}") if kind == "tangent" else []
        wishes = {"function": () if self.answers else ("y",), "tangent": ("y", "dy"), "adjoint": ("y",)}[kind]
        self.returned = [Parameter(self.names(y), 0.0, k) for k, y in enumerate(wishes)]
        self.bars = self._like_parameters("{}_bar") if kind == "adjoint" else []
        self._given |= {("dot", i): e for i, e in enumerate(e for dot in self.dots for e in dot.entries)}
        places = [e.replace("[", "_sum_").rstrip("]") if "[" in e else f"{e}_sum" for e in self.inputs]
        self._given |= {("bar", i): self.names(place) for i, place in enumerate(places) if self.bars}

    def _like_parameters(self, name: str) -> list[Parameter]:
        return [p._replace(name=self.names(name.format(p.name))) for p in self.parameters]

    def _checks(self) -> dict[int, list[str]]:
        """Lines that check the program's choices, by the node after which they stand."""
        lines: dict[int, list[str]] = {}
        for number, guard in enumerate(self.recording.guards, 1):
            (index,) = guard.operands
            changed = "==" if guard.answer else "!="
            lines.setdefault(index, []).append(
                f"if ({self.name(index)} {changed} {self.zero}) return {number};"
            )
        return lines

    def forward_lines(self) -> list[str]:
        """The statements of the program, of its tangents where these are wanted, and the checks of its choices."""
        checks = self._checks()
        lines = [line for i in range(self.recording.n_inputs) for line in checks.get(i, ())]
        for node in self.steps():
            index = node.index
            lines.append(f"{self.declares}{self.name(index)} = {self.value(node)};")
            if self.kind == "tangent" and not self.compares(index):
                lines.append(f"{self.declares}{self.dot(index)} = {self.tangent(node) or self.zero};")
            lines += checks.get(index, ())
        return lines

    def reverse_lines(self) -> list[str]:
        """The statements of the reverse sweep, where it is wanted."""
        if self.kind != "adjoint":
            return []
        return [
            f"{self.declares if sign == '=' else ''}{target} {sign} {text};"
            for target, sign, text in self.adjoint_lines([c_number(1.0)])
        ]

    def stores(self) -> list[str]:
        """The statements at the end, which hand out what was computed."""
        results = [*self.results(), *(self.result_tangents() if self.kind == "tangent" else ())]
        if self.answers:
            return [f"return {results[0]};"]
        bars = [target for bar in self.bars for target in bar.targets]
        results += [self.bar(i) for i in range(len(bars))]
        targets = [f"*{y.name}" for y in self.returned] + bars
        return [f"{target} = {text};" for target, text in zip(targets, results, strict=True)] + (
            ["return 0;"] if self.recording.guards else []
        )

    def head(self, name: str) -> str:
        """The function's type, name and parameters."""
        given = [parameter.input for parameter in (*self.parameters, *self.dots)]
        given += [parameter.output for parameter in (*self.returned, *self.bars)]
        kind = "double" if self.answers else "int" if self.recording.guards else "void"
        return f"{kind} {name}({', '.join(given) or 'void'})"


class LongCProgram(CProgram):
    """The same with all values, tangents and adjoints in arrays, which several functions share.

    Parameters
    ----------
    name : str
        The function's, with which the names of what it shares with its pieces begin.
    """

    declares = ""

    def __init__(self, recording: Recording, parameters: list[Parameter], kind: str, name: str):
        super().__init__(recording, parameters, kind)
        parts = {"": "w", "dot": "dw", "bar": "w_bar"}
        self.arrays = {kind: self.names(f"{name}_{part}") for kind, part in parts.items()}

    def _named(self, key: Hashable, wish: str) -> str:
        kind, index = key if isinstance(key, tuple) else ("", key)
        return f"{self.arrays[kind]}[{index}]"
