"""The functions of one transformation: each is read once for each set of arguments that have a derivative.

A function that f calls is transformed too, for the ranks and the activity of the arguments that it gets there.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

from lecture14.autodiff.source.reading.reader import Reader
from lecture14.autodiff.source.statements.demands import parameter_ranks
from lecture14.autodiff.source.statements.program import Call, Program, walk
from lecture14.autodiff.source.statements.ranks import Ranks, RankTable


class Library:
    """Programs, found by function and activity.

    Parameters
    ----------
    function : callable
    examples : tuple
        Arguments as it will get them, as many as are known.

    Attributes
    ----------
    main : Program
        The function to transform.
    ranks : dict
        The ranks of its parameters.
    """

    def __init__(self, function: Any, examples: tuple[Any, ...] = ()):
        if not isinstance(function, FunctionType):
            raise TypeError(f"f is a {type(function).__name__}; expected a function written with def")
        self.programs: dict[tuple[Any, Any], Program] = {}
        self.tables: dict[Any, RankTable] = {}
        self.reading: list[Any] = []
        self.main = self._read(function, None)
        self.ranks = parameter_ranks(self.main, self.called)
        if len(examples) > len(self.main.parameters):
            raise TypeError(
                f"{len(examples)} examples of arguments; {self.main.name} has {len(self.main.parameters)}"
            )
        for p, example in zip(self.main.parameters, examples, strict=False):
            if self.ranks[p.name] == 0 and p.active:
                self.ranks[p.name] = np.ndim(example)

    def _read(self, function: Any, flags: tuple[bool, ...] | None) -> Program:
        key = function, flags
        if key not in self.programs:
            self.reading.append(function)
            program = Reader(function, flags).program
            self.programs[key] = program
            for s in walk(program.body):
                if isinstance(s, Call):
                    self._check_call(program, s)
            self.reading.pop()
        return self.programs[key]

    def _check_call(self, program: Program, s: Call) -> None:
        if s.function in self.reading:
            program.source.refuse(
                s.node, f"{s.function.__name__}, which calls itself,", "write the recursion as a loop"
            )
        called = self._read(s.function, s.active)
        needed = sum(p.default is None for p in called.parameters)
        if not needed <= len(s.operands) <= len(called.parameters):
            program.source.refuse(
                s.node, f"{len(s.operands)} arguments for {called.name}", f"give it {needed}"
            )
        if called.outputs != len(s.targets):
            program.source.refuse(
                s.node,
                f"{called.name}, which returns {called.outputs} values,",
                f"unpack them into {called.outputs} names"
                if called.outputs > 1
                else "assign its result to one name",
            )

    def called(self, s: Call) -> Program:
        """The program that a statement calls."""
        return self._read(s.function, s.active)

    def table(self, program: Program, parameters: Ranks) -> RankTable:
        """The ranks of a program's names, for these ranks of its parameters."""
        key = id(program), tuple(sorted(parameters.items()))
        if key not in self.tables:
            self.tables[key] = RankTable(
                program,
                parameters,
                lambda s, table: self.table(self.called(s), self.passed(s, table)).results,
            )
        return self.tables[key]

    def passed(self, s: Call, table: RankTable) -> Ranks:
        """The ranks of the parameters of the function that a statement calls."""
        parameters = self.called(s).parameters
        ranks: Ranks = {p.name: 0 for p in parameters}
        return ranks | {p.name: table.expression(o) for p, o in zip(parameters, s.operands, strict=False)}
