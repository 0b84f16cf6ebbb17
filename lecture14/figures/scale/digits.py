"""Digits: a variance by three formulas, with the data's zero moved far off."""

from fractions import Fraction
from functools import cache

import numpy as np

from lecture14.clustering import SufficientStatistics
from lecture14.data import load_faithful
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.scale.eruptions import BLOCKS
from lecture14.figures.scale.footprint import power
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)


class OffsetError(Picture):
    """`raw`: the variance by E[x²] − E[x]²; and the relative errors of `raw`, of blocks that were `added` about their
    own means, and of the same after the data were `shifted` to zero."""

    raw: float
    raw_error: float
    added_error: float
    shifted_error: float


def raw_variance(x: np.ndarray) -> float:
    """E[x²] − E[x]² in double precision, summed from left to right.

    Examples
    --------
    >>> raw_variance(np.array([0.0, 2.0])), raw_variance(np.array([0.0, 2.0]) + 1e9)
    (1.0, 0.0)
    """
    # cumsum adds in the same order on every machine, which sum does not.
    mean, square = np.cumsum(x)[-1] / len(x), np.cumsum(x * x)[-1] / len(x)
    return float(square - mean * mean)


def added_variance(x: np.ndarray) -> float:
    """The variance from the sum of the blocks' `SufficientStatistics`."""
    total = sum(
        SufficientStatistics.from_responsibilities(block[:, None], np.ones((len(block), 1)))
        for block in np.split(x, BLOCKS)
    )
    assert isinstance(total, SufficientStatistics)
    return float(total.scatter[0, 0, 0] / total.counts[0])


def exact_variance(x: np.ndarray) -> Fraction:
    """The variance of these floating-point numbers in rational arithmetic: no rounding at all."""
    numbers = [Fraction(float(v)) for v in x]
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return sum(((v - mean) ** 2 for v in numbers), Fraction(0)) / len(numbers)


@cache
def _offset_errors(exponent: int) -> tuple[float, float, float, float]:
    x = load_faithful().X[:, 0] + 10.0**exponent
    exact = exact_variance(x)
    raw = raw_variance(x)
    shifted = x - np.cumsum(x)[-1] / len(x)

    def error(value: float) -> float:
        return float(abs(Fraction(value) - exact) / exact)

    return raw, error(raw), error(added_variance(x)), error(added_variance(shifted))


def offset_error(exponent: int = 0) -> OffsetError:
    """The variance of the eruptions' durations, with the clock's zero moved by a power of ten, in minutes.

    Parameters
    ----------
    exponent : int, 0 to 9

    Examples
    --------
    >>> picture = offset_error(8)
    >>> picture.raw_error > 0.1 > 1e-6 > picture.added_error
    True
    """
    exponents = range(10)
    errors = np.array([_offset_errors(p)[1:] for p in exponents])
    raw, raw_error, added_error, shifted_error = _offset_errors(exponent)
    figure, axes = new_figure(5.0, 3.9, Margins(left=0.75))
    ax = axes[0, 0]
    names = ("E[x²] − E[x]²", "centred blocks, added", "shifted first")
    styles = ((VERMILION, "--", "^"), (BLUE, "-", "o"), (GREEN, "-.", "s"))
    for name, (colour, line, marker), error in zip(names, styles, errors.T, strict=True):
        error = np.maximum(error, 1e-17)
        ax.semilogy(exponents, error, color=colour, linestyle=line, marker=marker, markersize=3.5, label=name)
        ax.plot(exponent, error[exponent], marker, color=colour, markersize=9, markeredgecolor=PAPER)
    ax.axhline(1.0, color=MUTED, linewidth=0.9, linestyle=":")
    ax.text(0, 1.6, "dotted: no digit right", color=INK, fontsize=8.5)
    # Rounded, for the last digits of a wreck say nothing.
    title = f"offset {power(10**exponent)}: E[x²] − E[x]² = {raw:.4g}"
    frame_axes(ax, (-0.4, 9.4), (4e-18, 1e4), "offset, as a power of ten", "relative error", title)
    with lecture_style():
        ax.legend(loc="center left", bbox_to_anchor=(0, 0.6), fontsize=8)
    # Below this, what is left is how sums are ordered, and differs from machine to machine.
    kept = max(added_error, shifted_error, 1e-14)
    alt = (
        f"Relative error of a variance against an offset of the data. At 10^{exponent} the formula E[x²] − E[x]² gives "
        f"{raw:.4g}, an error of {_size(raw_error)}; centred blocks that are added, and data shifted to zero first, "
        f"stay at or below {kept:.0e}."
    )
    return OffsetError(figure, alt, raw, raw_error, added_error, shifted_error)


def offset_curve() -> Curve:
    """The digits that E[x²] − E[x]² gets right over the offset, to be sketched before `offset_error` is seen.

    Examples
    --------
    >>> offset_curve().y[[0, 8]].round(1)
    array([14.4, -0.4])
    """
    errors = np.array([_offset_errors(p)[1] for p in range(9)])
    return Curve(
        np.arange(9.0), -np.log10(errors), "offset, as a power of ten", "right digits", (-2.0, 18.0), knots=9
    )


def _size(error: float) -> str:
    return f"{error:.1g}" if error >= 1e-10 else "less than 1e-10"
