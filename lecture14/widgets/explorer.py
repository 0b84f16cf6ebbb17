"""`Explorer`: a figure function that a reader can move. One object, two renderings.

In a live notebook it shows ipywidgets and draws whatever value the reader picks. In the built book it is plain HTML:
native controls, and the frames for every combination of their values. Tests and text viewers see the default picture's
text alternative.
"""

from collections.abc import Callable
from functools import cached_property
from itertools import product
from math import prod

from lecture14.figures.picture import Picture, building_book
from lecture14.widgets.controls import Control


class Explorer:
    """Make a picture respond.

    Parameters
    ----------
    draw : callable
        A function of `lecture14.figures`; takes the controls' values by keyword and returns a `Picture`.
    **controls : Slider or Choice
        One for each keyword of `draw` that the reader may move.

    Raises
    ------
    TypeError
        If there is no control, or one of them is not made by `Slider` or `Choice`.

    Examples
    --------
    >>> from lecture14.figures.dual_numbers import product_rectangle
    >>> from lecture14.widgets import Explorer, Slider
    >>> Explorer(product_rectangle, step=Slider("step", 0.01, 1.0, frames=5)).frame_count
    5
    """

    def __init__(self, draw: Callable[..., Picture], **controls: Control) -> None:
        if not controls:
            raise TypeError("Explorer got no control; expected at least one Slider or Choice by keyword")
        for name, control in controls.items():
            if not isinstance(control, Control):
                raise TypeError(f"{name} is {type(control).__name__}; expected a Slider or a Choice")
        self.draw = draw
        self.controls = controls

    @property
    def name(self) -> str:
        """The figure's name, also its id in the page."""
        return self.draw.__name__.replace("_", "-")

    @property
    def frame_count(self) -> int:
        """How many frames the built page holds."""
        return prod(len(c.values) for c in self.controls.values())

    @cached_property
    def default(self) -> Picture:
        """The picture that is shown first."""
        return self.draw(**{name: c.values[c.start] for name, c in self.controls.items()})

    def frames(self):
        """Every picture of the built page; the last control moves fastest."""
        for values in product(*(c.values for c in self.controls.values())):
            yield self.draw(**dict(zip(self.controls, values, strict=True)))

    def __repr__(self) -> str:
        moves = ", ".join(f"{c.label} ({c.texts[0]} to {c.texts[-1]})" for c in self.controls.values())
        return f"Explorer: {moves}\n{self.default!r}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        if building_book():
            from lecture14.widgets.page import explorer_html

            return {"text/plain": repr(self), "text/html": explorer_html(self)}
        from lecture14.widgets.live import live_view

        bundle = live_view(self)._repr_mimebundle_()
        return {**bundle, "text/plain": repr(self)}
