"""The directive ``{tool-table}`` and the role ``{tool}``: what the tools of slide 22 answered, from ``tools.json``.

    ```{tool-table} digits
    ```

    JAX is {tool}`JAX, single precision | mixture difference` away.

The directive's argument is ``digits``, ``cost`` or ``modes``; each table has all rows of the file, and says of a row
that is not of the last run whose numbers it shows. The role prints one number: a tool's name, then ``f`` or ``mixture``
and ``value``, ``difference``, ``seconds`` or ``compile``; or ``lines changed`` or ``lines of``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from package_tables import table
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)
Row = dict[str, Any]
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
UNITS = ((1.0, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns"))
NOTHING = "–"


def power(number: float) -> str:
    """A small number to one digit.

    >>> power(3.6e-5), power(0.0)
    ('4·10⁻⁵', '0')
    """
    if number == 0:
        return "0"
    digit, exponent = f"{number:.0e}".split("e")
    return f"{digit}·10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def duration(seconds: float) -> str:
    """Seconds to two digits, in the unit that fits.

    >>> [duration(seconds).split() for seconds in (8.24e-05, 99.4, 0.000999)]
    [['82', 'µs'], ['99', 's'], ['1.0', 'ms']]
    """
    scaled = [(float(f"{seconds * factor:.1e}"), unit) for factor, unit in UNITS]
    number, unit = next((shown for shown in scaled if shown[0] >= 1), scaled[-1])
    # A no-break space: number and unit stay on one line.
    return (
        f"{number:.0f}\N{NO-BREAK SPACE}{unit}" if number >= 10 else f"{number:.1f}\N{NO-BREAK SPACE}{unit}"
    )


FORMATS = {"value": "{:.13g}".format, "difference": power, "seconds": duration, "compile": duration}


def load(env: BuildEnvironment) -> list[Row]:
    """The rows, in the file's order; the page is built again when the file changes."""
    file = Path(env.srcdir) / "tools" / "tools.json"
    env.note_dependency(str(file))
    rows: list[Row] = json.loads(file.read_text(encoding="utf-8"))["rows"]
    return rows


def figure(row: Row, program: str, name: str) -> str:
    """A number of a row as the page prints it; a dash where the tool has given none."""
    return str(FORMATS[name](row[program][name])) if program in row else NOTHING


def recorded(row: Row) -> str:
    """The date of a row's numbers, or why it has none, or no newer ones."""
    if row["state"] == "failed":
        return f"failed on {row['date']}: {row['error']}"
    if row["state"] == "run":
        return str(row["date"])
    absent = f"not there in the last run ({row['missing']})"
    return f"recorded {row['date']}, {absent}" if row["state"] == "recorded" else absent


def _text(*cells: str) -> tuple[nodes.Node, ...]:
    return tuple(nodes.Text(cell) for cell in cells)


def digits(rows: list[Row]) -> nodes.table:
    """What each tool answered, and how far from lecture14 that is."""
    head = ("tool", "f", "differs by", "log-likelihood", "differs by")
    shown = [("f", "value"), ("f", "difference"), ("mixture", "value"), ("mixture", "difference")]
    body = (_text(row["name"], *(figure(row, *name) for name in shown)) for row in rows)
    return table(head, body, (3, 3, 2, 3, 2))


def cost(rows: list[Row]) -> nodes.table:
    """Seconds and changed lines, with the version and the day they belong to."""
    head = (
        "tool",
        "gradient of f",
        "of the mixture",
        "before the first",
        "lines changed",
        "version",
        "run on",
    )
    shown = [("f", "seconds"), ("mixture", "seconds"), ("mixture", "compile")]
    body = (
        _text(
            row["name"],
            *(figure(row, *name) for name in shown),
            "{changed} of {of}".format(**row["lines"]),
            row.get("version", NOTHING).removeprefix("cppad-"),
            recorded(row),
        )
        for row in rows
    )
    return table(head, body, (4, 3, 3, 3, 3, 4, 4))


def modes(rows: list[Row]) -> nodes.table:
    """Which modes each tool documents, and what it does with the program."""

    def cells() -> Iterator[tuple[nodes.Node, ...]]:
        for row in rows:
            marks = ("yes" if row[mode] else "no" for mode in ("forward", "reverse"))
            source = nodes.reference("", "source", refuri=row["source"])
            source["reftitle"] = f"where {row['name']} is described"
            yield (*_text(row["name"], *marks, row["how"]), source)

    return table(
        ("tool", "forward", "reverse", "what it does with the program", "see"), cells(), (3, 1, 1, 5, 1)
    )


def machines(rows: list[Row]) -> Iterator[str]:
    """What the rows were measured on and with, a line a machine."""
    places = dict.fromkeys(row["machine"] for row in rows if "machine" in row)
    for place in places:
        there = [row for row in rows if row.get("machine") == place]
        whose = "All rows" if len(places) == 1 else "; ".join(row["name"] for row in there)
        yield f"{whose}: {place}; {', '.join(dict.fromkeys(row['with'] for row in there))}."


TABLES = {"digits": digits, "cost": cost, "modes": modes}


class ToolTable(SphinxDirective):
    """One of the tables, and under that of costs the machines."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        which = directives.choice(self.arguments[0], tuple(TABLES))
        rows = load(self.env)
        # A prediction without a picture covers what follows it by this class.
        found: list[nodes.Node] = [nodes.container("", TABLES[which](rows), classes=["cell_output"])]
        if which == "cost":
            found += [nodes.paragraph("", text) for text in machines(rows)]
        return found


class ToolNumber(SphinxRole):
    """One number of the file."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            tool, names = (part.strip() for part in self.text.split("|"))
            group, name = names.split()
            (row,) = (row for row in load(self.env) if row["name"] == tool)
            shown = str(row["lines"][name]) if group == "lines" else figure(row, group, name)
        except (ValueError, KeyError):
            logger.warning("tool: nothing is called %r", self.text, location=self.get_location())
            return [], []
        return [nodes.Text(shown)], []


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("tool-table", ToolTable)
    app.add_role("tool", ToolNumber())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
