"""What the functions of one generated file share: the names of each other, and the helpers that they turn out to need."""

from __future__ import annotations

from dataclasses import dataclass, field

from lecture14.cdiff.names import Names
from lecture14.cdiff.tree import Function, Unit


@dataclass
class Context:
    """The file that is read, and names in the file that is written."""

    unit: Unit
    names: Names
    # Called where no derivative is asked for: in conditions and among ints.
    copies: dict[str, str] = field(default_factory=dict)
    # The slope times a derivative, where 0 times infinity is 0.
    product: str | None = None

    def copy(self, function: str) -> str:
        """The name under which the original function stands in the generated file."""
        if function not in self.copies:
            self.copies[function] = self.names.fresh(f"{function}_value")
        return self.copies[function]

    def bordered(self) -> str:
        if self.product is None:
            self.product = self.names.fresh("slope_times")
        return self.product


def differentiable(function: Function) -> bool:
    """Whether a function has a derivative: functions of type int have none."""
    return function.type != "int"
