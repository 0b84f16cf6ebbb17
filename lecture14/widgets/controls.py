"""What a reader can move: `Slider` and `Choice`.

A control is a list of values with labels and a place to start. The built book shows a frame for each value; a live
notebook also draws what lies between.
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


@dataclass(frozen=True)
class SliderControl(Control):
    """See `Slider`."""

    log: bool
    play: bool
    whole: bool


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
        Add a button that runs through the values.
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
