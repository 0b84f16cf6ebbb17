"""Threads, and a file larger than the memory that a fit may use.

Run from the repository root:  python -m benchmarks.clustering_scale [--rows 20000000]

Prints the time of a fit on one and two threads, then fits five iterations to a memory-mapped file and prints the peak
resident memory of the process.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

from benchmarks.clustering_em import machine, problem
from lecture14 import GaussianMixture


def threads():
    for d, K in ((2, 3), (8, 10), (32, 3)):
        X, start = problem(400_000 if d < 32 else 100_000, d, K, "full")
        times = {1: np.inf, 2: np.inf}
        for _ in range(3):
            for n_jobs in times:
                model = GaussianMixture(**start, max_iter=5, n_jobs=n_jobs)
                begin = time.perf_counter()
                model.fit(X)
                times[n_jobs] = min(times[n_jobs], time.perf_counter() - begin)
        print(
            f"full, n={len(X)}, d={d}, K={K}: 1 thread {times[1]:.3f} s, 2 threads {times[2]:.3f} s, "
            f"ratio {times[1] / times[2]:.2f}",
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
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print(machine())
    threads()
    mapped(arguments.rows)


if __name__ == "__main__":
    main()
