"""Mixtures of t distributions by EM: a point far from all centres weighs little (Peel & McLachlan 2000)."""

from math import lgamma

import numpy as np

from lecture14.autodiff import logsumexp


def squared_distances(X, means, scales):
    """δᵢₖ = (xᵢ - μₖ)ᵀ Σₖ⁻¹ (xᵢ - μₖ): (n, K)."""
    delta = X - means[:, None, :]
    return np.sum(delta * np.linalg.solve(scales, delta.swapaxes(1, 2)).swapaxes(1, 2), axis=2).T


def log_joint(X, weights, means, scales, df):
    """log πₖ t(xᵢ | μₖ, Σₖ, νₖ): (n, K)."""
    K, d = means.shape
    df = np.broadcast_to(df, K)
    # In this form both terms stay small as ν grows: log(1 + δ/ν)·ν tends to δ.
    constant = np.array([log_ratio(ν, d) for ν in df]) - 0.5 * d * np.log(np.pi)
    distance = squared_distances(X, means, scales)
    return (
        np.log(weights)
        + constant
        - 0.5 * np.linalg.slogdet(scales)[1]
        - 0.5 * (df + d) * np.log1p(distance / df)
    )


def log_ratio(ν, d):
    """log Γ((ν + d)/2) / (Γ(ν/2) (ν/2)^(d/2)) - (d/2) log 2, by its expansion where lgamma would cancel."""
    if ν > 1e6:
        return -0.5 * d * np.log(2) + d * (d - 2) / (4 * ν)
    return lgamma((ν + d) / 2) - lgamma(ν / 2) - 0.5 * d * np.log(ν)


def log_likelihood(X, weights, means, scales, df):
    """ℓ = Σᵢ log Σₖ πₖ t(xᵢ | μₖ, Σₖ, νₖ), in nats.

    Parameters
    ----------
    X : (n, d) array
    weights : (K,) array
    means : (K, d) array
    scales : (K, d, d) array
        The matrices Σₖ; the covariances are ν/(ν - 2) times as large, where ν > 2.
    df : float or (K,) array
        The degrees of freedom ν.

    Examples
    --------
    >>> one = np.ones((1, 1, 1))
    >>> float(log_likelihood(np.zeros((1, 1)), np.ones(1), np.zeros((1, 1)), one, df=1.0).round(4))
    -1.1447
    """
    return np.sum(logsumexp(log_joint(X, weights, means, scales, df), axis=1))


def em(X, weights, means, scales, df, iterations):
    """The weights, means and scales after so many iterations, with fixed degrees of freedom.

    Examples
    --------
    >>> X = np.array([[-1.0], [0.0], [1.0], [1000.0]])
    >>> start = np.ones(1), np.zeros((1, 1)), np.ones((1, 1, 1))
    >>> _, means, _ = em(X, *start, df=2.0, iterations=100)
    >>> means.round(1)
    array([[0.]])
    """
    K, d = means.shape
    df = np.broadcast_to(df, K)
    for _ in range(iterations):
        L = log_joint(X, weights, means, scales, df)
        R = np.exp(L - logsumexp(L, axis=1)[:, None])
        W = R * (df + d) / (df + squared_distances(X, means, scales))
        N = R.sum(axis=0)
        weights = N / len(X)
        means = W.T @ X / W.sum(axis=0)[:, None]
        delta = X[:, None, :] - means
        scales = np.einsum("ik,ikd,ike->kde", W, delta, delta) / N[:, None, None]
    return weights, means, scales
