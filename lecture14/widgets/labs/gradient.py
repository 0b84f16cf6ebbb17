"""`GradientLab`: a point and a seed over the contours of a function that the reader types (slides 9 and 18)."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from lecture14.widgets.labs.lab import TYPED, Lab, Numbers


class GradientLab(Lab):
    """Compare one forward pass, the slope along a seed, with one reverse pass, the whole gradient.

    Parameters
    ----------
    function : str
        An expression in x1 and x2, or several lines of Python.
    point : (2,) array, within -4 and 4
    seed : (2,) array
        A direction; `point + seed` lies within -4 and 4, too.
    name : str, optional

    Examples
    --------
    >>> lab = GradientLab(function="x1*x2", point=[3.0, 2.0], seed=[1.0, 0.0])
    >>> lab.alt.split(". ")[1]
    'At (3, 2) f is 6 and its gradient (2, 3); along the seed (1, 0) the slope is 2'
    """

    kind: ClassVar[str] = "gradient"
    scripts: ClassVar[tuple[str, ...]] = (*TYPED, "contours.js", "climb.js", "gradient.js")

    function = traitlets.Unicode("x1*x2 + sin(x1)").tag(sync=True)
    point = Numbers([1.5, 2.0], (2,))
    seed = Numbers([1.0, 0.0], (2,))
