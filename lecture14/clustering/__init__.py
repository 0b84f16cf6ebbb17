"""Gaussian mixtures by expectation-maximization (slides 24-63).

`gaussian`      one multivariate Gaussian and its ellipse
`covariances`   the four covariance types as a table
`statistics`    sufficient statistics, which add
`sweep`         the E step and the M step's sums in one pass over blocks of rows
`em`            the two steps alone, and the loop
`mixture`       `GaussianMixture`, scikit-learn's interface
`kmeans`        EM's hard limit
"""

from .em import e_step, m_step
from .gaussian import Gaussian, ellipse, log_density
from .history import History, Step
from .kmeans import KMeans
from .mixture import GaussianMixture
from .parameters import Parameters
from .statistics import SufficientStatistics

__all__ = [
    "Gaussian",
    "GaussianMixture",
    "History",
    "KMeans",
    "Parameters",
    "Step",
    "SufficientStatistics",
    "e_step",
    "ellipse",
    "log_density",
    "m_step",
]
