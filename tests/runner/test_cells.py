"""A page's cells run: what is shown, what runs first, what is used again, and what an error says."""

from __future__ import annotations

import json
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext" / "runner" / "python"))
from cells import Page


def finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that never waits. (`asyncio.run` refuses where a browser's driver has its own loop.)"""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits")


class Reader:
    """Runs cells as a page would; `loaded` are the packages that were asked for."""

    def __init__(self, packages: dict[str, str] | None = None, bring: Any = lambda name: None) -> None:
        self.loaded: list[str] = []

        async def load(name: str) -> None:
            self.loaded.append(name)
            bring(name)

        self.page = Page(packages or {}, load)

    def run(self, cells: list[str], index: int = -1) -> dict[str, Any]:
        named = {f"cell {number}": code for number, code in enumerate(cells, start=1)}
        return finished(self.page.run(named, [*named][index]))

    def text(self, cells: list[str], index: int = -1) -> str:
        """All that was printed; one text, as nothing else was shown."""
        outputs = self.run(cells, index)["outputs"]
        assert [output["kind"] for output in outputs] in ([], ["text"]), outputs
        return "".join(output["text"] for output in outputs)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    # A page has a `__main__` and an `input` of its own; pytest wants its own back.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr("builtins.input", input)
    return Reader()


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("1 + 1", "2\n"),
        ("print('a')\n2", "a\n2\n"),
        ("x = 3", ""),
        ("None", ""),
        ("'text'", "'text'\n"),
        # IPython's printer breaks at 79 and sorts no dict; `repr` breaks nothing.
        ("{'b': [10**9] * 8, 'a': 1}", "{'b': [" + ",\n  ".join(["1000000000"] * 8) + "],\n 'a': 1}\n"),
        ("import numpy as np\nnp.arange(3.0)", "array([0., 1., 2.])\n"),
        ("import sys\nprint('to the side', file=sys.stderr)", "to the side\n"),
        ("display(1, [2])\n3", "1\n[2]\n3\n"),
        ("@str\ndef f(): ...\nlen(f) > 9", "True\n"),
    ],
)
def test_shows_as_a_notebook(reader: Reader, cell: str, shown: str) -> None:
    if cell.startswith("{"):
        from IPython.lib.pretty import pretty

        assert pretty(eval(cell), max_width=79) + "\n" == reader.text([cell])
    else:
        assert reader.text([cell]) == shown


def test_what_runs_first_is_told_and_silent(reader: Reader) -> None:
    cells = ["from math import pi, tau\nprint('noise')", "r = 2.0\nprint(r)", "pi * r"]
    answer = reader.run(cells)
    assert answer["first"] == [("cell 1", "from math import pi"), ("cell 2", "r = 2.0")]
    assert answer["outputs"] == [{"kind": "text", "text": "6.283185307179586\n"}]


COUNT = "import lecture14\nlecture14.count = getattr(lecture14, 'count', 0) + 1\nx = [1.0]"


@pytest.fixture
def count() -> Any:
    import lecture14

    lecture14.count = 0
    yield lambda: lecture14.count
    del lecture14.count


def test_what_has_run_is_used_again(reader: Reader, count: Any) -> None:
    cells = [COUNT, "y = x[0] + 1", "y", "x, y"]
    assert reader.text(cells, 0) == ""
    assert reader.text(cells, 2) == "2.0\n"
    assert reader.text(cells, 3) == "([1.0], 2.0)\n"
    assert count() == 1


def test_what_changed_runs_again(reader: Reader, count: Any) -> None:
    cells = [COUNT, "y = x[0] + 1", "y"]
    assert reader.text(cells) == "2.0\n"
    cells[1] = "y = x[0] + 5"
    assert reader.text(cells) == "6.0\n"
    assert count() == 2


def test_a_later_cell_does_not_reach_back(reader: Reader) -> None:
    cells = ["x = [1]", "x", "x.append(2)\nx"]
    assert reader.text(cells, 1) == "[1]\n"
    assert reader.text(cells, 2) == "[1, 2]\n"
    assert reader.text(cells, 1) == "[1]\n"
    # Nor does a cell that ran twice.
    assert reader.text(cells, 2) == reader.text(cells, 2) == "[1, 2]\n"


def test_a_statement_between_that_had_not_run(reader: Reader) -> None:
    cells = ["x = [1]", "x.append(2)", "y = list(x)", "x.append(3)", "x, y"]
    reader.run(cells, 3)
    assert reader.text(cells) == "([1, 2, 3], [1, 2])\n"


def test_an_error_shows_the_readers_own_lines(reader: Reader) -> None:
    cells = ["def f(x):\n    return 1 / x", "print('before')\nf(0)"]
    answer = reader.run(cells)
    assert answer["outputs"][0] == {"kind": "text", "text": "before\n"}
    error = answer["outputs"][1]
    assert error["kind"] == "error"
    lines = error["text"].splitlines()
    assert lines[1:3] == ['  File "cell 2", line 2, in <module>', "    f(0)"]
    assert '  File "cell 1", line 2, in f' in lines
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert answer["line"] == 2
    # What was half done is not used: the next run is as the first.
    assert reader.text([cells[0], "f(2)"]) == "0.5\n"


def test_a_syntax_error_has_its_line(reader: Reader) -> None:
    answer = reader.run(["x = 1\ny = (2"])
    assert answer["line"] == 2
    assert "SyntaxError: '(' was never closed" in answer["outputs"][0]["text"]


def test_an_earlier_cell_that_cannot_be_read_counts_if_it_is_needed(reader: Reader) -> None:
    assert reader.text(["def f(x:\n", "1 + 1"]) == "2\n"
    answer = reader.run(["def f(x:\n    return x", "f(1)"])
    assert "SyntaxError" in answer["outputs"][0]["text"]
    assert 'File "cell 1"' in answer["outputs"][0]["text"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [("exit()", "by exit()"), ("raise SystemExit", "by exit()"), ("input('x')", "has no input()")],
)
def test_what_a_page_cannot_do_is_a_sentence(reader: Reader, cell: str, said: str) -> None:
    assert said in reader.run([cell])["outputs"][-1]["text"]


def test_an_endless_print_does_not_fill_the_page(reader: Reader) -> None:
    text = reader.text(["for i in range(60000):\n    print(i)\nprint('the end')"])
    assert text.startswith("0\n1\n2\n")
    assert text.endswith("\n... and more, which a page does not show.\n")
    assert len(text) < 100_100


def test_source_can_be_inspected(reader: Reader) -> None:
    assert reader.text(
        ["def f(x):\n    # why\n    return x", "import inspect\nprint(inspect.getsource(f))"]
    ) == ("def f(x):\n    # why\n    return x\n")


def test_packages_come_when_a_cell_imports_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr("builtins.input", input)

    def bring(name: str) -> None:
        if name == "refused" and not comes:
            raise ConnectionError("not now")
        module = type(sys)(name)
        module.value = 7
        monkeypatch.setitem(sys.modules, name, module)

    reader = Reader({name: name for name in ("far", "further", "refused", "never")}, bring)
    inside = "def f():\n    import far\n    return far.value"
    assert reader.text([inside, "f()"]) == "7\n"
    assert reader.loaded == ["far"]
    # What did not come is asked for again.
    comes = False
    assert "not now" in reader.run(["import refused"])["outputs"][0]["text"]
    comes = True
    assert reader.text(["import refused\nrefused.value"]) == "7\n"
    # A module of ours asks for it: its name is known only when it is missing. What was printed is not printed twice.
    late = "print('once')\nprint('twice', __import__('further').value)"
    assert reader.text([late]) == "once\ntwice 7\n"
    assert reader.loaded == ["far", "refused", "refused", "further"]
    assert "No module named 'nowhere'" in reader.run(["import nowhere"])["outputs"][0]["text"]


def test_pictures(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    setup = "from lecture14.figures import dual_numbers as figures\nfrom lecture14.widgets import Explorer, Slider"
    cell = "Explorer(figures.polynomial_terms, x=Slider('x', -2.0, 2.0, frames=5, start=1.0))"
    (shown,) = reader.run([setup, cell])["outputs"]
    assert (shown["kind"], shown["name"], shown["steps"]) == ("explorer", "polynomial-terms", [0.1])
    # Its ids are its own: the page may show another of this name.
    assert f'id="{shown["key"]}-x"' in shown["html"]
    (again,) = reader.run([setup, cell])["outputs"]
    assert again["key"] != shown["key"]
    assert shown["html"].count("<svg") == 1
    assert 'step="0.1"' in shown["html"]
    # Between two frames Python draws what lies between them: position 3.5 of −2, −1, 0, 1, 2 is 1.5.
    frame = reader.page.draw(shown["key"], "mine-", [3.5])
    assert all(name.startswith("mine-") for name in frame["parts"])
    assert "ValueError" in reader.page.draw(shown["key"], "mine-", [3.5, 1.0])["error"]
    assert frame["texts"] == ["1.5"]
    assert "1.5" in frame["alt"]
    assert json.dumps(frame)
    plot = "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"
    (drawn,) = reader.run([plot])["outputs"]
    assert drawn["kind"] == "picture"
    assert drawn["html"].startswith("<svg")
    assert reader.run(["import matplotlib.pyplot as plt\nplt.get_fignums()"])["outputs"] == [
        {"kind": "text", "text": "[]\n"}
    ]


def test_labs_hand_over_their_values(reader: Reader) -> None:
    (shown,) = reader.run(["from lecture14.widgets import DualLab\nDualLab(a=[3.0, 1.0], b=[2.0, 1.0])"])[
        "outputs"
    ]
    assert shown["kind"] == "lab"
    assert shown["lab"] == "dual"
    np.testing.assert_array_equal(json.loads(shown["given"])["a"], [3.0, 1.0])
