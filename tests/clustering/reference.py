"""EM in 50-digit arithmetic, straight from slide 52: slow, and right where floating point is not."""

import mpmath as mp
import numpy as np


def matrix(A):
    return mp.matrix(np.asarray(A, dtype=float).tolist())


def em(X, weights, means, precisions, covariance_type, iterations, reg=0.0, sample_weight=None):
    """Parameters after some iterations, and the log-likelihood at the start and after each.

    X, weights, means are taken as exact; precisions is (K, d, d). Returns (weights, means, covariances in full,
    log_likelihoods) as lists of mpmath numbers.
    """
    with mp.workdps(50):
        X = [matrix(x) for x in X]
        d, K = len(X[0]), len(weights)
        w = [mp.mpf(float(v)) for v in (np.ones(len(X)) if sample_weight is None else sample_weight)]
        reg = [mp.mpf(float(r)) for r in np.broadcast_to(reg, (d,))]
        pi, mu = [mp.mpf(float(p)) for p in weights], [matrix(m) for m in means]
        S = [matrix(P) ** -1 for P in precisions]
        levels = []
        for iteration in range(iterations + 1):
            R, total = e_step(X, w, pi, mu, S)
            levels.append(total)
            if iteration == iterations:
                return pi, mu, S, levels
            N = [sum(r[k] for r in R) for k in range(K)]
            pi = [v / sum(w) for v in N]
            mu = [sum((r[k] * x for r, x in zip(R, X, strict=True)), mp.zeros(d, 1)) / N[k] for k in range(K)]
            S = [
                sum((r[k] * (x - mu[k]) * (x - mu[k]).T for r, x in zip(R, X, strict=True)), mp.zeros(d))
                / N[k]
                for k in range(K)
            ]
            S = restrict(S, N, covariance_type, d, reg)
    raise AssertionError("the loop returns")


def e_step(X, w, pi, mu, S):
    """Weighted responsibilities, a list a row, and the log-likelihood."""
    d, K = len(X[0]), len(pi)
    R, total = [], mp.mpf(0)
    factors = [((s**-1).tolist(), mp.log(mp.det(s))) for s in S]
    for x, wi in zip(X, w, strict=True):
        logs = []
        for k in range(K):
            delta = [a - b for a, b in zip(x, mu[k], strict=True)]
            q = mp.fdot([mp.fdot(row, delta) for row in factors[k][0]], delta)
            logs.append(mp.log(pi[k]) - (d * mp.log(2 * mp.pi) + factors[k][1] + q) / 2)
        top = max(logs)
        e = [mp.exp(v - top) for v in logs]
        total += wi * (top + mp.log(sum(e)))
        R.append([wi * v / sum(e) for v in e])
    return R, total


def log_likelihood(X, weights, means, covariances):
    """Of parameters taken as exact, covariances in full."""
    with mp.workdps(50):
        pi, mu, S = map(mp.mpf, map(float, weights)), map(matrix, means), map(matrix, covariances)
        return e_step([matrix(x) for x in X], [mp.mpf(1)] * len(X), list(pi), list(mu), list(S))[1]


def penalty(weights, covariances, n, reg):
    """½ Σₖ Nₖ Σⱼ regⱼ (Σₖ⁻¹)ⱼⱼ with Nₖ = n πₖ: less it, no iteration can decrease the log-likelihood."""
    with mp.workdps(50):
        inverses = [matrix(S) ** -1 for S in covariances]
        return sum(
            n * float(p) * sum(float(r) * P[j, j] for j, r in enumerate(reg)) / 2
            for p, P in zip(weights, inverses, strict=True)
        )


def restrict(S, N, covariance_type, d, reg):
    """The M step of the other types, from the covariances of the full one."""
    K = len(S)
    if covariance_type == "tied":
        pooled = sum((N[k] * S[k] for k in range(K)), mp.zeros(d)) / sum(N)
        S = [pooled.copy() for _ in range(K)]
    elif covariance_type == "diag":
        S = [mp.diag([s[j, j] for j in range(d)]) for s in S]
    elif covariance_type == "spherical":
        S = [mp.eye(d) * (sum(s[j, j] for j in range(d)) / d) for s in S]
    added = [sum(reg) / d] * d if covariance_type == "spherical" else reg
    return [s + mp.diag(added) for s in S]


def largest_error(ours, exact):
    """max |ours - exact| / max |exact|, the difference taken in 50 digits."""
    with mp.workdps(50):
        ours = np.asarray(ours, dtype=float).ravel()
        exact = [e for part in exact for e in (part if isinstance(part, mp.matrix) else [part])]
        assert len(ours) == len(exact)
        size = max(abs(e) for e in exact)
        return float(max(abs(mp.mpf(float(o)) - e) for o, e in zip(ours, exact, strict=True)) / size)
