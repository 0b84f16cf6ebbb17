"""The exercises of the notebooks and those of the package are the same, and each has one shape.

All is read from the notebooks as they are stored; `nbval` shows that a run prints what is stored.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lecture14.exercises import EXERCISES

NOTEBOOKS = sorted((Path(__file__).parents[2] / "book").glob("*.ipynb"))
TAGS = ("exercise", "stub", "hint", "solution")
SHAPE = re.compile(r"exercise:markdown stub:code( hint:markdown)+( solution:(code|markdown))+")
TITLE = re.compile(r"\A`{3,}\{exercise\} (.+)\n:label: ex-(\S+)\n")
FOLD = re.compile(r"\A```\{admonition\} (.+)\n:class: dropdown\n")

Cells = list[nbformat.NotebookNode]


def kind(cell: nbformat.NotebookNode) -> str:
    """What a cell is in an exercise, with its type; empty for a cell of the page's text."""
    return " ".join(f"{tag}:{cell.cell_type}" for tag in TAGS if tag in cell.metadata.get("tags", ()))


def exercises(notebook: nbformat.NotebookNode) -> Iterator[Cells]:
    """The cells of each exercise, from its text to the next one's text, or to a cell without a tag."""
    group: Cells = []
    for cell in notebook.cells:
        if group and kind(cell) in {"", "exercise:markdown"}:
            yield group
            group = []
        if kind(cell):
            group.append(cell)
    if group:
        yield group


def checked(cells: Cells) -> list[tuple[nbformat.NotebookNode, str, ast.expr]]:
    """The calls ``check(id, answer)`` that are some cell's last line: cell, id and answer."""
    found = []
    for cell in cells:
        match ast.parse(cell.source).body[-1:] if cell.cell_type == "code" else []:
            case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(id)), answer]))]:
                found.append((cell, id, answer))
    return found


def verdicts(cell: nbformat.NotebookNode) -> list[str]:
    """What a cell's last line is shown as."""
    return [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]


def computed(cells: Cells) -> set[str]:
    """The names of functions defined and values computed in cells: neither imported nor another name of a thing."""
    nodes = [n for cell in cells if cell.cell_type == "code" for n in ast.walk(ast.parse(cell.source))]
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    values = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    aliases = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and ast.unparse(node.value).replace(".", "").isidentifier()
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return functions | values - aliases


def borrowed(source: str) -> Iterator[str]:
    """What a cell takes from the exercises' package, besides `check`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(str(module), names) if module.startswith("lecture14.exercises"):
                yield from (alias.name for alias in names if alias.name != "check")
            case ast.ImportFrom("lecture14", names):
                yield from (alias.name for alias in names if alias.name == "exercises")
            case ast.Import(names):
                yield from (alias.name for alias in names if alias.name.startswith("lecture14.exercises"))


def faults_of(cells: Cells) -> Iterator[str]:
    """What is not as it should be in one exercise."""
    shape = " ".join(map(kind, cells))
    if not SHAPE.fullmatch(shape):
        yield f"cells are {shape}; expected exercise, stub, hints, solutions"
        return
    if not (head := TITLE.match(cells[0].source)):
        yield f"text begins with {cells[0].source[:40]!r}; expected the directive with a title and the label ex-ID"
        return
    title, id = head.groups()
    hints = [cell for cell in cells if kind(cell) == "hint:markdown"]
    solutions = [cell for cell in cells if kind(cell).startswith("solution")]
    names = [fold[1] if (fold := FOLD.match(cell.source)) else None for cell in hints]
    if names != (["Hint"] if len(hints) == 1 else [f"Hint {i}" for i in range(1, len(hints) + 1)]):
        yield f"{id}: hints are titled {names}; expected Hint, or Hint 1, Hint 2 …, in admonitions that fold"
    if len(hints) < 2 and "warm-up" not in title:
        yield f"{id}: one hint; expected two, except for a warm-up"
    for cell in solutions:
        if cell.cell_type == "markdown" and (FOLD.match(cell.source) or [None] * 2)[1] != "Solution":
            yield f"{id}: a solution in words stands open; expected an admonition Solution that folds"
        if cell.cell_type == "code" and "hide-cell" not in cell.metadata.tags:
            yield f"{id}: a solution stands open on the page; expected the tag hide-cell"
        if cell.cell_type == "code" and not cell.source.startswith("# One solution"):
            yield f"{id}: a solution begins with {cell.source[:40]!r}; expected '# One solution …'"
    for part, expected in ((cells[1:2], "○ {}: not attempted yet"), (solutions, "✓ {}: ")):
        calls = checked(part)
        if [call[1] for call in calls] != [id]:
            yield f"{id}: {kind(part[0])} checks {[call[1] for call in calls]}; expected {[id]}"
            continue
        (cell, _, answer), said = calls[0], expected.format(id)
        shown = verdicts(cell)
        if not (shown == [said] or (part is solutions and len(shown) == 1 and shown[0].startswith(said))):
            yield f"{id}: {kind(cell)} shows {shown}; expected {said!r}"
        if part is solutions:
            used = {node.id for node in ast.walk(answer) if isinstance(node, ast.Name)}
            if foreign := used - computed(solutions) - set(dir(builtins)):
                yield f"{id}: the solution hands over {sorted(foreign)}; expected what it computes itself"


def faults(notebook: nbformat.NotebookNode) -> list[str]:
    found = [fault for cells in exercises(notebook) for fault in faults_of(cells)]
    for cell in notebook.cells:
        if cell.cell_type == "code" and (names := list(borrowed(cell.source))):
            found.append(f"a cell imports {names} from lecture14.exercises; expected check alone")
    return found


def ids(notebook: nbformat.NotebookNode) -> list[str]:
    """The labels of the exercises in a notebook, in any cell."""
    words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.findall(r"(?m)^:label: ex-(\S+)$", words)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_exercises_have_one_shape(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert faults(notebook) == []
    assert len(ids(notebook)) == len(list(exercises(notebook)))


def test_pages_and_package_have_the_same_exercises() -> None:
    on_pages = [id for path in NOTEBOOKS for id in ids(nbformat.read(path, as_version=4))]
    assert sorted(on_pages) == sorted(EXERCISES)


def result(text: str) -> nbformat.NotebookNode:
    return new_output("execute_result", {"text/plain": text}, execution_count=1)


def good() -> nbformat.NotebookNode:
    """A notebook with one exercise, as it should be."""
    stub = (
        "from lecture14.exercises import check\n\n\ndef my_double(x): ...\n\n\ncheck('a-double', my_double)"
    )
    solution = "# One solution: Double\ndef solved(x):\n    return 2 * x\n\n\ncheck('a-double', solved)"
    exercise = "````{exercise} Double (5 minutes)\n:label: ex-a-double\n\nDouble it.\n````"
    folded = "```{{admonition}} {}\n:class: dropdown\nSay.\n```"
    cells = [
        new_markdown_cell("# Page\n\n## Exercises"),
        new_markdown_cell(exercise, metadata={"tags": ["exercise"]}),
        new_code_cell(stub, outputs=[result("○ a-double: not attempted yet")], metadata={"tags": ["stub"]}),
        new_markdown_cell(folded.format("Hint 1"), metadata={"tags": ["hint"]}),
        new_markdown_cell(folded.format("Hint 2"), metadata={"tags": ["hint"]}),
        new_code_cell(
            solution, outputs=[result("✓ a-double: correct")], metadata={"tags": ["hide-cell", "solution"]}
        ),
        new_markdown_cell(folded.format("Solution"), metadata={"tags": ["solution"]}),
        new_markdown_cell("## Summary"),
    ]
    return new_notebook(cells=cells)


def test_a_good_notebook_has_no_faults() -> None:
    assert faults(good()) == []
    assert ids(good()) == ["a-double"]


def replace(at: int, old: str, new: str) -> Callable[[Cells], None]:
    """Spoil a cell's source."""

    def spoil(cells: Cells) -> None:
        assert old in cells[at].source
        cells[at].source = cells[at].source.replace(old, new)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda cells: cells.pop(2), "expected exercise, stub, hints, solutions"),
        (lambda cells: cells.insert(2, cells.pop(3)), "expected exercise, stub, hints, solutions"),
        (lambda cells: cells.insert(3, cells[2]), "expected exercise, stub, hints, solutions"),
        (lambda cells: cells.insert(4, cells[0]), "expected exercise, stub, hints, solutions"),
        (
            lambda cells: cells[2].metadata.tags.append("solution"),
            "expected exercise, stub, hints, solutions",
        ),
        (replace(1, ":label: ex-", ":label: "), "expected the directive with a title and the label"),
        (replace(1, "````{exercise}", "## Exercises\n\n````{exercise}"), "expected the directive"),
        (replace(4, "Hint 2", "Hint 1"), "hints are titled ['Hint 1', 'Hint 1']"),
        (replace(3, ":class: dropdown", ""), "hints are titled [None, 'Hint 2']"),
        (lambda cells: (cells.pop(4), replace(3, "Hint 1", "Hint")(cells)), "one hint; expected two"),
        (replace(6, ":class: dropdown", ""), "a solution in words stands open"),
        (lambda cells: cells[5].metadata.tags.remove("hide-cell"), "expected the tag hide-cell"),
        (replace(5, "# One solution: Double\n", ""), "a solution begins with"),
        (replace(1, "ex-a-double", "ex-a-triple"), "stub:code checks ['a-double']; expected ['a-triple']"),
        (replace(2, "a-double", "a-triple"), "stub:code checks ['a-triple']"),
        (replace(5, "a-double", "a-triple"), "solution:code checks ['a-triple']"),
        (replace(5, "check('a-double', solved)", ""), "solution:code checks []"),
        (lambda cells: cells.insert(5, cells[5]), "solution:code checks ['a-double', 'a-double']"),
        (lambda cells: cells[2].update(outputs=[]), "stub:code shows []"),
        (
            lambda cells: cells[2].update(outputs=[result("✓ a-double: correct")]),
            "stub:code shows ['✓ a-double",
        ),
        (
            lambda cells: cells[5].update(outputs=[result("✗ a-double: no")]),
            "solution:code shows ['✗ a-double",
        ),
        (replace(5, "', solved)", "', np.double)"), "hands over ['np']"),
        (replace(5, "', solved)", "', my_double)"), "hands over ['my_double']"),
        (replace(5, "def solved(x):\n    return 2 * x", "solved = package.double"), "hands over ['solved']"),
        (
            replace(5, "def solved(x):\n    return 2 * x", "from lecture14 import solved"),
            "hands over ['solved']",
        ),
        (replace(5, "Double\n", "Double\nfrom lecture14.exercises import EXERCISES\n"), "['EXERCISES']"),
        (replace(5, "Double\n", "Double\nfrom lecture14.exercises.em import EXERCISES\n"), "['EXERCISES']"),
        (replace(5, "Double\n", "Double\nfrom lecture14 import exercises\n"), "['exercises']"),
        (replace(5, "Double\n", "Double\nimport lecture14.exercises\n"), "['lecture14.exercises']"),
    ],
)
def test_every_fault_is_seen(spoil: Callable[[Cells], object], fault: str) -> None:
    notebook = good()
    spoil(notebook.cells)
    assert any(fault in found for found in faults(notebook)), faults(notebook)
