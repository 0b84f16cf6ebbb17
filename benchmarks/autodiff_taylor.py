"""Taylor series beside nested dual numbers: the cost of all derivatives up to an order.

The times of one process; an operation's cost grows with the square of the order, nesting doubles with each.

    python benchmarks/autodiff_taylor.py [--quick]
"""

import argparse

import numpy as np
from machine import best_of_each, describe_machine  # sets one thread before NumPy loads; isort: split

from lecture14 import derivative, taylor
from lecture14.autodiff import special

FUNCTIONS = {
    "x*x": lambda x: x * x, "exp": np.exp, "sin": np.sin, "tan": np.tan, "arctan": np.arctan,
    "x**2.5": lambda x: x**2.5, "x**3": lambda x: x**3, "hypot": lambda x: np.hypot(x, 1.0),
    "logaddexp": lambda x: np.logaddexp(x, 0.5), "erf": special.erf, "lgamma": special.lgamma,
}  # fmt: skip


def chain(x):
    """Forty operations."""
    for _ in range(10):
        y = np.sin(x)
        x = y * x + 0.25 * y
    return x


def nested(f, order: int):
    """The derivative of the given order, by dual numbers of dual numbers."""
    for _ in range(order):
        f = derivative(f)
    return f


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the time")
    seconds = 0.2 if parser.parse_args().quick else 2.0
    print(describe_machine())
    for order in (4, 16, 64):
        runs = {name: lambda f=f, order=order: taylor(f, 0.73, order) for name, f in FUNCTIONS.items()}
        runs["chain"] = lambda order=order: taylor(chain, 0.73, order)
        if order == 4:
            runs["chain, nested duals"] = lambda: nested(chain, 4)(0.73)
        times = best_of_each(runs, seconds)
        print(f"order {order:2}: " + "; ".join(f"{name} {1e6 * t:.0f} µs" for name, t in times.items()))


if __name__ == "__main__":
    main()
