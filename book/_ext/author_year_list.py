"""The bibliography's labels are the author-year citations of the text, so that a reader finds the one by the other.

Pybtex's own styles number the list or abbreviate names; sphinxcontrib-bibtex cites by names and year.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style
from pybtex.style.labels import BaseLabelStyle
from sphinx.application import Sphinx


class AuthorYearLabels(BaseLabelStyle):
    """One name, two names, or the first of more, then the year."""

    def format_labels(self, sorted_entries: list[Entry]) -> Iterator[str]:
        """A label for each entry."""
        for entry in sorted_entries:
            names = [
                str(Text(" ").join(person.rich_prelast_names + person.rich_last_names))
                for person in entry.persons["author"]
            ]
            who = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
            yield f"{who}, {entry.fields['year']}"


class AuthorYearList(Style):
    """Pybtex's plain style with these labels."""

    default_label_style = AuthorYearLabels


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the style under the name that `_config.yml` sets."""
    register_plugin("pybtex.style.formatting", "author_year_list", AuthorYearList)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
