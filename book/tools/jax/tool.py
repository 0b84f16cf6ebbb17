"""JAX: a traced graph, differentiated, and compiled by XLA."""

import sys

import jax
import jax.numpy as np
from harness import problem, report
from jax.scipy.special import logsumexp

# Single precision is JAX's own choice; this line asks for double.
jax.config.update("jax_enable_x64", sys.argv[1] == "double")


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


def compiled(program, *inputs, argnums=0):
    gradient = jax.jit(jax.value_and_grad(program, argnums=argnums))
    return lambda: jax.block_until_ready(gradient(*inputs))


x, theta, X = problem()
report(
    jax.__version__,
    lambda: compiled(f, *x, argnums=(0, 1)),
    lambda: compiled(log_likelihood, theta, X),
)
