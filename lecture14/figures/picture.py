"""What a figure function returns: the drawing, the sentence that describes it, and the numbers behind both."""

import io
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import dataclass_transform

from matplotlib.figure import Figure

from lecture14.figures.style import minus
from lecture14.figures.svg import drawing, svg

#: Set by the book's build. Pictures then render as HTML for a page without a kernel.
BOOK_VARIABLE = "LECTURE14_BOOK"


def building_book() -> bool:
    """Whether the book is being built, as opposed to a notebook being run."""
    return os.environ.get(BOOK_VARIABLE) == "1"


def caption(function: Callable[..., "Picture"]) -> str:
    """What a figure function's picture is: the first line of its docstring, without the slides.

    Examples
    --------
    >>> def secants():
    ...     '''Three secants of x³ and `tangent` (slide 5).'''
    >>> caption(secants)
    'Three secants of x³ and tangent.'
    """
    line = (function.__doc__ or "").partition("\n")[0]
    return re.sub(r"\s*\([^()]*\bslides? [^()]*\)", "", line).replace("`", "").strip()


def _figure_function() -> Callable[..., "Picture"] | None:
    """The public function of `lecture14.figures` that is drawing, the outermost if one calls another."""
    found, frame = None, sys._getframe().f_back
    while frame is not None:
        name, module = frame.f_code.co_name, frame.f_globals.get("__name__", "")
        if module.startswith("lecture14.figures.") and not name.startswith(("_", "<")):
            found = frame.f_globals.get(name, found)
        frame = frame.f_back
    return found


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
class _Record:
    """Subclasses are frozen dataclasses without saying so: their annotations are their fields."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, eq=False, repr=False)(cls)


class Picture(_Record):
    """A drawn figure with its text alternative; a subclass adds the numbers that were drawn, as annotated fields.

    Its text form is the text alternative. So a reader without pictures, a notebook under test and a screen reader all
    get the same sentence.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        The finding, in words and rounded numbers; hyphens before numbers become minus signs.
    caption : str
        What the picture is, from the docstring of the figure function that draws it; empty outside of one.
    """

    figure: Figure
    alt: str
    caption: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "alt", minus(self.alt))
        function = _figure_function()
        object.__setattr__(self, "caption", caption(function) if function else "")

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        if building_book():
            image = svg(drawing(self.figure, f"{type(self).__name__}-"), self.alt)
            named = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
            return {"text/plain": repr(self), "text/html": f'<figure class="picture">{named}{image}</figure>'}
        return {"text/plain": repr(self), "image/png": self.png()}

    def png(self, dpi: int = 120) -> bytes:
        """The picture as PNG on white paper, for live notebooks and for saving."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=dpi, facecolor="white")
        return buffer.getvalue()
