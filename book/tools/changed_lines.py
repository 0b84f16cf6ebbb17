"""How many lines of the user's program a tool asks to change, counted in the difference of the two texts."""

from __future__ import annotations

import ast
import re
from difflib import SequenceMatcher
from typing import NamedTuple

PROGRAMS = ("f", "log_likelihood")


class Change(NamedTuple):
    """Lines that differ, of so many that the tool's version has."""

    changed: int
    of: int


def python_program(text: str) -> list[str]:
    """The lines of `f` and `log_likelihood` and of what they use, without comments and layout.

    Raises
    ------
    ValueError
        If the text does not define both.

    Examples
    --------
    >>> text = "import os, math\\ndef f(x):\\n    return math.sin(x)  # sine\\ndef log_likelihood(x):\\n    return x"
    >>> python_program(text)
    ['import math', 'def f(x):', 'return math.sin(x)', 'def log_likelihood(x):', 'return x']
    """
    tree = ast.parse(text)
    programs = [node for node in _functions(tree) if node.name in PROGRAMS]
    if (found := tuple(node.name for node in programs)) != PROGRAMS:
        raise ValueError(f"text defines {', '.join(found) or 'neither'}; expected {' and '.join(PROGRAMS)}")
    used = {node.id for program in programs for node in ast.walk(program) if isinstance(node, ast.Name)}
    return [line for node in tree.body if _belongs(node, programs, used) for line in _lines(node)]


def formulas(text: str) -> list[str]:
    """The lines of the functions whose names begin with "formulas": what somebody has derived by hand."""
    derived = (node for node in _functions(ast.parse(text)) if node.name.startswith("formulas"))
    return [line for node in derived for line in _lines(node)]


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def _belongs(node: ast.stmt, programs: list[ast.FunctionDef], used: set[str]) -> bool:
    """Whether a statement is one of the programs or defines what they use; an import is cut down to that."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        node.names = [name for name in node.names if (name.asname or name.name) in used]
        return bool(node.names)
    if isinstance(node, ast.Assign):
        return any(isinstance(name, ast.Name) and name.id in used for name in node.targets)
    return node in programs


def _lines(node: ast.stmt) -> list[str]:
    """A statement's lines, laid out in one way for all, without comments and docstring."""
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    return [line.strip() for line in ast.unparse(node).splitlines() if line.strip()]


def cpp_program(text: str) -> list[str]:
    """The lines of a C++ header, without comments, includes and layout."""
    lines = (re.sub(r"//.*", "", line).strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def plain_cpp(text: str) -> str:
    """The same header for doubles alone, as it was before anybody asked for derivatives.

    Examples
    --------
    >>> plain_cpp("template <class T>\\nT f(T x) { return x; }")
    'double f(double x) { return x; }'
    """
    return re.sub(r"\bT\b", "double", re.sub(r"template <class T>\n", "", text))


def difference(before: list[str], after: list[str]) -> Change:
    """Lines of a program that are new or changed in another, or that it lacks.

    Examples
    --------
    >>> difference(["a", "b", "c"], ["a", "B", "c", "d"])
    Change(changed=2, of=4)
    """
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in steps if tag != "equal")
    return Change(changed, len(after))
