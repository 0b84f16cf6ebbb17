"""Time of one EM iteration beside scikit-learn's and pomegranate's, for every size, dimension, K and covariance type.

Run from the repository root:  python -m benchmarks.clustering_em [--quick] [--predict] [--cpu]
A single cell:  python -m benchmarks.clustering_em --types full --sizes 1000000 --features 32 --components 10

An iteration's time is the difference of two fits with 2 and 2 + m iterations from the same start, so that
checks and starts cancel. All are measured in turn, the best of `repeats` counts for each, and then the
difference is taken. All must come to the same means. A ratio, peer's time over ours, above 1 says that we are faster.

Beside it stands the machine's floor: what NumPy itself takes, block by block in the cache, for one pass of exp over the
n K responsibilities, which no E step can do without, and for one matrix product of n K times the second moments' size,
which no M step can. `--cells` adds those that a review measured, and the methods after a fit.

pomegranate 1.1 is a peer where it is installed, for full and diagonal covariance. It needs PyTorch, whose default
wheel brings gigabytes of CUDA: install a wheel for the processor alone first. It computes in float64 here, as all
do; only its responsibilities pass through float32 weights.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import math
import os
import platform
import time
import warnings
from functools import partial

import numpy as np
from sklearn.mixture import GaussianMixture as Reference

from lecture14 import GaussianMixture

TYPES = ("full", "tied", "diag", "spherical")

# Where a review found us slower than scikit-learn, or nearly: type, n, d, K.
REVIEWED = (
    ("full", 5_000, 64, 10),
    ("diag", 20_000, 13, 64),
    ("full", 20_000, 13, 64),
    ("diag", 5_000, 64, 10),
)


def problem(n, d, K, covariance_type, seed=0):
    """Overlapping clusters, and a start on some of the rows."""
    rng = np.random.default_rng(seed)
    means = rng.normal(size=(K, d)) * 4 / math.sqrt(d)
    X = means[rng.integers(K, size=n)] + rng.normal(size=(n, d))
    precisions = {
        "full": np.tile(np.eye(d), (K, 1, 1)),
        "tied": np.eye(d),
        "diag": np.ones((K, d)),
        "spherical": np.ones(K),
    }
    return X, {
        "n_components": K,
        "covariance_type": covariance_type,
        "weights_init": np.full(K, 1 / K),
        "means_init": X[:K].copy(),
        "precisions_init": precisions[covariance_type],
        "tol": 0.0,
    }


def fitted(make, X, start, iterations):
    model = make(**start, max_iter=iterations).fit(X)
    assert model.n_iter_ == iterations
    return model


def pomegranate(X, start, iterations):
    """The same fit by pomegranate: an iteration is one `summarize` and one `from_summaries`."""
    import torch
    from pomegranate.distributions import Normal
    from pomegranate.gmm import GeneralMixtureModel

    torch.set_num_threads(1)
    # Precisions at the start are one: they are covariances, too.
    components = [
        Normal(torch.from_numpy(mean), torch.from_numpy(precision), start["covariance_type"])
        for mean, precision in zip(start["means_init"].copy(), start["precisions_init"].copy(), strict=True)
    ]
    model = GeneralMixtureModel(components, max_iter=iterations, tol=-math.inf).double()
    model.fit(torch.from_numpy(X))
    model.means_ = np.array([component.means.numpy() for component in model.distributions])
    return model


def peers(covariance_type):
    """Name -> function of (X, start, iterations) that fits and returns the model; ours is the first."""
    found = {"ours": partial(fitted, GaussianMixture), "sklearn": partial(fitted, Reference)}
    if covariance_type in ("full", "diag") and importlib.util.find_spec("pomegranate"):
        found["pomegranate"] = pomegranate
    return found


def milliseconds(clock, run):
    begin = clock()
    model = run()
    return (clock() - begin) * 1e3, model


def cell(X, start, repeats, predict, clock):
    """Name -> milliseconds of an iteration, or of `predict_proba`."""
    found = peers(start["covariance_type"])
    # No more than 10 in all: well-separated clusters in many dimensions are done after 11, to the last bit.
    m = max(2, min(8, 300_000 // len(X)))
    few, many = (2, 2 + m) if not predict else (1, 1)
    best = {name: [math.inf, math.inf] for name in found}
    for _ in range(repeats):
        for (j, iterations), (name, fit) in itertools.product(enumerate((few, many)), found.items()):
            if predict:
                model = fit(X[:10_000], start, iterations)
                taken, _ = milliseconds(clock, partial(model.predict_proba, X))
            else:
                taken, model = milliseconds(clock, partial(fit, X, start, iterations))
            best[name][j] = min(best[name][j], taken)
            if name == "ours":
                means = model.means_
            assert np.allclose(model.means_, means, rtol=0, atol=1e-4), f"{name} went elsewhere"
    return {name: min(times) if predict else (times[1] - times[0]) / m for name, times in best.items()}


def floor(n, d, K, covariance_type, clock, repeats=5):
    """Milliseconds of one exp for each responsibility and one matrix product with the features of second order."""
    width = {"full": (d + 1) * (d + 2) // 2, "tied": d + 2, "diag": 2 * d + 1, "spherical": d + 2}[
        covariance_type
    ]
    m = min(n, max(512, 2**16 // (width + K)))
    L, R, F = -np.random.default_rng(0).random((K, m)), np.empty((K, m)), np.ones((m, width))
    best = math.inf
    for _ in range(repeats):
        begin = clock()
        for _ in range(0, n, m):
            np.exp(L, out=R)
            np.dot(R, F)
        best = min(best, clock() - begin)
    return best * 1e3


def methods(clock, repeats):
    """(name, milliseconds of ours, of scikit-learn's) for what follows a fit."""
    for covariance_type, d, K in itertools.product(("full", "diag"), (8, 64), (10,)):
        X, start = problem(5000, d, K, covariance_type)
        fits = [make(**start, max_iter=3).fit(X) for make in (GaussianMixture, Reference)]
        calls = {
            "predict, 1 row, 100 times": lambda fit, X=X: [fit.predict(X[:1]) for _ in range(100)],
            "predict, 5000 rows": lambda fit, X=X: fit.predict(X),
            "sample, 100000 rows": lambda fit: fit.sample(100_000),
        }
        for name, call in calls.items():
            best = [math.inf, math.inf]
            for _, (i, fit) in itertools.product(range(repeats), enumerate(fits)):
                best[i] = min(best[i], milliseconds(clock, partial(call, fit))[0])
            yield f"{covariance_type}, d={d}, K={K}: {name}", *best


def machine():
    name = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as file:
            name = next((line.split(":")[1].strip() for line in file if "model name" in line), name)
    threads = os.environ.get("OMP_NUM_THREADS", "unset")
    return f"{name}, {os.cpu_count()} cores, OMP_NUM_THREADS={threads}, numpy {np.__version__}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="n = 1e4 and 1e5 only")
    parser.add_argument("--predict", action="store_true", help="time predict_proba instead of an iteration")
    parser.add_argument(
        "--cpu", action="store_true", help="processor time, for a machine that others use too"
    )
    parser.add_argument("--sizes", nargs="+", type=int)
    parser.add_argument("--types", nargs="+", default=TYPES)
    parser.add_argument("--features", nargs="+", type=int, default=(2, 8, 32))
    parser.add_argument("--components", nargs="+", type=int, default=(3, 10))
    parser.add_argument("--cells", action="store_true", help="the cells of a review, and methods after a fit")
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    clock = time.process_time if arguments.cpu else time.perf_counter
    print(machine(), "processor time" if arguments.cpu else "wall time", sep=", ")
    if importlib.util.find_spec("pomegranate") is None:
        print("pomegranate: not installed")
    print(
        f"{'type':>10} {'n':>8} {'d':>3} {'K':>3} {'ours ms':>9} {'/ floor':>7}   peers' ms, and peer / ours"
    )
    ratios: dict[tuple[str, str], list[float]] = {}
    sizes = arguments.sizes or ((10_000, 100_000) if arguments.quick else (10_000, 100_000, 1_000_000))
    cells = itertools.product(arguments.types, sizes, arguments.features, arguments.components)
    for covariance_type, n, d, K in REVIEWED if arguments.cells else cells:
        X, start = problem(n, d, K, covariance_type)
        repeats = arguments.repeats + (2 if n == 10_000 else 0)
        ours, *others = cell(X, start, repeats, arguments.predict, clock).items()
        over, words = ours[1] / floor(n, d, K, covariance_type, clock), []
        for name, time_of_peer in others:
            ratios.setdefault((covariance_type, name), []).append(time_of_peer / ours[1])
            words.append(f"{name} {time_of_peer:.2f} ({time_of_peer / ours[1]:.2f})")
        print(
            f"{covariance_type:>10} {n:>8} {d:>3} {K:>3} {ours[1]:9.2f} {over:7.1f}   {', '.join(words)}",
            flush=True,
        )
    for name, ours_ms, theirs_ms in methods(clock, arguments.repeats) if arguments.cells else ():
        print(
            f"{name:44} ours {ours_ms:8.2f}, sklearn {theirs_ms:8.2f} ({theirs_ms / ours_ms:.2f})", flush=True
        )
    for (covariance_type, name), values in ratios.items():
        mean = np.exp(np.mean(np.log(values)))
        print(f"{covariance_type}, {name}: geometric mean {mean:.2f}, least {min(values):.2f}")
    together = np.concatenate([v for (_, name), v in ratios.items() if name == "sklearn"])
    print(f"all, sklearn: geometric mean {np.exp(np.mean(np.log(together))):.2f}")


if __name__ == "__main__":
    main()
