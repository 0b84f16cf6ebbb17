"""CasADi: a graph of matrix symbols, differentiated, run by its machine."""

import math

import casadi as ca
import numpy as np
from harness import problem, report


def f(x1, x2):
    return x1 * x2 + ca.sin(x1)


def log_likelihood(theta, X):
    # A symbol has two dimensions at most: the factors are a list, the
    # components a loop.
    logits, means, factors = (
        theta["logits"],
        theta["means"],
        theta["factors"],
    )
    n, d = X.shape
    log_weights = logits - ca.logsumexp(logits)
    log_joint = []
    for k, factor in enumerate(factors):
        log_diagonal = ca.diag(factor)
        U = ca.triu(factor, False) + ca.diag(ca.exp(log_diagonal))
        z = (X - ca.repmat(means[k, :], n, 1)) @ U
        log_density = ca.sum1(log_diagonal) - 0.5 * (
            d * math.log(2 * math.pi) + ca.sum2(z * z)
        )
        log_joint.append(log_weights[k] + log_density)
    largest = log_joint[0]
    for term in log_joint[1:]:
        largest = ca.fmax(largest, term)
    return ca.sum1(
        largest + ca.log(sum(ca.exp(term - largest) for term in log_joint))
    )


def of_f():
    x1, x2 = ca.SX.sym("x1"), ca.SX.sym("x2")
    value = f(x1, x2)
    compiled = ca.Function(
        "f",
        [x1, x2],
        [value, ca.gradient(value, x1), ca.gradient(value, x2)],
    )

    def run():
        value, *gradient = compiled(*x)
        return value, gradient

    return run


def of_mixture():
    K, d = theta["means"].shape
    logits, means = ca.MX.sym("logits", K), ca.MX.sym("means", K, d)
    factors = [ca.MX.sym(f"factor{k}", d, d) for k in range(K)]
    value = log_likelihood(
        {"logits": logits, "means": means, "factors": factors}, ca.DM(X)
    )
    inputs = [logits, means, *factors]
    compiled = ca.Function(
        "mixture", inputs, [value, *(ca.gradient(value, i) for i in inputs)]
    )

    def run():
        value, logits, means, *factors = compiled(
            theta["logits"], theta["means"], *theta["factors"]
        )
        return value, {
            "logits": logits,
            "means": means,
            "factors": [np.array(f) for f in factors],
        }

    return run


x, theta, X = problem()
report(ca.__version__, of_f, of_mixture)
