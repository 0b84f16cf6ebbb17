"""What docutils and Sphinx write that assistive technology trips over, put right in the page.

Most of it is a template (search, colours, home link: `templates/`) or done by `book.js` (long formulas);
here is what has no template.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

MEANT = {
    # docutils gives an entry of a bibliography the role doc-biblioentry, which ARIA 1.2 deprecates and which a
    # `list` may not contain; axe: aria-allowed-role, aria-deprecated-role, aria-required-children.
    'role="doc-biblioentry"': 'role="listitem"',
    # MyST-NB names all folds alike, and not by the words that stand there.
    '<summary aria-label="Toggle hidden content">': "<summary>",
}


def mend(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    body = context.get("body", "")
    for written, meant in MEANT.items():
        body = body.replace(written, meant)
    if pagename == "_modules/index":
        # viewcode puts the list of a package's modules beside its entry, where only entries may be; one level will do.
        head, begin, rest = body.partition("<ul>")
        inner, end, tail = rest.rpartition("</ul>")
        body = head + begin + inner.replace("<ul>", "").replace("</ul>", "") + end + tail
    context["body"] = body


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", mend)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
