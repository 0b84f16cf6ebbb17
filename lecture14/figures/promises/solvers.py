"""Slide 21, code that iterates: the derivative of a solver's result follows behind the result."""

import numpy as np

from lecture14.autodiff import jvp
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, VERMILION, Margins, frame_axes, lecture_style, new_figure


def kepler(eccentricity, iterations: int, method: str = "fixed point", mean_anomaly: float = 1.0):
    """Solve Kepler's equation E = M + e sin E by an iterative solver, from E = M.

    Parameters
    ----------
    eccentricity : float, or a number that carries derivatives
    iterations : int
    method : {"fixed point", "Newton"}
    mean_anomaly : float
        M, in radians.

    Examples
    --------
    >>> round(float(kepler(0.5, 6, "Newton")), 6)
    1.498701
    """
    E = mean_anomaly + 0.0 * eccentricity
    for _ in range(iterations):
        if method == "Newton":
            g = E - eccentricity * np.sin(E) - mean_anomaly
            E = E - g / (1.0 - eccentricity * np.cos(E))
        else:
            E = mean_anomaly + eccentricity * np.sin(E)
    return E


class SolverErrors(Picture):
    """Relative errors after each iteration, by method: of the `value` E and of its `slope` dE/de."""

    value: dict[str, np.ndarray]
    slope: dict[str, np.ndarray]


def solver_errors(eccentricity: float = 0.5) -> SolverErrors:
    """Error of the solution of Kepler's equation and of its derivative, iteration by iteration.

    Parameters
    ----------
    eccentricity : float in (0, 1)
        The larger, the slower the fixed-point iteration.

    Examples
    --------
    >>> picture = solver_errors(0.5)
    >>> bool(picture.slope["Newton"][3] > 10 * picture.value["Newton"][3])
    True
    """
    E = kepler(eccentricity, 60, "Newton")
    exact = np.sin(E) / (1 - eccentricity * np.cos(E))
    counts = {"fixed point": 25, "Newton": 7}
    value, slope = {}, {}
    for method, count in counts.items():
        pairs = np.array(
            [
                jvp(lambda e, k=k, method=method: kepler(e, k, method), (eccentricity,), (1.0,))
                for k in range(count)
            ]
        )
        value[method] = np.maximum(np.abs(pairs[:, 0] / E - 1), 1e-16)
        slope[method] = np.maximum(np.abs(pairs[:, 1] / exact - 1), 1e-16)

    room = Margins(left=0.72, between=0.35)
    figure, axes = new_figure(5.0, 3.1, room, ncols=2, width_ratios=[1.4, 1], sharey=True)
    for ax, method in zip(axes[0], counts, strict=True):
        ax.semilogy(value[method], color=BLUE, marker="o", markersize=4, linewidth=1.2, label="value E")
        ax.semilogy(
            slope[method],
            color=VERMILION,
            marker="^",
            markersize=4,
            linewidth=1.2,
            linestyle="--",
            label="slope dE/de",
        )
        ylabel = "relative error" if method == "fixed point" else ""
        frame_axes(ax, (-0.5, counts[method] - 0.5), (3e-17, 30), "iteration", ylabel, method)
        ax.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
        ax.set_xticks(range(0, counts[method], 2 if method == "Newton" else 5))
    with lecture_style():
        axes[0, 0].legend(loc="upper right", fontsize=8)
    fixed_value, fixed_slope = value["fixed point"][5], slope["fixed point"][5]
    alt = (
        f"Eccentricity {eccentricity:.1f}, relative errors: after 5 fixed-point iterations {fixed_value:.0e} in E and "
        f"{fixed_slope:.0e} in its slope; after 3 Newton iterations {max(value['Newton'][3], 1e-12):.0e} "
        f"and {max(slope['Newton'][3], 1e-12):.0e}. The slope follows behind the value."
    )
    return SolverErrors(figure, alt.replace("e-0", "e-"), value, slope)
