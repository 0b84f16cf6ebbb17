"""What every benchmark shares: the machine's name, and the best time of several runs."""

import os
import platform
import time

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # before NumPy reads them

import numpy as np  # noqa: E402


def describe_machine() -> str:
    """Processor, system, Python and NumPy, for the head of a report."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), name)
    except OSError:
        pass
    return (
        f"{name}, {os.cpu_count()} cores, {platform.system()}; "
        f"Python {platform.python_version()}, NumPy {np.__version__}"
    )


def best_of(run, seconds: float = 1.0, least: int = 3):
    """The last result and the shortest time of as many runs as fit into the given seconds.

    Processor time of this process, so that other work on the machine disturbs less.
    """
    result, best, began, runs = None, float("inf"), time.perf_counter(), 0
    while runs < least or time.perf_counter() - began < seconds:
        start = time.process_time()
        result = run()
        best = min(best, time.process_time() - start)
        runs += 1
    return result, best


def best_of_each(runs: dict, seconds: float = 3.0, least: int = 3) -> dict:
    """The shortest time of each run, called in turn: what disturbs the machine disturbs all alike."""
    best = dict.fromkeys(runs, float("inf"))
    for run in runs.values():
        run()
    began, rounds = time.perf_counter(), 0
    while rounds < least or time.perf_counter() - began < seconds:
        for name, run in runs.items():
            start = time.process_time()
            run()
            best[name] = min(best[name], time.process_time() - start)
        rounds += 1
    return best
