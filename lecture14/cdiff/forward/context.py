"""What the functions of one generated file share: names, and the helpers that they turn out to need."""

from __future__ import annotations

from lecture14.cdiff.program.names import Names
from lecture14.cdiff.program.tree import Function, Unit


class Context:
    """The file that is read, and names in the file that is written.

    Attributes
    ----------
    copied : list of str
        Functions that stand in the generated file as they were: conditions call them.
    bordered : bool
        Whether a slope that may be infinite is multiplied.
    """

    def __init__(self, unit: Unit, names: Names):
        self.unit, self.names = unit, names
        self.copied: list[str] = []
        self.bordered = False
        # All names are given out at once, so that no variable gets one of them.
        self._copies = {name: names.fresh(f"{name}_value") for name in unit.functions}
        self._product = names.fresh("slope_times")

    def copy(self, function: str) -> str:
        """The name under which a function stands in the generated file as it was."""
        if function not in self.copied:
            self.copied.append(function)
        return self._copies[function]

    def product(self) -> str:
        """The helper that multiplies a slope, where 0 times infinity is 0."""
        self.bordered = True
        return self._product


class Plain(Context):
    """Expressions as the file has them, for comments."""

    def copy(self, function: str) -> str:
        return function


def differentiable(function: Function) -> bool:
    """Whether a function has a derivative: functions of type int have none."""
    return function.type != "int"
