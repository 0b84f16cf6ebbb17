"""The pictures of chapter "What AD promises, and what it does not", slide 21: each bullet measured."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..autodiff import Graph, derivative, grad, jvp, taylor, trace
from ..autodiff.differences import central_difference
from .graph import product
from .picture import Picture
from .style import BLUE, GREEN, INK, MUTED, VERMILION, Margins, frame_axes, lecture_style, minus, new_figure

#: Functions, points, and derivatives there to 17 digits (mpmath confirms them in the tests).
EXACT: dict[str, tuple[Callable, float, float]] = {
    "x³ at 0.1": (lambda x: x**3, 0.1, 0.03),
    "sin at 1": (np.sin, 1.0, 0.54030230586813972),
    "exp at 10": (np.exp, 10.0, 22026.465794806717),
    "log at 0.001": (np.log, 0.001, 1000.0),
    "eˢⁱⁿ⁽ˣ⁾ at 2": (lambda x: np.exp(np.sin(x)), 2.0, -1.0331168679958345),
    "x/(1+x²) at 3": (lambda x: x / (1 + x * x), 3.0, -0.08),
}


def correct_digits(value: float, exact: float) -> float:
    """Correct decimal digits of a value: −log₁₀ of its relative error, at most 16.

    Examples
    --------
    >>> round(correct_digits(3.14, 3.14159265), 1)
    3.3
    """
    return float(-np.log10(max(abs(value / exact - 1), 1e-16)))


def _by_differences(f):
    return lambda x: central_difference(f, x)


@dataclass(frozen=True, eq=False, repr=False)
class Accuracy(Picture):
    """Correct digits of `forward` mode, `reverse` mode and central `differences`, by the keys of `EXACT`."""

    forward: np.ndarray
    reverse: np.ndarray
    differences: np.ndarray


def accuracy() -> Accuracy:
    """Correct digits for six functions, by three ways to the derivative.

    Examples
    --------
    >>> bool(accuracy().forward.min() > 14)
    True
    """
    rows = [
        [correct_digits(float(way(f)(x)), exact) for f, x, exact in EXACT.values()]
        for way in (derivative, grad, _by_differences)
    ]
    forward, reverse, differences = map(np.array, rows)
    figure, axes = new_figure(5.0, 2.9, Margins(left=1.25))
    ax = axes[0, 0]
    y = np.arange(len(EXACT))[::-1]
    ax.plot(differences, y, color=VERMILION, marker="x", markersize=8, linestyle="none", label="differences")
    ax.plot(forward, y + 0.12, color=BLUE, marker="o", linestyle="none", label="forward mode")
    ax.plot(reverse, y - 0.12, color=GREEN, marker="^", linestyle="none", label="reverse mode")
    ax.set_yticks(y, list(EXACT))
    frame_axes(ax, (0, 16.9), (-0.5, len(EXACT) - 0.5), "correct digits", "")
    with lecture_style():
        ax.legend(loc="upper left", fontsize=8)
    ax.axvline(-np.log10(np.finfo(float).eps), color=MUTED, linewidth=1, linestyle=":")
    alt = (
        "Correct digits of six derivatives: forward and reverse mode have more than 14 everywhere. Central differences "
        f"with their standard step have between about {differences.min():.0f} and {differences.max():.0f}."
    )
    return Accuracy(figure, alt, forward, reverse, differences)


class Work(NamedTuple):
    """How often each kind of thing is done, in Griewank and Walther's measure.

    Attributes
    ----------
    accesses, multiplications, additions, functions : int
        Reads and writes of memory, and operations.
    """

    accesses: int
    multiplications: int
    additions: int
    functions: int

    @property
    def time(self) -> int:
        """With accesses, multiplications and additions at 1 and functions at 2: the bounds' worst case."""
        return self.accesses + self.multiplications + self.additions + 2 * self.functions


#: For a sum, a product, a function: work of the statement itself, of its tangent and of its adjoint statements.
STATEMENTS = {
    "sum": (Work(3, 0, 1, 0), Work(3, 0, 1, 0), Work(6, 0, 2, 0)),
    "product": (Work(3, 1, 0, 0), Work(3, 2, 1, 0), Work(8, 2, 2, 0)),
    "function": (Work(2, 0, 0, 1), Work(2, 1, 0, 1), Work(5, 1, 1, 1)),
}
_KINDS = {"add": "sum", "subtract": "sum", "negative": "sum", "multiply": "product"}


class Ratios(NamedTuple):
    """Cost of f and its derivative over the cost of f: `tangent` along one direction, `gradient` in full."""

    tangent: float
    gradient: float


def cost_ratios(graph: Graph) -> Ratios:
    """What a tangent and a gradient cost in units of the function, memory accesses included.

    Notes
    -----
    Griewank & Walther (2008), chapter 4. An operation that is no sum or product counts as a function.

    Examples
    --------
    >>> cost_ratios(trace(lambda x1, x2: x1 * x2)(3.0, 2.0))
    Ratios(tangent=2.5, gradient=4.0)
    """
    times = np.zeros(3)
    for node in graph.nodes[graph.n_inputs :]:
        times += [work.time for work in STATEMENTS[_KINDS.get(node.rule.name, "function")]]
    return Ratios(float(1 + times[1] / times[0]), float(1 + times[2] / times[0]))


def chained_rosenbrock(*x):
    """Σ (1 − xᵢ)² + 100 (xᵢ₊₁ − xᵢ²)², with products in place of powers.

    Examples
    --------
    >>> chained_rosenbrock(1.0, 1.0, 1.0)
    0.0
    """
    total = 0.0
    for a, b in pairwise(x):
        u, v = 1.0 - a, b - a * a
        total = total + u * u + 100.0 * (v * v)
    return total


def wave(*x):
    """Σ sin(xᵢ) e^{cos xᵢ}: mostly elementary functions.

    Examples
    --------
    >>> float(wave(0.0, 0.0))
    0.0
    """
    total = 0.0
    for v in x:
        total = total + np.sin(v) * np.exp(np.cos(v))
    return total


PROGRAMS = {"product": product, "Rosenbrock": chained_rosenbrock, "sines": wave}


@dataclass(frozen=True, eq=False, repr=False)
class GradientCost(Picture):
    """Ratios `tangent` and `gradient` by program (keys of `PROGRAMS`), one for each number `n` of inputs."""

    n: np.ndarray
    tangent: dict[str, np.ndarray]
    gradient: dict[str, np.ndarray]


@cache
def _ratios():
    n = np.array([2, 4, 8, 16, 32, 64])
    ratios = {
        name: [cost_ratios(trace(f, lines=False)(*np.linspace(0.5, 1.5, k))) for k in n]
        for name, f in PROGRAMS.items()
    }
    return n, ratios


def gradient_cost() -> GradientCost:
    """Cost of a tangent and of a gradient in units of f, against the number of inputs.

    Examples
    --------
    >>> gradient_cost().gradient["product"]
    array([4., 4., 4., 4., 4., 4.])
    """
    n, ratios = _ratios()
    tangent = {name: np.array([r.tangent for r in rows]) for name, rows in ratios.items()}
    gradient = {name: np.array([r.gradient for r in rows]) for name, rows in ratios.items()}
    figure, axes = new_figure(5.0, 3.3)
    ax = axes[0, 0]
    ax.loglog(n, n + 1, color=MUTED, linestyle=":", label="gradient by differences, n + 1")
    for (name, values), marker in zip(gradient.items(), "o^s", strict=True):
        ax.plot(n, values, color=BLUE, marker=marker, markersize=5, linewidth=1, label=f"gradient, {name}")
    for (name, values), marker in zip(tangent.items(), "o^s", strict=True):
        ax.plot(
            n,
            values,
            color=VERMILION,
            marker=marker,
            markersize=5,
            linewidth=1,
            linestyle="--",
            label=f"tangent, {name}",
        )
    ax.set_xticks(n, [str(k) for k in n])
    ax.set_yticks([1, 2.5, 4, 10, 30], ["1", "2.5", "4", "10", "30"])
    ax.minorticks_off()
    frame_axes(ax, (1.8, 75), (1, 80), "number n of inputs", "", "cost, in evaluations of f")
    with lecture_style():
        ax.legend(loc="upper left", fontsize=8)
    low, high = min(v.min() for v in gradient.values()), max(v.max() for v in gradient.values())
    slow, fast = min(v.min() for v in tangent.values()), max(v.max() for v in tangent.values())
    alt = (
        f"For {n[0]} to {n[-1]} inputs and three programs a tangent costs {slow:.2f} to {fast:.2f} evaluations of f, "
        f"a whole gradient {low:.2f} to {high:.2f}. By differences the gradient costs up to {n[-1] + 1}."
    )
    return GradientCost(figure, alt, n, tangent, gradient)


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


@dataclass(frozen=True, eq=False, repr=False)
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
    return SolverErrors(figure, minus(alt.replace("e-0", "e-")), value, slope)


def esin(x):
    """x e^{sin x}: a function whose derivatives of every order differ.

    Examples
    --------
    >>> float(esin(0.0))
    0.0
    """
    return x * np.exp(np.sin(x))


def taylor_operations(order: int, f=esin, x: float = 0.7) -> int:
    """Operations of Taylor arithmetic up to an order, counted on the graph of the whole calculation.

    Examples
    --------
    >>> taylor_operations(2) - 2 * taylor_operations(1) + taylor_operations(0)
    9
    """
    return trace(lambda x: taylor(f, x, order), lines=False)(x).cost().operations


def nested_operations(order: int, f=esin, x: float = 0.7) -> int:
    """Operations of dual numbers nested `order` times.

    Examples
    --------
    >>> nested_operations(4) > 2 * nested_operations(3)
    True
    """
    for _ in range(order):
        f = derivative(f)
    return trace(f, lines=False)(x).cost().operations


@dataclass(frozen=True, eq=False, repr=False)
class DegreeCost(Picture):
    """Operations up to each `order` by `taylor` arithmetic, by `nested` duals, and the quadratic `fit`."""

    order: np.ndarray
    taylor: np.ndarray
    nested: np.ndarray
    fit: np.ndarray


@cache
def degree_cost() -> DegreeCost:
    """Operations for all derivatives up to an order: Taylor arithmetic against nested dual numbers.

    Examples
    --------
    >>> degree_cost().fit.round(6)
    array([ 4.5, 12.5,  7. ])
    """
    order, deep = np.arange(13), np.arange(7)
    counts = np.array([taylor_operations(int(p)) for p in order])
    nested = np.array([nested_operations(int(p)) for p in deep])
    fit = np.polyfit(order, counts, 2)
    figure, axes = new_figure(5.0, 3.1)
    ax = axes[0, 0]
    ax.plot(order, np.polyval(fit, order), color=BLUE, linewidth=1)
    ax.plot(order, counts, color=BLUE, marker="o", linestyle="none", markersize=5)
    ax.plot(deep, nested, color=VERMILION, marker="^", linestyle="--", markersize=5)
    frame_axes(ax, (-0.3, 12.3), (0, 1500), "order of the highest derivative", "", "operations")
    with lecture_style():
        ax.text(6.3, 1380, "nested duals", color=INK)
        ax.text(7.9, 60, f"Taylor arithmetic\n{fit[0]:.1f} p² + {fit[1]:.1f} p + {fit[2]:.0f}", color=INK)
    alt = (
        f"Taylor arithmetic: {counts[6]} operations for all derivatives up to order 6, {counts[12]} up to 12, on the "
        f"parabola {fit[0]:.1f} p² + {fit[1]:.1f} p + {fit[2]:.0f}. Nested dual numbers: {nested[6]} up to order 6, "
        f"{nested[6] / nested[5]:.1f} times as many as for order 5."
    )
    return DegreeCost(figure, alt, order, counts, nested, fit)


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


@dataclass(frozen=True, eq=False, repr=False)
class NoisySlope(Picture):
    """Errors of the slope of the law: by `ad`, and by the `difference` of the chosen step."""

    ad: float
    difference: float


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

    figure, axes = new_figure(5.0, 3.4, Margins(top=0.6, between=0.75), ncols=2, width_ratios=[1, 1.25])
    left, right = axes[0]
    x = np.linspace(1 - 0.011, 1 + 0.011, 121)
    left.plot(x, f(x), color=MUTED, linewidth=1.2, label="f, with its ripple")
    left.plot(
        x, np.sin(1) + quotient * (x - 1), color=VERMILION, linestyle="--", linewidth=1.4, label="difference"
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
    return NoisySlope(figure, minus(alt.replace("e-0", "e-")), ad, difference)


def f_slope_error(noise: float) -> float:
    """The ripple's own slope at 1, which AD reports faithfully.

    Examples
    --------
    >>> f_slope_error(0.0)
    0.0
    """
    return float(noise * RIPPLE * np.cos(RIPPLE + 1.0))
