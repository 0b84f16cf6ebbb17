"""What a reader is asked to sketch: a computed curve, and the axes over which the sketch is drawn."""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt


class Curve(NamedTuple):
    """A curve for the book's directive ``predict`` of kind ``sketch``: a figure function computes it.

    Attributes
    ----------
    x, y : (n,) arrays, x rising
    xlabel, ylabel : str
        With units where there are any.
    ylim : (float, float)
        The ends of the y axis. They should leave room for wrong sketches: an axis that fits the curve gives it away.
    log : "", "x", "y" or "xy"
        The logarithmic axes.
    knots : int
        How many points the reader moves, from 5 to 9.

    Examples
    --------
    >>> parabola = Curve(np.arange(5.0), np.arange(5.0) ** 2, "x", "x²", (0.0, 20.0), knots=5)
    >>> parabola.at_knots()
    array([[ 0.,  1.,  2.,  3.,  4.],
           [ 0.,  1.,  4.,  9., 16.]])
    """

    x: npt.NDArray[np.floating]
    y: npt.NDArray[np.floating]
    xlabel: str
    ylabel: str
    ylim: tuple[float, float]
    log: Literal["", "x", "y", "xy"] = ""
    knots: int = 7

    def check(self) -> None:
        """Whether a sketch of it can be asked for.

        Raises
        ------
        ValueError
            If the lengths differ, x does not rise, a value is not finite or below the end of a logarithmic axis, the
            curve leaves `ylim`, or the number of knots is not between 5 and 9.

        Examples
        --------
        >>> Curve(np.arange(3.0), np.arange(4.0), "x", "y", (0.0, 4.0)).check()
        Traceback (most recent call last):
        ValueError: x and y have shapes (3,) and (4,); expected two of one length, at least 2
        """
        x, y, (low, high) = np.asarray(self.x), np.asarray(self.y), self.ylim
        if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
            raise ValueError(
                f"x and y have shapes {x.shape} and {y.shape}; expected two of one length, at least 2"
            )
        if not (np.isfinite(x).all() and np.isfinite(y).all() and (np.diff(x) > 0).all()):
            raise ValueError("x or y is not finite, or x does not rise; expected finite values, x rising")
        if ("x" in self.log and x[0] <= 0) or ("y" in self.log and low <= 0):
            raise ValueError(f"log is {self.log!r}; expected only positive values on a logarithmic axis")
        if not low <= y.min() <= y.max() <= high or low == high:
            raise ValueError(
                f"ylim is {self.ylim}, y runs from {y.min():g} to {y.max():g}; expected it inside"
            )
        if not 5 <= self.knots <= 9:
            raise ValueError(f"knots is {self.knots}; expected 5 to 9")

    def places(self) -> npt.NDArray[np.float64]:
        """(2, n) the curve's points as shares of the axes: 0 at the left or the lower end, 1 at the other."""
        x, y = self._scaled()
        low, high = np.log(self.ylim) if "y" in self.log else np.asarray(self.ylim, dtype=float)
        return np.array([(x - x[0]) / (x[-1] - x[0]), (y - low) / (high - low)])

    def at_knots(self) -> npt.NDArray[np.float64]:
        """(2, knots) x and y at equal distances on the x axis; between two points the curve is straight on its axes."""
        x, y = self._scaled()
        at = np.linspace(x[0], x[-1], self.knots)
        values = np.interp(at, x, y)
        return np.array(
            [np.exp(at) if "x" in self.log else at, np.exp(values) if "y" in self.log else values]
        )

    def _scaled(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        x, y = np.asarray(self.x, dtype=float), np.asarray(self.y, dtype=float)
        return np.log(x) if "x" in self.log else x, np.log(y) if "y" in self.log else y
