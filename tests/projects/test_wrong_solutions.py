"""The projects' tests can fail: they reject solutions that are wrong in one place. The right ones' examples hold."""

from __future__ import annotations

import doctest
import itertools
from importlib import import_module

import pytest

from tests.projects.loading import SOLUTIONS, loaded

# Tests of tests: whoever changes one of them runs these.
pytestmark = pytest.mark.slow

# (project, the solution's text, what stands there instead, the test that must see it)
WRONG = [
    # One form on both sides of log 2: digits are lost below.
    (
        "rule",
        "log(-expm1(-minimum(x, {LOG_2})))",
        "log1p(-exp(-minimum(x, {LOG_2})))",
        "test_every_digit_of_the_value",
    ),
    # The form that is not taken is infinite, and infinity times zero is nan.
    ("rule", "log1p(-exp(-maximum(x, {LOG_2})))", "log1p(-exp(-x))", "test_every_digit_of_the_value"),
    # The slope as one writes it first: exp(800) overflows in the next derivative.
    ("rule", '"exp(-x)/-expm1(-x)"', '"1/expm1(x)"', "test_far_out_nothing_overflows"),
    # The difference before the logarithm.
    ("rule", '"x + log1mexp(x - z)"', '"log(exp(x) - exp(z))"', "test_a_difference_of_exponentials"),
    # One turn of the M step instead of many.
    ("covariance", "range(1000)", "range(1)", "test_the_m_step_is_where_a_maximiser_ends"),
    # The matrices' sum without their volumes: the shape of tied covariance.
    ("covariance", "scatter / volumes[:, None, None]", "scatter", "test_the_m_step_is_stationary"),
    # Volumes free of the counts.
    ("covariance", "/ (d * counts)\n        if", "/ d\n        if", "test_literal_values"),
    # The determinant that is one is counted as free.
    ("covariance", "// 2 - 1", "// 2", "test_parameters_are_counted"),
    # A block's first state forgotten when it is the last and shorter one.
    ("checkpointing", "min(spacing, n - start)", "spacing", "test_the_logistic_map_by_hand"),
    # All states kept: right numbers at the full price.
    (
        "checkpointing",
        "spacing or isqrt(n - 1) + 1",
        "1",
        "test_sixteen_times_the_steps_take_four_times_the_memory",
    ),
    # Each state found again from the start: little memory, many steps.
    (
        "checkpointing",
        "from_blocks(step, x, n, spacing or isqrt(n - 1) + 1)",
        "from_slots(step, x, n, 0)",
        "test_each_step_is_recorded_once_and_repeated_once",
    ),
    # The same slots for both halves, as if the kept state took none.
    ("checkpointing", "n - k, slots - 1)\n", "n - k, slots)\n", "test_revolve_takes_as_few_steps_as_can_be"),
    # The rate forgotten by the picture and not by Python.
    (
        "lab",
        "x -= state.rate * points.at(-1).slope",
        "x -= points.at(-1).slope",
        "test_the_table_is_what_the_package_computes",
    ),
    # Uphill, in the cell that the reader copies.
    ("lab", "x = x - ${rate}", "x = x + ${rate}", "test_its_python_gives_numbers_of_the_table"),
    # A handle that a screen reader calls nothing.
    ("lab", 'label: "Start"', 'label: ""', "test_handles_say_what_they_are_and_where"),
    # A drag that writes into the state that undo keeps.
    (
        "lab",
        "return { ...state, start: between(",
        "return Object.assign(state, {}) && { ...state, start: state.start = between(",
        "test_no_step_changes_the_state_before_it",
    ),
    # A control that does nothing.
    ("lab", ": { ...state, rate: value });", ": state);", "test_every_control_has_a_name_and_does_something"),
    # A link that loses the rate.
    (
        "lab",
        "=> ({ function: text, start: x, rate });",
        "=> ({ function: text, start: x, rate: 0.3 });",
        "test_what_python_reads_is_what_it_may_set",
    ),
    # A start outside the picture.
    (
        "lab",
        'check.number(x, ...WINDOW, "start")',
        "x",
        "test_wild_numbers_are_drawn_or_refused_in_a_sentence",
    ),
    # Columns with a common row get one colour after all.
    (
        "colouring",
        "(taken & rows).any(axis=1)",
        "(taken & rows).all(axis=1)",
        "test_columns_of_one_colour_share_no_row",
    ),
    # A colour forgets the rows of the columns before.
    (
        "colouring",
        "taken[chosen[j]] |= rows",
        "taken[chosen[j]] = rows",
        "test_columns_of_one_colour_share_no_row",
    ),
    # The seeds of one colour too many.
    ("colouring", "+ 1)[:, None]", "+ 2)[:, None]", "test_three_directions_for_a_band_of_three"),
    # The compressed Jacobian read at the row's colour.
    (
        "colouring",
        "compressed[colour[columns], rows]",
        "compressed[colour[rows], rows]",
        "test_broyden_tridiagonal",
    ),
    # Responsibilities in the place of the t's weights: a Gaussian's M step.
    (
        "t_mixture",
        "W = R * (df + d) / (df + squared_distances(X, means, scales))",
        "W = R",
        "test_the_gradient_is_zero_at_the_end",
    ),
    # d left out of the weight: every step still looks plausible.
    ("t_mixture", "R * (df + d) /", "R * df /", "test_no_iteration_lowers_the_likelihood"),
    # The normalising constant from lgamma alone: its digits cancel for many degrees of freedom.
    ("t_mixture", "ν > 1e6", "ν > 1e99", "test_many_degrees_of_freedom_make_it_gaussian"),
    # |Σ| with the wrong power.
    (
        "t_mixture",
        "0.5 * np.linalg.slogdet",
        "np.linalg.slogdet",
        "test_each_component_may_have_its_own_degrees_of_freedom",
    ),
]


def run(test, solution) -> None:
    """One test in all cases that `parametrize` gives it."""
    marks = [mark.args for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    names = [name for names, _ in marks for name in ((names,) if isinstance(names, str) else names)]
    for chosen in itertools.product(*(values for _, values in marks)):
        values = [
            v
            for (of, _), case in zip(marks, chosen, strict=True)
            for v in ([case] if isinstance(of, str) else case)
        ]
        test(solution, **dict(zip(names, values, strict=True)))


def by_name(project: str):
    return import_module(f"tests.projects.test_{project}")


@pytest.mark.parametrize(("project", "right", "wrong", "test"), WRONG)
def test_a_wrong_solution_is_rejected(project, right, wrong, test, tmp_path):
    tests, places = by_name(project), 0
    for file in SOLUTIONS.glob(f"{project}.*"):
        text = file.read_text(encoding="utf-8")
        places += text.count(right)
        (tmp_path / file.name).write_text(text.replace(right, wrong), encoding="utf-8")
    assert places == 1, right
    with loaded(tmp_path / f"{project}.py") as mutant, pytest.raises(AssertionError):
        run(getattr(tests, test), mutant)


@pytest.mark.parametrize("file", sorted(SOLUTIONS.glob("[!_]*.py")), ids=lambda file: file.stem)
def test_examples_of_the_solutions(file):
    names = by_name(file.stem).NAMES
    with loaded(file) as module:
        found = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0
    # Each public name shows how it is called.
    assert found.attempted >= len(names)
    assert file.stem in {project for project, *_ in WRONG}
