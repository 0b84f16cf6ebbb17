"""Style that only some pages need stands in their head: a sheet of its own would hold up the first paint on a phone."""

from __future__ import annotations

import re
from typing import Any

# Comments, and blanks beside what separates.
UNREAD = re.compile(r"/\*.*?\*/|(?<=[{};,])\s+|\s+(?=[{}])", re.DOTALL)


def add_style(context: dict[str, Any], css: str) -> None:
    """Add rules to a page's head, after its sheets, in the order of the calls; what it has, it does not get twice.

    >>> context = {}
    >>> add_style(context, "/* Why. */\\n.lab {\\n  margin: 0 1px;\\n  top: 0;\\n}\\n")
    >>> context["page_style"]
    ['.lab{margin: 0 1px;top: 0;}']
    """
    rules, style = UNREAD.sub("", css).strip(), context.setdefault("page_style", [])
    if rules not in style:
        style.append(rules)
