"""The directives ``{rule-table}`` and ``{convention-table}``: the package's own tables, printed from its data.

What a reader sees is what the code reads: the derivative rules, and the choices made at kinks, jumps and poles.
"""

from collections.abc import Iterable

import numpy as np
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx


def table(
    head: tuple[str, ...], rows: Iterable[tuple[nodes.Node, ...]], widths: tuple[int, ...]
) -> nodes.table:
    def row(cells: Iterable[nodes.Node]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))

    group = nodes.tgroup(
        "",
        *(nodes.colspec(colwidth=width) for width in widths),
        nodes.thead("", row(nodes.Text(text) for text in head)),
        nodes.tbody("", *(row(cells) for cells in rows)),
        cols=len(head),
    )
    return nodes.table("", group)


def _code(text: str) -> nodes.Node:
    return nodes.literal("", text) if text else nodes.Text("")


class RuleTable(Directive):
    """`lecture14.autodiff.RULES`, a line a function."""

    def run(self) -> list[nodes.Node]:
        from lecture14.autodiff import RULES

        rows = (tuple(_code(cell) for cell in row) for row in RULES.rows())
        return [table(("function", "expression", "derivatives", "holds where"), rows, (2, 3, 5, 3))]


class ConventionTable(Directive):
    """`lecture14.autodiff.checks.conventions`: a line a choice, then its remarks as a list."""

    def run(self) -> list[nodes.Node]:
        from lecture14.autodiff.checks.conventions import CONVENTIONS, REMARKS

        rows = (
            (_code(c.case), _code(np.array2string(np.asarray(c.slope), separator=", ")), nodes.Text(c.why))
            for c in CONVENTIONS
        )
        remarks = (nodes.list_item("", nodes.paragraph("", remark)) for remark in REMARKS)
        choices = table(("expression and point", "derivative", "why"), rows, (3, 2, 5))
        return [choices, nodes.bullet_list("", *remarks)]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("rule-table", RuleTable)
    app.add_directive("convention-table", ConventionTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
