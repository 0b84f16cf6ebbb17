"""What all labs' drawings share: answers that are kept."""

from __future__ import annotations

import pytest

from tests.widgets.scripts import scripts


@pytest.fixture(scope="module")
def js():
    with scripts("draw.js") as context:
        yield context


def test_the_last_answers_are_kept(js):
    asked = js("""() => {
        const asked = [], f = Lecture14.draw.lately((text) => { asked.push(text); return text; }, undefined, 2);
        for (const text of ["a", "b", "a", "c", "a", "b"]) if (f(text) !== text) throw Error(text);
        return asked; }""")
    assert asked == ["a", "b", "c", "b"]


def test_an_answer_belongs_to_all_parts_of_its_key(js):
    found = js("""() => {
        const f = Lecture14.draw.lately((list, k) => list[k], (list, k) => [list, k]), one = [1, 2], other = [1, 3];
        return [f(one, 0), f(one, 1), f(other, 1), f(one, 1)]; }""")
    assert found == [1, 2, 3, 2]
