"""Memory: bytes that one sweep of EM holds."""

import numpy as np

from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, GREEN, INK, MUTED, PAPER, VERMILION, Margins, frame_axes, new_figure

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

#: Features and components of the problem whose memory is counted, with full covariances.
FEATURES, COMPONENTS = 8, 10


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
        # As floats, here and below: whole numbers of 32 bits, which a page has, end at 2 GiB.
        ax.barh(-y, value - 1.0, left=1, height=0.6, color=colour, hatch=hatch, edgecolor=PAPER, linewidth=0)
        inside = value > 1e8
        place = {"x": value * (0.6 if inside else 1.6), "ha": "right" if inside else "left"}
        ax.text(
            y=-y, s=in_bytes(value), va="center", color=INK, fontsize=9,
            bbox={"facecolor": PAPER, "pad": 1.5, "linewidth": 0}, **place,
        )  # fmt: skip
    for limit, text in ((2.0**20, "cache\n1 MiB"), (2.0**34, "memory\n16 GiB")):
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
