"""Slides 34 and 35: Old Faithful under one Gaussian and under a mixture of two."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import GaussianMixture
from lecture14.data import load_faithful
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, COMPONENT_MARKERS, MUTED, PAPER, VERMILION, frame_axes, new_figure


class GeyserFit(Picture):
    """`log_likelihood` (nats, all eruptions together), and the fitted `mixture`."""

    log_likelihood: float
    mixture: GaussianMixture


@cache
def _geyser_fit(components: int) -> GaussianMixture:
    return GaussianMixture(components, tol=1e-9, random_state=0).fit(load_faithful().X)


def geyser_fit(components: int = 2) -> GeyserFit:
    """Old Faithful under one Gaussian, or under a mixture (slides 34-35).

    Parameters
    ----------
    components : int
        K.

    Examples
    --------
    >>> bool(geyser_fit(2).log_likelihood > geyser_fit(1).log_likelihood)
    True
    """
    X = load_faithful().X
    mixture = _geyser_fit(components)
    log_likelihood = float(mixture.score(X) * len(X))
    figure, axes = new_figure(5.0, 3.7)
    ax = axes[0, 0]
    ax.plot(*X.T, "o", markersize=3, color=MUTED, alpha=0.55, markeredgewidth=0)
    u, v = np.meshgrid(np.linspace(1.2, 5.6, 90), np.linspace(33, 102, 90))
    density = np.exp(mixture.score_samples(np.column_stack([u.ravel(), v.ravel()]))).reshape(u.shape)
    ax.contour(u, v, density, levels=np.geomspace(0.0005, 0.032, 7), colors=BLUE, linewidths=1.1)
    for k, mean in enumerate(mixture.means_):
        ax.plot(*mean, marker=COMPONENT_MARKERS[k], markersize=9, color=VERMILION, markeredgecolor=PAPER)
    name = {1: "one Gaussian", 2: "a mixture of two"}.get(components, f"a mixture of {components}")
    geyser_axes(ax, f"{name[0].upper()}{name[1:]}: log-likelihood {log_likelihood:.1f}")
    inside = float(np.mean(np.abs(X[:, 0] - 3.0) < 0.35))
    alt = (
        f"Waiting time against duration of 272 eruptions, with the contours of {name}; "
        f"log-likelihood {log_likelihood:.1f}. "
    ) + (
        f"Its peak lies between the two groups: only {100 * inside:.0f} % of the eruptions last 2.65 to 3.35 min."
        if components == 1
        else "Each group has a peak of its own."
    )
    return GeyserFit(figure, alt, log_likelihood, mixture)


def geyser_axes(ax: Axes, title: str) -> None:
    """The axes of every picture of Old Faithful.

    Parameters
    ----------
    ax : Axes
    title : str
    """
    frame_axes(ax, (1.2, 5.6), (33, 102), "duration of the eruption (min)", "time to the next (min)", title)
