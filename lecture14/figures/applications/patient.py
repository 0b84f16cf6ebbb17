"""Slide 23, an inverse problem: a patient's rates from the patient's blood, twice, and how sure they are."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes

from lecture14.applications import optimisation
from lecture14.applications.patient import concentration, residuals_of, uncertainty
from lecture14.data import Patient, load_theophylline
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

#: The first guess of absorption and elimination (per hour) and of the clearance (L/h for each kg).
GUESS = (1.0, 0.1, 0.1)
METHODS = ("gradient descent", "Gauss–Newton", "Newton")
#: Starts for the map of the misfit: absorption and elimination, per hour. The last two are equal.
PAIRS = ((0.5, 0.02), (6.0, 0.3), (1.5, 0.5), (0.02, 0.5), (0.3, 6.0), (0.5, 1.5), (0.15, 0.15), (1.0, 1.0))


def third() -> Patient:
    """Subject 3 of the twelve, whose data the chapter explains."""
    return load_theophylline()[2]


def misfit(u):
    """½‖model − measurements‖² of the chapter's patient, from the logarithms u of the three unknowns.

    Examples
    --------
    >>> round(float(misfit(np.log(GUESS))), 2)
    66.7
    """
    return 0.5 * np.sum(residuals_of(third())(u) ** 2)


@cache
def descents(guess=GUESS) -> dict[str, optimisation.Descent]:
    """The three methods' paths from one guess, in the order of `METHODS`.

    Examples
    --------
    >>> [len(path.points) - 1 for path in descents().values()]
    [276, 8, 5]
    """
    start = np.log(guess)
    return dict(
        zip(
            METHODS,
            (
                optimisation.gradient_descent(misfit, start),
                optimisation.gauss_newton(residuals_of(third()), start),
                optimisation.newton_minimise(misfit, start),
            ),
            strict=True,
        )
    )


class Fit(Picture):
    """The three unknowns' `values` after the iteration, and the `misfit` there."""

    values: np.ndarray
    misfit: float


def patient_fit(method: str = "Newton", iteration: int = 0) -> Fit:
    """A patient's theophylline over a day, and the model after some iterations of a minimiser.

    Parameters
    ----------
    method : str
        One of `METHODS`.
    iteration : int

    Examples
    --------
    >>> patient_fit("Newton", 5).values.round(4)
    array([2.4536, 0.0814, 0.0396])
    """
    paths, person = descents(), third()
    path = paths[method]
    last = min(iteration, len(path.points) - 1)
    u = path.points[last]
    lowest = min(p.values[-1] for p in paths.values())

    figure, axes = new_figure(5.0, 3.1, Margins(between=0.8), ncols=2, width_ratios=[1.4, 1])
    day, right = axes[0]
    t = np.concatenate([np.linspace(0, 3, 61), np.linspace(3.2, 25, 60)])
    day.plot(t, concentration(u, t, person.dose), color=BLUE)
    day.plot(person.time, person.concentration, color=VERMILION, marker="o", linestyle="none", markersize=4.5)
    frame_axes(day, (-0.5, 25), (0, 10), "hours since the dose", "mg/L", f"{method}, iteration {last}")
    for (name, one), colour, line in zip(
        paths.items(), (VERMILION, GREEN, BLUE), (":", "--", "-"), strict=True
    ):
        above = np.maximum(one.values - lowest, 1e-13)
        right.loglog(1 + np.arange(len(above)), above, color=colour, linestyle=line)
        if name == method:
            right.plot(1 + last, above[last], color=colour, marker="D", markersize=7)
    right.set_xticks([1, 10, 100], ["1", "10", "100"])
    right.set_yticks([1e-12, 1e-8, 1e-4, 1])
    frame_axes(right, (0.12, 400), (3e-14, 1e3), "1 + iteration", "", "misfit above least")
    with lecture_style():
        right.text(3.2, 1e-9, "Newton", ha="right")
        right.text(7, 1e-7, "Gauss–\nNewton")
        right.text(350, 20, "gradient", ha="right")
    needed = [len(one.points) - 1 for one in paths.values()]
    ka, ke, clearance = np.exp(u)
    alt = (
        f"After {last} iterations of {method} the misfit is {path.values[last]:.3f}, with an absorption of {ka:.2f} "
        f"and an elimination of {ke:.3f} per hour and a clearance of {clearance:.4f} litres an hour for each kg. From "
        f"this start Newton's method is done after {needed[2]} iterations, Gauss–Newton after {needed[1]}, gradient "
        f"descent after {needed[0]}."
    )
    return Fit(figure, alt, np.exp(u), float(path.values[last]))


def least_misfit(absorption, elimination):
    """The misfit over two rates, with the clearance that suits them best, and that clearance.

    The model is proportional to 1/Cl, so that the best 1/Cl is a quotient of two sums.

    Examples
    --------
    >>> [round(float(value), 3) for value in least_misfit(2.4536, 0.0814)]
    [0.218, 0.04]
    """
    person = third()
    shape = concentration(np.log([absorption, elimination, 1.0]), person.time, person.dose)
    y = person.concentration
    scale = shape @ y / (shape @ shape)
    return 0.5 * np.sum((scale * shape - y) ** 2), 1 / scale


class TwoMinima(Picture):
    """Where Gauss–Newton ended from each of `PAIRS`: `ends`, (8, 3), the three unknowns, with the `misfits` there."""

    ends: np.ndarray
    misfits: np.ndarray


def two_minima() -> TwoMinima:
    """The misfit over the rates of absorption and elimination, and where eight starts of Gauss–Newton lead.

    Examples
    --------
    >>> two_minima().ends[[0, 3], :2].round(3)
    array([[2.454, 0.081],
           [0.081, 2.454]])
    """
    residuals = residuals_of(third())
    starts = [np.log([*pair, least_misfit(*pair)[1]]) for pair in PAIRS]
    paths = [optimisation.gauss_newton(residuals, start) for start in starts]
    rates = np.geomspace(0.012, 12, 45)
    grid = np.array([[least_misfit(ka, ke)[0] for ka in rates] for ke in rates])

    figure, axes = new_figure(4.2, 3.7)
    ax: Axes = axes[0, 0]
    ax.contour(rates, rates, grid, [0.5, 2, 8, 14.2, 25, 50], colors=MUTED, linewidths=0.7)
    ax.plot([0.012, 12], [0.012, 12], color=INK, linestyle=":", linewidth=1)
    for path in paths:
        above = path.points[0][0] - path.points[0][1]
        colour, line = (BLUE, "-") if above > 0 else (GREEN, "--") if above < 0 else (INK, "-")
        ax.plot(*np.exp(path.points[:, :2]).T, color=colour, linestyle=line, linewidth=1.2)
        ax.plot(*np.exp(path.points[0, :2]), color=colour, marker="o", markersize=4)
    for end, marker, colour, name, at in (
        (0, "*", BLUE, "minimum", (0.95, 0.05)),
        (3, "P", GREEN, "minimum", (0.085, 0.75)),
        (6, "x", INK, "saddle", (0.8, 0.36)),
    ):
        ax.plot(*np.exp(paths[end].points[-1, :2]), color=colour, marker=marker, markersize=11)
        with lecture_style():
            ax.text(*at, name, ha="center", va="center", fontsize=9)
    ax.set(xscale="log", yscale="log")
    ticks = [0.02, 0.1, 0.5, 2, 10]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    frame_axes(ax, (0.012, 12), (0.012, 12), "absorption, per hour", "elimination, per hour")
    ends = np.exp([path.points[-1] for path in paths])
    misfits = np.array([path.values[-1] for path in paths])
    alt = (
        "Contours of the misfit, mirrored at the diagonal where both rates are equal. The three starts below it lead "
        f"to absorption {ends[0, 0]:.2f} and elimination {ends[0, 1]:.3f}, the three above it to {ends[3, 0]:.3f} and "
        f"{ends[3, 1]:.2f}; the misfit is {misfits[0]:.3f} at both ends. The two on the diagonal stay on it and end at "
        f"{ends[6, 0]:.2f}, where the misfit is {misfits[6]:.1f}: a saddle between the two minima."
    )
    return TwoMinima(figure, alt, ends, misfits)


#: Two-sided 95 % point of Student's t with 11 − 3 degrees of freedom.
STUDENT = 2.306004135


class Profiles(Picture):
    """95 % intervals of the three unknowns, (3, 2) each: `straight` from the Hessian, `profiled` from refits."""

    straight: np.ndarray
    profiled: np.ndarray


@cache
def _profile(k: int) -> tuple[np.ndarray, np.ndarray]:
    """Steps of unknown k from its estimate, in standard errors, and t² of the best fit with it held there."""
    residuals = residuals_of(third())
    best = descents()["Newton"]
    found = uncertainty(residuals, best.points[-1])
    steps = np.linspace(-3.0, 3.0, 9)
    others = [j for j in range(3) if j != k]
    squares = np.empty(len(steps))
    for i, step in enumerate(steps):
        held = best.points[-1] + step * found.standard_errors[k] * np.eye(3)[k]

        def of_others(free, held=held):
            u = held + sum(free[n] * np.eye(3)[j] for n, j in enumerate(others))
            return residuals(u)

        # The valley's floor, to first order, is where the covariance says that the others go.
        along = found.covariance[others, k] / found.standard_errors[k] * step
        path = optimisation.gauss_newton(of_others, along, tol=1e-5)
        squares[i] = 2 * (path.values[-1] - best.values[-1]) / found.noise**2
    return steps, squares


def profiles() -> Profiles:
    """How the misfit rises when one unknown is held away from its estimate and the others refit: three profiles."""
    best = descents()["Newton"].points[-1]
    found = uncertainty(residuals_of(third()), best)
    names = ("absorption, 1/h", "elimination, 1/h", "clearance, L/h/kg")
    ticks = ((2.0, 2.5, 3.0), (0.07, 0.08, 0.09), (0.036, 0.04, 0.044))
    figure, axes = new_figure(5.6, 2.7, Margins(right=0.25, between=0.32), ncols=3)
    straight, profiled = np.empty((3, 2)), np.empty((3, 2))
    for k, ax in enumerate(axes[0]):
        steps, squares = _profile(k)
        scale = np.exp(best[k] + steps * found.standard_errors[k])
        fine = np.linspace(-3.0, 3.0, 61)
        ax.plot(np.exp(best[k] + fine * found.standard_errors[k]), fine**2, color=BLUE)
        ax.plot(scale, squares, color=VERMILION, marker="o", linestyle="none", markersize=4)
        ax.axhline(STUDENT**2, color=MUTED, linestyle=":")
        straight[k] = np.exp(best[k] + STUDENT * found.standard_errors[k] * np.array([-1, 1]))
        signed = np.sign(steps) * np.sqrt(np.maximum(squares, 0))
        ends = np.polyval(np.polyfit(signed, steps, 4), [-STUDENT, STUDENT])
        profiled[k] = np.exp(best[k] + ends * found.standard_errors[k])
        ax.set_xticks(ticks[k], [f"{tick:g}" for tick in ticks[k]])
        frame_axes(
            ax, np.exp(best[k] + 3.2 * found.standard_errors[k] * np.array([-1, 1])), (0, 10), names[k], ""
        )
        if k:
            ax.set_yticklabels([])
    with lecture_style():
        axes[0, 0].set_title("t²", y=1.0)
    alt = (
        "Each unknown held away from its estimate, the other two refitted (circles), beside the parabola of the "
        "Hessian (line). They nearly agree, and cross the 95 % level almost together: "
        + "; ".join(
            f"{name.partition(',')[0]} {low:.{d}f} to {high:.{d}f} by refits, {a:.{d}f} to {b:.{d}f} by the Hessian"
            for name, (low, high), (a, b), d in zip(names, profiled, straight, (2, 4, 4), strict=True)
        )
        + "."
    )
    return Profiles(figure, alt, straight, profiled)
