"""Project "A long loop in little memory": `loop_value_and_grad(step, loss, n, spacing=None)`, and as a stretch
`revolve_value_and_grad(step, loss, n, slots)`."""

import tracemalloc
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lecture14 import value_and_grad

NAMES = ("loop_value_and_grad",)
BIG = 2000


def stretch(solution):
    """The stretch is tested where it was tried."""
    if not hasattr(solution, "revolve_value_and_grad"):
        pytest.skip("no revolve_value_and_grad: the stretch was left out")
    return solution.revolve_value_and_grad


class Counted:
    """A step that knows how often it ran on plain numbers and how often it was recorded."""

    def __init__(self, step):
        self.step, self.plain, self.recorded = step, 0, 0

    def __call__(self, x):
        if isinstance(x, np.ndarray | float):
            self.plain += 1
        else:
            self.recorded += 1
        return self.step(x)


def logistic(x):
    return 3.7 * x * (1 - x)


def turn(x):
    """A rotation that bends."""
    return np.stack([np.sin(x[0] + 0.3 * x[1]), np.cos(x[1] - 0.2 * x[0] ** 2)])


def half_square(x):
    return 0.5 * np.sum(x**2)


def plainly(step, loss, n):
    """All n steps on one tape."""

    def whole(x):
        for _ in range(n):
            x = step(x)
        return loss(x)

    return value_and_grad(whole)


def test_literal_values(solution):
    """Doubled ten times, 1 becomes 1024, whose square rises by 2 times 1024 for each of 1024."""
    both = solution.loop_value_and_grad(lambda x: 2 * x, lambda x: x**2, 10)
    assert both(1.0) == (1024**2, 2 * 1024**2)


@pytest.mark.parametrize("n", [1, 2, 9, 10, 40])
def test_the_logistic_map_by_hand(solution, n):
    """The derivative of n steps is the product of 3.7 (1 - 2x) along them."""
    x, slope = 0.2, 1.0
    for _ in range(n):
        x, slope = logistic(x), slope * 3.7 * (1 - 2 * x)
    value, gradient = solution.loop_value_and_grad(logistic, lambda x: 5.0 * x, n)(0.2)
    assert value == pytest.approx(5 * x, rel=1e-9)
    assert gradient == pytest.approx(5 * slope, rel=1e-9)


@given(n=st.integers(0, 30), spacing=st.none() | st.integers(1, 35), x=st.tuples(*2 * [st.floats(-3, 3)]))
def test_the_gradient_is_the_plain_one(solution, n, spacing, x):
    value, gradient = solution.loop_value_and_grad(turn, half_square, n, spacing)(np.array(x))
    expected, by_one_tape = plainly(turn, half_square, n)(np.array(x))
    assert value == pytest.approx(expected, rel=1e-13)
    assert_allclose(gradient, by_one_tape, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 99, 100, 101])
def test_each_step_is_recorded_once_and_repeated_once(solution, n):
    """Forwards, once more from the state kept before it, and once on the tape."""
    step = Counted(turn)
    solution.loop_value_and_grad(step, half_square, n)(np.array([0.5, -0.2]))
    assert step.recorded == n
    assert step.plain <= 2 * n


def peak(run):
    """The most bytes that were held at once."""
    run()  # what is compiled and kept for later does not count
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_sixteen_times_the_steps_take_four_times_the_memory(solution):
    """Not 16 times, as one tape does."""

    def bytes_for(n):
        both = solution.loop_value_and_grad(lambda x: 0.99 * np.sin(x), half_square, n)
        return peak(lambda: both(np.ones(BIG)))

    assert bytes_for(1024) < 6 * bytes_for(64)


def test_spacing_is_the_number_of_steps_between_kept_states(solution):
    """One block of all: as much memory as states. The default needs a few times 20."""

    def states_for(spacing):
        both = solution.loop_value_and_grad(lambda x: 0.99 * np.sin(x), half_square, 400, spacing)
        return peak(lambda: both(np.ones(BIG))) / (8 * BIG)

    assert states_for(400) > 350
    assert states_for(1) > 350
    assert states_for(None) < 200


def test_no_step_at_all(solution):
    assert solution.loop_value_and_grad(logistic, lambda x: x**2, 0)(3.0) == (9.0, 6.0)


def test_states_in_containers(solution):
    """A swing: position and speed."""

    def step(state):
        speed = state["speed"] - 0.1 * np.sin(state["angle"])
        return {"angle": state["angle"] + 0.1 * speed, "speed": speed}

    def loss(state):
        return state["angle"] ** 2

    start = {"angle": 1.0, "speed": 0.0}
    value, gradient = solution.loop_value_and_grad(step, loss, 50)(start)
    expected, by_one_tape = plainly(step, loss, 50)(start)
    assert value == pytest.approx(expected)
    assert gradient == pytest.approx(by_one_tape)


def test_one_function_serves_many_starts(solution):
    both = solution.loop_value_and_grad(lambda x: x * x, np.sum, 3)
    assert both(2.0) == both(2.0) == (256.0, 1024.0)
    assert_array_equal(both(np.array([1.0, 2.0]))[1], [8.0, 1024.0])


def fewest(n, c):
    """Plain steps with c states kept, the first among them: Griewank & Walther (2008), proposition 12.3."""
    r = next(r for r in range(n + 1) if n <= comb(c + r, c))
    return r * n - comb(c + r, r - 1) if r else 0


@pytest.mark.parametrize(
    ("n", "slots", "steps"), [(10, 0, 45), (10, 1, 20), (10, 2, 15), (10, 9, 9), (1, 3, 0)]
)
def test_revolve_takes_as_few_steps_as_can_be(solution, n, slots, steps):
    step = Counted(turn)
    stretch(solution)(step, half_square, n, slots)(np.array([0.5, -0.2]))
    assert (step.recorded, step.plain) == (n, steps)
    assert steps == fewest(n, slots + 1)


@settings(max_examples=30)
@given(n=st.integers(1, 60), slots=st.integers(0, 8))
def test_revolve_is_right_and_cheap_for_any_number(solution, n, slots):
    step, x = Counted(turn), np.array([0.5, -0.2])
    value, gradient = stretch(solution)(step, half_square, n, slots)(x)
    expected, by_one_tape = plainly(turn, half_square, n)(x)
    assert value == pytest.approx(expected, rel=1e-13)
    assert_allclose(gradient, by_one_tape, rtol=1e-10, atol=1e-14)
    assert step.plain == fewest(n, slots + 1)


def test_revolve_keeps_no_more_than_its_slots(solution):
    """Three slots and the first state, a few numbers of the step at work: 300 states would stand out."""
    both = stretch(solution)(lambda x: 0.99 * np.sin(x), half_square, 300, 3)
    assert peak(lambda: both(np.ones(BIG))) / (8 * BIG) < 20
