"""`DualLab`: a calculator of dual numbers whose arrows drag (slide 7)."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from lecture14.widgets.labs.lab import Lab, Numbers

#: Operations by their names in the rule table: of two numbers, then of one.
OPERATIONS = (
    "add", "subtract", "multiply", "divide", "power",
    "negative", "reciprocal", "square", "sqrt", "cbrt", "exp", "log", "sin", "cos", "tan", "arcsin", "arccos",
    "arctan", "sinh", "cosh", "tanh", "absolute",
)  # fmt: skip


class DualLab(Lab):
    """Calculate with two dual numbers, and see what d² = 0 drops.

    Parameters
    ----------
    a, b : (2,) array
        Primal, from -5 to 5, and tangent, from -3 to 3. Functions of one number take `a`.
    operation : str
        A name of the rule table, one of `OPERATIONS`.
    step : float
        The real number, from 0.05 to 1, that stands in place of d in the lower picture.
    name : str, optional

    Examples
    --------
    >>> lab = DualLab(a=[3.0, 1.0], b=[2.0, 1.0], operation="divide")
    >>> lab.a
    array([3., 1.])
    """

    kind: ClassVar[str] = "dual"
    scripts: ClassVar[tuple[str, ...]] = ("rules.js", "tape.js", "growth.js", "dual.js")

    a = Numbers([3.0, 1.0], (2,))
    b = Numbers([2.0, 1.0], (2,))
    operation = traitlets.Enum(OPERATIONS, "multiply").tag(sync=True)
    step = traitlets.Float(0.5).tag(sync=True)
