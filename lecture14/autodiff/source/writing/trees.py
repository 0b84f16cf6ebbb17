"""From statements of a generated program to its text: trees in, formatted and commented Python out.

A comment travels through the tree as a statement that is a string, and becomes a comment when the tree is written.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lecture14.autodiff.source.statements.operations import NUMPY, SPECIAL, TOOLS

MARK = "# "
IMPORTS = {
    NUMPY: ("np", "import numpy as np"),
    SPECIAL: ("special", "from lecture14.autodiff.expressions import special"),
    TOOLS: ("tools", "from lecture14.autodiff.source import tools"),
}


def comment(text: str) -> ast.stmt:
    """A comment as a statement."""
    return ast.Expr(ast.Constant(MARK + " ".join(text.split())))


def assigned(target: ast.expr | str, value: ast.expr) -> ast.stmt:
    """``target = value``."""
    place = ast.Name(target, ast.Store()) if isinstance(target, str) else target
    return ast.Assign([place], value)


def added(target: ast.expr | str, value: ast.expr) -> ast.stmt:
    """``target += value``."""
    place = ast.Name(target, ast.Store()) if isinstance(target, str) else target
    return ast.AugAssign(place, ast.Add(), value)  # type: ignore[arg-type]


def filled(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """A block's statements, with `pass` where there is none that does anything."""
    works = [s for s in statements if not isinstance(s, ast.Expr) or not isinstance(s.value, ast.Constant)]
    return [*statements] if works else [*statements, ast.Pass()]


def tuple_of(parts: Sequence[ast.expr], single: bool = False) -> ast.expr:
    """The part itself, or a tuple of several (of one too, if `single`)."""
    stored = bool(parts) and isinstance(getattr(parts[0], "ctx", None), ast.Store)
    context = ast.Store() if stored else ast.Load()
    return parts[0] if len(parts) == 1 and not single else ast.Tuple(list(parts), context)


def definition(name: str, parameters: ast.arguments, doc: str, body: list[ast.stmt]) -> ast.FunctionDef:
    """A function with its docstring."""
    function = ast.parse("def f(): pass").body[0]  # which knows all fields of this Python's version
    assert isinstance(function, ast.FunctionDef)
    function.name, function.args, function.body = (
        name,
        parameters,
        [ast.Expr(ast.Constant(doc)), *filled(body)],
    )
    return function


class _Roots(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]):
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.names.get(node.id, node.id), node.ctx)


def module(functions: Sequence[ast.FunctionDef], names: dict[str, str]) -> ast.Module:
    """The functions under the imports that they need, with these names for what they import and call.

    `names` maps the placeholders of `operations.py`, and those of functions, to names that no variable has.
    """
    body: list[ast.stmt] = [_Roots(names).visit(f) for f in functions]
    used = {n.id for f in body for n in ast.walk(f) if isinstance(n, ast.Name)}
    imports = []
    for root, (usual, line) in IMPORTS.items():
        if names[root] in used:
            line = line if names[root] == usual else f"{line.removesuffix(f' as {usual}')} as {names[root]}"
            imports += ast.parse(line).body
    return ast.fix_missing_locations(ast.Module([*imports, *body], []))


def text(tree: ast.Module) -> str:
    """The module as text, two empty lines before each function, and comments as comments."""
    lines: list[str] = []
    for line in ast.unparse(tree).splitlines():
        stripped = line.strip()
        if stripped.startswith("def ") and not line.startswith(" "):
            while lines and not lines[-1]:
                lines.pop()
            lines += ["", ""] if lines else []
        if stripped[:1] in "'\"" and stripped[1:].startswith(MARK):
            line = line[: -len(stripped)] + ast.literal_eval(stripped)
        lines.append(_without_parentheses(line))
    return "\n".join(lines) + "\n"


def _without_parentheses(line: str) -> str:
    """``return (x, dx)`` as one writes it, ``return x, dx``."""
    head, sign, rest = line.partition("return (")
    if not sign or head.strip() or not rest.endswith(")"):
        return line
    try:
        inner = ast.parse(rest[:-1], mode="eval").body
    except SyntaxError:
        return line
    return f"{head}return {rest[:-1]}" if isinstance(inner, ast.Tuple) and rest[:-2].count(",") else line
