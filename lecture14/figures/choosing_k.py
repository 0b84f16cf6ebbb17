"""The pictures of chapter "Choosing K and the covariance": criteria, many starts, singular solutions."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes

from ..clustering import GaussianMixture, choose_model, ellipse
from ..clustering.covariances import TYPES
from ..clustering.selection import Candidate, Selection
from ..data import load_faithful, load_penguins
from .clusters import COVERAGE, ellipses, matrices, mixture_of
from .picture import Picture
from .style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_DASHES,
    COMPONENT_MARKERS,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    minus,
    new_figure,
)

#: Settings of every fit here: criteria compare tops, so EM must arrive.
ARRIVE = {"tol": 1e-6, "max_iter": 2000}

_SPLIT = Margins(left=0.8, between=0.6)


# -- data whose answer is known ----------------------------------------------------------------------------


@cache
def truth() -> GaussianMixture:
    """Four Gaussians that share one tilted covariance: the answer that the criteria should find.

    Examples
    --------
    >>> truth().n_components, truth().covariance_type
    (4, 'tied')
    """
    return GaussianMixture.from_parameters(
        [0.3, 0.3, 0.25, 0.15],
        [[-3.0, 0.0], [0.2, 1.8], [1.6, -1.6], [4.2, 1.4]],
        [[1.0, 0.55], [0.55, 0.7]],
        "tied",
    )


@cache
def training() -> np.ndarray:
    """150 draws from `truth`: (150, 2)."""
    return truth().sample(150, 2)[0]


@cache
def held() -> np.ndarray:
    """5000 further draws, which no fit sees: (5000, 2)."""
    return truth().sample(5000, 102)[0]


@cache
def fit(components: int, covariance_type: str) -> GaussianMixture:
    """The best of two starts on `training`; from the table of `selection` where that has it."""
    if components <= 6:
        return _row(selection(), components, covariance_type)[1]
    mixture = GaussianMixture(components, covariance_type=covariance_type, n_init=2, random_state=0, **ARRIVE)
    return mixture.fit(training())


@cache
def selection() -> Selection:
    """Every K from 1 to 6 with every covariance type, on `training`."""
    return choose_model(training(), range(1, 7), n_init=2)


def _row(table: Selection, components: int, covariance_type: str) -> tuple[Candidate, GaussianMixture]:
    """One model of a table, and its fit."""
    for candidate, mixture in zip(table, table.models, strict=True):
        if candidate[:2] == (components, covariance_type) and mixture is not None:
            return candidate, mixture
    raise ValueError(f"({components}, {covariance_type!r}) is not among the fitted models of the table")


def _draw_fit(ax: Axes, X: np.ndarray, mixture: GaussianMixture) -> None:
    ax.scatter(X[:, 0], X[:, 1], s=9, color=MUTED, alpha=0.55, linewidth=0)
    order = np.argsort(mixture.means_[:, 0])
    ellipses(ax, mixture.means_[order], matrices(mixture)[order])


def _components(number: int, kind: str = "") -> str:
    return f"{number} {kind}component{'s' if number > 1 else ''}"


def _name_below(ax: Axes, text: str) -> None:
    """Name of the horizontal axis inside the frame: below it the next panel's title stands."""
    ax.text(0.015, 0.03, text, transform=ax.transAxes, color=INK, fontsize=8.5)


def _draw_plane(ax: Axes, mixture: GaussianMixture, title: str) -> None:
    """A fit on `training`, in fixed limits."""
    _draw_fit(ax, training(), mixture)
    _name_below(ax, "x₁ to the right")
    frame_axes(ax, (-6.6, 7.6), (-4.6, 4.8), "", "x₂", title)


# -- training against held-out -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class HeldOut(Picture):
    """`train` and `test`: mean log-likelihood of a sample (nats) for K = 1 … 8, and the `ceiling`, the truth's own."""

    train: np.ndarray
    test: np.ndarray
    ceiling: float


def held_out(components: int = 4, covariance_type: str = "tied") -> HeldOut:
    """A fit, and how well mixtures of 1 to 8 components explain the data they saw and data they did not see.

    Parameters
    ----------
    components : int
        The K that is drawn.
    covariance_type : str

    Examples
    --------
    >>> picture = held_out(4, "tied")
    >>> int(picture.test.argmax()) + 1
    4
    """
    counts = np.arange(1, 9)
    fits = [fit(int(K), covariance_type) for K in counts]
    train = np.array([m.score(training()) for m in fits])
    test = np.array([m.score(held()) for m in fits])
    ceiling = truth().score(held())
    figure, axes = new_figure(5.0, 5.3, _SPLIT, nrows=2, height_ratios=[1.25, 1])
    top, bottom = axes[:, 0]
    _draw_plane(top, fits[components - 1], f"K = {components}, {covariance_type}: training data")
    bottom.axhline(ceiling, color=MUTED, linestyle=":", linewidth=1.3)
    bottom.text(0.85, ceiling + 0.02, "truth", color=INK, fontsize=8.5, va="bottom")
    bottom.plot(counts, train, "o-", color=BLUE, markersize=4.5)
    bottom.plot(counts, test, "s--", color=VERMILION, markersize=4.5)
    bottom.text(6.0, train[5] + 0.05, "training", color=INK, fontsize=8.5, ha="right", va="bottom")
    bottom.text(6.0, test[5] - 0.06, "held out", color=INK, fontsize=8.5, ha="right", va="top")
    here = components - 1
    for values in (train, test):
        bottom.plot(components, values[here], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    title = f"training {train[here]:.2f}, held out {test[here]:.2f}"
    frame_axes(bottom, (0.7, 8.3), (-4.4, -3.35), "K", "nats a sample", minus(title))
    bottom.set_xticks(counts)
    alt = (
        f"Above, 150 points under {_components(components)}, {covariance_type}; below, the mean log-likelihood over K. "
        f"On the training data it rises from {train[0]:.2f} to {train[-1]:.2f} at K = 8. On held-out data it is best "
        f"at K = {test.argmax() + 1} with {test.max():.2f} and falls to {test[-1]:.2f}; the truth has {ceiling:.2f}."
    )
    return HeldOut(figure, minus(alt), train, test, ceiling)


# -- criteria ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class Criteria(Picture):
    """`bic`, `aic` and `icl` of the drawn model, its `n_parameters`, and `best`: (K, type) with the lowest BIC."""

    bic: float
    aic: float
    icl: float
    n_parameters: int
    best: tuple[int, str]


def criteria(components: int = 4, covariance_type: str = "tied") -> Criteria:
    """A fit on data whose answer is known, beside BIC over K for the four covariance types.

    Parameters
    ----------
    components : int
    covariance_type : str

    Examples
    --------
    >>> criteria(2, "full").best
    (4, 'tied')
    """
    table = selection()
    candidate, mixture = _row(table, components, covariance_type)
    winner = min(table, key=lambda c: c.bic)
    figure, axes = new_figure(5.0, 5.5, _SPLIT, nrows=2, height_ratios=[1.2, 1])
    top, bottom = axes[:, 0]
    _draw_plane(top, mixture, f"K = {components}, {covariance_type}: {candidate.n_parameters} parameters")
    for i, kind in enumerate(TYPES):
        curve = [c for c in table if c.covariance_type == kind]
        bottom.plot(
            [c.n_components for c in curve],
            [c.bic for c in curve],
            COMPONENT_MARKERS[i],
            linestyle=COMPONENT_DASHES[i],
            color=COMPONENT_COLOURS[i],
            markersize=4.5,
            label=kind,
        )
    bottom.plot(components, candidate.bic, "o", markersize=12, markerfacecolor="none", markeredgecolor=INK)
    bottom.plot(winner.n_components, winner.bic - 12, marker=6, markersize=8, color=INK)
    bottom.legend(fontsize=8.5, ncols=2, loc="upper right", borderaxespad=0.1, frameon=False, labelcolor=INK)
    frame_axes(bottom, (0.7, 6.3), (1150, 1350), "K", "BIC", f"BIC {candidate.bic:.1f}")
    alt = (
        f"Above, 150 points under {_components(components)}, {covariance_type}, {candidate.n_parameters} parameters; "
        f"below, BIC over K for four covariance types. This model has {candidate.bic:.1f}; the lowest of all is "
        f"{winner.bic:.1f}, at K = {winner.n_components}, {winner.covariance_type}, marked by a triangle."
    )
    return Criteria(
        figure,
        minus(alt),
        candidate.bic,
        candidate.aic,
        candidate.icl,
        candidate.n_parameters,
        (winner.n_components, winner.covariance_type),
    )


@dataclass(frozen=True, eq=False, repr=False)
class ThreeCriteria(Picture):
    """`bic`, `aic` and `icl` for K = 1 … 6, and the K that each likes `best`, in this order."""

    bic: np.ndarray
    aic: np.ndarray
    icl: np.ndarray
    best: tuple[int, ...]


def three_criteria(covariance_type: str = "full") -> ThreeCriteria:
    """BIC, AIC and ICL over K for one covariance type, on data whose answer is known.

    Parameters
    ----------
    covariance_type : str

    Examples
    --------
    >>> three_criteria("tied").best
    (4, 6, 2)
    """
    rows = [c for c in selection() if c.covariance_type == covariance_type]
    counts = np.array([c.n_components for c in rows])
    values = {name: np.array([getattr(c, name) for c in rows]) for name in ("bic", "aic", "icl")}
    best = tuple(int(counts[v.argmin()]) for v in values.values())
    figure, axes = new_figure(5.0, 3.3, Margins(left=0.8))
    ax = axes[0, 0]
    for i, (name, v) in enumerate(values.items()):
        colour = COMPONENT_COLOURS[i]
        ax.plot(
            counts, v, COMPONENT_MARKERS[i], linestyle=COMPONENT_DASHES[i], color=colour, label=name.upper()
        )
        ax.plot(counts[v.argmin()], v.min(), "o", markersize=13, markerfacecolor="none", markeredgecolor=INK)
    ax.legend(fontsize=8.5, ncols=3, loc="upper right", borderaxespad=0.1, frameon=False, labelcolor=INK)
    title = f"{covariance_type}: " + ", ".join(
        f"{name.upper()} likes {K}" for name, K in zip(values, best, strict=True)
    )
    frame_axes(ax, (0.7, 6.3), (1060, 1480), "K", "criterion", title)
    alt = (
        f"Three criteria over K for covariance type {covariance_type}, minima ringed: BIC is lowest at K = {best[0]} "
        f"({values['bic'].min():.1f}), AIC at {best[1]} ({values['aic'].min():.1f}), ICL at {best[2]} "
        f"({values['icl'].min():.1f})."
    )
    return ThreeCriteria(figure, minus(alt), values["bic"], values["aic"], values["icl"], best)


# -- many starts -------------------------------------------------------------------------------------------

#: How many starts the pictures show.
STARTS = 15


@cache
def many(init_params: str) -> GaussianMixture:
    """Four tied components on `training`, from `STARTS` starts of one kind; all runs are in `runs_`."""
    mixture = GaussianMixture(
        4, covariance_type="tied", n_init=STARTS, init_params=init_params, random_state=0, **ARRIVE
    )
    return mixture.fit(training())


def reached(init_params: str) -> np.ndarray:
    """The log-likelihoods that the starts of one kind reach: (STARTS,), in nats.

    Examples
    --------
    >>> reached("random_from_data").max().round(1)
    np.float64(-553.4)
    """
    return np.array([run.statistics.log_likelihood for run in many(init_params).runs_])


@dataclass(frozen=True, eq=False, repr=False)
class Start(Picture):
    """`log_likelihood` of this start, `best` of all, `hits`: how many starts reach it, and the final `means`."""

    log_likelihood: float
    best: float
    hits: int
    means: np.ndarray


def one_start(start: int = 1) -> Start:
    """EM from four samples drawn at random, and where the other starts ended.

    Parameters
    ----------
    start : int
        From 1 to `STARTS`.

    Examples
    --------
    >>> one_start(1).best.__round__(1)
    -553.4
    """
    run, values = many("random_from_data").runs_[start - 1], reached("random_from_data")
    theta, best = run.parameters, float(values.max())
    hits, here = int(np.sum(values > best - 0.1)), float(values[start - 1])
    fitted = mixture_of(theta, "tied")
    figure, axes = new_figure(5.0, 5.2, _SPLIT, nrows=2, height_ratios=[2.1, 1])
    top, bottom = axes[:, 0]
    _draw_plane(top, fitted, f"start {start}: {run.n_iter} iterations")
    top.plot(
        *run.history[0].means.T, "s", markersize=12, markerfacecolor="none", markeredgecolor=INK, zorder=4
    )
    bottom.axhline(best, color=MUTED, linestyle=":", linewidth=1.2)
    bottom.plot(np.arange(1, STARTS + 1), values, "o", color=BLUE, markersize=5)
    bottom.plot(start, here, "D", color=VERMILION, markersize=10, markeredgecolor=PAPER)
    frame_axes(
        bottom,
        (0, STARTS + 1),
        (-572, -549),
        "start",
        "log-likelihood",
        minus(f"here {here:.1f}, best {best:.1f}"),
    )
    bottom.set_xticks([1, 5, 10, 15])
    reach = "the best top" if here > best - 0.1 else f"{best - here:.1f} below the best"
    alt = (
        f"Four components on 150 points, started at four samples (squares). Start {start} ends at log-likelihood "
        f"{here:.1f}, {reach}; {hits} of {STARTS} starts reach {best:.1f}."
    )
    return Start(figure, minus(alt), here, best, hits, theta.means)


@dataclass(frozen=True, eq=False, repr=False)
class Ways(Picture):
    """`reached`: for each way to start, the sorted log-likelihoods; `hits`: how many of them are the best."""

    reached: dict[str, np.ndarray]
    hits: dict[str, int]


def ways_to_start() -> Ways:
    """Where `STARTS` starts end, for the package's four ways to start: one strip each.

    Examples
    --------
    >>> ways_to_start().hits["kmeans"]
    15
    """
    values = {how: np.sort(reached(how)) for how in ("kmeans", "k-means++", "random_from_data", "random")}
    best = max(v.max() for v in values.values())
    hits = {how: int(np.sum(v > best - 0.1)) for how, v in values.items()}
    stuck = int(np.sum(values["random"] < values["random"][0] + 0.1))
    figure, axes = new_figure(5.0, 3.7, Margins(left=1.6))
    ax = axes[0, 0]
    for row, v in enumerate(values.values()):
        # Equal ends are stacked, so that a strip is also a histogram.
        places, counts = np.unique(np.round(v / 2) * 2, return_counts=True)
        for place, count in zip(places, counts, strict=True):
            y = -row - 0.38 + 0.84 * np.arange(count) / STARTS
            ax.plot(
                np.full(count, place),
                y,
                COMPONENT_MARKERS[row],
                color=COMPONENT_COLOURS[row],
                markersize=3.4,
                markeredgewidth=0,
            )
    frame_axes(
        ax, (-650, -546), (-3.55, 0.65), "log-likelihood at the end (steps of 2)", "", f"{STARTS} starts each"
    )
    ax.set_yticks(-np.arange(4), [f"{how}\n{hits[how]} at the top" for how in values])
    alt = (
        f"Strips of the log-likelihoods that {STARTS} starts reach. At the best top, {best:.1f}, end "
        + ", ".join(f"{hits[how]} of {how}" for how in values)
        + f". {stuck} of random stop at {values['random'][0]:.1f}."
    )
    return Ways(figure, minus(alt), values, hits)


# -- singular solutions ------------------------------------------------------------------------------------

#: Twelve samples on a line, and the wide component (mean, standard deviation) that explains them.
LINE = np.array([-2.1, -1.4, -1.2, -0.7, -0.3, 0.1, 0.4, 0.8, 1.1, 1.5, 2.2, 2.9])
WIDE = (0.3, 1.4)

#: Where the narrow component sits.
SEATS = {"on a sample": 0.8, "between two samples": 0.6}


def _normal(x, mean, sigma):
    return np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


def spike_log_likelihood(sigma, seat: float) -> np.ndarray:
    """Log-likelihood of `LINE` under ½ N(WIDE) + ½ N(seat, σ²), for an array of σ.

    Examples
    --------
    >>> spike_log_likelihood(np.array([1e-3, 1e-4]), 0.8).round(2)
    array([-22.45, -20.15])
    """
    sigma = np.asarray(sigma, float)[..., None]
    return np.log(0.5 * _normal(LINE, *WIDE) + 0.5 * _normal(LINE, seat, sigma)).sum(axis=-1)


@dataclass(frozen=True, eq=False, repr=False)
class Spike(Picture):
    """`log_likelihood` here; of the local top at moderate σ (`top_sigma`, `top`); `overtaken`: the σ below which the
    spike is higher than that top, 0 if it never is."""

    log_likelihood: float
    top_sigma: float
    top: float
    overtaken: float


def spike(sigma: float = 1.0, seat: float = 0.8) -> Spike:
    """A component that shrinks on a sample, or beside one: its density, and the log-likelihood over σ.

    Parameters
    ----------
    sigma : float
        Standard deviation of the narrow component.
    seat : float
        Its mean; a value of `SEATS`.

    Examples
    --------
    >>> spike(1e-6, 0.8).log_likelihood > spike(1.0, 0.8).log_likelihood > spike(1e-6, 0.6).log_likelihood
    True
    """
    grid = np.geomspace(1e-8, 10**0.5, 852)
    values = spike_log_likelihood(grid, seat)
    moderate = grid > 0.25
    at = int(np.flatnonzero(moderate)[values[moderate].argmax()])
    top, top_sigma = float(values[at]), float(grid[at])
    above = grid[~moderate][values[~moderate] > top]
    overtaken = float(above.max()) if above.size else 0.0
    here = float(spike_log_likelihood(sigma, seat))
    figure, axes = new_figure(5.0, 5.0, _SPLIT, nrows=2, height_ratios=[1, 1.2])
    upper, lower = axes[:, 0]
    t = np.unique(np.concatenate([np.linspace(-4, 4.6, 160), seat + sigma * np.linspace(-5, 5, 41)]))
    t = t[(t >= -4) & (t <= 4.6)]
    upper.plot(t, 0.5 * _normal(t, *WIDE) + 0.5 * _normal(t, seat, sigma), color=BLUE)
    upper.plot(LINE, np.full(LINE.size, -0.045), "|", color=INK, markersize=11, markeredgewidth=1.6)
    peak = 0.5 * _normal(seat, *WIDE) + 0.5 * _normal(seat, seat, sigma)
    _name_below(upper, "samples")
    frame_axes(upper, (-4, 4.6), (-0.16, 1.1), "", "density", f"σ = {sigma:.2g}: peak of height {peak:.3g}")
    lower.axhline(top, color=MUTED, linestyle=":", linewidth=1.2)
    for name, place in SEATS.items():
        own = place == seat
        lower.plot(
            np.log10(grid[::6]),
            spike_log_likelihood(grid[::6], place),
            color=BLUE if own else MUTED,
            linestyle="-" if own else "--",
            linewidth=1.8 if own else 1.2,
        )
        edge = float(spike_log_likelihood(1e-5, place))
        lower.text(
            -5.0, edge + (1.3 if name == "on a sample" else 0.5), name, color=INK, fontsize=8.5, va="bottom"
        )
    lower.plot(np.log10(sigma), here, "o", markersize=9, color=VERMILION, markeredgecolor=PAPER)
    frame_axes(
        lower, (-6.2, 0.5), (-32, -13), "log₁₀ σ", "log-likelihood", minus(f"log-likelihood {here:.2f}")
    )
    where = next(name for name, place in SEATS.items() if place == seat)
    alt = (
        f"Twelve samples under a wide Gaussian and a narrow one that sits {where}. With σ = {sigma:.2g} the "
        f"log-likelihood is {here:.2f}; its top at a moderate width, σ = {top_sigma:.2f}, has {top:.2f}. "
        + (
            f"Below σ = {overtaken:.1g} the spike is higher than that, and it grows without bound."
            if overtaken
            else "Shrinking only loses."
        )
    )
    return Spike(figure, minus(alt), here, top_sigma, top, overtaken)


#: Values of `reg_covar` in squared minutes, by what a reader sees.
FLOORS = {"0.000001": 1e-6, "0.0001": 1e-4, "0.001": 1e-3, "0.01": 1e-2, "0.1": 1e-1}


@dataclass(frozen=True, eq=False, repr=False)
class Rounded(Picture):
    """`narrowest`: smallest standard deviation of any component in waiting time (minutes), the waiting time at which
    that component sits (`seat`), the `weight` it has, and the fit's `bic`."""

    narrowest: float
    seat: float
    weight: float
    bic: float


@cache
def geyser(reg_covar: float) -> GaussianMixture:
    """Five diagonal components on Old Faithful, the best of three starts."""
    mixture = GaussianMixture(
        5, covariance_type="diag", n_init=3, random_state=0, reg_covar=reg_covar, **ARRIVE
    )
    return mixture.fit(load_faithful().X)


def rounded(reg_covar: float = 1e-6) -> Rounded:
    """Old Faithful's waiting times are whole minutes, and a component can sit on one of them.

    Parameters
    ----------
    reg_covar : float
        What is added to each variance, in squared minutes.

    Examples
    --------
    >>> rounded(1e-6).narrowest.__round__(4), rounded(1e-6).seat.__round__(2)
    (0.001, 83.0)
    """
    X, mixture = load_faithful().X, geyser(reg_covar)
    widths = np.sqrt(mixture.covariances_[:, 1])
    k = int(widths.argmin())
    bic = mixture.bic(X)
    figure, axes = new_figure(5.0, 3.8)
    ax = axes[0, 0]
    _draw_fit(ax, X, mixture)
    name = next(text for text, value in FLOORS.items() if value == reg_covar)
    title = f"reg_covar {name}: BIC {bic:.1f}, narrowest σ {widths[k]:.3g} min"
    frame_axes(ax, (1.3, 5.5), (40, 99), "eruption (min)", "waiting (min)", title)
    alt = (
        f"Old Faithful under five diagonal components with reg_covar {name}: BIC {bic:.1f}. The flattest "
        f"component has a standard deviation of {widths[k]:.3g} minutes in waiting time, about "
        f"{mixture.means_[k, 1]:.1f} minutes, and weight {mixture.weights_[k]:.2f}."
    )
    return Rounded(
        figure, alt, float(widths[k]), float(mixture.means_[k, 1]), float(mixture.weights_[k]), float(bic)
    )


# -- penguins ----------------------------------------------------------------------------------------------


@cache
def penguin_selection() -> Selection:
    """K from 1 to 6 with types full and tied, on all four measurements of 342 penguins."""
    return choose_model(load_penguins().X, range(1, 7), ["full", "tied"], tol=1e-5)


def adjusted_rand(table) -> float:
    """Agreement of two groupings from their table of counts: 1 if equal, 0 on average if by chance.

    Hubert & Arabie (1985).

    Examples
    --------
    >>> adjusted_rand([[3, 0], [0, 4]])
    1.0
    """
    table = np.asarray(table, float)

    def pairs(counts):
        return float(np.sum(counts * (counts - 1) / 2))

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / pairs(table.sum())
    return (pairs(table) - chance) / ((rows + columns) / 2 - chance)


@dataclass(frozen=True, eq=False, repr=False)
class Penguins(Picture):
    """`bic` of tied models for K = 1 … 6; for the drawn one, `table` (species × component) and `agreement`, the
    adjusted Rand index."""

    bic: np.ndarray
    table: np.ndarray
    agreement: float


def penguins(components: int = 3) -> Penguins:
    """Tied mixtures of all four measurements, projected on two, with the species that no fit has seen.

    Parameters
    ----------
    components : int

    Examples
    --------
    >>> penguins(3).agreement.__round__(2)
    0.96
    """
    birds, chosen = load_penguins(), penguin_selection()
    curve = np.array([c.bic for c in chosen if c.covariance_type == "tied"])
    mixture = _row(chosen, components, "tied")[1]
    # By bill length: the components' own order means nothing.
    labels = np.argsort(np.argsort(mixture.means_[:, 0]))[mixture.predict(birds.X)]
    table = np.array([[np.sum((birds.y == s) & (labels == k)) for k in range(components)] for s in range(3)])
    agreement = adjusted_rand(table) if components > 1 else 0.0
    figure, axes = new_figure(5.0, 5.6, _SPLIT, nrows=2, height_ratios=[1.9, 1])
    top, bottom = axes[:, 0]
    for s, name in enumerate(birds.species):
        top.scatter(
            *birds.X[birds.y == s][:, [0, 2]].T,
            s=11,
            marker=COMPONENT_MARKERS[s],
            color=COMPONENT_COLOURS[s],
            alpha=0.6,
            linewidth=0,
            label=name,
        )
    pair = np.ix_([0, 2], [0, 2])
    for mean, S in zip(mixture.means_, matrices(mixture), strict=True):
        top.plot(*ellipse(mean[[0, 2]], S[pair], COVERAGE, 48).boundary.T, color=INK, linewidth=1.4)
    _name_below(top, "bill length (mm)")
    top.legend(
        fontsize=8.5, loc="upper left", borderaxespad=0.1, handletextpad=0.2, frameon=False, labelcolor=INK
    )
    frame_axes(
        top,
        (30, 62),
        (166, 236),
        "",
        "flipper length (mm)",
        f"K = {components}, tied: adjusted Rand index {agreement:.2f}",
    )
    counts = np.arange(1, 7)
    bottom.plot(counts, curve, "o-", color=BLUE, markersize=5)
    bottom.plot(
        components, curve[components - 1], "o", markersize=12, markerfacecolor="none", markeredgecolor=INK
    )
    frame_axes(bottom, (0.7, 6.3), (10430, 11200), "K", "BIC", f"BIC {curve[components - 1]:.1f}")
    alt = (
        f"342 penguins by bill and flipper, marked by species, under {_components(components, 'tied ')} fitted to four "
        f"measurements without species. BIC is {curve[components - 1]:.1f}, the lowest at K = "
        f"{counts[curve.argmin()]}; the adjusted Rand index against the species is {agreement:.2f}."
    )
    return Penguins(figure, minus(alt), curve, table, agreement)
