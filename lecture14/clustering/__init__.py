"""Gaussian mixtures by expectation-maximization (slides 24-63).

Read `textbook` first: EM and k-means formula by formula, in numpy alone. The rooms below do the same for data of any
size and kind; each knows only those above it.

`inputs`        checked arguments, and rows in blocks: in memory, in a file, on threads, on a Dask cluster
`gaussian`      one multivariate Gaussian and its ellipse
`covariances`   the four covariance types, a module of pure functions each
`model`         what EM passes on: parameters, sufficient statistics (which add), history
`sweeps`        the E step and the M step's sums in one pass over blocks of rows; missing values are marginalised
`kmeans`        EM's hard limit: Lloyd's algorithm and its seeds
`em`            the two steps alone, the loop, and where it starts
`estimators`    `GaussianMixture` and `KMeans`, scikit-learn's interface

Around them stand `special` (the slides' special cases: means only, labels known, the lower bound, σ → 0), `selection`
(BIC, AIC and ICL over K and covariance type), `confidence` (the same fit from many starts)
and `matching` (comparing two fits whatever the order of components).
"""

from lecture14.clustering.confidence import certainty
from lecture14.clustering.em.steps import e_step, m_step
from lecture14.clustering.estimators.kmeans import KMeans
from lecture14.clustering.estimators.mixture import GaussianMixture
from lecture14.clustering.gaussian.density import log_density
from lecture14.clustering.gaussian.distribution import Gaussian
from lecture14.clustering.gaussian.ellipses import ellipse
from lecture14.clustering.matching import compare, match
from lecture14.clustering.model.history import History, Step
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.selection import choose_model
from lecture14.clustering.special import feature_log_density, lower_bound, means_only, soft_kmeans, supervised

__all__ = [
    "Gaussian",
    "GaussianMixture",
    "History",
    "KMeans",
    "Parameters",
    "Step",
    "SufficientStatistics",
    "certainty",
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
