"""PyTensor, which continues Theano: a graph of symbols, compiled."""

import numpy
import pytensor
import pytensor.tensor as pt
from harness import problem, report


def f(x1, x2):
    return x1 * x2 + pt.sin(x1)


def log_likelihood(theta, X):
    logits, means, factors = (
        theta["logits"],
        theta["means"],
        theta["factors"],
    )
    d = X.shape[1]
    log_diagonal = pt.sum(factors * pt.eye(d), axis=2)
    U = factors * pt.triu(pt.ones((d, d)), 1) + pt.exp(log_diagonal)[
        :, :, None
    ] * pt.eye(d)
    z = (X - means[:, None, :]) @ U
    log_density = pt.sum(log_diagonal, axis=1)[:, None] - 0.5 * (
        d * numpy.log(2 * numpy.pi) + pt.sum(z * z, axis=2)
    )
    log_weights = logits - pt.logsumexp(logits)
    return pt.sum(pt.logsumexp(log_weights[:, None] + log_density, axis=0))


def of_f():
    symbols = pt.dscalars("x1", "x2")
    value = f(*symbols)
    compiled = pytensor.function(
        symbols, [value, *pytensor.grad(value, symbols)]
    )

    def run():
        value, *gradient = compiled(*x)
        return value, gradient

    return run


def of_mixture():
    symbols = {
        "logits": pt.dvector(),
        "means": pt.dmatrix(),
        "factors": pt.dtensor3(),
    }
    value = log_likelihood(symbols, pt.as_tensor(X))
    inputs = list(symbols.values())
    compiled = pytensor.function(
        inputs, [value, *pytensor.grad(value, inputs)]
    )

    def run():
        value, *gradient = compiled(*theta.values())
        return value, dict(zip(theta, gradient, strict=True))

    return run


x, theta, X = problem()
report(pytensor.__version__, of_f, of_mixture)
