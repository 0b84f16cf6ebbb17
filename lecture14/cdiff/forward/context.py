"""What the functions of one generated file share: the file that was read, and each other's names."""

from __future__ import annotations

from lecture14.cdiff.program.names import Names
from lecture14.cdiff.program.tree import Function, Unit


class Context:
    """The file that is read, and names in the file that is written.

    Attributes
    ----------
    unit : Unit
    names : Names
    product : str
        The helper that multiplies by a slope which may be infinite.
    """

    def __init__(self, unit: Unit, names: Names):
        self.unit, self.names = unit, names
        self._copies = {name: names.fresh(f"{name}_value") for name in unit.functions}
        self.product = names.fresh("slope_times")

    def copy(self, function: str) -> str:
        """The name of the function as it was: conditions call it."""
        return self._copies[function]

    def product_piece(self) -> tuple[str, list[str]]:
        """The helper's name and definition."""
        head = f"static double {self.product}(double slope, double factor)"
        body = "    return factor == 0.0 ? 0.0 : slope * factor;"
        return self.product, ["/* 0 where the factor is, at an infinite slope, too. */", head, "{", body, "}"]


class Plain(Context):
    """Expressions as the file has them, for comments."""

    def copy(self, function: str) -> str:
        return function


def differentiable(function: Function) -> bool:
    """Whether a function has a derivative: functions of type int have none."""
    return function.type != "int"
