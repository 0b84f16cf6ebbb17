"""One look for every picture: the palette, in light and dark, and an empty figure to draw on.

The eight colours are Okabe and Ito's, which readers with any common colour blindness tell apart (Okabe & Ito 2008,
"Color Universal Design"). A drawing names the light value; the SVG writer turns that into a CSS variable, so that the
same picture follows the page into its dark theme.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation


class Colour(NamedTuple):
    """A colour of the palette in both themes, as hexadecimal strings."""

    light: str
    dark: str


PALETTE = {
    "ink": Colour("#1f2933", "#e4e8ec"),
    "muted": Colour("#5a6672", "#a9b4be"),
    "grid": Colour("#dde2e7", "#39424c"),
    "paper": Colour("#fffffe", "#121212"),
    "blue": Colour("#0072b2", "#5db7ee"),
    "orange": Colour("#e69f00", "#f2b736"),
    "green": Colour("#009e73", "#2fcf9f"),
    "vermilion": Colour("#d55e00", "#ff8b47"),
    "purple": Colour("#b0558b", "#e79bc9"),
}

INK, MUTED, GRID, PAPER, BLUE, ORANGE, GREEN, VERMILION, PURPLE = (c.light for c in PALETTE.values())

#: Component k of a mixture is drawn in COMPONENT_COLOURS[k] with COMPONENT_MARKERS[k] and COMPONENT_DASHES[k]: never
#: by colour alone.
COMPONENT_COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, INK)
COMPONENT_MARKERS = ("o", "^", "s", "D", "v", "P")
COMPONENT_DASHES = ("-", "--", "-.", ":")

_MINUS = re.compile(r"(?<!\w)-(?=[\d.])|(?<=e)-(?=\d)")

_RC: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.5,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=[BLUE, VERMILION, GREEN, PURPLE, ORANGE]),
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "figure.facecolor": "none",
    "mathtext.fontset": "dejavusans",
    # The fixed salt makes the ids, and so the bytes, repeatable.
    "svg.hashsalt": "lecture14",
}


@contextmanager
def lecture_style() -> Iterator[None]:
    """Draw in the lecture's style inside the block; the reader's own rcParams come back afterwards."""
    with mpl.rc_context(_RC):
        yield


class Margins(NamedTuple):
    """Room around and between the axes, in inches, for labels of `font.size` points.

    The letters of a page are larger (`lecture14.figures.lettering`), so `new_figure` widens the room and the figure
    with it; the axes keep their size.
    """

    left: float = 0.62
    right: float = 0.15
    bottom: float = 0.5
    top: float = 0.32
    between: float = 0.55

    def widened(self) -> "Margins":
        """Room for a page's letters: wider by a fifth, narrow edges aside, which hold no label."""
        return Margins(*(_PAGE * room if room >= 0.3 else room for room in self))


#: Labels of a page are this much higher than those that `font.size` sets; they are wider by less, in a narrower font.
_PAGE = 1.2


def new_figure(
    width: float = 5.0, height: float = 3.2, margins: Margins | None = None, **subplots
) -> tuple[Figure, np.ndarray]:
    """An empty figure and the array of its axes, in the lecture's style.

    Parameters
    ----------
    width, height : float
        Size in inches, before the margins are widened for the page's letters.
    margins : Margins, optional
        Fixed, not fitted to the labels: from frame to frame the axes must stay in place, and fitting doubles the time.
    **subplots
        Passed to `matplotlib.figure.Figure.subplots` (``ncols``, ``width_ratios`` …).

    Returns
    -------
    figure : matplotlib.figure.Figure
        Not known to pyplot: nothing accumulates, nothing is shown twice.
    axes : (nrows, ncols) array of matplotlib.axes.Axes

    Examples
    --------
    >>> figure, axes = new_figure(ncols=2)
    >>> axes.shape
    (1, 2)
    """
    margins = margins or Margins()
    rows, columns = subplots.get("nrows", 1), subplots.get("ncols", 1)
    inner_width = (width - margins.left - margins.right - (columns - 1) * margins.between) / columns
    inner_height = (height - margins.bottom - margins.top - (rows - 1) * margins.between) / rows
    left, right, bottom, top, between = margins.widened()
    width = left + right + columns * inner_width + (columns - 1) * between
    height = bottom + top + rows * inner_height + (rows - 1) * between
    grid = {
        "left": left / width,
        "right": 1 - right / width,
        "bottom": bottom / height,
        "top": 1 - top / height,
        "wspace": between / inner_width,
        "hspace": between / inner_height,
    }
    with lecture_style():
        figure = Figure(figsize=(width, height))
        axes = figure.subplots(squeeze=False, gridspec_kw=grid, **subplots)
    for (row, column), ax in np.ndenumerate(axes):
        # Placed by hand: fitting labels to their ticks is half the time of a frame, and lets them jump between frames.
        beside = (left if column == 0 else between) - 0.08
        below = (bottom if row == rows - 1 else min(bottom, between)) - 0.21
        ax.yaxis.set_label_coords(
            0, 0.5, ax.transAxes + ScaledTranslation(-beside, 0, figure.dpi_scale_trans)
        )
        ax.xaxis.set_label_coords(0.5, 0, ax.transAxes + ScaledTranslation(0, -below, figure.dpi_scale_trans))
        ax.yaxis.label.set_verticalalignment("top")
    return figure, axes


def frame_axes(ax: Axes, xlim, ylim, xlabel: str, ylabel: str, title: str = "") -> None:
    """Fix limits and names, so that from frame to frame only the data move; the title gets true minus signs."""
    with lecture_style():
        ax.set(xlim=xlim, ylim=ylim, xlabel=xlabel, ylabel=ylabel)
        # A title without y looks for ticks to avoid, which costs a third of a frame.
        ax.set_title(minus(title), y=1.0)


def minus(text: str) -> str:
    """Numbers in prose with a true minus sign, as on matplotlib's axes."""
    return _MINUS.sub("−", text)


def mix(weights, colours=COMPONENT_COLOURS) -> np.ndarray:
    """Blend component colours by responsibilities.

    A blend of the palette's colours follows the page into its dark theme, as `css_colour` writes it.

    Parameters
    ----------
    weights : (n, K) array, rows summing to one
    colours : sequence of at least K colours

    Returns
    -------
    (n, 3) array of RGB values in [0, 1]

    Examples
    --------
    >>> mix([[1.0, 0.0]], ["#000000", "#ffffff"])
    array([[0., 0., 0.]])
    """
    weights = np.asarray(weights, float)
    rgb = np.array([to_rgb(c) for c in colours[: weights.shape[1]]])
    blends = np.clip(weights @ rgb, 0.0, 1.0)
    names = [css_colours().get(to_hex(c)) for c in rgb]
    for row, blend in zip(weights, blends, strict=True):
        parts = [(w, name) for w, name in zip(row, names, strict=True) if w > 0]
        if len(parts) > 1 and all(name for _, name in parts):
            _BLENDS[to_hex(blend)] = _color_mix(parts)
    return blends


#: How CSS blends the palette's colours to those that `mix` has returned, by their hexadecimal spelling.
_BLENDS: dict[str, str] = {}


def _color_mix(parts) -> str:
    """CSS mixes two colours at a time: the third with the mixture of the first two, and so on."""
    total, text = parts[0]
    for weight, name in parts[1:]:
        total += weight
        text = f"color-mix(in srgb,{name} {100 * weight / total:.3g}%,{text})"
    return text


@cache
def css_colours() -> dict[str, str]:
    """The CSS variable that replaces each light colour of the palette, by its hexadecimal spelling."""
    return {to_hex(c.light): f"var(--l14-{name},{c.light})" for name, c in PALETTE.items()}


def css_colour(declaration: str) -> str:
    """A CSS declaration of a colour, ``fill:#0072b2``, in the page's own colours.

    A colour of the palette becomes its variable. A blend by `mix` becomes a mixture of variables, after the plain
    colour, which stays for browsers that cannot mix.

    Examples
    --------
    >>> css_colour("fill:#0072b2")
    'fill:var(--l14-blue,#0072b2)'
    >>> _ = mix([[0.5, 0.5]], [INK, PAPER])
    >>> css_colour("fill:#8f9498")
    'fill:#8f9498;fill:color-mix(in srgb,var(--l14-paper,#fffffe) 50%,var(--l14-ink,#1f2933))'
    """
    name, colour = declaration.split(":")
    if colour in css_colours():
        return f"{name}:{css_colours()[colour]}"
    return f"{declaration};{name}:{_BLENDS[colour]}" if colour in _BLENDS else declaration


def palette_css() -> str:
    """The palette as CSS variables for both themes of the book, and for those of notebooks.

    Examples
    --------
    >>> "--l14-blue:#0072b2" in palette_css()
    True
    """
    light = ";".join(f"--l14-{name}:{c.light}" for name, c in PALETTE.items())
    dark = ";".join(f"--l14-{name}:{c.dark}" for name, c in PALETTE.items())
    themes = "html[data-theme=dark],body[data-jp-theme-light=false],.vscode-dark"
    return f"html{{{light}}}\n{themes}{{{dark}}}\n@media print{{html[data-theme]{{{light}}}}}\n"
