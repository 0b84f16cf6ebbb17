"""The gradient through a long loop from few kept states: at equal distances (√n), or where they save most (revolve)."""

from functools import cache
from math import isqrt

from lecture14 import value_and_grad, vjp


def advanced(step, x, times):
    """The state after so many steps, of which nothing is recorded."""
    for _ in range(times):
        x = step(x)
    return x


def from_blocks(step, x, n, spacing):
    """The states before each of n steps, the last first: every so manieth is kept, and a block at a time."""
    starts, kept = range(0, n, spacing), [x]
    for _ in starts[1:]:
        kept.append(advanced(step, kept[-1], spacing))
    for start in reversed(starts):
        block = [kept.pop()]
        while len(block) < min(spacing, n - start):
            block.append(step(block[-1]))
        while block:
            yield block.pop()


@cache
def cheapest(n, slots):
    """How many steps it takes to see n states backwards, and where to keep one; 0 for nowhere."""
    if n <= 1 or not slots:
        return n * (n - 1) // 2, 0
    return min((k + cheapest(n - k, slots - 1)[0] + cheapest(k, slots)[0], k) for k in range(1, n))


def from_slots(step, x, n, slots):
    """The same states, with at most so many kept beside the first (Griewank & Walther 2008, chapter 12)."""
    while n:
        _, k = cheapest(n, slots)
        if k:
            yield from from_slots(step, advanced(step, x, k), n - k, slots - 1)
            n = k
        else:
            yield advanced(step, x, n - 1)
            n -= 1


def along(states, step, loss):
    """Value and gradient of the loss, from the states before each step, the last first."""
    value, cotangent = value_and_grad(lambda x: loss(step(x)))(next(states))
    for x in states:
        _, pullback = vjp(step, x)
        (cotangent,) = pullback(cotangent)
    return value, cotangent


def loop_value_and_grad(step, loss, n, spacing=None):
    """The function that returns loss(xₙ) and its gradient at x₀, where each x is the step of the one before.

    Parameters
    ----------
    step : callable
        From a state to the next: a scalar, an array, or a container of them.
    loss : callable
        From the last state to a scalar.
    n : int
        How many steps.
    spacing : int, optional
        Every so manieth state is kept; by default the square root of n, rounded up.

    Examples
    --------
    >>> loop_value_and_grad(lambda x: 2 * x, lambda x: x**2, 10)(1.0)
    (1048576.0, 2097152.0)
    """
    if n == 0:
        return value_and_grad(loss)
    return lambda x: along(from_blocks(step, x, n, spacing or isqrt(n - 1) + 1), step, loss)


def revolve_value_and_grad(step, loss, n, slots):
    """The same with at most `slots` states kept beside the first, and as few steps as they allow.

    Examples
    --------
    >>> revolve_value_and_grad(lambda x: 2 * x, lambda x: x**2, 10, slots=2)(1.0)
    (1048576.0, 2097152.0)
    """
    if n == 0:
        return value_and_grad(loss)
    return lambda x: along(from_slots(step, x, n, slots), step, loss)
