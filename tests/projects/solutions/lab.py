"""A lab of gradient descent on a curve: drag the start, choose the rate, see where it leads. Its script is lab.js."""

from pathlib import Path
from typing import ClassVar

import traitlets

from lecture14 import value_and_grad
from lecture14.autodiff import RULES
from lecture14.widgets.labs.lab import TYPED, Lab

SCRIPT = str(Path(__file__).with_name("lab.js"))


class DescentLab(Lab):
    """x ← x - rate · f′(x), twelve times or until it leaves the numbers.

    Parameters
    ----------
    function : str
        A function of x in Python's syntax.
    start : float from -3 to 3
    rate : float from 0 to 2
    name : str, optional

    Examples
    --------
    >>> DescentLab(start=1.0, rate=0.5).alt.split(". ")[1]
    'From 1, with the rate 0.5, 12 steps lead to 0, where f is 0; at the start it is 1.'
    """

    kind: ClassVar[str] = "descent"
    scripts: ClassVar[tuple[str, ...]] = (*TYPED, "curve.js", SCRIPT)

    function = traitlets.Unicode("x**2").tag(sync=True)
    start = traitlets.Float(2.0).tag(sync=True)
    rate = traitlets.Float(0.3).tag(sync=True)


lab = DescentLab()


def numbers(lab):
    """The rows of the lab's table, by the package: from the number of a step to x, f(x) and f′(x).

    Examples
    --------
    >>> numbers(DescentLab(start=1.0, rate=0.25))["1"]
    [0.5, 0.25, 1.0]
    """
    names = {name: rule.function for name, rule in RULES.items()}
    both = value_and_grad(eval(f"lambda x: {lab.function}", names))
    rows, x = {}, lab.start
    for n in range(13):
        y, slope = both(x)
        rows[str(n)] = [x, y, slope]
        x -= lab.rate * slope
    return rows
