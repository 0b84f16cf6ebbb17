"""Threads, and a file larger than the memory that a fit may use.

Run from the repository root:  OMP_NUM_THREADS=1 python -m benchmarks.clustering_scale [--rows 20000000] [--seconds 60]

Prints the wall time of a fit on one and two threads, then fits five iterations to a memory-mapped file and prints the
peak resident memory of the process. Fits are short and in turn until the seconds are over, and the best of each
counts: on a machine that others use too, some of them find both cores free. Whether any did, the first line tells:
two threads that only compute exponentials, which nothing keeps from running at once.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.clustering_em import machine, problem
from lecture14 import GaussianMixture


def exponentials(x, threads):
    """The same work for any number of threads, in place and in one long call each."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda part: np.exp(-part, out=part), np.array_split(x, threads)))


def threads(seconds):
    runs = {"exponentials": partial(exponentials, np.linspace(0, 1, 4_000_000))}
    for d, K, n in (
        (2, 3, 2_000_000),
        (2, 10, 1_000_000),
        (8, 3, 400_000),
        (8, 10, 200_000),
        (32, 3, 100_000),
    ):
        X, start = problem(n, d, K, "full")
        runs[f"full, n={n}, d={d}, K={K}"] = lambda n_jobs, X=X, start=start: GaussianMixture(
            **start, max_iter=5, n_jobs=n_jobs
        ).fit(X)
    best = {name: {1: np.inf, 2: np.inf} for name in runs}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for (name, run), n_jobs in itertools.product(runs.items(), (1, 2)):
            begin = time.perf_counter()
            run(n_jobs)
            best[name][n_jobs] = min(best[name][n_jobs], time.perf_counter() - begin)
    for name, times in best.items():
        one, two = times.values()
        print(
            f"{name}: 1 thread {one * 1e3:.1f} ms, 2 threads {two * 1e3:.1f} ms, ratio {one / two:.2f}",
            flush=True,
        )


def mapped(n):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.npy"
        X = np.lib.format.open_memmap(path, mode="w+", dtype=float, shape=(n, 2))
        rng = np.random.default_rng(0)
        for i in range(0, n, 1_000_000):
            m = min(1_000_000, n - i)
            X[i : i + m] = rng.normal(size=(m, 2)) + 4 * rng.integers(3, size=(m, 1))
        X.flush()
        del X
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begin = time.perf_counter()
        model = GaussianMixture(3, max_iter=5, tol=0.0, random_state=0, store_history=False)
        model.fit(np.load(path, mmap_mode="r"))
        seconds = time.perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = path.stat().st_size / 2**20
        print(f"{n} x 2 mapped rows, {size:.0f} MiB, {model.n_iter_} iterations: {seconds:.1f} s")
        print(f"peak resident {peak:.0f} MiB, pages of the file included; before the fit {before:.0f} MiB")


def main():
    parser = argparse.ArgumentParser(description="Threads and a memory-mapped file.")
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to look for the best times")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print(machine())
    threads(arguments.seconds)
    mapped(arguments.rows)


if __name__ == "__main__":
    main()
