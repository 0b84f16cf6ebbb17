"""What a reader has solved: counted, kept only where a folder asks for it, and shown."""

import json

import pytest

from lecture14 import exercises
from lecture14.exercises import check
from lecture14.exercises.checking.progress import Progress
from lecture14.exercises.checking.verdict import Result


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """The package's progress as in a new Python, in a folder that keeps none."""
    progress = Progress(tmp_path / "progress.json")
    monkeypatch.setattr(exercises, "_progress", progress)
    return progress


def test_wrong_tries_are_counted_until_it_is_solved(fresh):
    for passed, tries in ((False, 1), (None, 1), (False, 2), (True, 0), (False, 1)):
        fresh.note(Result("a", passed, ""))
        assert fresh.tries("a") == tries
    assert fresh.tries("b") == 0
    # Solved is solved.
    assert fresh.solved(["a", "b"]) == 1


def test_a_folder_without_the_file_gets_none(fresh, tmp_path):
    fresh.note(Result("a", True, ""))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_the_file_keeps_what_is_solved(tmp_path):
    file = tmp_path / "progress.json"
    file.write_text("{}")
    Progress(file).note(Result("dual-by-hand", True, ""))
    Progress(file).note(Result("dual-softplus", False, ""))
    assert json.loads(file.read_text()) == {
        "dual-by-hand": {"passed": True, "tries": 0},
        "dual-softplus": {"passed": False, "tries": 1},
    }
    again = Progress(file)
    assert again.solved(["dual-by-hand", "dual-softplus"]) == 1
    assert again.tries("dual-softplus") == 1


def test_two_notebooks_that_are_open_at_once_lose_nothing(tmp_path):
    file = tmp_path / "progress.json"
    file.write_text("{}")
    one, other = Progress(file), Progress(file)
    one.note(Result("a", True, ""))
    other.note(Result("b", False, ""))
    one.note(Result("a", False, ""))
    kept = {"a": {"passed": True, "tries": 1}, "b": {"passed": False, "tries": 1}}
    assert json.loads(file.read_text()) == kept
    assert one.tries("b") == 1
    assert repr(other.table("Both", ["a", "b"])) == "Both: 1 of 2 solved\n  ✓ a\n  ✗ b, 1 wrong try"
    # A file that goes away takes nothing of what is known.
    file.unlink()
    one.note(Result("c", True, ""))
    assert one.solved(["a", "b", "c"]) == 2
    assert not file.exists()


SPOILT = ["", "[1]", '{"a": 3}', '{"a": {"passed": true}}', '{"a": {"passed": 1, "tries": "x"}}']


@pytest.mark.parametrize("text", SPOILT)
def test_a_file_that_cannot_be_read_stays_as_it_is(tmp_path, text):
    file = tmp_path / "progress.json"
    file.write_text(text)
    progress = Progress(file)
    progress.note(Result("a", True, ""))
    assert progress.solved(["a"]) == 1
    assert file.read_text() == text


def test_check_alone_shows_the_chapter_of_the_last_exercise(fresh):
    assert repr(check()).startswith("All chapters: 0 of ")
    assert "\n  Dual numbers: 0 of 5\n" in repr(check())
    check("dual-by-hand", ((10, 13), (0.1, -0.13)))
    check("dual-reciprocal", lambda primal, tangent: (primal, tangent))
    check("dual-gradient", ...)
    assert repr(check()) == (
        "Dual numbers: 1 of 5 solved\n  ✓ dual-by-hand\n  ✗ dual-reciprocal, 1 wrong try\n"
        "  ○ dual-gradient\n  ○ dual-softplus\n  ○ dual-extend-the-table"
    )


def test_every_exercise_stands_in_a_chapter_with_a_title():
    listed = [id for ids in exercises._CHAPTERS.values() for id in ids]
    assert sorted(listed) == sorted(exercises.EXERCISES)
