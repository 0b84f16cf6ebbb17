"""What a published book needs: the tags of its pages, a map of them for search engines, links to its sources.

All of it follows from one setting, `site` in ``_config.yml`` (`setting.py`). Where that is empty, the pages are as
without this extension. The pages load nothing from another host: these are tags and plain links.

Sphinx has extensions for parts of it. sphinxext-opengraph takes a description and a picture of its own making, and
must be told both a page; sphinx-sitemap starts a process to collect the names of the pages, warns where there is no
address, and lists the index and the listings of source too. What is needed of them here are the lines below. The
canonical link is Sphinx's own, from `pageurl`.
"""

from __future__ import annotations

import os
import re
from html import escape, unescape
from pathlib import Path
from textwrap import shorten
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from page_style import add_style
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from public.cards import FRONT, HEIGHT, WIDTH, card, first_picture
from public.setting import Site

HERE = Path(__file__).parent
DESCRIPTION = re.compile(r'<meta[^>]*name="description"[^>]*>')
CONTENT = re.compile(r'content="([^"]*)"')
CARDS = "_static/cards"


def read_setting(app: Sphinx, config: Config) -> None:
    try:
        app.__dict__["site"] = Site.read(config.site, os.environ)
    except ValueError as error:
        raise ConfigError(str(error)) from None


def add_to_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page that somebody wrote its tags and its links; lists, listings and the search are no aims of a link."""
    site: Site = app.__dict__["site"]
    if doctree is None or app.builder.format != "html":
        return
    file = Path(app.env.doc2path(pagename))
    if site.address:
        context["pageurl"] = site.page(pagename, app.config.root_doc)
        context["metatags"] = (context.get("metatags") or "") + tags(app, site, pagename, doctree, context)
    # The page's place in the repository: the folder of the pages is one of its folders.
    context["site_sources"] = site.sources(
        f"{Path(app.srcdir).name}/{file.relative_to(app.srcdir).as_posix()}"
    )
    context["site_notebooks"] = site.notebooks(pagename) if file.suffix == ".ipynb" else []
    if context["site_sources"]:
        add_style(context, (HERE / "links.css").read_text(encoding="utf-8"))


def tags(app: Sphinx, site: Site, pagename: str, doctree: Any, context: dict[str, Any]) -> str:
    """The tags for who shows a link as a card: OpenGraph's, and one of X's (once Twitter) for a large picture."""
    heading = next(iter(doctree.findall(nodes.title)), None)
    described = CONTENT.search("".join(DESCRIPTION.findall(context.get("metatags") or "")))
    front = pagename == app.config.root_doc
    name, alt = picture(app, pagename)
    properties = {
        "og:type": "website" if front else "article",
        "og:title": heading.astext() if heading else app.config.html_title,
        "og:description": unescape(described[1]) if described else "",
        "og:url": context["pageurl"],
        "og:site_name": app.config.html_title,
        "og:image": f"{site.address}{CARDS}/{name}.png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": alt,
    }
    lines = [
        f'<meta property="{key}" content="{escape(value)}" />' for key, value in properties.items() if value
    ]
    return "".join(
        f"\n    {line}" for line in [*lines, '<meta name="twitter:card" content="summary_large_image" />']
    )


def picture(app: Sphinx, pagename: str) -> tuple[str, str]:
    """The name of a page's card, which is drawn, and its text alternative."""
    root, book = app.config.root_doc, app.config.html_title
    drawn: dict[str, str] = app.__dict__.setdefault("cards", {})
    if pagename not in drawn:
        chapters = FRONT if pagename == root else (pagename,)
        files = [file for name in chapters if (file := Path(app.srcdir) / f"{name}.ipynb").exists()]
        pictures = [shown for file in files if (shown := first_picture(file))]
        if not pictures and pagename != root:
            return picture(app, root)
        title = book if pagename == root else app.env.titles[pagename].astext()
        place = Path(app.outdir) / CARDS / f"{pagename}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(card(title, book, pictures))
        drawn[pagename] = shorten(
            " ".join([f"{title}.", *(shown.alt for shown in pictures)]), 400, placeholder=" …"
        )
    return pagename, drawn[pagename]


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write `.nojekyll`, without which GitHub leaves out `_static` of a book on a branch, and the map of the pages."""
    if exception or app.builder.format != "html":
        return
    out, site = Path(app.outdir), app.__dict__["site"]
    # Sphinx's own sphinx.ext.githubpages would also claim the address's host, as if the book lay alone on it.
    (out / ".nojekyll").touch()
    if not site.address:
        return
    pages = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for name in sorted(app.env.found_docs):
        place = ElementTree.SubElement(ElementTree.SubElement(pages, "url"), "loc")
        place.text = site.page(name, app.config.root_doc)
    ElementTree.indent(pages)
    ElementTree.ElementTree(pages).write(out / "sitemap.xml", encoding="utf-8", xml_declaration=True)
    # Read at the root of a host and nowhere else.
    if site.address.count("/") == 3:
        (out / "robots.txt").write_text(f"Sitemap: {site.address}sitemap.xml\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("site", {}, "html")
    app.connect("config-inited", read_setting)
    # After the page has its description (900).
    app.connect("html-page-context", add_to_page, priority=910)
    app.connect("build-finished", write_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
