"""The penguins' features: their names, the pairs to choose from, and their axes."""

from matplotlib.axes import Axes

from lecture14.figures.style import frame_axes

#: Index of the flipper length among the penguins' features.
FLIPPER = 2

#: Pairs of features, by what a reader calls them.
PAIRS = {
    "bill length, bill depth": (0, 1),
    "bill length, flipper": (0, 2),
    "flipper, body mass": (2, 3),
}

#: Name and limits of each feature's axis.
FEATURE_AXES = (
    ("bill length (mm)", (31, 61)),
    ("bill depth (mm)", (12.5, 22.5)),
    ("flipper length (mm)", (170, 234)),
    ("body mass (g)", (2500, 6500)),
)


def pair_axes(ax: Axes, pair: tuple[int, int], title: str) -> None:
    """Fix the axes of a pair of features."""
    (xlabel, xlim), (ylabel, ylim) = FEATURE_AXES[pair[0]], FEATURE_AXES[pair[1]]
    frame_axes(ax, xlim, ylim, xlabel, ylabel, title)
