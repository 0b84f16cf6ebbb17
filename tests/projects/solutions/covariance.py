"""One shape and K volumes: Σₖ = λₖ C with |C| = 1, the λₖDAD' of Celeux & Govaert (1995). Shape (K, d, d)."""

import numpy as np

from lecture14.clustering.covariances import full

# As for whole matrices, each component its own: all but the M step and the count of parameters.
add_to_diagonal = full.add_to_diagonal
as_full = full.as_full
component = full.component
factor = full.factor
features = full.features
from_full = full.from_full
invert = full.invert
log_det = full.log_det
n_features = full.n_features
narrow = full.narrow
outer = full.outer
precisions = full.precisions
quadratic = full.quadratic
scatter = full.scatter
second_moment = full.second_moment
shape = full.shape
unfactor = full.unfactor
whiten = full.whiten


def n_parameters(K, d):
    """K volumes, and a symmetric matrix whose determinant is one.

    Examples
    --------
    >>> n_parameters(3, 2)
    5
    """
    return K + d * (d + 1) // 2 - 1


def estimate(scatter, counts, d):
    """Σₖ = λₖ C, which maximises -½ Σₖ (Nₖ d log λₖ + tr(Wₖ C⁻¹)/λₖ) for the scatter Wₖ: (K, d, d), (K,) to (K, d, d).

    No formula gives both, but each gives the other: λₖ = tr(Wₖ C⁻¹)/(d Nₖ), and C is Σₖ Wₖ/λₖ with its determinant made
    one. They take turns until the volumes stand still; after each turn the sum above is larger.

    Examples
    --------
    >>> W = np.array([[[4.0, 0.0], [0.0, 1.0]], [[16.0, 0.0], [0.0, 4.0]]])
    >>> estimate(W, np.array([1.0, 1.0]), 2)
    array([[[ 4.,  0.],
            [ 0.,  1.]],
           [[16.,  0.],
            [ 0.,  4.]]])
    """
    volumes = np.trace(scatter, axis1=1, axis2=2) / (d * counts)
    for _ in range(1000):
        total = np.sum(scatter / volumes[:, None, None], axis=0)
        C = total / np.exp(np.linalg.slogdet(total)[1] / d)
        before, volumes = volumes, np.trace(scatter @ np.linalg.inv(C), axis1=1, axis2=2) / (d * counts)
        if np.allclose(volumes, before, rtol=1e-13, atol=0.0):
            break
    return volumes[:, None, None] * C
