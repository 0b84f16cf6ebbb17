"""`Lab`: a picture that computes. One object, two renderings, and one script for both.

In the built book a lab is plain HTML: a first picture, drawn by the lab's own script in V8, and native controls; the
same script answers the reader. In a live notebook that script runs through anywidget, and the lab's traits are the
reader's: what was dragged can be read in Python, and what Python sets moves the picture. Tests and text viewers see the
text alternative.

What a lab's script has to offer is written at the top of `static/labs/lab.js`. Its class says `kind`, the name under
which the script is registered, `scripts`, the files it needs beside the common ones ("rules.js" is the rule table), and
its traits: `Numbers` and the like, tagged ``sync=True``. They are what ``start(given)`` gets and ``values(state)``
returns, under the same names. `constants` adds what the script gets and nobody changes.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any, ClassVar

import numpy as np
import traitlets

from lecture14.widgets.labs.rendering.scripts import first_picture
from lecture14.widgets.renderings import Renderings

#: The scripts of labs that read programs: the rule table, its sweeps, Python's syntax, and programs on the tape.
TYPED = ("rules.js", "tape.js", "parse.js", "program.js")


class Numbers(traitlets.TraitType):
    """A trait that holds a read-only array of finite numbers of a fixed shape; None in `shape` is any length."""

    def __init__(self, default: Any, shape: tuple[int | None, ...]) -> None:
        self.shape = shape
        super().__init__(default_value=self._array("default", default))
        self.tag(sync=True)

    def validate(self, obj: Any, value: Any) -> np.ndarray:
        return self._array(self.name or "value", value)

    def _array(self, name: str, value: Any) -> np.ndarray:
        expected = "(" + ", ".join("any" if n is None else str(n) for n in self.shape) + ")"
        try:
            array = np.array(value, dtype=float)
        except (TypeError, ValueError):
            raise traitlets.TraitError(f"{name} is {value!r}; expected numbers of shape {expected}") from None
        if array.shape == (0,) and self.shape[0] is None:
            # An empty list, as JSON has it, does not say how long its rows would be.
            array = np.empty((0, *(n or 0 for n in self.shape[1:])))
        fits = array.ndim == len(self.shape) and all(
            n in (None, m) for n, m in zip(self.shape, array.shape, strict=True)
        )
        if not fits:
            raise traitlets.TraitError(f"{name} has shape {array.shape}; expected {expected}")
        if not np.isfinite(array).all():
            raise traitlets.TraitError(f"{name} has entries that are not finite; expected finite numbers")
        array.flags.writeable = False
        return array


class Lab(Renderings):
    """The base of all labs; see this module's docstring for what a subclass says.

    Parameters
    ----------
    name : str, optional
        The figure's id on the page, by which links and predictions mean it; a page with two labs of a kind names them.
    **values
        The lab's traits.

    Raises
    ------
    TypeError
        If a value is no trait of this lab.
    traitlets.TraitError
        If a value does not fit its trait.
    """

    kind: ClassVar[str]
    scripts: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str | None = None, **values: Any) -> None:
        known = self.trait_names(sync=True)
        if unknown := [key for key in values if key not in known]:
            raise TypeError(f"{type(self).__name__} got {unknown[0]}; expected one of {', '.join(known)}")
        self.name = name or self.kind
        super().__init__(**values)

    def constants(self) -> dict[str, Any]:
        """What the script gets beside the traits."""
        return {}

    def values(self) -> dict[str, Any]:
        """The traits as JSON has them."""
        return {name: _plain(getattr(self, name)) for name in self.trait_names(sync=True)}

    def given(self) -> dict[str, Any]:
        """What the script starts with."""
        return {**self.constants(), **self.values()}

    @property
    def alt(self) -> str:
        """The text alternative of the picture at the present values.

        Raises
        ------
        ValueError
            If the values do not fit together; the message says which.
        """
        return self._picture()["alt"]

    def _picture(self) -> dict[str, str]:
        # Not NaN nor Infinity, which are no JSON.
        given = json.dumps(self.given(), allow_nan=False, ensure_ascii=False)
        return first_picture(self.kind, self.scripts, given, self.name)

    def html(self) -> str:
        """The figure of a built page; its scripts and styles are the page's (`book/_ext/labs.py`)."""
        # "</" would end the script element.
        given = json.dumps(self.given(), ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        name, scripts = escape(self.name, quote=True), escape(" ".join(self.scripts), quote=True)
        return (
            f'<figure class="lab" id="{name}" data-figure="{name}" data-lab="{self.kind}" data-scripts="{scripts}">'
            f"{self._picture()['html']}"
            f'<script type="application/json" class="lab-given">{given}</script></figure>'
        )

    def __repr__(self) -> str:
        try:
            return f"{type(self).__name__}: {self.alt}"
        except ImportError:
            # Python in a page has no V8; the picture itself needs none there.
            return f"{type(self).__name__}()"

    def live(self) -> Any:
        """The widget of a live notebook."""
        # Only a live notebook needs anywidget.
        from lecture14.widgets.labs.rendering.live import live_widget

        return live_widget(self)


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value
