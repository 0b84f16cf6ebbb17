"""A cell after its slice behaves as after all earlier cells: random programs, and the cells of the book."""

from __future__ import annotations

import ast
import contextlib
import io
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext" / "runner" / "python"))
import needed as slicer
from effects import Effects
from needed import needed

BOOK = Path(__file__).parents[2] / "book"

name = st.sampled_from("abc")
function = st.sampled_from("fg")
#: Statements over lists a, b, c and functions f, g; what goes wrong must go wrong alike.
statement = st.one_of(
    st.builds("{} = [{}]".format, name, st.integers(0, 9)),
    st.builds("{} = {}".format, name, name),
    st.builds("{} = [{}, {}]".format, name, name, name),
    st.builds("{} = {} + {}".format, name, name, name),
    st.builds("{} = {}[:1] or {}".format, name, name, name),
    st.builds("{} += [{}]".format, name, st.integers(0, 9)),
    st.builds("{}[0] = {}".format, name, st.integers(0, 9)),
    st.builds("{}.append(len({}))".format, name, name),
    st.builds("{} = [{}.pop()]".format, name, name),
    st.builds("for i in range(2):\n    {}.append(i)\n    {} = [i]".format, name, name),
    st.builds("if len({}) > 1:\n    {} = {}".format, name, name, name),
    st.builds("def {}(x):\n    return x + {}".format, function, name),
    st.builds("def {}(x):\n    {}.append(1)\n    return {}".format, function, name, name),
    st.builds("def {}(x):\n    x.append(2)\n    return x".format, function),
    st.builds(
        "def {}(x):\n    global {}\n    {} = [*x, 3]\n    return x".format, function, name, name
    ).filter(lambda text: text.split("global ")[1][0] == text.split("    ")[2][0]),
    st.builds("{} = {}({})".format, name, function, name),
    st.builds("{}({})".format, function, name),
    st.builds("{} = list(map({}, [{}]))".format, name, function, name),
    st.builds("print({})".format, name),
    st.builds("del {}".format, name),
)
cell = st.lists(statement, min_size=1, max_size=3).map("\n".join)
#: Everything is bound at first, so that most programs run for long.
START = "a, b, c = [1], [2], [3]\ndef f(x):\n    return x\ndef g(x):\n    return [*x]"


def run(texts: list[str], last: str) -> str | None:
    """What the last text prints, and the value or error at its end; None if an earlier one fails."""
    namespace: dict[str, object] = {}
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            for text in texts:
                exec(text, namespace)
    except Exception:
        return None
    with contextlib.redirect_stdout(printed):
        try:
            exec(last, namespace)
        except Exception as error:
            print(type(error))
    return printed.getvalue()


def differs(cells: list[str], last: str) -> bool:
    """Whether the slice and all earlier cells make a difference to the last one."""
    whole = run(cells, last)
    part = run([statement.source for statement in needed([*cells, last], len(cells))], last)
    return whole is not None and whole != part


PROGRAMS = st.lists(cell, min_size=1, max_size=6)
ENDS = st.one_of(st.builds("print({})".format, name), st.builds("print({}({}))".format, function, name))


@pytest.mark.slow
@given(PROGRAMS, ENDS)
@settings(max_examples=300)
@example(["b = a", "b.append(1)"], "print(a)")
@example(["def f(x):\n    c.append(1)\n    return c", "b = f(a)", "b += [1]"], "print(c)")
def test_a_slice_does_what_all_cells_do(cells: list[str], last: str) -> None:
    assert not differs([START, *cells], last)


def test_a_slicer_blind_to_changes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [START, "a = [5]", "a.append(7)"]
    assert not differs(cells, "print(a)")
    monkeypatch.setattr(slicer.Page, "touches", lambda page, step: step.does.binds)
    assert differs(cells, "print(a)")


def test_a_slicer_blind_to_other_names_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [START, "b = a", "b.append(7)"]
    assert not differs(cells, "print(a)")

    def touches(page: slicer.Page, step: slicer.Step) -> set[str]:
        does: Effects = step.does
        return does.binds | does.changes | does.fills

    monkeypatch.setattr(slicer.Page, "touches", touches)
    assert differs(cells, "print(a)")


def stored(cell: nbformat.NotebookNode) -> str:
    return "".join(o.get("text") or o.data["text/plain"] for o in cell.outputs).strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", ["chain-rule", "engine", "graph", "jacobians", "when-ad-lies", "why-derivatives"]
)
def test_cells_that_check_print_what_is_stored(page: str) -> None:
    """Stubs, and solutions, which also see the solutions before them."""
    code = [c for c in nbformat.read(BOOK / f"{page}.ipynb", as_version=4).cells if c.cell_type == "code"]
    checked = 0
    for at, this in enumerate(code):
        if "check(" not in this.source:
            continue
        solution = "solution" in this.metadata.get("tags", ())
        before = [c.source for c in code[:at] if solution or "solution" not in c.metadata.get("tags", ())]
        texts = [statement.source for statement in needed([*before, this.source], len(before))]
        *body, shown = ast.parse(this.source).body
        end = f"{ast.unparse(ast.Module(body, []))}\nprint(repr({ast.unparse(shown)}))"
        assert not any("figures" in text or "widgets" in text for text in texts)
        assert (run(texts, end) or "").strip() == stored(this), this.source
        checked += 1
    assert checked >= 2
