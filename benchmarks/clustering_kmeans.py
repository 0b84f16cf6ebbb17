"""Time of one Lloyd iteration against scikit-learn's compiled one and SciPy's kmeans2, from the same start.

Run from the repository root:  python -m benchmarks.clustering_kmeans [--cpu]

Twenty iterations of each, checks and labels included; ratios above 1 say that we are faster.
"""

from __future__ import annotations

import argparse
import itertools
import time
import warnings

import numpy as np
from scipy.cluster.vq import kmeans2
from sklearn.cluster import KMeans as Reference

from benchmarks.clustering_em import machine
from lecture14 import KMeans

ITERATIONS = 20


def main():
    parser = argparse.ArgumentParser(description="Lloyd iterations against scikit-learn and SciPy.")
    parser.add_argument(
        "--cpu", action="store_true", help="processor time, for a machine that others use too"
    )
    arguments = parser.parse_args()
    clock = time.process_time if arguments.cpu else time.perf_counter
    warnings.simplefilter("ignore")
    print(machine(), "processor time" if arguments.cpu else "wall time", sep=", ")
    print("      n   d   K  ours ms  sklearn  kmeans2  sklearn/ours  kmeans2/ours")
    for n, d, K in itertools.product((10_000, 100_000), (2, 8, 32), (3, 10)):
        rng = np.random.default_rng(0)
        X = rng.normal(size=(n, d)) + 2 * rng.normal(size=(K, d))[rng.integers(K, size=n)]
        start = X[:K].copy()
        runs = [
            lambda X=X, s=start, K=K: KMeans(K, init=s, max_iter=ITERATIONS, tol=0).fit(X).n_iter_,
            lambda X=X, s=start, K=K: (
                Reference(K, init=s, n_init=1, max_iter=ITERATIONS, tol=0).fit(X).n_iter_
            ),
            lambda X=X, s=start: kmeans2(X, s, iter=ITERATIONS, minit="matrix") and ITERATIONS,
        ]
        best = [np.inf] * 3
        for _ in range(5):
            for i, run in enumerate(runs):
                begin = clock()
                iterations = run()
                best[i] = min(best[i], (clock() - begin) / iterations * 1e3)
        ours, theirs, vq = best
        ratios = f"{theirs / ours:13.2f} {vq / ours:13.2f}"
        print(f"{n:>7} {d:>3} {K:>3} {ours:8.2f} {theirs:8.2f} {vq:8.2f} {ratios}", flush=True)


if __name__ == "__main__":
    main()
