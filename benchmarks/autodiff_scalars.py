"""Scalar programs: what dual numbers, tracing, sweeps and replays cost beside the plain float program.

Ratios to the same function on Python floats, best of several runs in one process. HIPS autograd is printed
beside them where it is installed.

    python benchmarks/autodiff_scalars.py
"""

import math
import tracemalloc

import numpy as np
from machine import (
    best_of,
    best_of_each,
    describe_machine,
)  # sets one thread before NumPy loads; isort: split

from lecture14 import Dual, grad, taylor, trace, value_and_grad

OPERATIONS = 600


def arithmetic(x):
    """600 multiplications, additions and subtractions."""
    for _ in range(OPERATIONS // 4):
        y = x * 0.999
        z = y * x
        y = z + 0.25
        x = y - z * 0.5
    return x


def elementary(x):
    """600 operations, one in four an elementary function, as in the lecture's x₁x₂ + sin x₁."""
    for _ in range(OPERATIONS // 4):
        y = np.sin(x)
        z = y * x
        x = z + 0.25 * y
    return x


class Slotted:
    """The least that a dual number can be in Python: no checks, no arrays. A yardstick."""

    __slots__ = ("primal", "tangent")

    def __init__(self, primal, tangent):
        self.primal = primal
        self.tangent = tangent

    def __add__(self, z):
        if isinstance(z, Slotted):
            return Slotted(self.primal + z.primal, self.tangent + z.tangent)
        return Slotted(self.primal + z, self.tangent)

    def __sub__(self, z):
        if isinstance(z, Slotted):
            return Slotted(self.primal - z.primal, self.tangent - z.tangent)
        return Slotted(self.primal - z, self.tangent)

    def __mul__(self, z):
        if isinstance(z, Slotted):
            return Slotted(self.primal * z.primal, self.tangent * z.primal + self.primal * z.tangent)
        return Slotted(self.primal * z, self.tangent * z)

    __rmul__ = __mul__

    def sin(self):
        """What np.sin calls on an object."""
        return Slotted(math.sin(self.primal), math.cos(self.primal) * self.tangent)


def autograd_of(f):
    """HIPS autograd's value and gradient of f; None where it is not installed."""
    try:
        import autograd
    except ImportError:
        return None
    return autograd.value_and_grad(f)


def repeated(run, times: int):
    """The run, so many times in a row: for what is too short for the clock."""

    def row():
        for _ in range(times):
            run()

    return row


def chain_ratios() -> None:
    print(
        f"\n{OPERATIONS}-operation chains, cost relative to the float program (aims: Dual 15, trace + reverse 60,"
    )
    print("replayed sweeps 25; a slotted class is what Python's operators and objects cost at least)")
    for f in (arithmetic, elementary):
        dual, yardstick = Dual(0.9, 1.0), Slotted(0.9, 1.0)
        both, graph = value_and_grad(f), trace(f, lines=False)(0.9)
        sweeps, gradient = graph.compiled(), autograd_of(arithmetic)
        runs = {
            "float": repeated(lambda f=f: f(0.9), 20),
            "Dual": lambda f=f, d=dual: f(d),
            "trace + reverse": lambda both=both: both(0.9),
            "reverse alone": graph.reverse,
            "replayed sweeps": lambda sweeps=sweeps: sweeps(0.9),
            "a slotted class": lambda f=f, d=yardstick: f(d),
        }
        if gradient is not None and f is arithmetic:
            runs["HIPS autograd"] = lambda gradient=gradient: gradient(0.9)
        times = best_of_each(runs, 6.0)
        base = times.pop("float") / 20
        times["Dual / slotted"] = times["Dual"] / times["a slotted class"] * base
        print(f"  {f.__name__}: float {1e9 * base / OPERATIONS:.0f} ns an operation")
        for name, seconds in times.items():
            print(f"    {name:<16} {seconds / base:8.1f}")
        if gradient is None and f is arithmetic:
            print("    HIPS autograd    not installed")


def direction_ratios() -> None:
    print(
        "\np directions together, cost relative to one evaluation of f (bound 1 + 1.5 p), and to p single passes"
    )
    rng = np.random.default_rng(0)
    x = rng.normal(size=200_000)

    def bound_by_arrays(x):
        return np.sum(np.exp(np.sin(x)) / (1.0 + x * x))

    for name, f, point in (("array-bound", bound_by_arrays, x), ("scalar", elementary, 0.9)):
        runs = {0: lambda f=f, p=point: f(p)}
        for p in (1, 2, 4, 8, 16):
            tangents = rng.normal(size=(p, *np.shape(point)))
            dual = Dual(point, tangents if p > 1 else tangents[0])
            runs[p] = lambda f=f, d=dual: f(d)
        times = best_of_each(runs, 8.0)
        base = times.pop(0)
        for p, seconds in times.items():
            bound, passes = 1 + 1.5 * p, seconds / (p * times[1])
            print(f"  {name:<12} p = {p:>2}: {seconds / base:7.1f}  ({bound:4.1f}) {passes:7.2f}")


def taylor_growth() -> None:
    print("\nTaylor arithmetic of the elementary chain (first 40 operations): seconds against order")

    def f(x):
        for _ in range(10):
            y = np.sin(x)
            x = y * x + 0.25 * y
        return x

    orders = np.array([4, 8, 16, 32, 64])
    times = np.array([best_of(lambda o=o: taylor(f, 0.9, int(o)), 0.4)[1] for o in orders])
    fit = np.polyfit(orders, times, 2)
    residual = np.abs(np.polyval(fit, orders) / times - 1).max()
    exponent = np.polyfit(np.log(orders[2:]), np.log(times[2:]), 1)[0]
    print("  " + ", ".join(f"{o}: {1e3 * t:.1f} ms" for o, t in zip(orders, times, strict=True)))
    print(f"  a quadratic fits within {100 * residual:.0f} %; exponent at the end {exponent:.2f}")


def node_growth() -> None:
    print("\nreverse sweep against the number of nodes: time, and the most memory of trace and sweep")

    def chain(n):
        def f(x):
            for _ in range(n):
                x = x * 0.999999
            return x

        return f

    times = {}
    for n in (10**3, 10**4, 10**5, 10**6):
        graph = trace(chain(n), lines=False)(1.0)
        times[n] = best_of(graph.reverse, 0.2, least=2)[1]
        tracemalloc.start()
        trace(chain(n), lines=False)(1.0).reverse()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(
            f"  {n:>8} nodes: {1e9 * times[n] / n:6.0f} ns and, with the tape, {peak / n:4.0f} bytes a node"
        )
    print(f"  10⁶ nodes take {times[10**6] / times[10**5]:.1f} times as long as 10⁵ (linear: 10)")


def entry_growth() -> None:
    print("\ngradient of a loop over the entries x[0], x[1], … of one array")

    def sum_of_squares(x):
        total = 0.0
        for i in range(len(x)):
            total = total + x[i] * x[i]
        return total

    times = {}
    for n in (10**2, 10**3, 10**4):
        x = np.linspace(0.0, 1.0, n)
        times[n] = best_of(lambda x=x: grad(sum_of_squares)(x), 0.5, least=3)[1]
        print(f"  {n:>6} entries: {1e6 * times[n] / n:6.1f} µs an entry")
    print(f"  10⁴ entries take {times[10**4] / times[10**3]:.1f} times as long as 10³ (linear: 10)")


if __name__ == "__main__":
    print(describe_machine())
    chain_ratios()
    direction_ratios()
    taylor_growth()
    node_growth()
    entry_growth()
