"""What each name of a C file means where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from lecture14.cdiff.program.names import Names
from lecture14.cdiff.program.refusal import Place, Refused


@dataclass(frozen=True)
class Variable:
    """A variable: its own name in the tree, its type, and how many indices it takes."""

    name: str
    type: str
    dimensions: int = 0
    constant: bool = False
    # A constant of the file has no derivative; a const parameter has one.
    passive: bool = False


class Scopes:
    """Blocks within blocks, the innermost last."""

    def __init__(self, file: dict[str, Variable], names: Names):
        self.levels: list[dict[str, Variable]] = [file, {}]
        self.names = names
        self.seen: dict[str, Variable] = {}

    def declare(self, name: str, type: str, dimensions: int, constant: bool, place: Place) -> Variable:
        """A new variable of the innermost block, renamed where it hides another or one of C's own names."""
        if name in self.levels[-1]:
            raise Refused(place, f"{name} is declared twice", "call one of them otherwise")
        # Blocks side by side may share a variable; what a block hides keeps its own.
        hides = any(name in level for level in self.levels)
        variable = Variable(name, type, dimensions, constant)
        shared = self.seen.setdefault(name, variable) == variable and not dimensions
        if hides or not self.names.allows(name) or not (shared or self.seen[name] is variable):
            variable = Variable(self.names.fresh(name), type, dimensions, constant)
        self.levels[-1][name] = variable
        return variable

    def find(self, name: str, place: Place) -> Variable:
        for level in reversed(self.levels):
            if name in level:
                return level[name]
        raise Refused(
            place, f"{name} is not declared here", "declare it as double or int; macros are not read"
        )
