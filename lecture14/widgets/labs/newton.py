"""`NewtonLab`: Newton's method on a typed function, and which root each start reaches (slide 4)."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from lecture14.widgets.labs.lab import TYPED, Lab, Numbers


class NewtonLab(Lab):
    """Drag a start along the axis, follow the tangents, and see under the axis what every start reaches.

    A root counts as reached when f is 0 there, or when a step changes x by 1e-12 or less, a share of x where that is
    beyond 1. A hundred steps are tried.

    Parameters
    ----------
    function : str
        A function of one variable in Python's syntax, such as ``"x**3 - 2*x + 2"``.
    start : float
        x₀.
    steps : int from 0 to 100
        How many tangents are drawn; fewer where the iterates end before.
    window : (2,) array
        The part of the axis in sight; it is moved when `start` lies outside.
    name : str, optional

    Examples
    --------
    >>> lab = NewtonLab(function="x**2 - 2", start=1.0)
    >>> lab.alt.split(". ")[1]
    'From 1 Newton’s method reaches the root 1.414214 in 6 steps'
    """

    kind: ClassVar[str] = "newton"
    scripts: ClassVar[tuple[str, ...]] = (*TYPED, "curve.js", "iterates.js", "newton.js")

    function = traitlets.Unicode("x**2 - 2").tag(sync=True)
    start = traitlets.Float(0.5).tag(sync=True)
    steps = traitlets.Int(2).tag(sync=True)
    window = Numbers([-3.0, 3.0], (2,))
