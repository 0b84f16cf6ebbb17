"""What a statement of a page reads, binds and may change, found in its syntax tree.

A call whose value is used asks, and a call whose value is dropped commands: `y = f(x)` leaves x alone, a bare `f(x)` may
change it. That holds for the libraries in `ASKING`; what comes from elsewhere may change all that it is given.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType

from scopes import IMPORTS, Names, imported, loaded, stored

ASKING = {"lecture14", "numpy", "scipy", "sklearn", "math", "textwrap", "inspect", "dataclasses", "typing"}
#: What `numpy.random` offers besides its one global generator.
OWN_STATE = {"default_rng", "Generator", "RandomState", "SeedSequence", "BitGenerator", "PCG64", "Philox"}
#: Calls whose value changes with every use, and those whose value does unless it is used up at once.
STREAMS = {"default_rng", "Generator", "RandomState", "open", "iter"}
ITERATORS = {"map", "zip", "filter", "enumerate", "reversed"}
#: Methods that change nothing: of Python's fixed types, of arrays, of estimators, of recorded graphs.
READING = {name for fixed in (str, tuple, frozenset, MappingProxyType, complex) for name in dir(fixed)} | {
    "all",
    "any",
    "argmax",
    "argmin",
    "argsort",
    "astype",
    "clip",
    "cumprod",
    "cumsum",
    "diagonal",
    "dot",
    "flatten",
    "item",
    "max",
    "mean",
    "min",
    "nonzero",
    "prod",
    "ravel",
    "repeat",
    "reshape",
    "round",
    "searchsorted",
    "squeeze",
    "std",
    "sum",
    "swapaxes",
    "take",
    "tolist",
    "trace",
    "transpose",
    "var",
    "view",
    "predict",
    "predict_proba",
    "score",
    "score_samples",
    "n_parameters",
    "aic",
    "bic",
    "sample",
    "best",
    "cost",
    "forward",
    "table",
    "tangents",
    "text",
    "partial_statistics",
}
#: Methods that change the container that they are called on, and nothing that it holds.
FILLING = {name for changing in (list, dict, set) for name in [*dir(changing), "fit"]} - READING
#: What `lecture14.autodiff.define` adds to.
RULES = {"lecture14.autodiff.RULES"}
#: Stands for what a library keeps for everybody, such as the number of digits that it prints.
SETTINGS = "(settings)"


@dataclass
class Effects:
    """What running a statement does to names; a dotted name is a module that an import loads."""

    reads: set[str] = field(default_factory=set)
    #: Those of `reads` whose value may live on in what is bound; the others only lend a method.
    passes_on: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    #: Those of `binds` that are bound whatever happens, so that earlier values are gone.
    replaces: set[str] = field(default_factory=set)
    #: Names whose object may change with all that it holds, and those of which only the object itself does.
    changes: set[str] = field(default_factory=set)
    fills: set[str] = field(default_factory=set)
    #: What functions that the statement makes read and change when they are called.
    later_reads: set[str] = field(default_factory=set)
    later_changes: set[str] = field(default_factory=set)
    #: Whether it, or a function that it makes, may change whatever it is given.
    meddles: bool = False
    #: Whether every use of what it binds is a change: a random generator, an iterator, a file.
    streams: bool = False
    undecidable: bool = False


def effects(statement: ast.stmt, names: Names) -> Effects:
    """What one statement of a page with these names does."""
    reader = Reader(names)
    reader.visit(statement)
    found = reader.effects
    found.binds = stored([statement]).union(
        *(loaded(node) for node in ast.walk(statement) if isinstance(node, IMPORTS))
    )
    found.replaces = reader.bound
    return found


class Reader(ast.NodeVisitor):
    """Walks through a statement in the order of its evaluation."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.effects = Effects()
        #: Names that are certainly bound by now, so that reading them needs nothing earlier.
        self.bound = set[str]()
        #: Names of the functions and comprehensions around, and where the walk is.
        self.local = frozenset[str]()
        self.in_function = self.in_class = False
        #: Nodes whose use their parent has told: they lend a method, or are a step on the way to an attribute.
        self.lending, self.steps = set[ast.AST](), set[ast.AST]()

    @contextmanager
    def within(self, **state: object) -> Iterator[None]:
        before = {key: getattr(self, key) for key in state}
        vars(self).update(state)
        yield
        vars(self).update(before)

    def visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    # Names

    def read(self, name: str) -> None:
        if self.in_function:
            self.effects.later_reads |= {name} - self.bound
        else:
            self.effects.reads |= {name} - self.bound

    def bind(self, name: str | None) -> None:
        if name is None or name in self.local or self.in_class:
            return
        if self.in_function:
            self.effects.later_changes.add(name)
        else:
            self.bound.add(name)

    def change(self, value: ast.expr, itself: bool = False) -> None:
        """The object of an expression changes, or what it holds does."""
        if fresh(value):
            return
        for node in ast.walk(value):
            if not isinstance(node, ast.Name):
                continue
            if node.id in self.local:
                self.effects.meddles = True
            elif node.id not in self.names.data | self.names.functions:
                continue
            elif self.in_function:
                self.effects.later_changes.add(node.id)
            else:
                (self.effects.fills if itself and node is value else self.effects.changes).add(node.id)

    def assign(self, value: ast.expr) -> None:
        """An attribute or an item of an expression is bound."""
        if self.paths(value):
            self.settings()
        self.change(value, itself=True)

    def settings(self) -> None:
        (self.effects.later_changes if self.in_function else self.effects.changes).add(SETTINGS)

    def paths(self, value: ast.expr) -> set[str]:
        """The dotted paths of an imported name or its attributes; none if it is neither."""
        if isinstance(value, ast.Name) and value.id not in self.local:
            return self.names.imports.get(value.id, set())
        if isinstance(value, ast.Attribute):
            return {f"{path}.{value.attr}" for path in self.paths(value.value)}
        return set()

    def kind(self, value: ast.expr) -> str:
        """What is called or assigned to: "library", "builtin", "function" (of the page), "method" or "value"."""
        root = value
        while isinstance(root, ast.Attribute):
            root = root.value
        if self.paths(value) and root.id not in self.names.data:
            return "library"
        if isinstance(value, ast.Attribute):
            return "method"
        if not isinstance(value, ast.Name) or value.id in self.local or value.id in self.names.data:
            return "value"
        return "function" if value.id in self.names.functions else "builtin"

    def visit_Name(self, node: ast.Name) -> None:
        self.library(node)
        if node.id in self.local:
            return
        if isinstance(node.ctx, ast.Store):
            self.bind(node.id)
        else:
            self.read(node.id)
            if node not in self.lending:
                self.effects.passes_on.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.library(node)
        self.steps.add(node.value)
        if not isinstance(node.ctx, ast.Load):
            self.assign(node.value)
        elif node.attr in FILLING and self.kind(node) == "method":
            self.change(node.value, itself=True)
            # `add = x.append`: every call of it changes x.
            self.effects.streams |= node not in self.lending
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.assign(node.value)
        self.generic_visit(node)

    def library(self, node: ast.Name | ast.Attribute) -> None:
        """What an imported name, or an attribute of it, tells."""
        for path in self.paths(node):
            if isinstance(node, ast.Attribute):
                self.read(path)
            package, *rest = path.split(".")
            if package == "numpy" and rest[:1] == ["random"]:
                one_for_all = not OWN_STATE & set(rest[1:2]) if rest[1:] else node not in self.steps
                self.effects.undecidable |= one_for_all

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, path in imported(node):
            self.effects.meddles |= path.split(".")[0] not in ASKING
            self.effects.undecidable |= name == "*"
            # `import a.b` adds to what `import a.c` has bound.
            if name != path:
                self.bind(name)

    visit_ImportFrom = visit_Import

    # Calls

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        kind = self.kind(node.func)
        if isinstance(node.func, ast.Attribute):
            self.lending |= {node.func, node.func.value}
        if name in STREAMS and node not in self.lending:
            self.effects.streams = True
        if kind == "builtin":
            self.builtin(name, node)
        elif kind == "method" and name not in READING | FILLING and not name[:1].isupper():
            self.change(node.func.value, itself=True)
        elif kind == "library" and name.startswith("set"):
            self.settings()
        elif kind == "library" and name == "define":
            self.effects.changes |= {known for known, paths in self.names.imports.items() if RULES & paths}
        for keyword in node.keywords:
            if keyword.arg == "out":
                self.change(keyword.value)
        self.generic_visit(node)

    def builtin(self, name: str, node: ast.Call) -> None:
        if name in {"exec", "eval"} and given(node)[1:]:
            # Whatever the text does, it does it to what it is given, and what it makes may do anything.
            self.effects.meddles = True
            for value in given(node)[1:]:
                self.change(value)
        elif name in {"exec", "eval", "globals", "locals"} or (name in {"vars", "dir"} and not given(node)):
            self.effects.undecidable = True
        elif name in {"setattr", "delattr"}:
            self.assign(node.args[0])
        elif name in {"next", "anext"}:
            self.change(node.args[0])

    def visit_Expr(self, node: ast.Expr) -> None:
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call):
            self.command(call)
        self.visit(node.value)

    def command(self, call: ast.Call) -> None:
        """A call whose value is dropped."""
        kind = self.kind(call.func)
        packages = {path.split(".")[0] for path in self.paths(call.func)}
        if packages - ASKING:
            self.settings()
        shows = kind in {"builtin", "function"} or packages == {"lecture14"}
        if not shows and not (kind == "method" and called(call) in READING | FILLING):
            for value in [*given(call), *([call.func.value] if kind == "method" else [])]:
                self.change(value)

    # Assignments

    def visit_Assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        if node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.annotation, node.target]
            self.effects.streams |= any(self.unused(value) for value in held(node.value, targets))
            self.visit(node.value)
            self.visit_all(targets)

    visit_AnnAssign = visit_Assign

    def unused(self, value: ast.expr) -> bool:
        """Whether an iterator is kept for later."""
        return isinstance(value, ast.GeneratorExp) or (
            isinstance(value, ast.Call) and called(value) in ITERATORS
        )

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        if isinstance(node.target, ast.Name) and node.target.id not in self.local:
            self.read(node.target.id)
            self.effects.passes_on.add(node.target.id)
            self.change(node.target, itself=True)
        self.visit(node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        # Perhaps never reached: what it binds does not count as bound.
        self.visit(node.value)

    # Scopes

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.visit_all([*node.decorator_list, node.returns])
        self.function(node.args, node.body)
        self.bind(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.function(node.args, [node.body])

    def function(self, args: ast.arguments, body: list[ast.stmt] | list[ast.expr]) -> None:
        parameters = [a for a in ast.walk(args) if isinstance(a, ast.arg)]
        self.visit_all([*args.defaults, *args.kw_defaults, *(a.annotation for a in parameters)])
        inside = [node for statement in body for node in ast.walk(statement)]
        shared = {name for node in inside if isinstance(node, ast.Global) for name in node.names}
        local = (self.local | {a.arg for a in parameters} | stored(body)) - shared
        # A generator changes with every use.
        self.effects.meddles |= any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in inside)
        with self.within(local=local, in_function=True, in_class=False, bound=set(self.bound)):
            self.visit_all(body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.visit_all([*node.decorator_list, *node.bases, *node.keywords])
        with self.within(in_class=True):
            self.visit_all(node.body)
        self.bind(node.name)

    def visit_comprehension_of(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        with self.within(local=self.local):
            for part in node.generators:
                self.visit(part.iter)
                self.local |= stored([part.target])
                self.visit_all([part.target, *part.ifs])
            self.visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_of

    # What may not run to its end

    def either(self, *blocks: Iterable[ast.AST]) -> None:
        """One of the blocks runs: bound is what all of them bind."""
        ends = []
        for block in blocks:
            with self.within(bound=set(self.bound)):
                self.visit_all(block)
                ends.append(self.bound)
        self.bound = set.intersection(*ends)

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        self.either(node.body, node.orelse)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        self.either([node.target, *node.body], node.orelse, [])

    visit_AsyncFor = visit_For

    def visit_While(self, node: ast.While) -> None:
        self.visit(node.test)
        self.either(node.body, node.orelse, [])

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        self.visit_all(node.items)
        # It may swallow an exception.
        self.either(node.body, [])

    visit_AsyncWith = visit_With

    def visit_Try(self, node: ast.Try) -> None:
        self.either([*node.body, *node.orelse], *([handler] for handler in node.handlers), [])
        self.visit_all(node.finalbody)

    visit_TryStar = visit_Try

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.visit_all([node.type])
        self.bind(node.name)
        self.visit_all(node.body)

    def visit_Match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        self.either(*([case] for case in node.cases), [])

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self.generic_visit(node)
        self.bind(node.name)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self.bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self.generic_visit(node)
        self.bind(node.rest)


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def fresh(value: ast.expr) -> bool:
    """Whether an expression stands for an object that a class has just made, or for a part of it."""
    while isinstance(value, (ast.Attribute, ast.Subscript, ast.Call)):
        if isinstance(value, ast.Call) and called(value)[:1].isupper():
            return True
        value = value.func if isinstance(value, ast.Call) else value.value
    return False


def given(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def held(value: ast.expr, targets: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """The expressions whose values the targets hold afterwards: not one that is unpacked."""
    if isinstance(value, (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.IfExp, ast.Starred, ast.NamedExpr)):
        for inner in ast.iter_child_nodes(value):
            if isinstance(inner, ast.expr):
                yield from held(inner, [])
    elif not targets or any(isinstance(target, ast.Name) for target in targets):
        yield value
