"""PyTorch: reverse mode by overloading, on tensors that keep gradients."""

import math

import torch
from harness import problem, report

torch.set_default_dtype(torch.float64)


def f(x1, x2):
    return x1 * x2 + torch.sin(x1)


def log_likelihood(theta, X):
    logits, means, factors = (
        theta["logits"],
        theta["means"],
        theta["factors"],
    )
    d = X.shape[1]
    log_diagonal = torch.sum(factors * torch.eye(d), dim=2)
    U = factors * torch.triu(torch.ones((d, d)), 1) + torch.exp(
        log_diagonal
    )[:, :, None] * torch.eye(d)
    z = (X - means[:, None, :]) @ U
    log_density = torch.sum(log_diagonal, dim=1)[:, None] - 0.5 * (
        d * math.log(2 * math.pi) + torch.sum(z * z, dim=2)
    )
    log_weights = logits - torch.logsumexp(logits, dim=0)
    return torch.sum(
        torch.logsumexp(log_weights[:, None] + log_density, dim=0)
    )


def variable(value):
    return torch.tensor(value, requires_grad=True)


def gradient_of_f():
    x1, x2 = map(variable, x)
    value = f(x1, x2)
    value.backward()
    return value.item(), (x1.grad, x2.grad)


def gradient_of_mixture():
    inputs = {name: variable(value) for name, value in theta.items()}
    value = log_likelihood(inputs, data)
    value.backward()
    return value.item(), {
        name: tensor.grad for name, tensor in inputs.items()
    }


x, theta, X = problem()
data = torch.tensor(X)
report(
    str(torch.__version__),
    lambda: gradient_of_f,
    lambda: gradient_of_mixture,
)
