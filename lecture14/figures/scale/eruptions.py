"""Old Faithful in blocks, and the mixture of two that fits it."""

from functools import cache

from lecture14.clustering import GaussianMixture
from lecture14.data import load_faithful
from lecture14.figures.em import GEYSER_START

#: Old Faithful's 272 eruptions as blocks of 17 rows.
BLOCKS = 16


@cache
def geyser() -> GaussianMixture:
    """The mixture of two that fits Old Faithful, short eruptions first."""
    start = GEYSER_START | {"means_init": [[2.0, 55.0], [4.3, 80.0]]}
    return GaussianMixture(2, tol=1e-9, max_iter=500, **start).fit(load_faithful().X)


@cache
def top() -> float:
    """The largest log-likelihood of two components on Old Faithful, in nats."""
    X = load_faithful().X
    return float(geyser().score(X) * len(X))
