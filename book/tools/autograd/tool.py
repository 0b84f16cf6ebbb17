"""HIPS autograd: reverse mode by operator overloading, on its own NumPy."""

from importlib.metadata import version

import autograd.numpy as np
from autograd import value_and_grad
from autograd.scipy.special import logsumexp
from harness import problem, report


def f(x1, x2):
    return x1 * x2 + np.sin(x1)


def log_likelihood(theta, X):
    logits, means, factors = (
        theta["logits"],
        theta["means"],
        theta["factors"],
    )
    d = X.shape[1]
    log_diagonal = np.sum(factors * np.eye(d), axis=2)
    U = factors * np.triu(np.ones((d, d)), 1) + np.exp(log_diagonal)[
        :, :, None
    ] * np.eye(d)
    z = (X - means[:, None, :]) @ U
    log_density = np.sum(log_diagonal, axis=1)[:, None] - 0.5 * (
        d * np.log(2 * np.pi) + np.sum(z * z, axis=2)
    )
    log_weights = logits - logsumexp(logits)
    return np.sum(logsumexp(log_weights[:, None] + log_density, axis=0))


x, theta, X = problem()
of_f, of_mixture = (
    value_and_grad(f, argnum=(0, 1)),
    value_and_grad(log_likelihood),
)
report(
    version("autograd"),
    lambda: lambda: of_f(*x),
    lambda: lambda: of_mixture(theta, X),
)
