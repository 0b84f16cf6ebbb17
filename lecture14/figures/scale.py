"""The pictures of chapter "EM at scale": statistics that add, what they cost in memory, and what threads can gain."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from ..clustering import GaussianMixture, Parameters, SufficientStatistics, m_step
from ..clustering.gaussian import ellipse
from ..clustering.sweep import FeatureSweep
from ..data import load_faithful
from .clusters import COVERAGE, mixture_of
from .em import GEYSER_START
from .picture import Picture
from .style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_MARKERS,
    GREEN,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    minus,
    new_figure,
)

#: Old Faithful's 272 eruptions as blocks of 17 rows.
BLOCKS = 16


@cache
def geyser() -> GaussianMixture:
    """The mixture of two that fits Old Faithful, short eruptions first."""
    start = {**GEYSER_START, "means_init": [[2.0, 55.0], [4.3, 80.0]]}
    return GaussianMixture(2, tol=1e-9, max_iter=500, **start).fit(load_faithful().X)


# -- digits ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
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
    """The variance of the eruptions' durations, with the clock's zero moved by 10 to the `exponent` minutes.

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
    figure, axes = new_figure(5.0, 3.9, Margins(left=0.75, bottom=0.85))
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
    frame_axes(ax, (-0.4, 9.4), (4e-18, 1e4), "offset, as a power of ten", "relative error", minus(title))
    with lecture_style():
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=3, fontsize=8, columnspacing=1.0)
    limit = (
        f"{10.0 ** (exponent - 14):.0e}" if added_error < 10.0 ** (exponent - 14) else f"{added_error:.0e}"
    )
    alt = (
        f"Relative error of a variance against an offset of the data. At 10^{exponent} the formula E[x²] − E[x]² gives "
        f"{raw:.4g}, an error of {_size(raw_error)}; centred blocks that are added stay below {limit}, and data "
        f"shifted to zero first below {1e-14 if shifted_error < 1e-14 else shifted_error:.0e}."
    )
    return OffsetError(figure, minus(alt), raw, raw_error, added_error, shifted_error)


def _size(error: float) -> str:
    return f"{error:.1g}" if error >= 1e-10 else "less than 1e-10"


# -- folding -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class Fold(Picture):
    """`partial`: how many partial sums stand for the blocks so far, the `means` (K, d) estimated from them, and how far
    these are from the whole's at most, as a `distance` in the whole's standard deviations."""

    partial: int
    means: np.ndarray
    distance: float


@cache
def block_statistics() -> tuple[SufficientStatistics, ...]:
    """The statistics of each block of 17 eruptions under the fitted mixture."""
    return tuple(geyser().partial_statistics(block) for block in np.split(load_faithful().X, BLOCKS))


def fold_blocks(blocks: int = 11) -> Fold:
    """The first blocks of Old Faithful, added like a tree, and the components that their sum gives.

    Parameters
    ----------
    blocks : int, 1 to 16

    Examples
    --------
    >>> fold_blocks(11).partial, fold_blocks(16).partial
    (3, 1)
    """
    X, whole = load_faithful().X, geyser()
    theta = m_step(sum(block_statistics()[:blocks]))
    deviations = np.sqrt(np.diagonal(whole.covariances_, axis1=1, axis2=2))
    distance = float(np.max(np.abs(theta.means - whole.means_) / deviations))
    partial = blocks.bit_count()

    figure, axes = new_figure(5.0, 5.6, Margins(between=0.4), nrows=2)
    _tree(axes[0, 0], blocks, partial)
    ax = axes[1, 0]
    rows = blocks * len(X) // BLOCKS
    ax.plot(*X[rows:].T, "o", markersize=3, color=MUTED, alpha=0.3, markeredgewidth=0)
    ax.plot(*X[:rows].T, "o", markersize=3.4, color=INK, alpha=0.65, markeredgewidth=0)
    for k, mean in enumerate(theta.means):
        colour = COMPONENT_COLOURS[k]
        boundary = ellipse(whole.means_[k], whole.covariances_[k], COVERAGE).boundary
        ax.plot(*boundary.T, color=MUTED, linestyle="--", linewidth=1.4)
        boundary = ellipse(mean, theta.covariances[k], COVERAGE).boundary
        ax.plot(*boundary.T, color=colour)
        ax.plot(*mean, COMPONENT_MARKERS[k], color=colour, markersize=8, markeredgecolor=PAPER)
    off = f"{distance:.2f}" if distance >= 0.005 else "less than 0.005"
    frame_axes(
        ax, (1.2, 5.6), (38, 100), "duration (minutes)", "waiting (minutes)",
        f"{rows} of 272 rows: means off by {off}",
    )  # fmt: skip
    alt = (
        f"Above, a tree over 16 blocks of 17 rows, of which {blocks} are in; they stand as {partial} partial "
        f"sum{'s' if partial > 1 else ''}. Below, the two ellipses that these {rows} rows give (solid) beside those of "
        f"all 272 (dashed): the means are off by {off} standard deviations."
    )
    return Fold(figure, alt, partial, theta.means, distance)


def _tree(ax: Axes, blocks: int, partial: int) -> None:
    """Leaves at the bottom, one sum for each pair above; a node is full once all its leaves are in."""
    for level in range(5):
        width = 2**level
        for j in range(BLOCKS // width):
            x = (j + 0.5) * width - 0.5
            full = (j + 1) * width <= blocks
            # A partial sum that no larger one has taken in yet.
            alive = full and (level == 4 or (j // 2 + 1) * 2 * width > blocks)
            if level < 4:
                parent = (j // 2 + 0.5) * 2 * width - 0.5
                ax.plot(
                    [x, parent], [level, level + 1], color=INK if full else MUTED,
                    linewidth=1.3 if full else 0.6, linestyle="-" if full else ":", zorder=1,
                )  # fmt: skip
            ax.plot(
                x, level, "o" if level else "s", markersize=13 if level else 9, zorder=2,
                color=VERMILION if alive else BLUE if full else PAPER,
                markeredgecolor=INK if full else MUTED, markeredgewidth=2.2 if alive else 0.8,
            )  # fmt: skip
            if level:
                ax.text(
                    x, level - 0.02, "+", color=PAPER if full else MUTED, ha="center", va="center", zorder=3
                )
    title = f"{blocks} of {BLOCKS} blocks: {partial} partial sum{'s' if partial > 1 else ''} (thick rim)"
    frame_axes(ax, (-0.8, 15.8), (-0.5, 4.6), "", "", title)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


# -- memory ------------------------------------------------------------------------------------------------

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

#: Features and components of the problem whose memory is counted, with full covariances.
FEATURES, COMPONENTS = 8, 10


@dataclass(frozen=True, eq=False, repr=False)
class Memory(Picture):
    """Bytes of the `data`, of working arrays for `everything` at once and for one `block`, and of the `statistics`; and
    how many `blocks` a sweep meets."""

    data: int
    everything: int
    block: int
    statistics: int
    blocks: int


def working_bytes(rows: int, d: int = FEATURES, K: int = COMPONENTS) -> int:
    """Bytes of the working arrays of one block, as the engine counts them: p features and 2K numbers a row.

    Examples
    --------
    >>> working_bytes(1000)
    520000
    """
    p = (d + 1) * (d + 2) // 2
    return 8 * rows * (p + 2 * K)


def memory(rows: float = 1e8, block: float = 1024) -> Memory:
    """What one sweep of EM holds in memory, counted: 8 features, 10 components.

    Parameters
    ----------
    rows : float
        Rows of the data.
    block : float
        Rows of a block.

    Examples
    --------
    >>> small, large = memory(1e4, 1024), memory(1e9, 1024)
    >>> large.data // small.data, large.block == small.block
    (100000, True)
    """
    n = round(rows)
    size = min(round(block), n)
    d, K = FEATURES, COMPONENTS
    data, everything, working = 8 * n * d, working_bytes(n), working_bytes(size)
    statistics = 8 * (K * (1 + d + d * d) + 1)
    blocks = -(-n // size)
    figure, axes = new_figure(5.0, 3.5, Margins(left=1.45, right=0.2))
    ax = axes[0, 0]
    names = ("the data", "all rows at once", "one block", "the statistics")
    values = (data, everything, working, statistics)
    hatches, colours = ("", "//", "", "xx"), (MUTED, VERMILION, BLUE, GREEN)
    for y, (value, colour, hatch) in enumerate(zip(values, colours, hatches, strict=True)):
        ax.barh(-y, value - 1, left=1, height=0.6, color=colour, hatch=hatch, edgecolor=PAPER, linewidth=0)
        inside = value > 1e8
        place = {"x": value * (0.6 if inside else 1.6), "ha": "right" if inside else "left"}
        ax.text(
            y=-y, s=in_bytes(value), va="center", color=INK, fontsize=9,
            bbox={"facecolor": PAPER, "pad": 1.5, "linewidth": 0}, **place,
        )  # fmt: skip
    for limit, text in ((2**20, "cache\n1 MiB"), (2**34, "memory\n16 GiB")):
        ax.axvline(limit, color=INK, linewidth=1.1, linestyle="--", zorder=0.5)
        ax.text(limit, -3.95, text, color=INK, fontsize=8, ha="center", va="center",
                bbox={"facecolor": PAPER, "pad": 1, "linewidth": 0})  # fmt: skip
    ax.set_xscale("log")
    title = f"{power(n)} rows in {blocks:,} block{'s' if blocks > 1 else ''} of {size:,}".replace(",", " ")
    frame_axes(ax, (1e2, 1e13), (-4.35, 0.5), "bytes", "", title)
    ax.set_yticks(range(0, -4, -1), names)
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    fits = "fits" if working <= 2**20 else "does not fit"
    alt = (
        f"Bytes of one sweep over {power(n)} rows of 8 features with 10 components: the data {in_bytes(data)}, the "
        f"working arrays of all rows at once {in_bytes(everything)}, those of one block of {size} rows "
        f"{in_bytes(working)}, which {fits} a cache of 1 MiB; the statistics {in_bytes(statistics)}. "
        f"Blocks: {blocks}."
    )
    return Memory(figure, alt, data, everything, working, statistics, blocks)


def in_bytes(value: int) -> str:
    """A size as readers know it.

    Examples
    --------
    >>> in_bytes(5848), in_bytes(64 * 10**9)
    ('5.7 KiB', '59.6 GiB')
    """
    unit = min(int(np.log2(value)) // 10, 4)
    return f"{value / 2 ** (10 * unit):.1f} {('B', 'KiB', 'MiB', 'GiB', 'TiB')[unit]}"


def power(n: int) -> str:
    """A number of rows as text, short if it is a power of ten.

    Examples
    --------
    >>> power(10_000_000), power(12_345)
    ('10⁷', '12 345')
    """
    exponent = len(str(n)) - 1
    if n == 10**exponent:
        return "10" + str(exponent).translate(SUPERSCRIPT)
    return f"{n:,}".replace(",", " ")


# -- operations against bytes ------------------------------------------------------------------------------


class Counted(np.ndarray):
    """An array that notes, for every NumPy function it meets, operations done and bytes read and written.

    It computes nothing differently: like a dual number, it rides along on code that knows nothing of it. `tally` is the
    list ``[operations, bytes]`` that its views share. An exponential counts as one operation, as a product does.
    """

    tally: list[int] | None

    def __array_finalize__(self, obj):
        self.tally = getattr(obj, "tally", None)

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        plain = [np.asarray(a) for a in inputs]
        if out is not None:
            options["out"] = tuple(np.asarray(a) for a in out)
        result = getattr(ufunc, method)(*plain, **options)
        if ufunc is np.matmul:
            operations = 2 * result.size * plain[0].shape[-1]
        else:
            operations = plain[0].size if method == "reduce" else result.size
        self._note(operations, sum(a.nbytes for a in plain) + result.nbytes)
        if out is not None:
            return out[0]
        if np.ndim(result) == 0:
            return result
        counted = result.view(Counted)
        counted.tally = self.tally
        return counted

    def __array_function__(self, function, types, args, kwargs):
        # Of these the sweep uses `copyto` alone: it reads and writes, and computes nothing.
        plain = [np.asarray(a) for a in args]
        self._note(0, 2 * plain[0].nbytes)
        return function(*plain, **kwargs)

    def _note(self, operations, moved):
        if self.tally is not None:
            self.tally[0] += operations
            self.tally[1] += moved


@dataclass(frozen=True)
class Work:
    """What one row costs in a sweep: `operations`, bytes of the `row` itself, and bytes `moved` by all steps."""

    operations: float
    row: int
    moved: float

    @property
    def blocked(self) -> float:
        """Operations for each byte from memory if only the row comes from there, the working arrays from the cache."""
        return self.operations / self.row

    @property
    def unblocked(self) -> float:
        """Operations for each byte from memory if every step reads from there and writes to there."""
        return self.operations / self.moved


@cache
def count_sweep(d: int, K: int, n: int = 4096) -> Work:
    """Run the engine's own sweep over n rows on arrays that count.

    Examples
    --------
    >>> work = count_sweep(2, 3)
    >>> round(work.operations), work.row, round(work.moved)
    (95, 16, 544)
    """
    X = np.random.default_rng(0).normal(size=(n, d))
    theta = Parameters(np.full(K, 1 / K), X[:K], np.repeat(np.eye(d)[None], K, axis=0))
    sweep = FeatureSweep(theta, X.mean(axis=0), np.ptp(X, axis=0))
    tally = [0, 0]
    for name, shape in (("F", (sweep.p, n)), ("L", (K, n))):
        array = np.ones(shape).view(Counted)
        array.tally = tally
        setattr(sweep, name, array)
    sweep.add(X)
    return Work(tally[0] / n, 8 * d, tally[1] / n)


#: Operations a second of one core of an imagined machine, and bytes a second from memory for all cores together.
CORE, BANDWIDTH = 10e9, 20e9

#: Features and components of the problems of `roofline`.
PROBLEMS = {"2 features, 3 components": (2, 3), "8 features, 10 components": (8, 10)}


@dataclass(frozen=True, eq=False, repr=False)
class Roofline(Picture):
    """Arithmetic intensity (operations a byte) and speed-up over one thread, with the working arrays in the cache
    (`blocked`) and in memory (`unblocked`)."""

    blocked: float
    unblocked: float
    blocked_gain: float
    unblocked_gain: float


def attainable(intensity, threads):
    """The roofline: operations a second, limited by the cores or by the memory.

    Examples
    --------
    >>> float(attainable(0.25, 4)) / 1e9, float(attainable(8.0, 4)) / 1e9
    (5.0, 40.0)
    """
    return np.minimum(threads * CORE, np.asarray(intensity) * BANDWIDTH)


def roofline(threads: int = 8, problem: str = "2 features, 3 components") -> Roofline:
    """What threads can gain at best, by operations against bytes (Williams, Waterman & Patterson 2009).

    Parameters
    ----------
    threads : int
    problem : a key of `PROBLEMS`

    Examples
    --------
    >>> picture = roofline(8)
    >>> picture.blocked_gain, picture.unblocked_gain
    (8.0, 1.0)
    """
    work = count_sweep(*PROBLEMS[problem])
    gains = [
        float(attainable(i, threads) / attainable(i, 1)) for i in (work.blocked, work.unblocked)
    ]  # fmt: skip
    figure, axes = new_figure(5.0, 3.7, Margins(left=0.75))
    ax = axes[0, 0]
    intensity = np.geomspace(0.05, 100, 200)
    ax.loglog(intensity, attainable(intensity, 1) / 1e9, color=MUTED, linestyle=":", linewidth=1.4)
    ax.loglog(intensity, attainable(intensity, threads) / 1e9, color=INK)
    ax.text(95, CORE / 1e9 * 0.72, "1 thread", color=INK, fontsize=8.5, ha="right", va="top")
    ax.text(
        0.056,
        300,
        "slope: memory, 20 Gbyte/s\nflat: cores, 10 Gflop/s each",
        color=INK,
        fontsize=8.5,
        va="top",
    )
    styles = ((work.blocked, BLUE, "o", "in blocks"), (work.unblocked, VERMILION, "^", "all rows at once"))
    for (x, colour, marker, name), gain in zip(styles, gains, strict=True):
        y = float(attainable(x, threads)) / 1e9
        ax.plot([x, x], [0.5, y], color=colour, linewidth=1.0, linestyle="--")
        ax.plot(x, y, marker, color=colour, markersize=10, markeredgecolor=PAPER)
        ax.text(
            x * 1.12, 1.1, f"{name}\n{x:.2g} a byte\n{gain:.1f}× faster", color=INK, fontsize=8.5, va="center"
        )
    frame_axes(
        ax, (0.05, 100), (0.5, 400), "operations for each byte from memory", "10⁹ operations a second",
        f"{threads} thread{'s' if threads > 1 else ''}, {problem}",
    )  # fmt: skip
    alt = (
        f"Roofline of an imagined machine, 10 Gflop/s a core and 20 Gbyte/s for all: a sloping roof of memory, then a "
        f"flat one of {threads} thread{'s' if threads > 1 else ''}. With {problem}, in blocks the sweep does "
        f"{work.blocked:.2g} operations a byte and can be {gains[0]:.1f} times as fast as with one thread; over all "
        f"rows at once {work.unblocked:.2g} a byte, {gains[1]:.1f} times."
    )
    return Roofline(figure, alt, work.blocked, work.unblocked, *gains)


# -- streaming ---------------------------------------------------------------------------------------------

#: Passes over the data in `streaming`.
PASSES = 10


def scaled(statistics: SufficientStatistics, factor: float) -> SufficientStatistics:
    """The statistics of the same rows, each with its weight multiplied by a factor.

    Examples
    --------
    >>> scaled(block_statistics()[0], 2.0).n_samples
    34.0
    """
    return replace(
        statistics,
        counts=factor * statistics.counts,
        scatter=factor * statistics.scatter,
        log_likelihood=factor * statistics.log_likelihood,
    )


@cache
def top() -> float:
    """The largest log-likelihood of two components on Old Faithful, in nats."""
    X = load_faithful().X
    return float(geyser().score(X) * len(X))


def _start() -> Parameters:
    return Parameters(
        np.array(GEYSER_START["weights_init"]),
        np.array(GEYSER_START["means_init"]),
        np.linalg.inv(np.array(GEYSER_START["precisions_init"])),
    )


def _short(theta: Parameters) -> float:
    X = load_faithful().X
    return top() - float(mixture_of(theta).score(X) * len(X))


def _blocks(size: int) -> list[np.ndarray]:
    X = load_faithful().X
    return [X[a:b] for a, b in pairwise(range(0, len(X) + 1, size))]


@cache
def incremental_path(size: int) -> tuple[float, ...]:
    """Nats below the top after each pass: one block's statistics replaced at a time (Neal & Hinton 1998).

    With a block of all 272 rows it is EM itself.
    """
    blocks, theta = _blocks(size), _start()
    kept = [mixture_of(theta).partial_statistics(block) for block in blocks]
    theta = m_step(sum(kept))
    path = [_short(_start()), _short(theta)]
    while len(path) <= PASSES:
        for j, block in enumerate(blocks):
            kept[j] = mixture_of(theta).partial_statistics(block)
            theta = m_step(sum(kept))
        path.append(_short(theta))
    return tuple(path)


@cache
def stepwise_path(size: int, alpha: float) -> tuple[float, ...]:
    """Nats below the top after each pass: statistics that forget, with step (t + 1)^−α (Cappé & Moulines 2009)."""
    blocks, theta = _blocks(size), _start()
    total, t = None, 0
    path = [_short(theta)]
    for _ in range(PASSES):
        for block in blocks:
            new = scaled(mixture_of(theta).partial_statistics(block), 1 / len(block))
            t += 1
            step = (t + 1) ** -alpha
            total = new if total is None else scaled(total, 1 - step) + scaled(new, step)
            theta = m_step(total)
        path.append(_short(theta))
    return tuple(path)


@dataclass(frozen=True, eq=False, repr=False)
class Streaming(Picture):
    """Nats below the top after each pass: `batch` (EM), `incremental` and `stepwise`."""

    batch: tuple[float, ...]
    incremental: tuple[float, ...]
    stepwise: tuple[float, ...]


def streaming(size: int = 16, alpha: float = 0.6) -> Streaming:
    """EM, incremental EM and stepwise EM on Old Faithful, by passes over the data.

    Parameters
    ----------
    size : int
        Rows of a block: a divisor of 272.
    alpha : float
        How fast stepwise EM's steps shrink: above 0.5, at most 1.

    Examples
    --------
    >>> picture = streaming(272)
    >>> picture.batch == picture.incremental
    True
    """
    batch, incremental, stepwise = incremental_path(272), incremental_path(size), stepwise_path(size, alpha)
    figure, axes = new_figure(5.0, 3.8, Margins(left=0.75, bottom=0.85))
    ax = axes[0, 0]
    curves = {
        "EM": (batch, BLUE, "-", "o"),
        "incremental": (incremental, GREEN, "-.", "s"),
        "stepwise": (stepwise, VERMILION, "--", "^"),
    }
    for name, (path, colour, line, marker) in curves.items():
        values = np.maximum(path, 1e-5)
        ax.semilogy(
            range(PASSES + 1), values, color=colour, linestyle=line, marker=marker, markersize=4.5, label=name
        )
    title = f"blocks of {size} rows, steps (t + 1)^−{alpha:g}"
    frame_axes(ax, (-0.2, PASSES + 0.2), (1e-4, 3e3), "passes over the data", "nats below the top", title)
    with lecture_style():
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=3, fontsize=8.5)
    early, late = (
        ", ".join(f"{name} {_nats(path[at])}" for name, (path, *_) in curves.items()) for at in (2, PASSES)
    )
    alt = f"Blocks of {size} rows. Nats below the top after 2 passes: {early}. After {PASSES}: {late}."
    return Streaming(figure, minus(alt), batch, incremental, stepwise)


def _nats(value: float) -> str:
    if value < 1e-3:
        return "under 0.001"
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"
