"""Controls: values, what stands between two of them, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture14.widgets import Choice, Slider

LINEAR = Slider("x", -1.0, 3.0, frames=5)
LOG = Slider("h", 1e-3, 10.0, frames=5, log=True)
WHOLE = Slider("n", 2, 6)


def test_slider_values():
    assert Slider("x", 0.0, 1.0, frames=5).values == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert Slider("h", 0.001, 1.0, frames=4, log=True, start=0.1).start == 2
    assert Slider("n", 2, 4).values == (2, 3, 4)
    assert Slider("x", -1.0, 1.0, frames=3).texts == ("−1", "0", "1")


def test_slider_refuses_what_it_cannot_show():
    with pytest.raises(ValueError, match="expected low < high"):
        Slider("x", 1, 0)
    with pytest.raises(ValueError, match="frames=None"):
        Slider("x", 0.0, 1.0)


def test_choice_refuses_an_unknown_start():
    with pytest.raises(ValueError, match="expected one of"):
        Choice("c", ["a", "b"], start="z")


@pytest.mark.parametrize("control", [LINEAR, LOG, WHOLE, Choice("c", ["a", "b"])])
def test_values_stand_at_their_index(control):
    assert [control.position(v) for v in control.values] == list(range(len(control.values)))
    assert [control.at(i) for i in range(len(control.values))] == list(control.values)
    assert [control.text(v) for v in control.values] == list(control.texts)


def test_between_two_frames_lies_what_is_between_their_values():
    assert LINEAR.at(1.25) == 0.25
    assert LOG.at(0.5) == pytest.approx(10**-2.5, rel=1e-11)
    assert WHOLE.at(1.4) == 3
    assert LINEAR.text(-0.25) == "−0.25"


@given(st.floats(-1, 3))
def test_a_value_is_where_it_was_put(value):
    assert LINEAR.at(LINEAR.position(value)) == pytest.approx(value, abs=1e-11)


@given(st.floats(1e-3, 10))
def test_a_value_on_a_logarithmic_slider_is_where_it_was_put(value):
    assert LOG.at(LOG.position(value)) == pytest.approx(value, rel=1e-10)


@pytest.mark.parametrize(
    ("control", "value", "expected"),
    [
        (LINEAR, 3.5, "expected a number from -1.0 to 3.0"),
        (LINEAR, float("nan"), "expected a number"),
        (LINEAR, "1", "expected a number"),
        (LINEAR, True, "expected a number"),
        (WHOLE, 2.5, "expected a whole number from 2 to 6"),
        (WHOLE, 7, "expected a whole number"),
        (Choice("c", ["a", "b"]), "z", "expected one of 'a', 'b'"),
    ],
)
def test_what_a_control_does_not_offer_is_refused(control, value, expected):
    with pytest.raises(ValueError, match=expected):
        control.position(value)


def test_what_is_drawn_has_the_kind_of_the_values():
    assert type(WHOLE.offered(np.int64(3))) is type(WHOLE.offered(3.0)) is int
    assert type(LINEAR.offered(1)) is float
