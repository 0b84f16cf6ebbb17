"""Code that only calls a figure stands folded above it, behind "Show code".

One rule for every page: a cell whose source is one call, and whose output is a picture of the package (an Explorer, a
lab, a figure). It is folded as MyST-NB folds a cell tagged ``hide-input``, into native `details`, which every keyboard
opens; its summary says whose code it is. Print leaves it out with what it would unfold.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideInputCells
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

PICTURE = re.compile(r'<figure class="(explorer|picture|lab)"')


def drawn(source: str) -> str | None:
    """What a source draws if it is one call: its first argument if that is a function, else what is called.

    >>> drawn("Explorer(figures.secants, h=Slider('h', 0, 1))")
    'figures.secants'
    >>> drawn("figures.secants()"), drawn("GaussianLab(mean=[0, 0])")
    ('figures.secants', 'GaussianLab')
    >>> drawn("x = 1"), drawn("lab = GaussianLab()")
    (None, None)
    """
    statements = ast.parse(source).body
    if len(statements) != 1 or not isinstance(statements[0], ast.Expr):
        return None
    call = statements[0].value
    if not isinstance(call, ast.Call):
        return None
    first = call.args[0] if call.args else None
    return ast.unparse(first if isinstance(first, ast.Attribute) else call.func)


class FoldCallsOfFigures(SphinxPostTransform):
    """Ask for the fold of every cell that the rule means."""

    # After the outputs have been chosen for HTML, before the cells are folded.
    default_priority = HideInputCells.default_priority - 1
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") != "cell_code" or cell.get("hide_mode") or not cell.children:
                continue
            if not any(PICTURE.search(output.astext()) for output in cell.findall(nodes.raw)):
                continue
            source = next(iter(cell.findall(nodes.literal_block)), None)
            name = drawn(source.astext()) if source else None
            if name:
                cell["hide_mode"] = "input"
                cell["prompt_show"], cell["prompt_hide"] = f"Show code: {name}", f"Hide code: {name}"
                cell["classes"].append("picture-code")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(FoldCallsOfFigures)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
