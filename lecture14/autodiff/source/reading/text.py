"""The text of a function as a syntax tree, with its line numbers, and what its names stand for outside of it.

Only the tree is used. The text is never run: it is parsed, checked and read into the statements of `program.py`.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from types import CodeType, FunctionType
from typing import Any, NoReturn

from lecture14.autodiff.support.errors import describe

# What generated text calls by these names; a variable of the user's that has one of them is renamed.
OURS = frozenset(("range", "reversed", "len", "min", "max", "abs", "int", "float", "bool", "round", "list"))


class UnsupportedSyntax(ValueError):
    """A construct that source transformation does not read, with its line and what to write instead."""


class Source:
    """A function's tree, and where it stands.

    Attributes
    ----------
    tree : ast.FunctionDef
    local : set of str
        The names that the function assigns or takes as parameters.
    """

    def __init__(self, f: FunctionType):
        self.function = f
        self.code: CodeType = f.__code__
        self.first = self.code.co_firstlineno
        if f.__name__ == "<lambda>":
            self._refuse_whole("a lambda has no statements to transform", "write it with def")
        if hasattr(f, "__wrapped__"):
            self._refuse_whole(
                f"a decorator wraps {f.__name__}", f"pass {f.__name__}.__wrapped__, the function itself"
            )
        try:
            lines, _ = inspect.getsourcelines(f)
        except (OSError, TypeError):
            self._refuse_whole(
                f"Python keeps no text of {f.__name__}", "define it in a file or in a cell, with def"
            )
        try:
            (tree,) = ast.parse(textwrap.dedent("".join(lines))).body
        except (SyntaxError, ValueError):
            self._refuse_whole(f"the text of {f.__name__} does not stand alone", "write it with def")
        if not isinstance(tree, ast.FunctionDef):
            self._refuse_whole(f"{f.__name__} is no plain function", "write it with def")
        self.lines = textwrap.dedent("".join(lines)).splitlines()
        self.tree: ast.FunctionDef = tree
        if tree.decorator_list:
            self.refuse(tree.decorator_list[0], "a decorator", "define the function without it")
        self._check_text()
        stored = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
        self.local = {node.id for node in stored if not isinstance(node.ctx, ast.Load)}
        self.local |= {a.arg for a in ast.walk(tree) if isinstance(a, ast.arg)}
        self._rename()

    def _check_text(self) -> None:
        """The text must be that of the code that runs: a file may have changed since it was imported."""
        module = compile(ast.Module([self.tree], []), "<text>", "exec")
        found = next(c for c in module.co_consts if isinstance(c, CodeType) and c.co_name == self.tree.name)
        if _signature(found) != _signature(self.code):
            self._refuse_whole(
                f"the text of {self.tree.name} is another than what runs", "import its module again"
            )

    def _rename(self) -> None:
        taken = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)} | self.local
        names = {}
        for name in sorted(self.local & OURS):
            names[name] = name + "_"
            while names[name] in taken:
                names[name] += "_"
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name):
                node.id = names.get(node.id, node.id)
            elif isinstance(node, ast.arg):
                node.arg = names.get(node.arg, node.arg)
        self.local = {names.get(name, name) for name in self.local}

    def _refuse_whole(self, what: str, instead: str) -> NoReturn:
        raise UnsupportedSyntax(f"{describe(self.code, self.first)}: {what}; {instead}")

    def refuse(self, node: ast.AST, what: str, instead: str) -> NoReturn:
        """Raise the error that names the line of a node, what stands there and the way out."""
        line = self.first + getattr(node, "lineno", 1) - 1
        raise UnsupportedSyntax(f"{describe(self.code, line)}: {what} in {self.tree.name}; {instead}")

    def origin(self, node: ast.AST) -> str:
        """The line of the original that a node stands on, for a comment."""
        number = getattr(node, "lineno", 1)
        return f"line {number}: {self.lines[number - 1].strip()}"

    def outer(self, node: ast.expr) -> Any:
        """What a name, or a dotted name, means outside of the function; None where it is local or unknown."""
        if isinstance(node, ast.Attribute):
            base = self.outer(node.value)
            return getattr(base, node.attr, None) if inspect.ismodule(base) else None
        if not isinstance(node, ast.Name) or node.id in self.local:
            return None
        f = self.function
        for name, cell in zip(self.code.co_freevars, f.__closure__ or (), strict=True):
            if name == node.id:
                try:
                    return cell.cell_contents
                except ValueError:
                    return None
        return f.__globals__.get(node.id, getattr(builtins, node.id, None))


def _signature(code: CodeType) -> tuple[Any, ...]:
    names = {*code.co_names, *code.co_freevars, *code.co_cellvars}
    constants = sorted(repr(c) for c in code.co_consts if not isinstance(c, CodeType))
    return code.co_varnames, code.co_argcount, names, constants
