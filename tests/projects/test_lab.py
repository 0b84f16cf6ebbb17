"""Project "A lab": `lab`, a picture that computes, and `numbers(lab)`, the rows of its table by the package.

This is what can be said without a browser. The tests of all labs take it too, for two lines (CONTRIBUTING.md, "A lab").
"""

import ast
import json
import re
from contextlib import contextmanager

import numpy as np
import pytest
import traitlets
from numpy.testing import assert_allclose

from lecture14.widgets.labs.lab import Lab
from lecture14.widgets.labs.rendering.scripts import source
from tests.widgets.scripts import scripts

NAMES = "lab", "numbers"
WIDTHS = 280, 390, 900
#: What JavaScript writes where something is missing.
HOLES = re.compile(r"\b(NaN|Infinity|undefined|null|\[object)\b")


class Driven:
    """A lab's functions in V8: those of one state get it, what `look` makes of it, and what else they want."""

    def __init__(self, call, lab: Lab):
        self.call, self.kind, self.given = call, lab.kind, lab.given()

    def ask(self, expression: str, state=None, **more):
        function = f"""(text) => {{
            let {{ kind, given, state, {", ".join(more)} }} = JSON.parse(text);
            const lab = Lecture14.labs[kind];
            state ??= lab.start(given);
            const seen = lab.look(state);
            const told = (key, v) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v);
            return JSON.stringify({expression}, told) ?? "null"; }}"""
        known = {"kind": self.kind, "given": self.given, "state": state, **more}
        return json.loads(self.call(function, json.dumps(known)))

    def handles(self, state, width=390):
        return self.ask("lab.handles(state, seen, width)", state, width=width)

    def moved(self, state, handle, place, width=390):
        return self.ask("lab.move(state, id, place, width, seen)", state, id=handle, place=place, width=width)

    def picture(self, state, width=390):
        return self.ask("lab.shapes(state, seen, width)", state, width=width)

    def acted(self, state, control):
        """The state after a control was used; the same where the lab refuses in a sentence."""
        attempt = """(() => {
            try { return lab.act(state, id, value, seen); } catch (error) {
              if (error instanceof Lecture14.Refused) return state;
              throw error;
            } })()"""
        return self.ask(attempt, state, id=control["id"], value=other_value(control))

    def walk(self, steps=12, seed=0):
        """The first state and those after random drags, some far out of the picture, and after controls in between."""
        rng, state = np.random.default_rng(seed), self.ask("state")
        yield state
        for step in range(steps):
            if controls := self.ask("lab.controls(state, seen)", state) if step % 3 == 2 else []:
                state = self.acted(state, controls[step // 3 % len(controls)])
            else:
                handle = rng.choice([h["id"] for h in self.handles(state)])
                state = self.moved(state, handle, rng.uniform([-200, -200], [600, 800]).tolist())
            yield state


@contextmanager
def driven(solution):
    with scripts() as call:
        call.thread.submit(call.context.eval, source(solution.lab.scripts)).result()
        yield Driven(call, solution.lab)


def families(shapes):
    """The shapes, and the parts of each that has any: among siblings an id says which is which."""
    yield shapes
    for shape in shapes:
        yield from families(shape.get("parts") or [])


def flat(value):
    """The numbers in tuples, lists, dicts and arrays."""
    if isinstance(value, tuple | list | dict):
        return [v for part in (value.values() if isinstance(value, dict) else value) for v in flat(part)]
    return np.ravel(value).tolist()


def test_it_is_a_lab_whose_numbers_python_reads(solution):
    lab = solution.lab
    assert isinstance(lab, Lab)
    assert lab.trait_names(sync=True)
    with pytest.raises(TypeError, match="expected one of"):
        type(lab)(no_such_trait=1)
    with driven(solution) as js:
        assert set(js.ask("lab.values(state, seen)")) == set(lab.trait_names(sync=True))


def test_the_table_is_what_the_package_computes(solution):
    """To 1e-10, at the start and wherever drags lead."""
    with driven(solution) as js:
        for state in js.walk():
            rows = js.ask("lab.table(state, seen).rows", state)
            here = type(solution.lab)(**js.ask("lab.values(state, seen)", state))
            expected = solution.numbers(here)
            assert [row[0] for row in rows] == list(expected)
            for name, *found in rows:
                assert_allclose(
                    [*map(float, found)], np.ravel(expected[name]), rtol=1e-10, atol=1e-12, err_msg=name
                )


def test_its_python_gives_numbers_of_the_table(solution):
    """The cell "The same in Python" runs alone, uses lecture14, and ends in an expression whose numbers stand there."""
    with driven(solution) as js:
        for state in js.walk(4):
            cell = ast.parse(js.ask("lab.python(state, seen)", state))
            assert "lecture14" in ast.unparse(cell)
            last = cell.body.pop()
            assert isinstance(last, ast.Expr), "the cell's last line is no expression"
            scope = {}
            exec(compile(cell, "cell", "exec"), scope)
            found = eval(compile(ast.Expression(last.value), "cell", "eval"), scope)
            shown = [
                v
                for row in js.ask("lab.table(state, seen).rows", state)
                for v in row
                if not isinstance(v, str)
            ]
            for value in flat(found):
                assert np.isclose(value, shown, rtol=1e-9, atol=1e-12).any(), value


def within(js, state, width) -> bool:
    """Whether all handles lie in the picture."""
    height = js.ask("lab.size(width, state, seen)", state, width=width)
    places = [h["at"] for h in js.handles(state, width)]
    return all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in places)


def test_handles_say_what_they_are_and_where(solution):
    """A name and the value in words for a screen reader, within the picture for a finger."""
    with driven(solution) as js:
        for state in js.walk(5):
            for width in WIDTHS:
                handles = js.handles(state, width)
                assert handles
                assert len({h["id"] for h in handles}) == len(handles)
                for h in handles:
                    assert h["label"].strip()
                    assert re.search(r"\d", h["text"]), f"{h['id']}: its text says no number"


def test_every_handle_moves_as_keys_move_it(solution):
    """By a few pixels: to some side at least, and what Python reads follows."""
    with driven(solution) as js:
        state = js.ask("state")
        before = js.ask("lab.values(state, seen)", state)
        for h in js.handles(state):
            x, y = h["at"]
            ends = [
                js.moved(state, h["id"], [x + dx, y + dy]) for dx, dy in ((8, 0), (-8, 0), (0, 8), (0, -8))
            ]
            assert any(js.ask("lab.values(state, seen)", end) != before for end in ends), h["id"]
            assert any(js.ask("lab.alt(state, seen)", end) != js.ask("lab.alt(state, seen)") for end in ends)


def test_a_handle_stays_where_it_was_put(solution):
    """To a pixel and a half, along its line; where it is put twice it does not creep."""
    with driven(solution) as js:
        state = js.ask("state")
        for h in js.handles(state):
            near = [h["at"][0] + 20, h["at"][1]] if h.get("along") != "y" else [h["at"][0], h["at"][1] + 20]
            once = js.moved(state, h["id"], near)
            at = next(g["at"] for g in js.handles(once) if g["id"] == h["id"])
            again = js.moved(once, h["id"], at)
            at_again = next(g["at"] for g in js.handles(again) if g["id"] == h["id"])
            assert_allclose(at_again, at, atol=1.5)


def test_no_step_changes_the_state_before_it(solution):
    """Undo keeps the old states."""
    with driven(solution) as js:
        for h in js.handles(None):
            same = js.ask(
                """(() => { const before = JSON.stringify(state);
                lab.move(state, id, [37, 41], 390, seen);
                return JSON.stringify(state) === before; })()""",
                id=h["id"],
            )
            assert same, h["id"]


def test_the_picture_is_whole_at_every_width(solution):
    """No hole in a number or a word, no id twice among siblings, whatever was dragged where."""
    with driven(solution) as js:
        for state in js.walk(8):
            for width in WIDTHS:
                shapes = js.picture(state, width)
                assert shapes
                for siblings in families(shapes):
                    assert len({s["id"] for s in siblings}) == len(siblings)
                assert not HOLES.search(json.dumps(shapes))


def test_what_moves_is_drawn(solution):
    with driven(solution) as js:
        pictures = [
            json.dumps([js.picture(state), js.handles(state)], sort_keys=True) for state in js.walk(6)
        ]
        assert len(set(pictures)) > 3


def test_height_follows_width(solution):
    with driven(solution) as js:
        for state in js.walk(4):
            heights = [js.ask("lab.size(width, state, seen)", state, width=w) for w in WIDTHS]
            assert all(isinstance(h, int) for h in heights)
            assert 0 < heights[0] < heights[1] < heights[2]


def test_words_are_sentences_with_the_finding(solution):
    """Alternative text for who sees no picture, and one sentence after each drag; both change with what they tell."""
    with driven(solution) as js:
        for state in js.walk(5):
            alt, said = js.ask("lab.alt(state, seen)", state), js.ask("lab.say(state, seen, null)", state)
            for text in (alt, said):
                assert text.endswith(".")
                assert re.search(r"\d", text)
                assert not HOLES.search(text), text
            assert len(alt) > 60
        assert alt != js.ask("lab.alt(state, seen)")


def other_value(control):
    """What a reader may choose instead."""
    value, kind = control.get("value"), control["kind"]
    if kind == "button":
        return None
    if kind in ("slider", "number"):
        low, high = (control.get(end) for end in ("min", "max"))
        middle = value + 1 if low is None or high is None else (low + high) / 2
        return middle if middle != value else high
    if kind == "check":
        return not value
    if kind == "choice":
        return next(v for v, _ in control["options"] if v != value)
    return "1 + x" if value != "1 + x" else "x"


def test_every_control_has_a_name_and_does_something(solution):
    with driven(solution) as js:
        state = js.ask("state")
        for c in js.ask("lab.controls(state, seen)", state):
            assert c["label"].strip()
            after = js.acted(state, c)
            told = js.ask("lab.say(state, seen, id)", after, id=c["id"])
            assert after != state or told != js.ask("lab.say(state, seen, null)", state), c["id"]


def test_a_mistake_in_a_text_is_told_and_the_picture_stays(solution):
    with driven(solution) as js:
        state = js.ask("state")
        for c in js.ask("lab.controls(state, seen)", state):
            if c["kind"] == "text":
                after = js.ask("lab.act(state, id, value, seen)", state, id=c["id"], value="1 +* (")
                assert js.picture(after) == js.picture(state)
                told = next(d for d in js.ask("lab.controls(state, seen)", after) if d["id"] == c["id"])
                assert told["error"]
                assert told["value"] == "1 +* ("


def test_what_python_reads_is_what_it_may_set(solution):
    """The values of a state are a start with the same picture, as links and notebooks need it."""
    with driven(solution) as js:
        for state in js.walk(9):
            values = js.ask("lab.values(state, seen)", state)
            again = js.ask("lab.start({ ...given, ...values })", state, values=values)
            assert js.picture(again) == js.picture(state)
            assert type(solution.lab)(**values).alt == js.ask("lab.alt(state, seen)", state)


@pytest.mark.parametrize("wild", [1e300, -1e300, float("nan"), float("inf")])
def test_wild_numbers_are_drawn_or_refused_in_a_sentence(solution, wild):
    """Where they are drawn, all handles are within reach."""
    for name, trait in solution.lab.traits(sync=True).items():
        if isinstance(trait, traitlets.Float):
            try:
                here = type(solution.lab)(**solution.lab.values() | {name: wild})
                told = here.alt
            except (ValueError, traitlets.TraitError) as error:
                told = str(error)
            else:
                with driven(solution) as js:
                    js.given = here.given()
                    assert within(js, js.ask("state"), 390)
            assert re.search(rf"[.]$|{name}|JSON", told), told
