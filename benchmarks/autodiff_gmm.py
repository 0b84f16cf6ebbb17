"""The GMM objective of ADBench: what value and gradient cost beside the plain NumPy function.

Šrajer, Kukelova & Fitzgibbon (2018), "A benchmark of selected algorithmic differentiation tools on some
problems in computer vision and machine learning". One process, one thread, best of several runs; the ratios
are what matters. HIPS autograd, JAX (jit, CPU) and PyTorch are printed beside it where they are installed.

    python benchmarks/autodiff_gmm.py [--quick]
"""

import argparse
import importlib.util
import math

import numpy as np
from machine import best_of_each, describe_machine  # sets one thread before NumPy loads; isort: split

from lecture14 import value_and_grad

CELLS = [(n, d, k) for n in (1_000, 10_000) for d, k in ((2, 5), (10, 25), (32, 25), (64, 50))]
GAMMA, M = 1.0, 0  # the Wishart prior's parameters


def instance(n, d, k, seed=0):
    """Random data and parameters: log weights α, means μ, and the inverse Cholesky factors' entries."""
    rng = np.random.default_rng(seed)
    alphas = rng.normal(size=k)
    means = rng.uniform(size=(k, d))
    icf = rng.normal(size=(k, d * (d + 1) // 2)) * 0.3
    return (alphas, means, icf), rng.normal(size=(n, d))


def make_objective(np, x, d):
    """The log posterior as a function of (alphas, means, icf), in the given NumPy-like module."""
    import numpy

    position = numpy.zeros((d, d), dtype=int)
    position[numpy.tril_indices(d, -1)] = numpy.arange(d, d * (d + 1) // 2)
    lower = numpy.tril(numpy.ones((d, d)), -1)
    eye = numpy.eye(d)
    n = x.shape[0]

    def logsumexp(a, axis):
        top = np.max(a, axis=axis, keepdims=True)
        return np.squeeze(np.log(np.sum(np.exp(a - top), axis=axis, keepdims=True)) + top, axis=axis)

    def objective(alphas, means, icf):
        log_diagonal = icf[:, :d]
        diagonal = np.exp(log_diagonal)
        L = icf[:, position] * lower + diagonal[:, :, None] * eye  # (K, d, d), lower triangular
        y = np.matmul(x[None] - means[:, None], np.swapaxes(L, 1, 2))  # (K, n, d)
        squares = np.sum(y * y, axis=2)
        inner = (alphas + np.sum(log_diagonal, axis=1))[:, None] - 0.5 * squares
        likelihood = np.sum(logsumexp(inner, 0)) - n * logsumexp(alphas, 0)
        prior = 0.5 * GAMMA**2 * (np.sum(diagonal**2) + np.sum(icf[:, d:] ** 2)) - M * np.sum(log_diagonal)
        return -n * d * 0.5 * math.log(2 * math.pi) + likelihood - prior

    return objective


def peers(x, d):
    """Name -> function of the parameters that returns (value, gradients), for whatever is installed."""
    found = {}
    try:
        import autograd
        import autograd.numpy as anp
    except ImportError:
        pass
    else:
        objective = make_objective(anp, x, d)
        both = autograd.value_and_grad(lambda p: objective(*p))
        found["autograd"] = lambda params: both(params)
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        pass
    else:
        jax.config.update("jax_enable_x64", True)
        both_jax = jax.jit(jax.value_and_grad(make_objective(jnp, jnp.asarray(x), d), argnums=(0, 1, 2)))
        found["JAX jit"] = lambda params: jax.block_until_ready(both_jax(*params))
    try:
        import torch
    except ImportError:
        pass
    else:
        torch.set_num_threads(1)
        objective_torch = torch_objective(torch, torch.tensor(x), d)

        def both_torch(params):
            leaves = [torch.tensor(p, requires_grad=True) for p in params]
            value = objective_torch(*leaves)
            value.backward()
            return value.item(), tuple(leaf.grad.numpy() for leaf in leaves)

        found["PyTorch"] = both_torch
    return found


def torch_objective(torch, x, d):
    """The same objective in PyTorch's own words."""
    position = torch.zeros((d, d), dtype=torch.long)
    rows, columns = torch.tril_indices(d, d, -1)
    position[rows, columns] = torch.arange(d, d * (d + 1) // 2)
    lower = torch.tril(torch.ones((d, d), dtype=torch.float64), -1)
    eye = torch.eye(d, dtype=torch.float64)
    n = x.shape[0]

    def objective(alphas, means, icf):
        log_diagonal = icf[:, :d]
        diagonal = torch.exp(log_diagonal)
        L = icf[:, position] * lower + diagonal[:, :, None] * eye
        y = torch.matmul(x[None] - means[:, None], L.transpose(1, 2))
        inner = (alphas + log_diagonal.sum(1))[:, None] - 0.5 * (y * y).sum(2)
        likelihood = torch.logsumexp(inner, 0).sum() - n * torch.logsumexp(alphas, 0)
        prior = 0.5 * GAMMA**2 * ((diagonal**2).sum() + (icf[:, d:] ** 2).sum()) - M * log_diagonal.sum()
        return -n * d * 0.5 * math.log(2 * math.pi) + likelihood - prior

    return objective


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the cells with n = 10 000")
    quick = parser.parse_args().quick
    print(describe_machine())
    absent = [name for name in ("autograd", "jax", "torch") if importlib.util.find_spec(name) is None]
    print("".join(f"{name}: not installed\n" for name in absent), end="")
    print(f"{'n':>6} {'d':>3} {'K':>3} {'f, ms':>9} {'lecture14 / f':>14}   peers / f, and peer / lecture14")
    advantages = []
    for n, d, k in CELLS:
        if quick and n > 1_000:
            continue
        params, x = instance(n, d, k)
        f = make_objective(np, x, d)
        ours = value_and_grad(f, argnums=(0, 1, 2))
        others = peers(x, d)
        plain, (value, gradient) = f(*params), ours(*params)
        assert np.isclose(value, plain)
        for run in others.values():
            other, other_gradient = run(params)
            assert np.isclose(other, plain)
            assert all(np.allclose(a, b) for a, b in zip(gradient, other_gradient, strict=True))
        runs = {"f": lambda f=f, p=params: f(*p), "lecture14": lambda ours=ours, p=params: ours(*p)}
        runs |= {name: lambda run=run, p=params: run(p) for name, run in others.items()}
        times = best_of_each(runs, 6.0, least=8)
        seconds, own = times.pop("f"), times.pop("lecture14")
        words = [f"{name} {theirs / seconds:.2f} ({theirs / own:.2f})" for name, theirs in times.items()]
        if "autograd" in times:
            advantages.append(times["autograd"] / own)
        row = f"{n:>6} {d:>3} {k:>3} {1e3 * seconds:>9.2f} {own / seconds:>14.2f}"
        print(f"{row}   {', '.join(words)}", flush=True)
    if advantages:
        mean = math.exp(sum(map(math.log, advantages)) / len(advantages))
        print(f"autograd / lecture14: geometric mean {mean:.2f}, worst cell {min(advantages):.2f}")


if __name__ == "__main__":
    main()
