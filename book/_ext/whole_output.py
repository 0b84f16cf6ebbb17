"""What a cell prints appears on the page as it was printed, wherever the kernel happened to cut the stream.

myst-nb's own joining (`coalesce_streams`, 1.4) strips each piece and ends it with a newline. A piece that begins with
the newline of the line before then leaves an empty line on the page, in one build and not in the next.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from myst_nb.core import render
from nbformat import NotebookNode
from sphinx.application import Sphinx

joined_by_myst_nb = render.coalesce_streams


def merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Neighbouring pieces of one stream joined: where a stream is cut is a matter of chance."""
    result: list[NotebookNode] = []
    for output in outputs:
        last = result[-1] if result else None
        if (
            last is not None
            and output.output_type == last.output_type == "stream"
            and output.name == last.name
        ):
            last.text += output.text
        else:
            result.append(copy(output))
    return result


def setup(app: Sphinx) -> dict[str, Any]:
    """Join the pieces before myst-nb does."""
    render.coalesce_streams = lambda outputs: joined_by_myst_nb(merged(outputs))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
