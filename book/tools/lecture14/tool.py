"""lecture14: the plain programs, forward, in reverse, and by formulas."""

import sys
from functools import partial

import numpy as np
from harness import problem, report
from plain import f, log_likelihood

import lecture14
from lecture14.bridge import constrained
from lecture14.clustering.em.steps import responsibilities
from lecture14.clustering.inputs.rows import Rows

x, theta, X = problem()


def forward(program, inputs):
    return program(inputs), lecture14.jacobian(program, mode="forward")(
        inputs
    )


def pair(inputs):
    return f(*inputs)


def mixture(inputs):
    return log_likelihood(inputs, X)


def formulas_of_pair(inputs):
    x1, x2 = inputs
    return f(x1, x2), (x2 + np.cos(x1), x1)


def formulas_of_mixture(inputs):
    """Sums over the responsibilities R, with W = Uₖᵀ(xᵢ - μₖ)."""
    parameters = constrained(inputs)
    R, _ = responsibilities(Rows(X), parameters)
    U, N = parameters.precisions_cholesky, R.sum(axis=0)
    from_mean = X[:, None] - parameters.means
    W = np.einsum("nki,kij->nkj", from_mean, U)
    moment = np.einsum("nk,nki,nkj->kij", R, from_mean, W)
    eye = np.eye(X.shape[1])
    return mixture(inputs), {
        "logits": N - len(X) * parameters.weights,
        "means": np.einsum("kij,nk,nkj->ki", U, R, W),
        "factors": (N[:, None, None] - moment * U) * eye
        - np.triu(moment, 1),
    }


of_pair, of_mixture = {
    "forward": (partial(forward, pair), partial(forward, mixture)),
    "reverse": (
        lecture14.value_and_grad(pair),
        lecture14.value_and_grad(mixture),
    ),
    "formulas": (formulas_of_pair, formulas_of_mixture),
}[sys.argv[1]]
report(
    lecture14.__version__,
    lambda: lambda: of_pair(x),
    lambda: lambda: of_mixture(theta),
)
