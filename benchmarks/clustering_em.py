"""Time of one EM iteration, ours over scikit-learn's, for every size, dimension, K and covariance type.

Run from the repository root:  python -m benchmarks.clustering_em [--quick] [--predict] [--cpu]

An iteration's time is the difference of two fits with 2 and 2 + m iterations from the same start, so that
checks and starts cancel. All are measured in turn, the best of `repeats` counts for each, and then the
difference is taken. A ratio above 1 says that we are faster.
"""

from __future__ import annotations

import argparse
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


clock = time.perf_counter


def seconds(function):
    start = clock()
    function()
    return clock() - start


def fit(make, X, start, iterations):
    assert make(**start, max_iter=iterations).fit(X).n_iter_ == iterations


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
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    if arguments.cpu:
        global clock
        clock = time.process_time
    print(machine(), "processor time" if arguments.cpu else "wall time", sep=", ")
    print(f"{'type':>10} {'n':>8} {'d':>3} {'K':>3} {'ours ms':>9} {'sklearn ms':>10} {'ratio':>6}")
    ratios: dict[str, list[float]] = {}
    sizes = arguments.sizes or ((10_000, 100_000) if arguments.quick else (10_000, 100_000, 1_000_000))
    for covariance_type, n, d, K in itertools.product(arguments.types, sizes, arguments.features, (3, 10)):
        X, start = problem(n, d, K, covariance_type)
        m = {10_000: 10, 100_000: 3, 1_000_000: 2}[n]
        if arguments.predict:
            fitted = [make(**start, max_iter=1).fit(X[:10_000]) for make in (GaussianMixture, Reference)]
            measure = [partial(model.predict_proba, X) for model in fitted]
        else:
            measure = [
                partial(fit, make, X, start, few + 2)
                for few in (0, m)
                for make in (GaussianMixture, Reference)
            ]
        repeats = arguments.repeats + (2 if n == 10_000 else 0)
        best = np.array([[seconds(one) for one in measure] for _ in range(repeats)]).min(axis=0)
        ours, theirs = best if arguments.predict else (best[2:] - best[:2]) / m
        ratios.setdefault(covariance_type, []).append(theirs / ours)
        print(
            f"{covariance_type:>10} {n:>8} {d:>3} {K:>3} {ours * 1e3:9.2f} {theirs * 1e3:10.2f} "
            f"{theirs / ours:6.2f}",
            flush=True,
        )
    for covariance_type, values in ratios.items():
        mean = np.exp(np.mean(np.log(values)))
        print(f"{covariance_type}: geometric mean {mean:.2f}, least {min(values):.2f}")


if __name__ == "__main__":
    main()
