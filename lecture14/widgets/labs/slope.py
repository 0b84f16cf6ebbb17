"""`SlopeLab`: secant, centred difference and tangent of a typed function, and their errors (slides 5 and 6)."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from lecture14.widgets.labs.lab import TYPED, Lab, Numbers


class SlopeLab(Lab):
    """Drag a point and a step h along a curve, and draw the error against h wherever you go.

    Parameters
    ----------
    function : str
        A function of one variable in Python's syntax, such as ``"x**3"`` or ``"np.sin(x)/x"``.
    x : float
        The point.
    h : float from 1e-16 to 1
        The step.
    precision : "float64" or "float32"
        In float32 each operation rounds its result, unless NumPy would make a float64 of it, as of ``np.sin(2)*x``.
        Sums, products, quotients and square roots are NumPy's to the last digit. Other functions round once; those of
        NumPy may be up to four roundings off.
    centred : bool
        Whether the centred difference is shown beside the secant.
    window : (2,) array
        The part of the first axis in sight; it is moved when `x` lies outside.
    visited : (n,) array
        The steps whose errors are drawn, at most one in an eighth of a decade; `h` is always among them.
    name : str, optional

    Examples
    --------
    >>> lab = SlopeLab(function="x**3", x=1.0, h=0.5)
    >>> "The secant with h = 0.5 has the slope 4.75, off by 1.8" in lab.alt
    True
    """

    kind: ClassVar[str] = "slope"
    scripts: ClassVar[tuple[str, ...]] = (*TYPED, "curve.js", "slope.js")

    function = traitlets.Unicode("x**3").tag(sync=True)
    x = traitlets.Float(1.0).tag(sync=True)
    h = traitlets.Float(0.5).tag(sync=True)
    precision = traitlets.Enum(["float64", "float32"], "float64").tag(sync=True)
    centred = traitlets.Bool(True).tag(sync=True)
    window = Numbers([-2.0, 2.0], (2,))
    visited = Numbers([], (None,))
