"""EM for Gaussian mixtures, formula by formula (slides 30, 43, 48 and 52), and the two steps of k-means (slides 24-25).

Read it beside the formulas: each is one statement. It takes full covariances and any data that fit in memory, checks
nothing, and keeps (n, K, d) numbers at once. `GaussianMixture` and `KMeans` compute the same for data of any size and
kind, and agree with these lines to 1e-12.

n samples, d features, K components; X (n, d), R (n, K), weights (K,), means (K, d), covariances (K, d, d).

Sources: Dempster, Laird & Rubin (1977); Bishop (2006), eqs. 2.43, 9.14 and 9.23-9.26, and section 9.1.
"""

from __future__ import annotations

import numpy as np

from lecture14.clustering.inputs.arrays import Array, Labels


def log_density(X: Array, mean: Array, covariance: Array) -> Array:
    """log N(xᵢ | μ, Σ) for each row of X: (n,) (slide 30).

    Examples
    --------
    >>> log_density(np.zeros((1, 2)), np.zeros(2), np.eye(2)).round(4)
    array([-1.8379])
    """
    delta = X - mean
    distance = np.sum(delta * np.linalg.solve(covariance, delta.T).T, axis=1)
    return -0.5 * (len(mean) * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1] + distance)


def log_joint(X: Array, weights: Array, means: Array, covariances: Array) -> Array:
    """log πₖ N(xᵢ | μₖ, Σₖ): (n, K) (slide 43)."""
    densities = [log_density(X, *component) for component in zip(means, covariances, strict=True)]
    return np.log(weights) + np.column_stack(densities)


def log_sum_exp(L: Array) -> Array:
    """log Σₖ exp Lᵢₖ: (n,). The largest term stands outside the sum, so no exponential overflows or all vanish.

    Examples
    --------
    >>> log_sum_exp(np.array([[-1000.0, -1000.0]])).round(4)
    array([-999.3069])
    """
    top = L.max(axis=1)
    return top + np.log(np.sum(np.exp(L - top[:, None]), axis=1))


def log_likelihood(X: Array, weights: Array, means: Array, covariances: Array) -> float:
    """ℓ(θ) = Σᵢ log Σₖ πₖ N(xᵢ | μₖ, Σₖ), in nats (slide 43)."""
    return float(np.sum(log_sum_exp(log_joint(X, weights, means, covariances))))


def e_step(X: Array, weights: Array, means: Array, covariances: Array) -> Array:
    """Responsibilities rᵢₖ = πₖ N(xᵢ | μₖ, Σₖ) / Σⱼ πⱼ N(xᵢ | μⱼ, Σⱼ): (n, K) (slide 52).

    Examples
    --------
    >>> X, one = np.array([[0.0], [4.0]]), np.ones((2, 1, 1))
    >>> e_step(X, np.array([0.5, 0.5]), np.array([[0.0], [4.0]]), one).round(4)
    array([[9.997e-01, 3.000e-04],
           [3.000e-04, 9.997e-01]])
    """
    L = log_joint(X, weights, means, covariances)
    return np.exp(L - log_sum_exp(L)[:, None])


def m_step(X: Array, R: Array) -> tuple[Array, Array, Array]:
    """Weights, means and covariances from the responsibilities: weighted maximum likelihood (slide 52).

    Examples
    --------
    >>> weights, means, covariances = m_step(np.array([[0.0], [2.0], [10.0]]), np.array([[1, 0], [1, 0], [0, 1]]))
    >>> means.ravel(), covariances.ravel()
    (array([ 1., 10.]), array([1., 0.]))
    """
    N = R.sum(axis=0)
    weights = N / len(X)
    means = R.T @ X / N[:, None]
    delta = X[:, None, :] - means
    covariances = np.einsum("ik,ikd,ike->kde", R, delta, delta) / N[:, None, None]
    return weights, means, covariances


def em(
    X: Array, weights: Array, means: Array, covariances: Array, iterations: int
) -> tuple[Array, Array, Array]:
    """The parameters after so many iterations: E step, M step, and again (slide 48)."""
    for _ in range(iterations):
        R = e_step(X, weights, means, covariances)
        weights, means, covariances = m_step(X, R)
    return weights, means, covariances


def squared_distances(X: Array, centres: Array) -> Array:
    """Squared distances ``|xᵢ - μₖ|²``: (n, K)."""
    return np.sum((X[:, None, :] - centres) ** 2, axis=2)


def assignment(X: Array, centres: Array) -> Labels:
    """k-means, first step: the number of each sample's nearest centre, ``argminₖ |xᵢ - μₖ|²``: (n,) (slide 24)."""
    return np.argmin(squared_distances(X, centres), axis=1)


def update(X: Array, labels: Labels, K: int) -> Array:
    """k-means, second step: each centre becomes the mean of its samples: (K, d) (slide 25)."""
    return np.array([X[labels == k].mean(axis=0) for k in range(K)])


def kmeans(X: Array, centres: Array, iterations: int) -> Array:
    """The centres after so many iterations; every cluster must keep a sample.

    Examples
    --------
    >>> kmeans(np.array([[0.0], [1.0], [9.0]]), np.array([[0.0], [4.0]]), iterations=2).ravel()
    array([0.5, 9. ])
    """
    for _ in range(iterations):
        labels = assignment(X, centres)
        centres = update(X, labels, len(centres))
    return centres
