"""Chapter "When AD lies": a program that cancels, and the slope that AD makes of it."""

from math import factorial

import numpy as np

from lecture14.autodiff import derivative
from lecture14.figures.curve import Curve
from lecture14.figures.differences import typical
from lecture14.figures.picture import Picture
from lecture14.figures.promises import lens
from lecture14.figures.style import BLUE, MUTED, VERMILION, frame_axes, lecture_style, new_figure


def careful_lens(x):
    """½ (sin(x/2)/(x/2))², which is (1 − cos x)/x² without a subtraction.

    Examples
    --------
    >>> round(float(careful_lens(0.1)), 6), float(careful_lens(0.0))
    (0.499583, 0.5)
    """
    return 0.5 * np.sinc(x / (2 * np.pi)) ** 2


def lens_slope(x):
    """The slope of (1 − cos x)/x² for x between −1 and 1, term by term from its series, whose terms do not cancel.

    Examples
    --------
    >>> f"{lens_slope(1e-4):.6e}"
    '-8.333333e-06'
    """
    return sum((-1) ** k * 2 * k * x ** (2 * k - 1) / factorial(2 * k + 2) for k in range(1, 10))


class LensErrors(Picture):
    """Relative errors of AD's slope at each `x`: of the program that `cancels`, and of the `careful` one."""

    x: np.ndarray
    cancels: np.ndarray
    careful: np.ndarray


def lens_errors() -> LensErrors:
    """The error of AD's slope of (1 − cos x)/x², as written and rewritten, for x towards 0.

    Examples
    --------
    >>> picture = lens_errors()
    >>> bool(picture.cancels[0] > 1e4), bool(picture.careful.max() < 1e-14)
    (True, True)
    """
    x = np.geomspace(1e-6, 1.0, 61)
    exact = lens_slope(x)
    cancels, careful = (
        np.abs([float(derivative(f)(at)) / slope - 1 for at, slope in zip(x, exact, strict=True)])
        for f in (lens, careful_lens)
    )
    figure, axes = new_figure(5.0, 3.0)
    ax = axes[0, 0]
    ax.loglog(x, np.maximum(cancels, 1e-17), color=VERMILION, label="(1 − cos x)/x²")
    ax.plot(x, np.maximum(careful, 1e-17), color=BLUE, linestyle="--", label="½ (sin(x/2)/(x/2))²")
    ax.axhline(1.0, color=MUTED, linestyle=":", linewidth=1)
    ax.minorticks_off()
    ax.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1, 1e4])
    frame_axes(ax, (7e-7, 1.5), (3e-18, 1e8), "x", "", "relative error of AD's slope")
    with lecture_style():
        ax.legend(loc="center left", fontsize=8.5)
        ax.text(1.4, 1.6, "no digit is right above this line", ha="right", va="bottom", fontsize=8.5)
    wrong = 10.0 ** np.floor(np.log10(x[cancels >= 1].max()))
    alt = (
        f"Relative error of AD's slope of (1 − cos x)/x² for x from 1 down to 1e-6. It grows as x falls; below "
        f"{wrong:.0e} no digit is right. Rewritten without a subtraction, the function keeps its digits everywhere."
    ).replace("e-0", "e-")
    return LensErrors(figure, alt, x, cancels, careful)


def error_towards_zero() -> Curve:
    """For a sketch: the relative error of AD's slope of (1 − cos x)/x², as a median of the x around.

    Examples
    --------
    >>> error = error_towards_zero().at_knots()[1]
    >>> bool(error[0] > 1e3), bool(error[-1] < 1e-14)
    (True, True)
    """
    picture = lens_errors()
    return Curve(picture.x, typical(picture.cancels), "x", "relative error", (1e-17, 1e10), "xy", knots=7)
