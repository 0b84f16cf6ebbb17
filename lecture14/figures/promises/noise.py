"""Slide 21, noise: the exact slope of a rippled function is not the law's."""

import numpy as np

from lecture14.autodiff import derivative
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    INK,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)

#: Angular frequency of the ripple that stands for noise.
RIPPLE = 997.0


def rippled_sine(x, noise: float):
    """sin x + noise · sin(997x + 1): a smooth law, and an error that the same measurement repeats.

    Examples
    --------
    >>> float(rippled_sine(0.0, 0.0))
    0.0
    """
    return np.sin(x) + noise * np.sin(RIPPLE * x + 1.0)


class NoisySlope(Picture):
    """Errors of the slope of the law: by `ad`, and by the `difference` of the chosen step.

    `middle` is the height at 1 of the secant that the difference is the slope of.
    """

    ad: float
    difference: float
    middle: float


def noisy_slope(noise: float = 1e-3, h: float = 0.1) -> NoisySlope:
    """The slope of sin at 1 from a rippled copy: automatic differentiation against central differences.

    Parameters
    ----------
    noise : float
        Amplitude of the ripple.
    h : float
        Step of the difference.

    Examples
    --------
    >>> picture = noisy_slope(1e-3, 0.1)
    >>> bool(picture.difference < 0.02 < picture.ad)
    True
    """

    def f(x):
        return rippled_sine(x, noise)

    truth = np.cos(1.0)
    steps = np.geomspace(1e-8, 1.0, 49)
    errors = np.maximum(np.abs((f(1 + steps) - f(1 - steps)) / (2 * steps) - truth), 1e-16)
    ad = max(abs(float(derivative(f)(1.0)) - truth), 1e-16)
    quotient = float((f(1 + h) - f(1 - h)) / (2 * h))
    difference = abs(quotient - truth)
    middle = float((f(1 + h) + f(1 - h)) / 2)  # the secant goes through its own two points

    figure, axes = new_figure(5.0, 3.4, Margins(top=0.6, between=0.75), ncols=2, width_ratios=[1, 1.25])
    left, right = axes[0]
    x = np.linspace(1 - 0.011, 1 + 0.011, 121)
    left.plot(x, f(x), color=MUTED, linewidth=1.2, label="f, with its ripple")
    left.plot(
        x, middle + quotient * (x - 1), color=VERMILION, linestyle="--", linewidth=1.4, label="difference"
    )
    left.plot(
        x,
        f(1.0) + (truth + f_slope_error(noise)) * (x - 1),
        color=BLUE,
        linewidth=1.2,
        label="AD, its tangent",
    )
    left.set_xticks([0.99, 1, 1.01], ["0.99", "1", "1.01"])
    frame_axes(left, (0.989, 1.011), (0.826, 0.858), "x", "", "close to x = 1")
    right.loglog(steps, errors, color=MUTED, linewidth=1)
    right.axhline(max(ad, 1e-13), color=BLUE)
    right.plot(h, max(difference, 1e-13), color=VERMILION, marker="D", markersize=7)
    right.set_yticks([1e-12, 1e-8, 1e-4, 1])
    right.set_xticks([1e-8, 1e-6, 1e-4, 1e-2, 1])
    right.minorticks_off()
    frame_axes(right, (5e-9, 2), (3e-14, 1e4), "step h", "", "error of the slope")
    with lecture_style():
        right.text(6e-9, max(ad, 1e-13) * 1.8, "AD", color=INK, va="bottom")
        figure.legend(*left.get_legend_handles_labels(), loc="upper center", ncols=3, fontsize=9)
    ad_text = f"{ad:.1g}" if ad > 1e-12 else "rounding only"
    alt = (
        f"Ripple {noise:g}, step {h:.1g}: the difference errs by {difference:.1g} in the slope of sin at 1; "
        f"AD's error is {ad_text}."
    )
    return NoisySlope(figure, alt.replace("e-0", "e-"), ad, difference, middle)


def f_slope_error(noise: float) -> float:
    """The ripple's own slope at 1, which AD reports faithfully.

    Examples
    --------
    >>> f_slope_error(0.0)
    0.0
    """
    return float(noise * RIPPLE * np.cos(RIPPLE + 1.0))
