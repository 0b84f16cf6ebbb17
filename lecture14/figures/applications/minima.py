"""Slide 23, functions minimised: Rosenbrock's valley and a network trained."""

from functools import cache

import numpy as np

from lecture14.applications import network, optimisation
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)


class Valley(Picture):
    """The paths of `gradient` descent, `bfgs` and `newton` in Rosenbrock's valley, as `Descent` records."""

    gradient: optimisation.Descent
    bfgs: optimisation.Descent
    newton: optimisation.Descent


@cache
def _descents():
    start, f = (-1.2, 1.0), optimisation.rosenbrock
    return (
        optimisation.gradient_descent(f, start, max_iterations=300),
        optimisation.bfgs(f, start),
        optimisation.newton_minimise(f, start),
    )


def valley() -> Valley:
    """Gradient descent, BFGS and Newton from (−1.2, 1) in Rosenbrock's valley.

    Examples
    --------
    >>> picture = valley()
    >>> len(picture.newton.points) - 1
    21
    """
    gradient, quasi, newton_ = _descents()
    figure, axes = new_figure(5.0, 3.3, Margins(between=0.8), ncols=2, width_ratios=[1.25, 1])
    plane, right = axes[0]
    a, b = np.meshgrid(np.linspace(-1.6, 1.4, 61), np.linspace(-0.6, 1.8, 49))
    plane.contour(
        a,
        b,
        np.log10(optimisation.rosenbrock(np.stack([a, b])) + 1e-9),
        [0, 1, 2],
        colors=MUTED,
        linewidths=0.6,
    )
    styles = [
        (gradient, VERMILION, "s", ":"),
        (quasi, GREEN, "^", "--"),
        (newton_, BLUE, "o", "-"),
    ]
    for path, colour, marker, line in styles:
        if path is not quasi:
            plane.plot(
                *path.points[:60].T, color=colour, linestyle=line, marker=marker, markersize=3, linewidth=1
            )
        right.loglog(
            1 + np.arange(len(path.values)),
            np.maximum(path.values, 1e-16),
            color=colour,
            linestyle=line,
            marker=marker,
            markersize=3,
            markevery=0.15,
        )
    plane.plot(1, 1, marker="*", color=INK, markersize=11)
    frame_axes(plane, (-1.6, 1.4), (-0.6, 1.8), "x₁", "x₂", "first 60 iterates")
    frame_axes(right, (0.8, 400), (1e-16, 1e4), "1 + iteration", "", "f(x)")
    right.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
    with lecture_style():
        right.text(13, 1e-11, "Newton", ha="right")
        right.text(62, 1e-11, "BFGS")
        right.text(380, 80, "gradient descent", ha="right")
    alt = (
        f"Newton's method reaches the minimum of Rosenbrock's valley in {len(newton_.values) - 1} iterations, BFGS in "
        f"about {round(len(quasi.values) - 1, -1)}. After {len(gradient.values) - 1} iterations gradient descent still "
        f"zigzags in the valley, at f = {gradient.values[-1]:.1g}."
    )
    return Valley(figure, alt, gradient, quasi, newton_)


class Moons(Picture):
    """The network's `loss` after `step` steps, and how many of the samples it puts on the wrong side."""

    step: int
    loss: float
    wrong: int


@cache
def trained():
    """The two moons, 120 samples, and 200 steps of training on them."""
    X, labels = network.two_moons(120, noise=0.15)
    return X, labels, network.train(X, labels, network.initial_weights(), steps=200)


def moons(step: float = 0) -> Moons:
    """Two moons and the network's boundary after some steps of training.

    Parameters
    ----------
    step : int
        0 to 200; rounded to a whole number.
    """
    step = round(step)
    X, labels, course = trained()
    weights = course.weights[step]
    wrong = int(np.sum((network.classify(weights, X) > 0) != labels))

    figure, axes = new_figure(5.0, 3.1, Margins(between=0.7), ncols=2, width_ratios=[1.5, 1])
    plane, right = axes[0]
    for label, colour, marker in [(0, BLUE, "o"), (1, VERMILION, "^")]:
        rows = X[labels == label].round(2)
        plane.plot(*rows.T, color=colour, marker=marker, linestyle="none", markersize=3.5, alpha=0.8)
    a, b = np.meshgrid(np.linspace(-1.7, 2.7, 34), np.linspace(-1.3, 1.7, 26))
    logits = network.classify(weights, np.column_stack([a.ravel(), b.ravel()])).reshape(a.shape)
    level = np.log(9.0)
    for value, line, width in [(-level, ":", 1), (0.0, "-", 2), (level, ":", 1)]:
        if logits.min() < value < logits.max():
            plane.contour(a, b, logits, [value], colors=INK, linestyles=line, linewidths=width)
    frame_axes(plane, (-1.7, 2.7), (-1.3, 1.7), "x₁", "x₂", f"step {step}: {wrong} of {len(X)} wrong")
    right.semilogy(course.losses[::2], color=MUTED, linewidth=1.2)
    right.lines[0].set_xdata(np.arange(0, 201, 2))
    right.plot(step, course.losses[step], color=VERMILION, marker="D", markersize=7)
    right.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    right.minorticks_off()
    frame_axes(right, (-8, 208), (0.008, 1.2), "step", "", "loss")
    alt = (
        f"Two moons of {len(X)} samples after {step} steps of training: the loss is {course.losses[step]:.2f} and "
        f"{wrong} {'sample lies' if wrong == 1 else 'samples lie'} on the wrong side of the boundary."
    )
    return Moons(figure, alt, step, float(course.losses[step]), wrong)


def wrong_side() -> Curve:
    """For a sketch: how many of the two moons' samples lie on the wrong side, against the steps of training.

    Examples
    --------
    >>> curve = wrong_side()
    >>> bool(curve.y[0] > curve.y[20] > curve.y[80]), int(curve.y[-1])
    (True, 0)
    """
    X, labels, course = trained()
    wrong = [np.sum((network.classify(weights, X) > 0) != labels) for weights in course.weights]
    steps = np.arange(float(len(wrong)))
    return Curve(steps, np.array(wrong, float), "step", "samples wrong", (0.0, 90.0), knots=9)
