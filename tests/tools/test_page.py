"""The page of tools shows every row of the file, and its words fit the numbers."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

from book.tools.registry import TOOLS
from tests.book.small_site import SmallSite

# small_site puts the extensions on the path.
import tool_table  # isort: skip

BOOK = Path(__file__).parents[2] / "book"
NAMES = [tool.name for tool in TOOLS]
PAGE = """# Tools

```{tool-table} digits
```

```{tool-table} cost
```

```{tool-table} modes
```

JAX is {tool}`JAX, single precision | mixture difference` away, {tool}`JAX | lines changed` lines,
{tool}`JAX | f value`.
"""


def site(folder: Path, text: str, change=lambda rows: None) -> SmallSite:
    data = json.loads((BOOK / "tools" / "tools.json").read_text(encoding="utf-8"))
    change({row["name"]: row for row in data["rows"]})
    (folder / "tools").mkdir()
    (folder / "tools" / "tools.json").write_text(json.dumps(data), encoding="utf-8")
    return SmallSite(folder, text, "tool_table")


def rows(page: SmallSite) -> list[list[list[str]]]:
    return [
        [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
        for table in page.soup.select("table")
    ]


def test_every_table_has_every_row(tmp_path) -> None:
    page = site(tmp_path, PAGE)
    assert page.warnings == ""
    assert [[row[0] for row in table] for table in rows(page)] == [NAMES] * 3
    digits, cost, modes = rows(page)
    assert all(
        row[2] == "0" and "10⁻" in row[4] for row in digits if not row[0].startswith(("JAX, s", "lecture14"))
    )
    assert all(" of " in row[4] for row in cost)
    assert [row[1:3] for row in modes[:3]] == [["yes", "no"], ["no", "yes"], ["no", "no"]]
    assert "cores; Python 3." in page.soup.get_text()
    assert any("tools.json" in file for file in page.dependencies)


def test_the_role_prints_the_files_numbers(tmp_path) -> None:
    def change(rows: dict) -> None:
        rows["JAX, single precision"]["mixture"]["difference"] = 3.6e-5
        rows["JAX"]["lines"]["changed"] = 17

    text = site(tmp_path, PAGE, change).soup.get_text()
    assert "JAX is 4·10⁻⁵ away, 17 lines,\n3.997494986604." in text


def test_numbers_that_are_not_there_are_warnings(tmp_path) -> None:
    roles = ["Nobody | f value", "JAX | f price", "JAX f value", "JAX | value"]
    page = site(tmp_path, "# A\n\n" + "\n".join(f"{{tool}}`{role}`" for role in roles))
    assert [f"tool: nothing is called '{role}'" in page.warnings for role in roles] == [True] * 4


def test_what_was_not_run_says_so(tmp_path) -> None:
    def change(rows: dict) -> None:
        rows["Adept"] |= {"state": "recorded", "missing": "no header adept_source.h", "date": "2020-01-01"}
        rows["CppAD"] |= {"state": "failed", "error": "so it is", "date": "2020-01-02"}
        rows["JAX"] |= {"state": "missing", "missing": "no Python module jax"}
        for name in ("CppAD", "JAX"):
            for gone in ("f", "mixture", "version", "with", "machine"):
                del rows[name][gone]

    digits, cost, _ = rows(site(tmp_path, PAGE, change))
    said = {row[0]: row[-1] for row in cost}
    assert said["Adept"] == "recorded 2020-01-01, not there in the last run (no header adept_source.h)"
    assert said["CppAD"] == "failed on 2020-01-02: so it is"
    assert said["JAX"] == "not there in the last run (no Python module jax)"
    assert next(row for row in digits if row[0] == "JAX")[1:] == ["–"] * 4


def test_the_page_shows_all_scripts_and_keeps_the_slides_label() -> None:
    text = (BOOK / "tools.md").read_text(encoding="utf-8")
    assert "(slide-22)=\n# Tools\n" in text
    scripts = [file for kind in ("py", "cpp", "hpp") for file in (BOOK / "tools").glob(f"*/*.{kind}")]
    shown = [file.relative_to(BOOK).as_posix() for file in scripts if file.parent.name != "harness"]
    assert "tools/plain/plain.hpp" in shown
    assert [name for name in shown if f"{{literalinclude}} {name}\n" not in text] == []


def test_the_predictions_answer_is_the_recorded_one() -> None:
    """ "By hundreds of times as much": 100 to 1000 roundings of single precision."""
    data = json.loads((BOOK / "tools" / "tools.json").read_text(encoding="utf-8"))["rows"]
    single = next(row for row in data if row["name"] == "JAX, single precision")
    assert 100 < single["mixture"]["difference"] * 2**24 < 1000
    assert single["f"]["difference"] < 2**-24


def test_numbers_are_printed_to_the_digits_that_mean_something() -> None:
    assert doctest.testmod(tool_table).failed == 0
