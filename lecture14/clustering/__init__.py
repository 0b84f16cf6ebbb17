"""Gaussian mixtures by expectation-maximization (slides 24-63).

`gaussian`      one multivariate Gaussian and its ellipse
`covariances`   the four covariance types as a table
`statistics`    sufficient statistics, which add
`sweep`         the E step and the M step's sums in one pass over blocks of rows
`em`            the two steps alone, and the loop
`mixture`       `GaussianMixture`, scikit-learn's interface
`fitted`        what a mixture does once it has parameters
`kmeans`        EM's hard limit, `KMeans`; the algorithm is in `lloyd`
`scale`         the same fold on a Dask cluster
`missing`       values that were not observed, marginalised
`special`       the slides' special cases: means only, labels known, the lower bound, σ → 0
`selection`     BIC, AIC and ICL over K and covariance type
`matching`      comparing two fits whatever the order of their components
"""

from lecture14.clustering.em import e_step, m_step
from lecture14.clustering.gaussian import Gaussian, ellipse, log_density
from lecture14.clustering.history import History, Step
from lecture14.clustering.kmeans import KMeans
from lecture14.clustering.matching import compare, match
from lecture14.clustering.mixture import GaussianMixture
from lecture14.clustering.parameters import Parameters
from lecture14.clustering.selection import choose_model
from lecture14.clustering.special import feature_log_density, lower_bound, means_only, soft_kmeans, supervised
from lecture14.clustering.statistics import SufficientStatistics

__all__ = [
    "Gaussian",
    "GaussianMixture",
    "History",
    "KMeans",
    "Parameters",
    "Step",
    "SufficientStatistics",
    "choose_model",
    "compare",
    "e_step",
    "ellipse",
    "feature_log_density",
    "log_density",
    "lower_bound",
    "m_step",
    "match",
    "means_only",
    "soft_kmeans",
    "supervised",
]
