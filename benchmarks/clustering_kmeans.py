"""Time of one Lloyd iteration against scikit-learn's compiled one and SciPy's kmeans2, from the same start.

Run from the repository root:  python -m benchmarks.clustering_kmeans [--cpu]

An iteration's time is the difference of two fits with 2 and 12 iterations. What is left of the shorter fit is its
fixed cost: checks, the first and the last pass, labels. The rows are one cloud without clusters and all centres
start in its middle, so that nobody is done before the 12th iteration, which is asserted; so is that all three
then have the same centres. Fits are measured in turn, and the best of `repeats` counts. Ratios above 1 say that
we are faster. The last cell, many centres in many columns, is followed by `predict` and `transform`.
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

FEW, MANY = 2, 12


def peers(X, start):
    """Three functions: number of iterations -> centres after exactly so many."""
    K = len(start)

    def exactly(fit, iterations):
        assert fit.n_iter_ == iterations, f"{type(fit)} was done after {fit.n_iter_} iterations"
        return fit.cluster_centers_

    return (
        lambda m: exactly(KMeans(K, init=start, max_iter=m, tol=0).fit(X), m),
        lambda m: exactly(Reference(K, init=start, n_init=1, max_iter=m, tol=0).fit(X), m),
        lambda m: kmeans2(X, start, iter=m, minit="matrix")[0],
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cpu", action="store_true", help="processor time, for a machine that others use too"
    )
    parser.add_argument("--repeats", type=int, default=7)
    arguments = parser.parse_args()
    clock = time.process_time if arguments.cpu else time.perf_counter
    warnings.simplefilter("ignore")
    print(machine(), "processor time" if arguments.cpu else "wall time", sep=", ")
    print(f"{'':17}{'one iteration, ms':^28} {'peer/ours':^15}  {'fixed cost of a fit, ms':^28}")
    print("      n   d   K     ours  sklearn  kmeans2 sklearn kmeans2      ours  sklearn  kmeans2")
    ratios = []
    for n, d, K in (*itertools.product((10_000, 100_000), (2, 8, 32), (3, 10)), (50_000, 50, 100)):
        X = np.random.default_rng(0).normal(size=(n, d))
        runs = peers(X, 0.1 * X[:K])
        times = np.full((3, 2), np.inf)
        for _ in range(arguments.repeats):
            for (i, run), (j, m) in itertools.product(enumerate(runs), enumerate((FEW, MANY))):
                begin = clock()
                run(m)
                times[i, j] = min(times[i, j], clock() - begin)
        ours, *theirs = (run(MANY) for run in runs)
        for centres in theirs:
            assert np.allclose(centres, ours, rtol=0, atol=1e-10)
        one = (times[:, 1] - times[:, 0]) / (MANY - FEW) * 1e3
        fixed = times[:, 0] * 1e3 - FEW * one
        ratios.append(one[1:] / one[0])
        cells = [f"{v:9.2f}" for v in one] + [f"{v:8.2f}" for v in ratios[-1]] + [f"{v:9.1f}" for v in fixed]
        print(f"{n:>7} {d:>3} {K:>3}{''.join(cells[:5])} {''.join(cells[5:])}", flush=True)
    for name in ("predict", "transform", "score"):
        fits = KMeans(K, init=X[:K], max_iter=2).fit(X), Reference(K, init=X[:K], n_init=1, max_iter=2).fit(X)
        best = [np.inf, np.inf]
        for _, (i, fit) in itertools.product(range(arguments.repeats), enumerate(fits)):
            begin = clock()
            getattr(fit, name)(X)
            best[i] = min(best[i], (clock() - begin) * 1e3)
        print(
            f"{name:>9} of {n} x {d}, K={K}: ours {best[0]:.1f}, sklearn {best[1]:.1f} ({best[1] / best[0]:.2f})"
        )
    for name, column in zip(("sklearn", "kmeans2"), np.array(ratios).T, strict=True):
        print(f"{name}: geometric mean {np.exp(np.log(column).mean()):.2f}, least {column.min():.2f}")


if __name__ == "__main__":
    main()
