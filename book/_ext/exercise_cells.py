"""Hints and solutions of exercises stand folded, each behind its name, and so do derivations.

Cells tagged ``solution`` are folded by MyST-NB, which knows them by ``hide-cell``; hints, and solutions in words, are
admonitions of the class ``dropdown``, and become the same native `details`, which open by keyboard and without script.
A solution's summary names its exercise, so that a list of the page's controls tells one from the other. Print leaves
out what is not open (book.css).

A derivation is an admonition of the classes ``dropdown derivation``. It is part of the text: print opens it (book.js).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, HideInputCells
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import exercise_enumerable_node
from sphinx_exercise.utils import get_node_number

#: How an exercise is headed when its number is left out: "(The bound (15 minutes))".
HEADING = re.compile(r"\((.*?)(?: \(([^()]*)\))?\)")


def title_of(heading: str) -> tuple[str, str]:
    """An exercise's title, and its kind and minutes.

    >>> title_of(" (The bound (15 minutes))"), title_of(" (log(1 + x) (warm-up, 5 minutes))"), title_of(" (Play)")
    (('The bound', '15 minutes'), ('log(1 + x)', 'warm-up, 5 minutes'), ('Play', ''))
    """
    title, time = HEADING.fullmatch(heading.strip()).groups(default="")
    return title, time


def is_solution(node: nodes.Node) -> bool:
    """Whether a node is a solution, as code or in words."""
    if isinstance(node, nodes.container):
        return "tag_solution" in node["classes"]
    return is_dropdown(node) and node[0].astext() == "Solution"


def is_dropdown(node: nodes.Node) -> bool:
    return isinstance(node, nodes.admonition) and "dropdown" in node["classes"]


class FoldHintsAndSolutions(SphinxPostTransform):
    """Name the folds, fold what is no cell, and set an exercise's minutes apart from its title."""

    # After the exercises have their titles, before MyST-NB folds the cells.
    default_priority = HideInputCells.default_priority - 1
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        solutions: dict[nodes.Element, list[nodes.Element]] = {}
        for node in self.document.findall(nodes.Element):
            if isinstance(node, exercise_enumerable_node):
                solutions[node] = []
            elif is_solution(node):
                solutions[next(reversed(solutions))].append(node)
        titles = {exercise: title_of(exercise[0].astext()) for exercise in solutions}
        names = {
            part: name
            for exercise, parts in solutions.items()
            for part, name in self._named(exercise, titles[exercise][0], parts)
        }
        for node in list(self.document.findall(lambda node: is_dropdown(node) or is_solution(node))):
            show = names.get(node) or node[0].astext()
            prompts = {"prompt_show": show, "prompt_hide": f"Hide {show[0].lower()}{show[1:]}"}
            if is_dropdown(node):
                fold = HideCodeCellNode("", *node[1:], classes=["above-input"], **prompts)
                kind = "derivation-fold" if "derivation" in node["classes"] else "exercise-fold"
                node.replace_self(nodes.container("", fold, classes=["cell", kind]))
            else:
                node["classes"].append("exercise-fold")
                node.attributes.update(prompts)

        for exercise, (title, time) in titles.items():
            badge = [nodes.Text(" "), nodes.inline("", time, classes=["exercise-time"])] if time else []
            exercise[0].children.clear()
            exercise[0].extend([nodes.Text(f"· {title}"), *badge])

    def _named(
        self, exercise: nodes.Element, title: str, parts: list[nodes.Element]
    ) -> Iterator[tuple[nodes.Element, str]]:
        """The parts of a solution, each with its name."""
        number = get_node_number(self.app, exercise, "exercise")
        for i, part in enumerate(parts, start=1):
            count = f", part {i} of {len(parts)}" if len(parts) > 1 else ""
            yield part, f"Solution of exercise {number}{count}: {title}"


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(FoldHintsAndSolutions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
