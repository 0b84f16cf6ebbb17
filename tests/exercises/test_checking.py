"""The checker itself: what it forgives, what it says, what cannot fool or stop it, and that each sentence is true."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture14 import Dual
from lecture14.autodiff import RULES
from lecture14.exercises import check
from lecture14.exercises.checking import Exercise, Mistake, check_answer
from lecture14.exercises.checking.calling import call, is_idle
from lecture14.exercises.checking.comparing import compare
from lecture14.exercises.checking.relations import Trial, relation

SQUARE = Exercise(
    "square",
    lambda x: x * x,
    [(2.0,), (3.0,)],
    [Mistake(lambda x: 2 * x, "That is the double.")],
    then="Read on.",
    draw=lambda rng: (round(rng.uniform(4, 9), 2),),
)
MEANS = Exercise("means", lambda X: X.mean(axis=0), [(np.array([[1.0, 2.0], [3.0, 6.0]]),)], [])


def message(answer, exercise=SQUARE, **more):
    return check_answer(exercise, answer, rng=np.random.default_rng(14), **more).message


# Truth, and inputs.


def test_a_pass_says_what_to_read_next():
    assert repr(check_answer(SQUARE, lambda x: x**2)) == "✓ square: correct on all 9 inputs\n  Next: Read on."


def test_inputs_are_drawn_afresh_and_decide():
    """Whoever knows every input that a message may show still fails."""
    first, second, third = map(np.random.default_rng, range(3))
    seen = []
    check_answer(SQUARE, lambda x: seen.append(x) or x * x, rng=first)
    shown = dict.fromkeys(seen[:5])
    result = check_answer(SQUARE, lambda x: x * x if x in shown else 0.0, rng=second)
    assert result.passed is False
    assert "Your result is right on 5 of 9 inputs" in result.message
    assert "drawn afresh, you return 0.0" in result.message
    again = []
    check_answer(SQUARE, lambda x: again.append(x) or x * x, rng=third)
    assert again[:5] == seen[:5]
    assert again[5:] != seen[5:]


def test_who_computes_in_place_spoils_nothing():
    X = MEANS.cases[0][0]
    before = X.copy()

    def centred_mean(X):
        mean = X.mean(axis=0)
        X -= mean
        return mean

    for _ in range(2):
        assert check_answer(MEANS, centred_mean).passed is True
        assert check_answer(MEANS, lambda X: X.mean(axis=1)).passed is False
    assert np.array_equal(X, before)


def test_the_same_buffer_returned_at_each_call_is_read_at_each_call():
    buffer = np.zeros(())

    def answer(x):
        buffer[...] = x * x
        return buffer

    assert check_answer(SQUARE, answer).passed is True


def test_keys_count():
    exercise = Exercise("edges", lambda e: e, [({(0, 1): 2.0, (1, 2): 3.0},)], [])
    assert check_answer(exercise, lambda e: {(1, 2): 3.0, (0, 1): 2.0}).passed is True
    wrong = message(lambda e: {(0, 1): 2.0, (0, 2): 3.0}, exercise)
    assert wrong.startswith(
        "Your result lacks the key (1, 2) and has the key (0, 2), which nobody asked for."
    )
    assert check_answer(exercise, lambda e: {(0, 1): 2.0, "b": 1, None: 3}).passed is False


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([2.0, 4.0], "You return a list for an array: the same mathematics."),
        ((2, 4), "You return a tuple for an array: the same mathematics."),
        (np.array([2.0, 4.0]), None),
    ],
)
def test_containers_are_forgiven_with_a_word(answer, says):
    result = check_answer(MEANS, lambda X: answer)
    assert result.passed is True
    assert result.message.split("\n")[1:] == ([says] if says else [])


@pytest.mark.parametrize("one", [[4.0], (4.0,), np.array([4.0])])
def test_an_array_of_one_is_a_number(one):
    assert check_answer(Exercise("four", lambda: 4.0, [()], []), one).passed is True


def test_a_column_is_no_vector():
    assert message(lambda X: X.mean(axis=0)[:, None], MEANS).startswith(
        "Your result has shape (2, 1) where an array of shape (2,) is expected. The numbers are right."
    )


def test_dual_answers_are_compared_in_both_components():
    assert check("dual-softplus", lambda x: Dual(np.logaddexp(0.0, x.primal), 0.0)).passed is False
    pair = check("dual-softplus", lambda x: (np.logaddexp(0.0, x.primal), 0.0))
    assert "is a tuple where a Dual is expected" in pair.message


def test_a_dual_is_a_pair():
    pair = Exercise("pair", lambda: ((10.0, 13.0), (0.1, -0.13)), [()], [])
    result = check_answer(pair, (Dual(10.0, 13.0), Dual(0.1, -0.13)))
    assert result.message == "correct\nYou return a Dual for a pair: the same mathematics."
    assert check_answer(pair, (Dual(10.0, 13.0), Dual(0.1, 0.13))).passed is False


# What is said, and in which order.


def test_the_expected_value_waits_for_the_third_try():
    texts = [message(lambda x: x + 1, tries=tries).split("\n")[-1] for tries in range(4)]
    assert texts[0] == texts[1] == "For the input 2.0 you return 3.0."
    assert texts[2] == texts[3] == "For the input 2.0 you return 3.0; expected is 4.0."
    assert message(lambda x: x + 1, show=True).endswith("expected is 4.0.")


def test_check_counts_the_tries_until_the_exercise_is_solved():
    def wrong(primal, tangent):
        return 1 / primal, 0.3

    def right(primal, tangent):
        return 1 / primal, -tangent / primal**2

    check("dual-reciprocal", right)
    told = ["expected is" in check("dual-reciprocal", wrong).message for _ in range(3)]
    assert told == [False, False, True]
    assert check("dual-reciprocal", right).passed
    assert "expected is" not in check("dual-reciprocal", wrong).message
    assert "expected is" in check("dual-reciprocal", wrong, show=True).message
    check("dual-reciprocal", right)


def test_a_named_mistake_goes_before_a_relation():
    assert message(lambda x: 2 * x).split("\n")[0] == "That is the double."
    assert message(lambda x: -x * x).split("\n")[0] == "Your sign is the opposite of the right one."


def test_a_difference_is_always_seen():
    text = message(lambda x: x * x * (1 + 1e-8), show=True)
    assert "you return 4.00000004; expected is 4.0." in text
    assert "agrees with the right one to about 8 digits" in text or "7 digits" in text


@pytest.mark.parametrize("stub", [..., (..., ...), lambda x: None, lambda x: ...])
def test_stub_counts_as_not_attempted(stub):
    result = check_answer(SQUARE, stub)
    assert result.passed is None
    assert repr(result) == "○ square: not attempted yet"


def test_a_stub_in_full_is_idle_and_a_constant_is_not():
    def stub(x):
        """What is to be written."""
        ...

    def constant(x):
        return 0.0

    assert is_idle(stub)
    assert not is_idle(constant)


def test_a_gap_in_a_value_is_said():
    pair = Exercise("pair", lambda: (1.0, 2.0), [()], [])
    assert message((1.0, ...), pair) == "Your result still has a gap (…)."


def test_a_value_where_a_function_is_wanted():
    assert message(4.0) == (
        "This exercise asks for a function of 1 argument, and you hand over 4.0: name the function without calling it."
    )


def prints(x):
    print(x * x)


def forgets_return(x):
    x * x


def forgets_else(x):
    if x < 3:
        return x * x


def begins_with_a_gap(x):
    if x > 2:
        return x * x


def takes_two(x, y):
    return x * y


def yields(x):
    yield x * x


def leaves_python(x):
    sys.exit()


def stops(x):
    return x / 0


def deeper(x):
    return stops(x)


class Recording:
    """What becomes no array while it records, as tensors of other libraries."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("this tensor requires grad")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (prints, "Your function prints and returns nothing: hand the result back with return."),
        (forgets_return, "Your function returns nothing: hand the result back with return."),
        (
            forgets_else,
            "Your function returns nothing here, and something for other inputs: does each of its branches",
        ),
        (begins_with_a_gap, "Your function returns nothing here, and something for other inputs"),
        (takes_two, "Your function is called with 1 argument and takes (x, y)."),
        (yields, "Your function returns a generator, which has computed nothing yet"),
        (leaves_python, "Your function leaves Python by exit(): let it return its result."),
        (stops, "Your function raised ZeroDivisionError: float division by zero, in your line "),
        (lambda x: map(abs, [x]), "Your function returns a map, which has computed nothing yet"),
        (lambda x: x[0], "Your function raised TypeError: 'float' object is not subscriptable"),
        (lambda x: float("nan"), "A number of yours is nan"),
        (lambda x: float("inf"), "A number of yours is infinite"),
        (lambda x: "4", "Your result is text where a number is expected."),
        (lambda x: {1, 2}, "Your result is a set where numbers are expected."),
        (lambda x: [1, [2, 3]], "Your result has rows of different lengths."),
        (
            lambda x: Recording(),
            "Your result cannot be made an array (RuntimeError: this tensor requires grad).",
        ),
        (lambda x: [1, None], "Your result still has a gap (None or …)."),
    ],
)
def test_each_kind_of_trouble_has_a_sentence_of_its_own(answer, says):
    result = check_answer(SQUARE, answer)
    assert result.passed is False
    assert result.message.startswith(says)


def test_an_exception_names_the_readers_own_line():
    for answer in (stops, deeper):
        assert "in your line" in message(answer)
        assert "`return x / 0`" in message(answer)
    # Not a line of NumPy, in which it was raised.
    assert "`inverse = np.linalg.inv" in message(singular)
    assert "This was for the input 2.0." in message(singular)


def singular(x):
    inverse = np.linalg.inv(np.zeros((2, 2)))
    return inverse


# What would never end.


def spins(x):
    while True:
        pass


def spins_on_one_line(x):
    while True: pass  # noqa: E701  # fmt: skip


def swallows(x):
    while True:
        try:  # noqa: SIM105
            x += 1
        except:  # noqa: E722
            pass


def counts_for_ever(x):
    return sum(1 for _ in iter(int, 1))


def comprehends_for_ever(x):
    return [i for i in iter(int, 1) if i]


@pytest.mark.parametrize("loop", [spins, spins_on_one_line, swallows, counts_for_ever, comprehends_for_ever])
def test_an_endless_loop_ends(loop):
    before = sys.gettrace()
    called = call(loop, (1.0,), lines=20_000)
    assert called.trouble.startswith(
        "Your function does not come to an end: it still ran after 20,000 lines, in your"
    )
    assert sys.gettrace() is before


def test_what_ends_within_the_budget_is_no_endless_loop():
    def long(x):
        for _ in range(9_000):
            x += 1
        return x

    assert call(long, (1.0,), lines=20_000).value == 9001.0


def test_recursion_without_end_is_an_exception_like_others():
    def deep(x):
        return deep(x)

    assert "RecursionError" in call(deep, (1.0,)).trouble


def test_stop_stops():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(interrupted, (1.0,))


def test_a_notebooks_exit_does_not_end_its_kernel():
    class ZMQExitAutocall:
        def __call__(self):
            raise AssertionError("the kernel would end after this cell")

    scope = {"exit": ZMQExitAutocall()}
    exec("def answer(x):\n    exit()", scope)
    assert call(scope["answer"], (1.0,)).trouble.startswith("Your function leaves Python by exit()")
    assert isinstance(scope["exit"], ZMQExitAutocall)


def test_prints_are_seen_once(capsys):
    check_answer(SQUARE, lambda x: print("x is", x) or x * x)
    assert capsys.readouterr().out == "x is 2.0\n"


# What relations say is true.

numbers = st.lists(st.floats(-50, 50).map(lambda x: round(x, 2)), min_size=3, max_size=6)


def said(pairs):
    return relation([Trial((t,), t, a, compare(t, a, 1e-9)) for t, a in pairs])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: -t, "Your sign is the opposite of the right one."),
        (lambda t: 3.5 * t, "Your result is 3.5 times the right one."),
        (lambda t: t + 0.7, "Your result lies 0.7 above the right one, always."),
        (lambda t: t[::-1], "Your numbers are right and stand in reversed order."),
        (lambda t: np.roll(t, 1), "Your numbers are right and stand in another order."),
        (lambda t: np.concatenate([[9.5], t[:-1]]), "Your numbers are shifted by one place."),
        (lambda t: 0 * t, "Your result is zero."),
        (lambda t: t**2, "Your result is the square of the right one."),
        (lambda t: 1 / t, "Your result is the reciprocal of the right one."),
        (lambda t: t * (1 + 1e-4), "Your result agrees with the right one to about 4 digits"),
        (lambda t: t / t.sum(), "Your numbers are right up to a factor that differs from input to input"),
        (
            lambda t: t[:-1],
            "Your result has shape (3,) where an array of shape (4,) is expected. The first 3 ",
        ),
        (
            lambda t: t + np.array([1, 0, 0, 2]),
            "For the first input 2 of 4 numbers are right; the one at [0] is not.",
        ),
        (lambda t: t + np.array([1.1, 2.3, 0.2, 2]), "Your numbers are too large on every input."),
        (lambda t: np.ones(4), "Your result is the same for every input."),
    ],
)
def test_relations_of_numbers(change, says):
    truths = [
        np.array([2.5, 3.25, 4.75, 6.0]),
        np.array([7.5, 1.5, 2.25, 3.0]),
        np.array([1.2, 5.5, 2.8, 8.1]),
    ]
    assert said([(t, change(t)) for t in truths]).startswith(says)


def test_relations_of_labels_matrices_and_shares():
    labels = [np.array([0, 2, 1, 1]), np.array([3, 0, 1, 2])]
    assert said([(t, t + 1) for t in labels]) == "Your result is one too large."
    matrix = np.array([[1.0, 2.5], [3.0, 4.2]])
    assert said([(matrix, matrix.T)]) == "Your matrix is transposed."
    shares = np.array([[0.25, 0.75], [0.5, 0.5]])
    assert said([(shares, shares * np.array([[1.3, 0.7], [1, 1]]))]) == (
        "The right numbers add up to 1; some of yours add up to 0.85."
    )


def test_parts_are_told_apart():
    truths = [(2.0, 5.0), (3.0, -1.0)]
    assert said([(t, (t[0], 2 * t[1])) for t in truths]) == (
        "Your first part is right, the second is not. There, your result is 2 times the right one."
    )
    assert said([(t, t[::-1]) for t in truths]) == "Your two parts are exchanged."
    assert said([(t, (*t, 0.0)) for t in truths]) == "Your result has 3 parts where 2 are expected."


def test_what_is_in_no_other_relation_is_counted_by_size():
    truths = (1.0, 2.0, 3.0)
    assert said([(truths, (1.5, 2.7, 0.2))]) == "Of your 3 numbers 2 are too large and 1 is too small."


def test_one_number_alone_is_called_a_multiple_only_of_a_nice_factor():
    assert said([(3.0, 6.0)]) == "Your result is 2 times the right one."
    assert said([(3.0, 5.1)]) == "Your number is too large."


@given(numbers, numbers)
def test_a_relation_is_never_said_of_what_is_right(t, a):
    """Between unrelated numbers only what can be seen of any two is said; nothing raises."""
    t, a = np.array(t), np.resize(a, len(t))
    trials = [Trial((t,), t, a, compare(t, a, 1e-9))]
    if not trials[0].right:
        sentence = relation(trials)
        assert sentence.endswith((".", "?"))
        if "opposite" in sentence:
            assert np.allclose(a, -t)
        if sentence.startswith("Your number") and "too large" in sentence:
            assert (a > t).all()
        if "times" in sentence:
            assert np.linalg.matrix_rank(np.stack([t, a]), tol=1e-3) <= 1


# Exercises that read a text.


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("4*x**3/(1 + x**4)**2", "correct on all 11 inputs"),
        ("4*x**3*(1 - y)**2", "correct on all 11 inputs"),
        ("4*x**3/(1 + x**4)", "You return u′/v."),
        ("4*y*(1 - y)/x", "Right for x > 0"),
        (
            "4*np.power(x, 3)",
            "This raised ValueError: derivative is '4*np.power(x, 3)'; 'np.power' is not in the",
        ),
        (
            "4*x**3*dx",
            "This raised ValueError: derivative is '4*x**3*dx'; expected the inputs x, y and pi, not 'dx'",
        ),
        ("4x", "This raised ValueError: derivative is '4x', which is no expression"),
    ],
)
def test_a_formula_is_read_as_the_table_reads_it(text, says):
    before = list(RULES)
    assert check("dual-extend-the-table", text).message.startswith(says)
    assert list(RULES) == before


def test_unknown_id_suggests_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'dual-reciprocal'"):
        check("dual-reciprocl", ...)
