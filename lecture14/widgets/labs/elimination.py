"""`EliminationLab`: a Jacobian by vertices that the reader eliminates in any order (slide 20)."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from lecture14.widgets.labs.lab import TYPED, Lab

_CHAPTER = """w4 = x2*x3
w5 = x1*w4
w6 = w4 + w5
w7 = sin(w6)
w8 = w6*w7
return exp(w7), cos(w7), w4*w8"""


class EliminationLab(Lab):
    """Eliminate the inner vertices of a graph of local derivatives, for as few multiplications as you can.

    Parameters
    ----------
    program : str
        An expression, or several lines in Python's syntax; names without a value are the inputs. At most 16 vertices
        may lie between inputs and outputs.
    inputs : dict of str to float
        Numbers of inputs by name. An input that is not named is 1 or, in one of the lab's graphs, the graph's number.
    order : list of int
        Vertices that are eliminated already, by their numbers in `lecture14.autodiff.Elimination`.
    name : str, optional

    Examples
    --------
    >>> lab = EliminationLab(program="w = x1*x2\\nreturn sin(w), exp(w)", inputs={"x1": 0.5})
    >>> lab.order
    []
    """

    kind: ClassVar[str] = "elimination"
    scripts: ClassVar[tuple[str, ...]] = (
        *TYPED,
        "graph.js",
        "statements.js",
        "elimination_orders.js",
        "elimination_picture.js",
        "elimination.js",
    )

    program = traitlets.Unicode(_CHAPTER).tag(sync=True)
    inputs = traitlets.Dict(key_trait=traitlets.Unicode(), value_trait=traitlets.CFloat()).tag(sync=True)
    order = traitlets.List(trait=traitlets.Int()).tag(sync=True)
