"""A recorded program as compiled C: beside C written by hand, and beside the sweeps over a graph.

Ratios of the shortest of many short batches, taken in turn in one process; a row says how far apart repetitions lay.

    python benchmarks/autodiff_c.py
"""

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
from machine import best_of_each, describe_machine  # sets one thread before NumPy loads; isort: split

from lecture14 import trace, value_and_grad

REPETITIONS = 5
N = 30
BY_HAND = """
void hand_slide(double x1, double x2, double *y, double *x1_bar, double *x2_bar)
{
    *y = x1*x2 + sin(x1);
    *x1_bar = x2 + cos(x1);
    *x2_bar = x1;
}

void hand_rosenbrock(const double *restrict x, double *restrict y, double *restrict x_bar)
{
    double total = 0.0;
    for (int i = 0; i < 30; i++) x_bar[i] = 0.0;
    for (int i = 0; i < 29; i++) {
        double a = x[i + 1] - x[i]*x[i], b = 1.0 - x[i];
        total += 100.0*a*a + b*b;
        x_bar[i] += -400.0*a*x[i] - 2.0*b;
        x_bar[i + 1] += 200.0*a;
    }
    *y = total;
}
"""
# The input moves by the result, so that no call can be left out; functions are called through pointers, as from afar.
LOOPS = """
double slide_loop(void (*f)(double, double, double *, double *, double *), int times)
{
    double x = 1.5, y, a, b, total = 0.0;
    for (int k = 0; k < times; k++) { f(x, 2.0, &y, &a, &b); x = 1.5 + 1e-9*a; total += y + b; }
    return total;
}
double rosenbrock_loop(void (*f)(const double *, double *, double *), int times)
{
    double x[30], x_bar[30], y, total = 0.0;
    for (int i = 0; i < 30; i++) x[i] = 0.5 + i/29.0;
    for (int k = 0; k < times; k++) { f(x, &y, x_bar); x[k % 30] += 1e-12*x_bar[0]; total += y; }
    return total;
}
"""


def slide(x1, x2):
    return x1 * x2 + np.sin(x1)


def rosenbrock(x):
    total = 0.0
    for i in range(len(x) - 1):
        total = total + 100.0 * (x[i + 1] - x[i] ** 2) ** 2 + (1.0 - x[i]) ** 2
    return total


def in_c_loops(folder: str) -> None:
    """Our C against C by hand, both called in loops of C, compiled alike."""
    sources = {
        "ours_slide": trace(slide)(1.5, 2.0).to_c(),
        "ours_rosenbrock": trace(rosenbrock)(np.linspace(0.5, 1.5, N)).to_c(),
    }
    parts = {"functions": BY_HAND, "loops": LOOPS}
    texts = [c.text.replace(f" {c.name}(", f" {name}(") for name, c in sources.items()]
    parts["functions"] = "\n".join([*texts, BY_HAND])
    files = [Path(folder, f"{name}.c") for name in parts]
    for file, text in zip(files, parts.values(), strict=True):
        file.write_text(text, encoding="ascii")
    target, compiler = Path(folder, "all.so"), shutil.which("gcc") or shutil.which("cc")
    flags = ["-O2", "-std=c11", "-ffp-contract=off", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", target, *files, "-lm"], check=True)
    library = ctypes.CDLL(str(target))
    for name, times, limit in (("slide", 20_000, 1.1), ("rosenbrock", 5_000, 2.0)):
        loop = getattr(library, f"{name}_loop")
        loop.restype, loop.argtypes = ctypes.c_double, [ctypes.c_void_p, ctypes.c_int]
        ours, hand = (
            ctypes.cast(getattr(library, f"{who}_{name}"), ctypes.c_void_p) for who in ("ours", "hand")
        )
        assert abs(loop(ours, 100) / loop(hand, 100) - 1) < 1e-12
        runs = {"ours": partial(loop, ours, times), "hand": partial(loop, hand, times)}
        ratios = []
        for _ in range(REPETITIONS):
            best = best_of_each(runs, 1.0)
            ratios.append(best["ours"] / best["hand"])
        print(
            f"  {name:<11} ours / by hand {min(ratios):.2f} to {max(ratios):.2f} (aim {limit}); "
            f"by hand {1e9 * best['hand'] / times:.0f} ns"
        )


def from_python() -> None:
    """The compiled function called from Python, and the ways without C."""
    x = np.linspace(0.5, 1.5, N)
    both, compiled = value_and_grad(rosenbrock), trace(rosenbrock)(x).to_c().compile()
    assert np.allclose(both(x)[1], compiled(x)[1][0], rtol=1e-13)

    def row():
        for _ in range(200):
            compiled(x)

    ratios = []
    for _ in range(REPETITIONS):
        best = best_of_each({"value_and_grad": lambda: both(x), "C": row}, 1.0)
        ratios.append(best["value_and_grad"] / best["C"] * 200)
    print(
        f"  value_and_grad / compiled C {min(ratios):.0f} to {max(ratios):.0f} (aim 50); "
        f"a call of C from Python {1e6 * best['C'] / 200:.1f} µs"
    )


def processor_time() -> float:
    """That of this process and of the compilers that it has run."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def long_programs() -> None:
    """Processor time to write and compile a sum of so many nodes, and the time of a call."""

    def series(x, z, turns):
        total = 0.0
        for k in range(turns):
            total = total + np.sin(k * x) / (2.0 + z**2)
        return total

    for nodes in (10**3, 10**4, 10**5):
        graph = trace(lambda x, z, turns=nodes // 6: series(x, z, turns))(1.5, 1.0)
        begin = processor_time()
        source = graph.to_c()
        written = processor_time()
        compiled = source.compile()
        end = processor_time()
        call = best_of_each({"call": partial(compiled, 1.5, 1.0)}, 0.2)["call"]
        print(
            f"  {len(graph.nodes):>6} nodes: text {written - begin:.1f} s, compiler {end - written:.1f} s "
            f"(aim 60 together at 10⁵); a call {1e9 * call / nodes:.1f} ns a node"
        )


if __name__ == "__main__":
    print(describe_machine())
    print(f"\nC called in loops of C, gcc -O2, {REPETITIONS} repetitions")
    with tempfile.TemporaryDirectory() as folder:
        in_c_loops(folder)
    print(f"\nthe {N}-variable Rosenbrock function called from Python with an array")
    from_python()
    print("\nlong programs")
    long_programs()
