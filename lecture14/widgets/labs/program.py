"""`ProgramLab`: a typed program, its graph, its three programs, and both sweeps in motion (slides 7-18)."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import traitlets

from lecture14.widgets.labs.lab import TYPED, Lab, Numbers


class ProgramLab(Lab):
    """Type f in Python's syntax, see its graph and its derivative programs, and run both sweeps.

    Parameters
    ----------
    program : str
        An expression, or several lines in Python's syntax; names without a value are the inputs.
    inputs, tangents : dict of str to float
        Numbers of inputs and their seeds by name. An input that is not named is 1 or, in one of the lab's examples,
        the example's number; its seed is 0. Where no seed is named, the first input's is 1.
    cotangents : (m,) array
        The seed of each output; where it is empty, the first output's is 1.
    view : "beside", "original", "dual" or "adjoint", which program is listed
    name : str, optional

    Raises
    ------
    traitlets.TraitError
        If a number is not finite.

    Examples
    --------
    >>> lab = ProgramLab(program="w = x1*x2\\nreturn w + sin(w)", inputs={"x1": 0.5, "x2": 2.0})
    >>> lab.inputs["x2"]
    2.0
    """

    kind: ClassVar[str] = "program"
    scripts: ClassVar[tuple[str, ...]] = (
        *TYPED,
        "graph.js",
        "statements.js",
        "practice.js",
        "program_examples.js",
        "program_words.js",
        "program_picture.js",
        "program_lab.js",
    )

    program = traitlets.Unicode("x1*x2 + sin(x1)").tag(sync=True)
    inputs = traitlets.Dict(key_trait=traitlets.Unicode(), value_trait=traitlets.CFloat()).tag(sync=True)
    tangents = traitlets.Dict(key_trait=traitlets.Unicode(), value_trait=traitlets.CFloat()).tag(sync=True)
    cotangents = Numbers([], (None,))
    view = traitlets.Enum(["beside", "original", "dual", "adjoint"], "beside").tag(sync=True)

    @traitlets.validate("inputs", "tangents")
    def _finite(self, proposal: Any) -> dict[str, float]:
        numbers: dict[str, float] = proposal["value"]
        for name, number in numbers.items():
            if not math.isfinite(number):
                label = proposal["trait"].name
                raise traitlets.TraitError(f"{label} has {name} = {number}; expected a finite number")
        return numbers
