"""Every exercise of the book: right answers pass in every form, known mistakes are named, and nonsense fails."""

import numpy as np
import pytest

from lecture14.exercises import EXERCISES
from lecture14.exercises.checking import check_answer

MISTAKES = [(e.id, i) for e in EXERCISES.values() for i in range(len(e.mistakes))]
FUNCTIONS = [e.id for e in EXERCISES.values() if e.draw]
VALUES = [e.id for e in EXERCISES.values() if not e.draw]
#: Each seeds the inputs that are new at a check.
SEEDS = range(3)


def leaves(value, change):
    """A result with its numbers and arrays changed."""
    if isinstance(value, tuple | list):
        return type(value)(leaves(part, change) for part in value)
    if isinstance(value, dict):
        return {key: leaves(part, change) for key, part in value.items()}
    return value if hasattr(value, "primal") else change(value)


def containers(value, kind):
    """A result with another kind of sequence."""
    if isinstance(value, np.ndarray) and value.ndim:
        value = value.tolist() if kind is not np.array else value
    if isinstance(value, tuple | list):
        parts = [containers(part, kind) for part in value]
        flat = all(np.ndim(part) == 0 and not hasattr(part, "primal") for part in parts)
        return kind(parts) if kind is not np.array or flat else parts
    return value


def in_place(correct):
    """The right answer by one who spoils every input that can be spoilt."""

    def answer(*arguments):
        result = leaves(correct(*arguments), np.copy)
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument[...] = 0
            elif isinstance(argument, dict | list):
                argument.clear()
        return result

    return answer


FORMS = {
    "in place": in_place,
    "lists": lambda correct: lambda *case: containers(correct(*case), list),
    "tuples": lambda correct: lambda *case: containers(correct(*case), tuple),
    "arrays": lambda correct: lambda *case: containers(correct(*case), np.array),
    "NumPy's numbers": lambda correct: lambda *case: leaves(correct(*case), np.asarray),
    "shape (1,)": lambda correct: lambda *case: leaves(correct(*case), np.atleast_1d),
}


def check_with(seed, id, answer, **more):
    return check_answer(EXERCISES[id], answer, rng=np.random.default_rng(seed), **more)


@pytest.mark.slow
@pytest.mark.parametrize("id", EXERCISES)
def test_right_answer_passes_in_every_form(id):
    exercise = EXERCISES[id]
    for name, form in FORMS.items():
        for seed in SEEDS:
            result = check_with(seed, id, form(exercise.correct))
            assert result.passed is True, (name, seed, result)
    assert f"\n  Next: {exercise.then}" in repr(result)


@pytest.mark.parametrize("id", VALUES)
def test_a_value_may_be_the_result_of_a_function(id):
    value = EXERCISES[id].correct()
    assert check_with(0, id, value).passed is True
    assert check_with(0, id, lambda: value).passed is True
    asked = check_with(0, id, lambda x: value)
    assert asked.message == "This exercise asks for a value, and you hand over a function: call it first."


@pytest.mark.parametrize("id", VALUES)
def test_what_is_worked_by_hand_counts_with_four_digits(id):
    rounded = leaves(EXERCISES[id].correct(), lambda x: np.vectorize(lambda v: float(f"{v:.4g}"))(x))
    assert check_with(0, id, rounded).passed is True
    rough = leaves(EXERCISES[id].correct(), lambda x: np.asarray(x) * 1.002)
    assert check_with(0, id, rough).passed is False


@pytest.mark.parametrize("id", FUNCTIONS)
def test_a_value_is_no_function(id):
    exercise = EXERCISES[id]
    value = exercise.correct(*exercise.cases[0])
    assert check_with(0, id, value).passed is False


@pytest.mark.parametrize("id", FUNCTIONS)
def test_who_wrote_the_shown_results_down_fails(id):
    exercise = EXERCISES[id]
    told = iter([exercise.correct(*case) for case in exercise.cases])
    result = check_with(0, id, lambda *case: next(told, 0.0))
    assert result.passed is False


@pytest.mark.slow
@pytest.mark.parametrize(("id", "i"), MISTAKES)
def test_each_mistake_is_named(id, i):
    mistake = EXERCISES[id].mistakes[i]
    for seed in SEEDS:
        result = check_with(seed, id, mistake.answer)
        assert result.passed is False
        assert result.message.split("\n")[0] == mistake.says
        assert "expected" not in result.message.split("\n")[-1]


@pytest.mark.parametrize("id", EXERCISES)
def test_every_exercise_knows_two_mistakes_and_what_to_read_next(id):
    exercise = EXERCISES[id]
    assert len(exercise.mistakes) >= 2
    assert exercise.then.endswith((".", "?"))
    assert bool(exercise.draw) == bool(exercise.cases[0])


@pytest.mark.parametrize("id", EXERCISES)
def test_nonsense_fails(id):
    assert check_with(0, id, lambda *arguments: "nonsense").passed is False
    assert check_with(0, id, lambda *arguments: 12345.678).passed is False


#: Wrong answers that nobody foresaw, and what is true of each wherever it applies.
WRONG = {
    "negative": lambda x: -x,
    "doubled": lambda x: 2 * x,
    "shifted": lambda x: x + 1,
    "squared": lambda x: x * x,
    "not a number": lambda x: x * np.nan,
    "nearly": lambda x: x * (1 + 1e-6),
    "scattered": lambda x: x * np.random.default_rng(1).uniform(0.5, 2, np.shape(x)),
    "text": str,
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG)
def test_unforeseen_answers_are_told_more_than_that_they_are_wrong(wrong):
    said = bare = 0
    for exercise in EXERCISES.values():

        def answer(*case, correct=exercise.correct):
            return leaves(correct(*case), WRONG[wrong])

        result = check_with(0, exercise.id, answer)
        if result.passed:  # zero doubled, say
            continue
        says, *_ = result.message.split("\n")
        told = not says.startswith(("For the input", "You give"))
        said, bare = said + told, bare + (not told)
    assert said > 40
    assert said >= 0.95 * (said + bare)
