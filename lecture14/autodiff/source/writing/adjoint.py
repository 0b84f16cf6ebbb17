"""The adjoint program: a forward sweep that remembers, then a reverse sweep (slides 14 and 18).

The forward sweep runs the statements and puts on a stack what they overwrite and the reverse sweep needs, which
branches it took, and how many turns loops made. The reverse sweep goes through the same blocks from their last
statement to their first: each hands the adjoint of its result on to its operands, and takes from the stack what
its forward twin put there. Griewank & Walther (2008), chapters 4 and 6; Tapenade (Hascoët & Pascual 2013).
"""

from __future__ import annotations

import ast
from typing import Any

from lecture14.autodiff.source.statements.jumps import Structured
from lecture14.autodiff.source.statements.operations import NUMPY, TOOLS, call, dotted, name
from lecture14.autodiff.source.statements.program import Statement, Write, walk
from lecture14.autodiff.source.statements.ranks import RankTable
from lecture14.autodiff.source.writing.forward import ForwardSweep
from lecture14.autodiff.source.writing.frame import Frame
from lecture14.autodiff.source.writing.needs import Needs, split_updates
from lecture14.autodiff.source.writing.reverse import ReverseSweep
from lecture14.autodiff.source.writing.trees import assigned, comment, definition, tuple_of


class Adjoint(Frame):
    """Writes `grad_f(x, …, y_bar=1.0)`, which returns the value and the adjoints of the parameters."""

    prefix = "grad_"

    def __init__(self, module: Any, program: Any, ranks: Any, top: bool):
        super().__init__(module, program, ranks, top)
        structured = Structured(program, self.names)
        self.results = structured.results
        self.table = _with_results(self.table, structured)
        self.body: list[Statement] = split_updates(structured.body, self)
        self.stack = self.names("stack")
        self.needs = Needs(self)

    def bar(self, variable: str) -> str:
        """The name of a variable's adjoint."""
        if variable not in self.derivatives:
            self.derivatives[variable] = self.names(f"{variable}_bar")
        return self.derivatives[variable]

    def written(self, placeholder: str) -> ast.FunctionDef:
        forward = ForwardSweep(self)
        down = forward.block(self.body)
        count = len(self.results)
        seeds = [self.names("y_bar" if count == 1 else f"y{k + 1}_bar") for k in range(count)]
        reverse = ReverseSweep(self, forward)
        first = [line for r, s in zip(self.results, seeds, strict=True) for line in reverse.seeded(r, s)]
        up = first + reverse.block(self.body)
        up += [line for n in self.inputs() for line in reverse.zero_if_fresh(n)]
        values, kept = self._values(forward)
        bars = tuple_of([name(self.bar(n)) for n in self.inputs()], single=True)
        body = [
            *self.checks({}),
            *self._before(forward),
            *([comment("forward sweep")] if down else []),
            *down,
            *kept,
            *self._seed_checks(values, seeds),
            comment("reverse sweep"),
            *up,
            ast.Return(ast.Tuple([tuple_of(values), bars], ast.Load())),
        ]
        arguments = self.arguments([ast.arg(s) for s in seeds], [ast.Constant(1.0)] if count == 1 else [])
        doc = f"Value and adjoints of {self.program.name}, written by lecture14 from its text."
        return definition(placeholder, arguments, doc, body)

    def _before(self, forward: ForwardSweep) -> list[ast.stmt]:
        """The stack, and a value for what is pushed or measured before it has one."""
        lines: list[ast.stmt] = []
        if forward.pushes:
            lines.append(assigned(self.stack, ast.List([], ast.Load())))
        if forward.unbound:
            targets: list[ast.expr] = [ast.Name(n, ast.Store()) for n in sorted(forward.unbound)]
            lines.append(ast.Assign(targets, ast.Constant(None)))
        return lines

    def _values(self, forward: ForwardSweep) -> tuple[list[ast.expr], list[ast.stmt]]:
        """The results, kept under names of their own where the reverse sweep changes them."""
        values, lines = [], []
        writes = any(isinstance(s, Write) for s in walk(self.body))
        for k, result in enumerate(self.results):
            names = {n.id for n in ast.walk(result) if isinstance(n, ast.Name)}
            copies = writes and self.rank(result) != 0
            if names & forward.restored or copies:
                kept = self.names("value" if len(self.results) == 1 else f"value{k + 1}")
                lines.append(assigned(kept, call(dotted(NUMPY, "copy"), result) if copies else result))
                result = name(kept)
            values.append(result)
        return values, lines

    def _seed_checks(self, values: list[ast.expr], seeds: list[str]) -> list[ast.stmt]:
        if not self.top:
            return []
        lines: list[ast.stmt] = []
        for value, seed in zip(values, seeds, strict=True):
            lines.append(assigned(seed, call(dotted(TOOLS, "seed"), ast.Constant(seed), name(seed), value)))
        return lines


def _with_results(table: RankTable, structured: Structured) -> RankTable:
    for result, rank in zip(structured.results, table.results, strict=True):
        if isinstance(result, ast.Name):
            table.of.setdefault(result.id, rank)
    return table
