"""The pictures of chapter "From hard to soft", slides 38-41."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import GaussianMixture
from lecture14.figures.clusters import best_names, soft_points
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, VERMILION, Margins, frame_axes, new_figure

#: Where the data come from, three tilted components that overlap.
WORLD = GaussianMixture.from_parameters(
    [0.45, 0.3, 0.25],
    [[3.4, 3.6], [5.6, 5.2], [6.6, 7.6]],
    [[[1.1, -0.6], [-0.6, 0.9]], [[1.0, 0.75], [0.75, 0.9]], [[0.9, -0.5], [-0.5, 0.7]]],
)


@cache
def data() -> tuple[np.ndarray, np.ndarray]:
    """240 points of `WORLD`, and their true components.

    Examples
    --------
    >>> X, y = data()
    >>> X.shape, int(y.max())
    ((240, 2), 2)
    """
    return WORLD.sample(240, random_state=38)


@cache
def fitted() -> GaussianMixture:
    """Three components fitted to `data` without its labels, numbered as the true ones.

    Examples
    --------
    >>> fitted().weights_.shape
    (3,)
    """
    X, y = data()
    mixture = GaussianMixture(3, random_state=0, tol=1e-9, max_iter=2000).fit(X)
    order = np.argsort(best_names(y, mixture.predict(X)))
    return GaussianMixture.from_parameters(
        mixture.weights_[order], mixture.means_[order], mixture.covariances_[order]
    )


def sharpen(responsibilities: np.ndarray, sharpness: float) -> np.ndarray:
    """Raise each row to a power and make it add up to one again.

    Parameters
    ----------
    responsibilities : (n, K) array
    sharpness : float; 1 changes nothing, a large one leaves only the largest, 0 makes all equal

    Examples
    --------
    >>> sharpen(np.array([[0.8, 0.2]]), 2.0).round(3)
    array([[0.941, 0.059]])
    """
    # Divided by the largest first, so that no row underflows to zero as a whole.
    R = (responsibilities / responsibilities.max(axis=1, keepdims=True)) ** sharpness
    return R / R.sum(axis=1, keepdims=True)


def _frame(ax: Axes, title: str) -> None:
    frame_axes(ax, (0, 10), (0, 10.6), "", "", title)
    ax.set_xticks([0, 5, 10])
    ax.set_yticks([0, 5, 10])


class Colourings(Picture):
    """`shared`: points of which nobody is 90 % sure; `wrong`: points whose most probable component is not theirs."""

    shared: int
    wrong: int


def colourings() -> Colourings:
    """One data set coloured by the truth, not at all, by posterior probability, and by the winner (slides 39-41).

    Examples
    --------
    >>> picture = colourings()
    >>> 0 < picture.wrong < picture.shared < 240
    True
    """
    X, y = data()
    R = fitted().predict_proba(X)
    figure, axes = new_figure(5.0, 5.0, Margins(between=0.42), nrows=2, ncols=2, sharex=True, sharey=True)
    (true, plain), (soft, hard) = axes
    soft_points(true, X, np.eye(3)[y], size=11)
    plain.plot(*X.T, "o", color=MUTED, markersize=3.3, markeredgewidth=0)
    soft_points(soft, X, R, size=11)
    soft_points(hard, X, np.eye(3)[R.argmax(axis=1)], size=11)
    names = ("True components", "As observed", "Probabilities", "The most probable one")
    for ax, name in zip(axes.flat, names, strict=True):
        _frame(ax, name)
    for ax in axes[1]:
        ax.set_xlabel("x₁")
    for ax in axes[:, 0]:
        ax.set_ylabel("x₂")
    shared, wrong = int(np.sum(R.max(axis=1) < 0.9)), int(np.sum(R.argmax(axis=1) != y))
    alt = (
        "240 points four times: by true component; all alike; in colours blended by their posterior probabilities, "
        f"where {shared} points are shared, no component being 90 % sure of them; and by the most probable component, "
        f"which is the wrong one for {wrong} points and does not say so."
    )
    return Colourings(figure, alt, shared, wrong)


def score(responsibilities: np.ndarray, truth: np.ndarray) -> float:
    """Mean logarithm of the probability that each point's true component was given, in nats; 0 is perfect.

    Examples
    --------
    >>> round(score(np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0, 0])), 4)
    -0.3466
    """
    return float(np.mean(np.log(responsibilities[np.arange(len(truth)), truth])))


def best_sharpness(responsibilities: np.ndarray, truth: np.ndarray) -> float:
    """The sharpness at which the score is highest, to within a hundredth of itself, between 0.3 and 3.

    Examples
    --------
    >>> best_sharpness(np.array([[0.8, 0.2]] * 5), np.array([0, 0, 0, 0, 1]))
    1.0
    """
    grid = np.geomspace(0.3, 3, 231)
    at = np.argmax([score(sharpen(responsibilities, b), truth) for b in grid])
    return float(grid[at].round(2))


@cache
def best_in_samples(samples: int = 40) -> dict[str, np.ndarray]:
    """The best sharpness in each of so many fresh samples of 240 points, under the true mixture and under a fit.

    Examples
    --------
    >>> {name: len(best) for name, best in best_in_samples(2).items()}
    {'true': 2, 'fitted': 2}
    """
    best: dict[str, list[float]] = {"true": [], "fitted": []}
    for seed in range(samples):
        X, y = WORLD.sample(240, random_state=seed)
        fit = GaussianMixture(3, random_state=0, tol=1e-9, max_iter=2000).fit(X)
        order = np.argsort(best_names(y, fit.predict(X)))
        best["true"].append(best_sharpness(WORLD.predict_proba(X), y))
        best["fitted"].append(best_sharpness(fit.predict_proba(X)[:, order], y))
    return {name: np.array(values) for name, values in best.items()}


class PosteriorLine(Picture):
    """`half_way`: the second component's responsibility half-way between the means; `borders` where both are 1/2."""

    half_way: float
    borders: np.ndarray


def borders(weight: float, width: float, distance: float = 4.0) -> np.ndarray:
    """Where two components on a line, N(0, 1) and N(distance, width²), are equally probable, in rising order.

    Parameters
    ----------
    weight : float in (0, 1)
        Of the second component.
    width : float
        Its standard deviation.

    Examples
    --------
    >>> borders(0.5, 1.0)
    array([2.])
    """
    # The log odds of the second component are a quadratic a x² + b x + c.
    a = 0.5 * (1 - 1 / width**2)
    b = distance / width**2
    c = np.log(weight / (1 - weight) / width) - 0.5 * (distance / width) ** 2
    roots = np.roots([a, b, c]) if a else np.array([-c / b])
    return np.sort(roots[np.abs(roots.imag) < 1e-12].real)


def posterior_line(weight: float = 0.5, width: float = 2.0) -> PosteriorLine:
    """Two weighted components on a line, and below them the second one's responsibility (slide 41).

    Parameters
    ----------
    weight : float in (0, 1)
        Of the second component.
    width : float
        Its standard deviation; the first has 1. The means are 0 and 4.

    Examples
    --------
    >>> round(posterior_line(0.5, 1.0).half_way, 6)
    0.5
    """
    x = np.linspace(-6, 10, 161)
    first = (1 - weight) * np.exp(-0.5 * x**2)
    second = weight / width * np.exp(-0.5 * ((x - 4) / width) ** 2)
    share = second / (first + second)
    found = borders(weight, width)
    found = found[(found > -6) & (found < 10)]
    half_way = float(share[80])

    figure, axes = new_figure(5.0, 3.7, Margins(between=0.4), nrows=2, sharex=True)
    densities, responsibility = axes[:, 0]
    densities.plot(x, first / np.sqrt(2 * np.pi), color=BLUE)
    densities.plot(x, second / np.sqrt(2 * np.pi), color=VERMILION, linestyle="--")
    responsibility.plot(x, share, color=VERMILION, linestyle="--")
    for ax in (densities, responsibility):
        ax.axvline(2, color=MUTED, linewidth=0.8, linestyle=":")
        for border in found:
            ax.axvline(border, color=INK, linewidth=1)
    responsibility.plot([2], [half_way], "^", color=VERMILION, markersize=8)
    frame_axes(densities, (-6, 10), (0, 0.4), "", "πₖ N(x)", f"π₂ = {weight:.1f}, σ₂ = {width:.2g}")
    frame_axes(responsibility, (-6, 10), (-0.03, 1.03), "x", "r₂", f"half-way, at x = 2: r₂ = {half_way:.2f}")
    where = " and ".join(f"{b:.1f}" for b in found)
    said = f"both hold one half at x = {where}" if where else "nowhere in view do both hold one half"
    alt = (
        f"Two components on a line, means 0 and 4, standard deviations 1 and {width:.2g}, weights {1 - weight:.1f} and "
        f"{weight:.1f}. Half-way between the means the second holds {half_way:.2f} of the point; {said}."
    )
    return PosteriorLine(figure, alt, half_way, found)
