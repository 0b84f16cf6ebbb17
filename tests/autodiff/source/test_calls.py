"""Generated programs with the numbers of the lecture, with names that clash, and with wrong arguments."""

import numpy as np
import pytest

from lecture14.autodiff import jvp
from lecture14.autodiff.source.python import adjoint_source, tangent_source
from tests.autodiff.source import corpus
from tests.autodiff.source.test_corpus import agree


def test_the_lectures_function():
    value, slope = tangent_source(corpus.lecture)(1.5, 2.0, 0.0, 1.0)
    assert value == pytest.approx(3.9974949866040546, rel=1e-15)
    assert slope == 1.5
    _, gradient = adjoint_source(corpus.lecture)(1.5, 2.0)
    assert gradient == pytest.approx((2.0707372016677, 1.5), rel=1e-13)


def test_comparison_sees_a_wrong_slope():
    with pytest.raises(AssertionError):
        agree(1.0, 1.0 + 1e-9)
    with pytest.raises(AssertionError):
        agree(np.ones(3), 1.0)


@pytest.mark.parametrize("n", [0, 1, 7])
def test_number_of_turns_is_an_argument(n):
    slope = n * 0.9 ** (n - 1) if n else 0.0
    assert tangent_source(corpus.power_by_loop)(0.9, n, 1.0)[1] == pytest.approx(slope, abs=1e-15)
    assert adjoint_source(corpus.power_by_loop)(0.9, n)[1] == pytest.approx((slope,), abs=1e-15)


def test_setting_keeps_its_default_and_takes_another():
    program = adjoint_source(corpus.damped)
    assert program(1.0)[1] == pytest.approx((-0.5 * np.exp(-0.5),))
    assert program(1.0, rate=2.0)[1] == pytest.approx((-2 * np.exp(-2.0),))


def test_loops_and_branches_stay():
    text = str(adjoint_source(corpus.break_and_continue))
    assert text.count("for ") == 2
    assert "in reversed(range(8)[:stack.pop()])" in text
    assert len(text.splitlines()) < 110


def test_text_does_not_grow_with_the_turns():
    def lines(f):
        return len(str(adjoint_source(f)).splitlines())

    assert lines(corpus.heron) == lines(corpus.heron_long)


def test_program_is_its_text_and_says_where_it_comes_from():
    program = tangent_source(corpus.heron)
    assert str(program) == repr(program) == program
    assert "written by lecture14" in program
    assert "# line 4: x = 0.5 * (x + a / x)" in program


def test_second_derivative_by_jvp_of_the_generated_program():
    program = tangent_source(corpus.heron)
    _, second = jvp(lambda a: program(a, 1.0)[1], (2.0,), (1.0,))
    assert second == pytest.approx(-0.25 * 2.0**-1.5, rel=1e-9)


@pytest.mark.parametrize("transform", [tangent_source, adjoint_source])
@pytest.mark.parametrize(
    ("f", "args", "message"),
    [
        (corpus.lecture, (np.ones(3), 2.0), r"x1 has shape \(3,\); expected a number: annotate"),
        (corpus.rosenbrock, (np.ones((2, 2)),), r"x has shape \(2, 2\); expected 1 axis"),
        (corpus.cholesky, (np.ones(3),), r"A has shape \(3,\); expected 2 axes"),
        (corpus.power_by_loop, (1.0, 2.5), "n is 2.5; expected a whole number"),
        (corpus.lecture, (1j, 2.0), "x1 is 1j; expected real numbers"),
        (corpus.lecture, ("a", 2.0), "x1 is 'a'; expected real numbers"),
    ],
)
def test_wrong_arguments(transform, f, args, message):
    directions = args[:1] if f is corpus.power_by_loop else args
    more = directions if transform is tangent_source else ()
    with pytest.raises((TypeError, ValueError), match=message):
        transform(f)(*args, *more)


def test_setting_is_no_array():
    with pytest.raises(ValueError, match=r"rate has shape \(2,\); expected a number"):
        tangent_source(corpus.damped)(1.0, 1.0, rate=np.ones(2))


def test_direction_and_cotangent_have_the_shapes_of_what_they_move():
    with pytest.raises(ValueError, match=r"dx has shape \(3,\); expected \(4,\)"):
        tangent_source(corpus.rosenbrock)(np.ones(4), np.ones(3))
    with pytest.raises(ValueError, match=r"y_bar has shape \(\); expected the result's, \(3,\)"):
        adjoint_source(corpus.annotated_array)(np.ones(3), 1.0)


def wave(x, a):
    return a * np.sin(x)


@pytest.mark.parametrize("transform", [tangent_source, adjoint_source])
def test_program_is_a_text_that_python_runs(transform):
    program = transform(wave)
    scope = {}
    exec(program, scope)
    arguments = (0.3, 2.0, 1.0, 0.5)[: 4 if transform is tangent_source else 2]
    assert program(*arguments) == scope[program.name](*arguments)


def test_examples_tell_which_parameters_are_arrays():
    x, bars = np.array([0.1, 0.7]), np.array([1.0, 10.0])
    value, (x_bar, a_bar) = adjoint_source(wave, x, 2.0)(x, 2.0, y_bar=bars)
    assert np.allclose(value, 2.0 * np.sin(x), rtol=1e-15)
    assert np.allclose(x_bar, bars * 2.0 * np.cos(x), rtol=1e-15)
    assert np.isclose(a_bar, bars @ np.sin(x), rtol=1e-15)
    with pytest.raises(TypeError, match=r"3 examples of arguments; wave has 2"):
        adjoint_source(wave, 1.0, 2.0, 3.0)
