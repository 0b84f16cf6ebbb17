"""What the program lab says to a mistyped program, a bad link and a wrong argument; its text alternative."""

import numpy as np
import pytest
import traitlets

from lecture14 import trace
from lecture14.widgets import ProgramLab
from tests.widgets.labs.test_program import GIVEN, js

__all__ = ["js"]


class TestMistypedPrograms:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("x1*x2 +", "Line 1, column 8: the end of the program stands where a value should; "
                        "write a number, a name, a call or a parenthesis."),
            ("w = x\nw^2", "Line 2, column 2: ^ is not understood; write ** for a power."),
            ("2 + 3", "Line 1, column 1: the program has no input; "
                      "write a name, such as x1, for a number that can change."),
            ("*".join(f"x{i}" for i in range(9)), "Line 1, column 1: the program has 9 inputs; write at most 8."),
            ("x" + "+ x*x" * 30, "Line 1, column 1: the program has 61 nodes; write one with at most 40."),
            ("x, x, x, x, x, x, x", "Line 1, column 1: the program returns 7 numbers; return at most 6."),
            ("x" * 601, "Line 1, column 1: the program has 601 characters; write at most 600."),
        ],
    )  # fmt: skip
    def test_what_and_where_and_the_old_picture_stays(self, js, text, message):
        error, kept, said, field = js(
            """(given, text) => { const s = used(lab.start(given), [["program", text]]), seen = lab.look(s);
            const field = lab.controls(s, seen).find((c) => c.id === "program");
            return [s.error, s.text, lab.say(s, seen, "program"), field]; }""",
            GIVEN,
            text,
        )
        assert error == message
        assert kept == GIVEN["program"]
        assert said == f"{message} The picture shows the last program that could be read."
        assert (field["value"], field["error"]) == (text, message)

    def test_the_next_good_text_takes_the_error_away(self, js):
        state = js("(given) => used(lab.start(given), [['program', 'x1*'], ['program', 'x1*3']])", GIVEN)
        assert (state["error"], state["text"]) == ("", "x1*3")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"program": 5}, "program is 5; expected a text of at most 600 characters"),
        ({"program": "x +"}, "program cannot be read: line 1, column 4: the end of the program stands where"),
        ({"inputs": [1]}, "inputs is no object of names and numbers"),
        ({"inputs": {"x1": None}}, "inputs of x1 is null; expected a number from"),
        ({"tangents": {"x1": 1e9}}, "tangents of x1 is 1000000000; expected a number"),
        ({"cotangents": [1] * 9}, "cotangents has 9 entries; expected 0 to 6"),
        ({"view": "<b>"}, 'view is "<b>"; expected beside, original, dual, adjoint'),
        ({"time": -1}, "time is -1; expected a number from 0 to"),
        ({"program": "(x1 if x1 < 1 else 2)/0*0 + x1", "inputs": {"x1": 3.0}}, "Python refuses a division by 0"),
    ],
)  # fmt: skip
def test_a_bad_link_is_refused_with_a_sentence(js, change, message):
    refused = js(
        """(given, data) => { try { lab.unpack(data, given); }
        catch (error) { return [error instanceof Lecture14.Refused, error.message]; } }""",
        GIVEN,
        change,
    )
    assert refused[0]
    assert message in refused[1]


def test_a_link_brings_back_what_was_seen(js):
    uses = [
        ["example", "logistic"],
        ["size", 3],
        ["which", "inputs r"],
        ["type", 2.5],
        ["view", "adjoint"],
        ["step", None],
    ]
    first, again = js(
        """(given, uses) => { const s = ran(used(lab.start(given), uses)), link = JSON.stringify(lab.pack(s));
        const t = lab.unpack(JSON.parse(link), given);
        return [s, t].map((state) => { const { which, until, own, ...rest } = state; return rest; }); }""",
        GIVEN,
        uses,
    )
    assert first == again
    assert (again["size"], again["inputs"], again["time"]) == (3, {"r": 2.5, "x": 0.3}, 1)


class TestClass:
    def test_alt_tells_the_finding(self):
        alt = ProgramLab().alt
        assert "the value is 3.997, its tangent 2.071, its gradient (2.071, 1.5)" in alt
        assert "3 operations; a forward sweep adds 3 multiplications and 2 additions" in alt
        assert "a reverse sweep 3 multiplications and 1 addition." in alt

    def test_a_program_that_cannot_be_read_says_why(self):
        with pytest.raises(ValueError, match=r"line 1, column 2: .* is not understood; write"):
            _ = ProgramLab(program="x^2").alt

    def test_text_is_never_html(self):
        html = ProgramLab(program="w = x # </script><img src=x>\nw*w").html()
        page, given = html.split('class="lab-given">')
        assert "<img" not in page
        assert given.count("</") == 2  # the ends of script and figure

    def test_counts_are_the_packages(self, js):
        def f(x1, x2):
            return x1 * x2 + np.sin(x1)

        counts = js("(given) => lab.look(lab.start(given)).counts", GIVEN)
        assert list(counts.values()) == list(trace(f)(1.5, 2.0).cost())

    @pytest.mark.parametrize("name", ["inputs", "tangents"])
    def test_numbers_are_finite(self, name):
        with pytest.raises(traitlets.TraitError, match=f"{name} has x2 = inf; expected a finite number"):
            ProgramLab(**{name: {"x1": 1.0, "x2": float("inf")}})

    @pytest.mark.parametrize(
        "text",
        [
            "x",
            "x, 3",
            "log(x - 9)",
            "1/(x - x)",
            "x1 if x1 > 0 else x2",
            "s = x\ns *= s\ns **= 0.5",
            "w1*w2 + w3",
            "x > 0",
        ],
    )
    def test_odd_programs_have_a_picture_and_words(self, text):
        html, alt = ProgramLab(program=text).html(), ProgramLab(program=text).alt
        assert alt.startswith("The computational graph of ")
        for word in ("NaN", "null", "[object"):
            assert word not in html.split("lab-given")[0] + alt
