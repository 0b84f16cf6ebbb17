"""Search leads to the chapter that teaches a thing, then to the glossary and other chapters, to reference pages last.

Sphinx weighs a match by its kind alone: the name of a module that draws pictures counts 21, a chapter's title 15. The
order is a function of the reader's browser, `search_order.js`, which Sphinx puts into the search page:

- a page whose title has all words of the query comes first, and before it the one whose own name is the query;
- then the terms of the glossary (100), which Sphinx rates so;
- names in the package come after the chapters, unless the query spells the name as the package does;
- the reference of the pictures comes last. It stays in the index: who looks for a picture's function finds it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

ORDER = Path(__file__).with_suffix(".js")


def set_order(app: Sphinx, config: Config) -> None:
    # Sphinx reads the file from where the build was started, so the whole path it is.
    config.html_search_scorer = str(ORDER)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", set_order)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
