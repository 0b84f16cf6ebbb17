"""Lead pages to what an ordinary build does not have: decks, the PDF, JupyterLite, hand-outs, downloads.

Such a page names an address as code, `slides/em.html` say, and says in words what makes it. Where the file is there,
the code becomes a link, on the page of downloads with the size; where it is not, it stays code: no link leads nowhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from book.downloads.parts import BOOK, MANIFEST, files, owner, said, totals

#: The pages with such addresses -> whether a link says how large its aim is.
PAGES = {"teach.html": False, "downloads.html": True}
CODE = r'<code class="[^"]*\bliteral\b[^"]*">(?:<span class="pre">)?([^<>\s]+?)(?:</span>)?</code>'
LINK = re.compile(rf'<a class="made"[^>]*>({CODE})</a>(?:<span class="made-size">[^<]*</span>)?')
#: What a browser would show as text, or cannot show.
SAVED = {".ipynb", ".whl", ".zip"}


def linked(page: str, sizes: dict[str, int], with_size: bool, listed: bool = False) -> str:
    """A page with links to what is there, whatever it led to before.

    Parameters
    ----------
    page : str
        The page's HTML.
    sizes : dict
        Address of each file of the site -> its bytes.
    with_size : bool
        Whether a link says how large its aim is: a file, or all of a part that begins there.
    listed : bool
        Whether there is a manifest, whose aim is all of the site.
    """
    parts = totals(sizes)

    def link(code: re.Match[str]) -> str:
        address = urlsplit(code[1]).path
        part = owner(address)
        if address == MANIFEST and listed:
            aim = sum(sizes.values())
        elif part is BOOK or address not in sizes:
            return code[0]
        else:
            aim = parts[part.name][1] if address.endswith(".html") else sizes[address]
        save = " download" if Path(address).suffix in SAVED else ""
        size = f'<span class="made-size"> ({said(aim)})</span>' if with_size else ""
        return f'<a class="made" href="{code[1]}"{save}>{code[0]}</a>{size}'

    return re.sub(CODE, link, LINK.sub(r"\1", page))


def fill(html: Path) -> None:
    """Lead the pages of a site to what it has now."""
    # Links and sizes make the pages longer, and the pages are in the size of all.
    for _ in range(2):
        sizes = files(html)
        for name, with_size in PAGES.items():
            if name in sizes:
                page = html / name
                listed = (html / MANIFEST).exists()
                text = linked(page.read_text(encoding="utf-8"), sizes, with_size, listed)
                page.write_text(text, encoding="utf-8", newline="\n")
