"""The axes of the pictures of Old Faithful."""

from matplotlib.axes import Axes

from lecture14.figures.style import frame_axes


def geyser_axes(ax: Axes, title: str) -> None:
    """The axes of every picture of Old Faithful.

    Parameters
    ----------
    ax : Axes
    title : str
    """
    frame_axes(ax, (1.2, 5.6), (33, 102), "duration of the eruption (min)", "time to the next (min)", title)
