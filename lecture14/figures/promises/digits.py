"""Slide 21, accuracy: correct digits of automatic derivatives and of differences."""

from collections.abc import Callable

import numpy as np

from lecture14.autodiff import derivative, grad
from lecture14.autodiff.checks.differences import central_difference
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)


def lens(x):
    """(1 − cos x)/x², a program that cancels near 0: the function tends to ½ there and its slope to −x/12.

    Examples
    --------
    >>> round(float(lens(0.1)), 6)
    0.499583
    """
    return (1 - np.cos(x)) / x**2


#: Functions, points, and derivatives there to 17 digits (mpmath confirms them in the tests). The last program cancels.
EXACT: dict[str, tuple[Callable, float, float]] = {
    "x³ at 0.1": (lambda x: x**3, 0.1, 0.03),
    "sin at 1": (np.sin, 1.0, 0.54030230586813972),
    "exp at 10": (np.exp, 10.0, 22026.465794806717),
    "log at 0.001": (np.log, 0.001, 1000.0),
    "exp(sin x) at 2": (lambda x: np.exp(np.sin(x)), 2.0, -1.0331168679958345),
    "x/(1+x²) at 3": (lambda x: x / (1 + x * x), 3.0, -0.08),
    "(1−cos x)/x² at 1e−4": (lens, 1e-4, -8.3333333277777778e-6),
}


def correct_digits(value: float, exact: float) -> float:
    """Correct decimal digits of a value: −log₁₀ of its relative error, at least 0 and at most 16.

    Examples
    --------
    >>> round(correct_digits(3.14, 3.14159265), 1)
    3.3
    """
    return float(0.0 - np.log10(np.clip(abs(value / exact - 1), 1e-16, 1.0)))


def _by_differences(f):
    return lambda x: central_difference(f, x)


class Accuracy(Picture):
    """Correct digits of `forward` mode, `reverse` mode and central `differences`, by the keys of `EXACT`."""

    forward: np.ndarray
    reverse: np.ndarray
    differences: np.ndarray


def accuracy() -> Accuracy:
    """Correct digits for six benign programs and for one that cancels, by three ways to the derivative.

    Examples
    --------
    >>> bool(accuracy().forward[:-1].min() > 14), float(accuracy().forward[-1])
    (True, 0.0)
    """
    rows = [
        [correct_digits(float(way(f)(x)), exact) for f, x, exact in EXACT.values()]
        for way in (derivative, grad, _by_differences)
    ]
    forward, reverse, differences = map(np.array, rows)
    figure, axes = new_figure(5.0, 3.2, Margins(left=1.65))
    ax = axes[0, 0]
    y = np.arange(len(EXACT))[::-1]
    ax.plot(differences, y, color=VERMILION, marker="x", markersize=8, linestyle="none", label="differences")
    ax.plot(forward, y + 0.12, color=BLUE, marker="o", linestyle="none", label="forward mode")
    ax.plot(reverse, y - 0.12, color=GREEN, marker="^", linestyle="none", label="reverse mode")
    ax.set_yticks(y, list(EXACT))
    frame_axes(ax, (-0.5, 16.9), (-0.5, len(EXACT) - 0.5), "correct digits", "")
    with lecture_style():
        ax.legend(loc="upper left", fontsize=8)
    ax.axvline(-np.log10(np.finfo(float).eps), color=MUTED, linewidth=1, linestyle=":")
    alt = (
        "Correct digits of seven derivatives. Of the first six, forward and reverse mode have more than 14, central "
        f"differences with their standard step between about {differences[:-1].min():.0f} and "
        f"{differences[:-1].max():.0f}. Of the seventh, a program that cancels, forward and reverse mode have "
        f"{forward[-1]:.0f} and {reverse[-1]:.0f}, differences {differences[-1]:.0f}."
    )
    return Accuracy(figure, alt, forward, reverse, differences)
