"""The exercises' checks: right answers pass, known mistakes are named, and a check can fail."""

import numpy as np
import pytest

from lecture14 import Dual
from lecture14.autodiff import RULES
from lecture14.exercises import EXERCISES, check
from lecture14.exercises.checking import Exercise, Mistake, check_answer

MISTAKES = [(e.id, i) for e in EXERCISES.values() for i in range(len(e.mistakes))]


@pytest.mark.parametrize("id", EXERCISES)
def test_right_answer_passes(id):
    exercise = EXERCISES[id]
    result = check(id, exercise.correct)
    assert result.passed is True
    assert repr(result).startswith("✓")


@pytest.mark.parametrize(("id", "i"), MISTAKES)
def test_each_mistake_is_named(id, i):
    mistake = EXERCISES[id].mistakes[i]
    result = check(id, mistake.answer)
    assert result.passed is False
    assert mistake.says in result.message


@pytest.mark.parametrize("id", EXERCISES)
def test_every_exercise_knows_two_mistakes(id):
    assert len(EXERCISES[id].mistakes) >= 2


@pytest.mark.parametrize("id", EXERCISES)
def test_nonsense_fails(id):
    assert check(id, lambda *arguments: "nonsense").passed is False
    assert check(id, lambda *arguments: 12345.678).passed is False


@pytest.mark.parametrize("stub", [..., (..., ...), lambda *arguments: None, lambda *arguments: ...])
def test_stub_counts_as_not_attempted(stub):
    result = check("dual-reciprocal", stub)
    assert result.passed is None
    assert repr(result) == "○ dual-reciprocal: not attempted yet"


def test_exception_is_reported_with_its_input():
    result = check("dual-reciprocal", lambda primal, tangent: primal / 0)
    assert result.message == "for input 2.0, 1.0 raised ZeroDivisionError: float division by zero"


def test_first_wrong_input_is_shown():
    exercise = Exercise("e", lambda x: x, [(1.0,), (2.0,)], [Mistake(lambda x: -x, "Sign!")])
    assert check_answer(exercise, lambda x: 1.0).message == "for input 2.0 expected 2.0, got 1.0."


def test_shapes_count():
    exercise = Exercise("e", lambda: np.zeros(3), [()], [])
    assert check_answer(exercise, np.zeros((3, 1))).passed is False
    assert check_answer(exercise, np.zeros(3)).passed is True


def test_dual_answers_are_compared_in_both_components():
    assert check("dual-softplus", lambda x: Dual(np.logaddexp(0.0, x.primal), 0.0)).passed is False


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("4*x**3/(1 + x**4)**2", "correct on all 4 inputs"),
        ("4*x**3*(1 - y)**2", "correct on all 4 inputs"),
        ("4*x**3/(1 + x**4)", "for input 0.5 expected 0.442907, got 0.470588. You return u′/v."),
        ("4*y*(1 - y)/x", "for input 0.0 expected 0.0, got nan. Right for x > 0"),
        (
            "4*np.power(x, 3)",
            "raised ValueError: derivative is '4*np.power(x, 3)'; 'np.power' is not in the table",
        ),
        (
            "4*x**3*dx",
            "raised ValueError: derivative is '4*x**3*dx'; expected the inputs x, y and pi, not 'dx'",
        ),
        ("4x", "raised ValueError: derivative is '4x', which is no expression"),
    ],
)
def test_a_formula_is_read_as_the_table_reads_it(text, says):
    before = list(RULES)
    assert check("dual-extend-the-table", text).message.startswith(says)
    assert list(RULES) == before


def test_unknown_id_suggests_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'dual-reciprocal'"):
        check("dual-reciprocl", ...)
