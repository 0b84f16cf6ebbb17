"""What no Gaussian has: a skew flank, a cut, a heap at the end of the scale."""

from typing import NamedTuple

import numpy as np

from lecture14.data import load_cells
from lecture14.figures.cells.events import COFACTOR
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, GRID, INK, MUTED, frame_axes, new_figure

#: The end of the instrument's scale.
END = 2.0**18
#: On the arcsinh scale an event above this is bright.
BRIGHT = 2.3


class Sample(NamedTuple):
    """Values of one channel of one well."""

    well: int
    column: int
    name: str


#: What `shape` can show: bright events by a fluorescence, dark ones by side scatter, drawn as log₁₀.
SHAPES = {
    "skew: red": Sample(1, 2, "Y2′ of bright events, RFP B3"),
    "skew: yellow": Sample(2, 3, "B1′ of bright events, YFP A7"),
    "cut: scatter": Sample(0, 0, "log₁₀ SSC-H of dark events, CFP B4"),
    "end of scale: red": Sample(3, 2, "Y2′ of bright events, RFP A6"),
}


def values(kind: str) -> np.ndarray:
    """The values that a shape has, on their scale: (n,) array.

    Examples
    --------
    >>> len(values("end of scale: red"))
    52
    """
    cells, (well, column, _) = load_cells(), SHAPES[kind]
    raw = cells.X[cells.y == well]
    scaled = np.arcsinh(raw / COFACTOR)
    if column == 0:
        return np.log10(raw[scaled[:, 1] < 1, 0])
    return scaled[scaled[:, column] > BRIGHT, column]


class Shape(Picture):
    """`skewness`: the third standardised moment; `at_end`: events at the end of the scale; `below`, `above`: shares of
    events outside of two standard deviations, 0.023 each for a Gaussian."""

    skewness: float
    at_end: int
    below: float
    above: float


def shape(kind: str = "skew: red") -> Shape:
    """A population and the Gaussian with its mean and variance.

    Parameters
    ----------
    kind : str, a key of `SHAPES`

    Examples
    --------
    >>> shape("cut: scatter").below
    0.0
    """
    z, sample = values(kind), SHAPES[kind]
    mean, sigma = float(z.mean()), float(z.std())
    u = (z - mean) / sigma
    skewness, below, above = float(np.mean(u**3)), float(np.mean(u < -2)), float(np.mean(u > 2))
    at_end = int(np.sum(z > np.arcsinh((END - 1) / COFACTOR))) if sample.column else 0
    x = np.linspace(mean - 3.5 * sigma, mean + 3.5 * sigma, 121)
    figure, axes = new_figure(5.0, 3.0)
    ax = axes[0, 0]
    ax.hist(
        z,
        bins=np.linspace(x[0], x[-1], 43).tolist(),
        density=True,
        color=GRID,
        edgecolor=MUTED,
        linewidth=0.4,
    )
    ax.plot(x, np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi)), color=BLUE)
    if at_end:
        ax.axvline(np.arcsinh(END / COFACTOR), color=INK, linestyle="--", linewidth=1.2)
    top = 1.05 * float(ax.get_ylim()[1])
    frame_axes(
        ax, (x[0], x[-1]), (0, top), sample.name, "density", f"{len(z)} events: skewness {skewness:.2f}"
    )
    alt = (
        f"{sample.name}: {len(z)} events and the Gaussian with their mean and variance. Skewness {skewness:.2f}; "
        f"{100 * below:.1f} % lie more than two standard deviations below, {100 * above:.1f} % above, where a "
        f"Gaussian has 2.3 % each" + (f". At the end of the scale: {at_end}." if at_end else ".")
    )
    return Shape(figure, alt, skewness, at_end, below, above)
