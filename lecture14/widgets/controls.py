"""What a reader can move: `Slider` and `Choice`.

A control is a list of values with labels and a place to start. The built book shows a frame for each value; a live
notebook also draws what lies between. Where a control stands is a position: the index of its value, and for a slider a
number between two indices as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lecture14.figures.style import minus


@dataclass(frozen=True)
class Control:
    """A labelled list of values; the base of `Slider` and `Choice`.

    Attributes
    ----------
    label : str
        The control's visible name.
    values : tuple
        What `draw` is called with, one frame each.
    texts : tuple of str
        The same, as the reader sees them.
    start : int
        Index of the value that is shown first.
    """

    label: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    start: int

    def at(self, position: float) -> Any:
        """The value at a position."""
        return self.values[round(position)]

    def text(self, value: Any) -> str:
        """A value as the reader sees it."""
        return self.texts[self.values.index(value)]

    def position(self, value: Any) -> float:
        """Where a value stands; ValueError says what a value must be."""
        if value not in self.values:
            raise ValueError(f"{value!r}; expected one of {', '.join(map(repr, self.values))}")
        return self.values.index(value)

    def offered(self, value: Any) -> Any:
        """The value that is drawn for a given one; ValueError says what a value must be."""
        return self.at(self.position(value))


@dataclass(frozen=True)
class SliderControl(Control):
    """See `Slider`."""

    log: bool
    play: bool
    whole: bool
    form: str

    def at(self, position: float) -> float:
        """The value at a position; between two frames, what lies between their values."""
        below = min(int(position), len(self.values) - 1)
        share = position - below
        if self.whole or not share:
            return self.values[round(position)]
        low, high = self.values[below : below + 2]
        between = low * (high / low) ** share if self.log else low + share * (high - low)
        return float(f"{between:.12g}")

    def text(self, value: Any) -> str:
        """A value as the reader sees it."""
        return minus(self.form.format(value))

    def position(self, value: Any) -> float:
        """Where a value stands, also between two frames; ValueError says what a value must be."""
        kind, (low, *_, high) = "whole number" if self.whole else "number", self.values
        real = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not real or not low <= value <= high or (self.whole and value != int(value)):
            raise ValueError(f"{value!r}; expected a {kind} from {low} to {high}")
        if value in self.values:
            return self.values.index(value)
        shares = np.log([low, value, high]) if self.log else np.array([low, value, high])
        return float((shares[1] - shares[0]) / (shares[2] - shares[0]) * (len(self.values) - 1))

    def offered(self, value: Any) -> float:
        """The value that is drawn for a given one; ValueError says what a value must be."""
        position = self.position(value)
        return self.at(position) if self.whole else float(value)


def Slider(
    label: str,
    low: float,
    high: float,
    *,
    start: float | None = None,
    frames: int | None = None,
    log: bool = False,
    play: bool = False,
    text: str = "{:.3g}",
) -> SliderControl:
    """A number between two ends.

    Parameters
    ----------
    label : str
        Visible name.
    low, high : int or float
        The ends, both included. Two ints make a slider of whole numbers.
    start : float, optional
        Where it stands at first: the nearest of the frames' values. `low` if not given.
    frames : int, optional
        How many values the built book holds; every whole number if not given.
    log : bool
        Even steps of the logarithm.
    play : bool
        Add buttons that run through the values and that go one back or forward.
    text : str
        Format of the value beside the slider.

    Raises
    ------
    ValueError
        If the ends are out of order, or a slider of floats says not how many frames it has.

    Examples
    --------
    >>> Slider("x", 0.0, 1.0, frames=3, start=0.4).values
    (0.0, 0.5, 1.0)
    >>> Slider("iteration", 0, 4).texts
    ('0', '1', '2', '3', '4')
    """
    if not low < high:
        raise ValueError(f"low={low}, high={high}; expected low < high")
    whole = isinstance(low, int) and isinstance(high, int) and frames is None
    if whole:
        values = np.arange(low, high + 1)
        text = "{}"
    elif frames is None or frames < 2:
        raise ValueError(f"frames={frames}; expected at least 2 for a slider from {low} to {high}")
    else:
        values = np.geomspace(low, high, frames) if log else np.linspace(low, high, frames)
        # 0.30000000000000004 would be drawn, printed and tested as such.
        values = np.array([float(f"{v:.12g}") for v in values])
    distance = np.abs(np.log(values / start) if log and start else values - (low if start is None else start))
    return SliderControl(
        label,
        tuple(values.tolist()),
        tuple(minus(text.format(v)) for v in values.tolist()),
        int(distance.argmin()),
        log,
        play,
        whole,
        text,
    )


def Choice(label: str, options: Sequence[Any] | Mapping[str, Any], *, start: Any = None) -> Control:
    """One of a few things.

    Parameters
    ----------
    label : str
        Visible name.
    options : sequence, or mapping of visible text to value
    start : object, optional
        The value that is chosen at first; the first one if not given.

    Raises
    ------
    ValueError
        If `start` is none of the values.

    Examples
    --------
    >>> Choice("function", {"sine": "sin", "cosine": "cos"}, start="cos").start
    1
    """
    pairs = options.items() if isinstance(options, Mapping) else [(str(v), v) for v in options]
    texts, values = zip(*pairs, strict=True)
    if start is not None and start not in values:
        raise ValueError(f"start={start!r}; expected one of {list(values)}")
    return Control(label, values, texts, 0 if start is None else values.index(start))
