"""How well mixtures explain data that they saw, and data that they did not."""

import numpy as np

from lecture14.figures.choosing_k.known_answer import fit, held, training, truth
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, VERMILION, Margins, frame_axes, new_figure


class HeldOut(Picture):
    """`train` and `test`: mean log-likelihood of a sample (nats) for K = 1 … 8, and the `ceiling`, the truth's own."""

    train: np.ndarray
    test: np.ndarray
    ceiling: float


def held_out(covariance_type: str = "tied") -> HeldOut:
    """How well mixtures of 1 to 8 components explain the data they saw, and data they did not see.

    Parameters
    ----------
    covariance_type : str

    Examples
    --------
    >>> picture = held_out("tied")
    >>> int(picture.test.argmax()) + 1
    4
    """
    counts = np.arange(1, 9)
    fits = [fit(int(K), covariance_type) for K in counts]
    train = np.array([m.score(training()) for m in fits])
    test = np.array([m.score(held()) for m in fits])
    ceiling = truth().score(held())
    figure, axes = new_figure(5.0, 3.4, Margins(left=0.8))
    ax = axes[0, 0]
    ax.axhline(ceiling, color=MUTED, linestyle=":", linewidth=1.3)
    ax.text(0.85, ceiling + 0.02, "truth", color=INK, fontsize=8.5, va="bottom")
    ax.plot(counts, train, "o-", color=BLUE, markersize=4.5)
    ax.plot(counts, test, "s--", color=VERMILION, markersize=4.5)
    ax.text(6.0, train[5] + 0.05, "training", color=INK, fontsize=8.5, ha="right", va="bottom")
    ax.text(6.0, test[5] - 0.06, "held out", color=INK, fontsize=8.5, ha="right", va="top")
    best = int(test.argmax())
    ax.plot(counts[best], test[best], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    title = f"{covariance_type}: held-out data like K = {counts[best]}"
    frame_axes(ax, (0.7, 8.3), (-4.4, -3.2), "K", "nats a sample", title)
    ax.set_xticks(counts)
    alt = (
        f"Mean log-likelihood over K of {covariance_type} mixtures fitted to 150 points. On the training data it rises "
        f"from {train[0]:.2f} to {train[-1]:.2f} at K = 8. On held-out data it is best at K = {counts[best]} with "
        f"{test.max():.2f} and falls to {test[-1]:.2f}; the truth has {ceiling:.2f}."
    )
    return HeldOut(figure, alt, train, test, ceiling)


def held_out_curve() -> Curve:
    """What tied mixtures of 1 to 8 components make of data they did not see, to be sketched before `held_out` is seen.

    Examples
    --------
    >>> held_out_curve().y.round(2)
    array([-4.25, -3.81, -3.73, -3.62, -3.64, -3.69, -3.73, -3.74])
    """
    counts = np.arange(1.0, 9.0)
    values = np.array([fit(int(K), "tied").score(held()) for K in counts])
    return Curve(counts, values, "K", "held out, nats a sample", (-4.6, -3.2), knots=8)
