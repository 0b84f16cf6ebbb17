"""Which of its arrays each function of a file may write to, through the functions that it calls, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def arrays_written(definitions: list[Any]) -> dict[str, set[int]]:
    """Positions among the parameters, by the name of the function, from pycparser's trees."""
    positions = {d.decl.name: {name: i for i, name in enumerate(_parameters(d))} for d in definitions}
    found: dict[str, set[int]] = {name: set() for name in positions}
    changed = True
    while changed:
        before = {name: set(at) for name, at in found.items()}
        for definition in definitions:
            name = definition.decl.name
            for base in _written(definition.body, found):
                if base in positions[name]:
                    found[name].add(positions[name][base])
        changed = found != before
    return found


def _parameters(definition: Any) -> list[str | None]:
    arguments = definition.decl.type.args
    return [getattr(p, "name", None) for p in (arguments.params if arguments else [])]


def _written(body: Any, found: dict[str, set[int]]) -> Iterator[str | None]:
    stack = [body]
    while stack:
        node = stack.pop()
        stack.extend(child for _, child in node.children())
        kind = type(node).__name__
        if kind == "Assignment":
            yield _base(node.lvalue)
        elif kind == "UnaryOp" and node.op in ("++", "--", "p++", "p--"):
            yield _base(node.expr)
        elif kind == "FuncCall" and node.args is not None:
            written = found.get(str(getattr(node.name, "name", "")), set())
            yield from (_base(argument) for i, argument in enumerate(node.args.exprs) if i in written)


def _base(node: Any) -> str | None:
    while type(node).__name__ in ("ArrayRef", "UnaryOp"):
        node = node.name if type(node).__name__ == "ArrayRef" else node.expr
    return getattr(node, "name", None)
