"""`Explorer`: a figure function that a reader can move. One object, two renderings.

In the built book it is plain HTML: native controls, and the frames for every combination of their values. In a live
notebook the same script and controls run through anywidget, and the kernel draws whatever value is asked for: `values`
has what the reader picked, and what Python sets moves the picture. Tests and text viewers see the text alternative.
"""

from collections.abc import Callable, Mapping
from itertools import product
from math import prod
from types import MappingProxyType
from typing import Any

import traitlets

from lecture14.figures.picture import Picture, caption
from lecture14.widgets.controls import Control
from lecture14.widgets.page import explorer_html
from lecture14.widgets.renderings import Renderings


class Explorer(Renderings):
    """Make a picture respond.

    Parameters
    ----------
    draw : callable
        A function of `lecture14.figures`; takes the controls' values by keyword and returns a `Picture`.
    **controls : Slider or Choice
        One for each keyword of `draw` that the reader may move.

    Attributes
    ----------
    values : read-only mapping of str to object
        What the picture shows now. Set it, whole or in part, to move the picture; `observe` it to hear of the reader.

    Raises
    ------
    TypeError
        If there is no control, or one of them is not made by `Slider` or `Choice`.
    traitlets.TraitError
        If `values` is set to what a control does not offer.

    Examples
    --------
    >>> from lecture14.figures.dual_numbers import polynomial_terms
    >>> from lecture14.widgets import Explorer, Slider
    >>> explorer = Explorer(polynomial_terms, x=Slider("x", -2.0, 2.0, frames=5))
    >>> explorer.frame_count
    5
    >>> explorer.values = {"x": 0.3}
    >>> explorer.values["x"]
    0.3
    """

    values = traitlets.Any()

    def __init__(self, draw: Callable[..., Picture], **controls: Control) -> None:
        if not controls:
            raise TypeError("Explorer got no control; expected at least one Slider or Choice by keyword")
        for name, control in controls.items():
            if not isinstance(control, Control):
                raise TypeError(f"{name} is {type(control).__name__}; expected a Slider or a Choice")
        super().__init__()
        self.draw = draw
        self.controls = controls
        self._drawn: tuple[Mapping[str, Any], Picture] | None = None
        self.values = {name: c.values[c.start] for name, c in controls.items()}

    @traitlets.validate("values")
    def _offered(self, proposal: Any) -> Mapping[str, Any]:
        new = proposal["value"]
        if not isinstance(new, Mapping):
            raise traitlets.TraitError(f"values is {type(new).__name__}; expected a dict")
        offered = dict(self.values or {})
        for name, value in new.items():
            if name not in self.controls:
                known = ", ".join(self.controls)
                raise traitlets.TraitError(f"values has {name!r}; expected some of {known}")
            try:
                offered[name] = self.controls[name].offered(value)
            except ValueError as error:
                raise traitlets.TraitError(f"{name} is {error}") from None
        # Read-only: a change inside would move nothing.
        return MappingProxyType(offered)

    @property
    def name(self) -> str:
        """The figure's name, also its id in the page."""
        return self.draw.__name__.replace("_", "-")

    @property
    def caption(self) -> str:
        """What the picture is, from the docstring of its function."""
        return caption(self.draw) or self.name

    @property
    def frame_count(self) -> int:
        """How many frames the built page holds."""
        return prod(len(c.values) for c in self.controls.values())

    @property
    def positions(self) -> list[float]:
        """Where the controls stand."""
        return [c.position(self.values[name]) for name, c in self.controls.items()]

    @property
    def texts(self) -> list[str]:
        """The values as the reader sees them."""
        return [c.text(self.values[name]) for name, c in self.controls.items()]

    @property
    def picture(self) -> Picture:
        """The picture of the present values."""
        if self._drawn is None or self._drawn[0] is not self.values:
            self._drawn = self.values, self.draw(**self.values)
        return self._drawn[1]

    def frames(self):
        """Every picture of the built page; the last control moves fastest."""
        for values in product(*(c.values for c in self.controls.values())):
            yield self.draw(**dict(zip(self.controls, values, strict=True)))

    def __repr__(self) -> str:
        moves = ", ".join(f"{c.label} ({c.texts[0]} to {c.texts[-1]})" for c in self.controls.values())
        return f"Explorer: {moves}\n{self.picture!r}"

    def html(self) -> str:
        """The figure of a built page, with all its frames."""
        return explorer_html(self)

    def live(self) -> Any:
        """The widget of a live notebook."""
        # Only a live notebook needs anywidget.
        from lecture14.widgets.live import ExplorerWidget

        return ExplorerWidget(self)
