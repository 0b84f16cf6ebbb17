"""What a function in C takes: a scalar as `double x1`, a flat container of scalars or an array as `const double *x`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.support.tree import leaves
from lecture14.autodiff.text.c_names import RESERVED, as_c
from lecture14.autodiff.views.names import Names, argument_names, leaf_names


class Parameter(NamedTuple):
    """One parameter of a function in C, and what stands behind it.

    Attributes
    ----------
    name : str
    values : scalar or array
        Those of the run; an array is passed as a pointer to its entries, row after row.
    first : int
        The place of its first number among those of all parameters.
    """

    name: str
    values: Any
    first: int

    @property
    def size(self) -> int | None:
        """The number of entries; None for a scalar."""
        return np.size(self.values) if np.ndim(self.values) else None

    @property
    def entries(self) -> list[str]:
        """How each of its numbers is written."""
        return [self.name] if self.size is None else [f"{self.name}[{k}]" for k in range(self.size)]

    @property
    def input(self) -> str:
        """Its declaration as what is read."""
        return f"double {self.name}" if self.size is None else f"const double *restrict {self.name}"

    @property
    def output(self) -> str:
        """Its declaration as what is written."""
        return f"double *{self.name}" if self.size is None else f"double *restrict {self.name}"

    @property
    def targets(self) -> list[str]:
        """How each number is written to."""
        return [f"*{self.name}"] if self.size is None else self.entries

    def of(self, buffer: str, shift: int = 0, pointer: bool = False) -> str:
        """What to pass for it where all numbers stand in one array."""
        place = self.first + shift
        return f"{buffer}[{place}]" if self.size is None and not pointer else f"{buffer} + {place}"


def parameters_of(recording: Recording) -> list[Parameter]:
    """The parameters for the arguments of a record; a container in a container gives each leaf one of its own.

    Examples
    --------
    >>> recording = Recording(lambda a, x, w: a, (1.0, (2.0, 3.0), {"u": np.ones(2), "v": 4.0}))
    >>> [parameter.input for parameter in parameters_of(recording)]
    ['double a', 'const double *restrict x', 'const double *restrict w_1', 'double w_2']
    """
    names, found, first = Names(RESERVED, as_c), [], 0
    for name, argument in zip(argument_names(recording), recording.arguments, strict=True):
        flat = isinstance(argument, tuple | list) and len(argument) > 0
        if flat and not any(isinstance(part, tuple | list | dict) or np.ndim(part) for part in argument):
            pairs = [(name, np.array(argument, dtype=float))]
        else:
            pairs = list(zip(leaf_names(name, argument), leaves(argument), strict=True))
        for wish, values in pairs:
            found.append(Parameter(names(wish), values, first))
            first += np.size(values)
    return found
