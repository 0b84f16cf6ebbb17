"""What both back ends share: heads of functions, checks of arguments, names, calls of each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import copy

from lecture14.autodiff.source.reading.library import Library
from lecture14.autodiff.source.reading.text import OURS, Source
from lecture14.autodiff.source.statements.aliases import check_updates, check_writes
from lecture14.autodiff.source.statements.kinds import check_kinds
from lecture14.autodiff.source.statements.names import Names
from lecture14.autodiff.source.statements.operations import TOOLS, call, dotted, name
from lecture14.autodiff.source.statements.program import Call, Program, walk
from lecture14.autodiff.source.statements.ranks import Ranks
from lecture14.autodiff.source.writing.trees import assigned, module


class Module:
    """The functions that a transformation writes, each once for the ranks that it is called with.

    Attributes
    ----------
    library : Library
    functions : list of ast.FunctionDef
        Those that others call come first.
    """

    def __init__(self, library: Library):
        self.library = library
        self.functions: list[ast.FunctionDef] = []
        self.placeholders: dict[tuple, str] = {}
        self.wishes: dict[str, str] = {}

    def function(self, kind: type[Frame], program: Program, ranks: Ranks, top: bool = False) -> str:
        """The placeholder of the name of a function, written if it is not there yet."""
        key = kind, id(program), tuple(sorted(ranks.items(), key=str))
        if key not in self.placeholders:
            self.placeholders[key] = f"<function {len(self.placeholders)}>"
            self.wishes[self.placeholders[key]] = kind.prefix + program.name
            frame = kind(self, program, ranks, top)
            self.functions.append(frame.written(self.placeholders[key]))
        return self.placeholders[key]

    def tree(self) -> ast.Module:
        """The whole program."""
        taken = {n.id for f in self.functions for n in ast.walk(f) if isinstance(n, ast.Name)}
        taken |= {a.arg for f in self.functions for a in ast.walk(f) if isinstance(a, ast.arg)}
        names = Names(taken | OURS)
        roots = {
            root: names(wish)
            for root, wish in (("<numpy>", "np"), ("<special>", "special"), (TOOLS, "tools"))
        }
        given = {placeholder: names(wish) for placeholder, wish in self.wishes.items()}
        for f in self.functions:
            f.name = given[f.name]
        return module(self.functions, roots | given)


class Frame:
    """One function that is being written.

    Parameters
    ----------
    module : Module
    program : Program
    ranks : dict
        The ranks of the parameters.
    top : bool
        Whether it is the one that the user calls: it checks its arguments.
    """

    prefix = ""

    def __init__(self, module: Module, program: Program, ranks: Ranks, top: bool):
        self.module = module
        self.program = program
        self.top = top
        self.table = copy(module.library.table(program, ranks))
        self.table.of = dict(self.table.of)  # which a back end may extend
        self.names = Names(_all_names(program))
        self.parameters = ranks
        self.derivatives: dict[str, str] = {}
        for check in (check_writes, check_updates):
            check(program, module.library.called, self.table.of.get)
        check_kinds(program, module.library.called, self.rank)

    def written(self, placeholder: str) -> ast.FunctionDef:
        """The function as a tree."""
        raise NotImplementedError

    def active(self, node: ast.expr) -> bool:
        """Whether an operand has a derivative."""
        return isinstance(node, ast.Name) and node.id in self.program.active

    def rank(self, node: ast.expr) -> int | None:
        """The rank of an operand, None where it is unknown."""
        return self.table.expression(node)

    def arguments(self, more: list[ast.arg], defaults: list[ast.expr]) -> ast.arguments:
        """The parameters: those without a default, then `more`, then the settings by keyword."""
        plain = [ast.arg(p.name) for p in self.program.parameters if p.default is None]
        settings = [p for p in self.program.parameters if p.default is not None]
        return ast.arguments(
            [],
            plain + more,
            None,
            [ast.arg(p.name) for p in settings],
            [p.default for p in settings],
            None,
            defaults,
        )

    def inputs(self) -> list[str]:
        """The parameters that have derivatives."""
        return [p.name for p in self.program.parameters if p.active]

    def checks(self, derivatives: dict[str, str]) -> Iterator[ast.stmt]:
        """Statements that check the arguments; `derivatives` names the direction of a parameter, if there is one."""
        if self.top:
            scalars = [n for n in self.inputs() if self.parameters[n] == 0]
            scalars += [derivatives[n] for n in scalars if n in derivatives]
            if scalars:
                targets: list[ast.expr] = [ast.Name(n, ast.Store()) for n in scalars]
                target = targets[0] if len(targets) == 1 else ast.Tuple(targets, ast.Store())
                checked = call(
                    dotted(TOOLS, "numbers"), ast.Constant(", ".join(scalars)), *map(name, scalars)
                )
                yield assigned(target, checked)
            for n in self.inputs():
                if self.parameters[n] != 0:
                    rank = self.parameters[n]
                    axes = [] if rank is None else [ast.Constant(rank)]
                    yield assigned(n, call(dotted(TOOLS, "array"), ast.Constant(n), name(n), *axes))
                    if n in derivatives:
                        d = derivatives[n]
                        checked = call(dotted(TOOLS, "array"), ast.Constant(d), name(d), like=name(n))
                        yield assigned(d, checked)
        for p in self.program.parameters:
            if p.whole:
                yield assigned(p.name, call(dotted(TOOLS, "whole"), ast.Constant(p.name), name(p.name)))
            elif not p.active and self.parameters[p.name] == 0 and self.top:
                yield assigned(p.name, call(dotted(TOOLS, "setting"), ast.Constant(p.name), name(p.name)))

    def callee(self, kind: type[Frame], s: Call) -> ast.expr:
        """The generated function that stands for the one which a statement calls."""
        program = self.module.library.called(s)
        return name(self.module.function(kind, program, self.module.library.passed(s, self.table)))

    def called_inputs(self, s: Call) -> list[ast.expr]:
        """The operands of a call that go into parameters with derivatives."""
        pairs = zip(self.module.library.called(s).parameters, s.operands, strict=False)
        return [operand for p, operand in pairs if p.active]


def settings(program: Program, s: Call) -> tuple[list[ast.expr], dict[str, ast.expr]]:
    """The operands of a call by position, and those for parameters with a default by keyword."""
    plain, keywords = [], {}
    for p, operand in zip(program.parameters, s.operands, strict=False):
        if p.default is None:
            plain.append(operand)
        else:
            keywords[p.name] = operand
    return plain, keywords


def _all_names(program: Program) -> set[str]:
    source: Source = program.source
    found = {n.id for n in ast.walk(source.tree) if isinstance(n, ast.Name)} | program.active | source.local
    found |= {t for s in walk(program.body) for t in getattr(s, "targets", [getattr(s, "target", "")])}
    return found | {"np", "tools", "special"}
