"""Which pages are written again: those that were read again, and more only where one says something of another.

A page says of others their titles, in the sidebar and in links, and the numbers and names of what is on them. All of
that is in Sphinx's environment, and its summary, the face of the book, is kept with it. Where the face has changed, all
pages are written; where it has not, only the page whose text changed can look different. What such a build
leaves is the same to the byte as what a build from nothing makes (`tests/book/test_build.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Set
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.index_entries import split_index_msg


def words(value: Any) -> Any:
    """A value in words that are the same for the same value: a text alone, not its nodes; sets in order."""
    match value:
        case nodes.Node():
            return value.astext()
        case Mapping():
            return sorted((str(key), words(item)) for key, item in value.items())
        case Set():
            return sorted(map(repr, map(words, value)))
        case str() | int() | float() | None:
            return value
        case Iterable():
            return [words(item) for item in value]
    return words(vars(value)) if hasattr(value, "__dict__") else str(value)


def face(env: BuildEnvironment) -> str:
    """What pages can say of each other, as a hash."""
    std, math, py, cite = (env.domaindata[domain] for domain in ("std", "math", "py", "cite"))
    said = [
        env.titles,
        env.toc_secnumbers,
        env.toc_fignumbers,
        [std[kind] for kind in ("objects", "labels", "anonlabels", "terms")],
        math["objects"],
        [py["objects"], py["modules"]],
        cite["citations"],
        # The listings of source name the pages that have the documentation, and there is one for each that is shown.
        {name: entry and entry[2] for name, entry in getattr(env, "_viewcode_modules", {}).items()},
        getattr(env, "shown_modules", {}),
        # An exercise's text is its own page's, its title is in links.
        {
            name: [e["docname"], e["node"][0]]
            for name, e in getattr(env, "sphinx_exercise_registry", {}).items()
        },
    ]
    return hashlib.sha256(repr(words(said)).encode()).hexdigest()


def all_or_few(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    before, env.__dict__["face"] = env.__dict__.get("face"), face(env)
    if env.__dict__["face"] != before:
        return sorted(env.found_docs)
    # With no page to write, as after a commit that dates none anew, Sphinx would leave out what all pages load.
    return [app.config.root_doc]


def complete_search(app: Sphinx) -> list[Any]:
    """Give the search index the entries of the pages that are not written again.

    Sphinx 7.4 writes the whole index, and reads back all of the one before except these (`IndexBuilder.load`): names of
    the package would no longer be found.
    """
    indexer = getattr(app.builder, "indexer", None)
    if indexer is None:
        return []
    read = app.env.domaindata["index"]["entries"]
    kept = {page: _names(read[page]) for page in read.keys() - indexer._index_entries.keys()}
    # In the order of a build that writes all.
    indexer._index_entries = dict(sorted((kept | indexer._index_entries).items()))
    return []


def _names(entries: Iterable[tuple[str, str, str, str, str | None]]) -> list[tuple[str, str, str]]:
    parts = ((split_index_msg(kind, value), target, main) for kind, value, target, main, _ in entries)
    return sorted({(name, target, main) for names, target, main in parts for name in names})


def say_no_address(app: Sphinx) -> None:
    # Sphinx would end with the address of the folder that it works in; the book's own is the build's last word.
    app.builder.epilog = ""


def setup(app: Sphinx) -> dict[str, Any]:
    # After Sphinx has given the numbers (500).
    app.connect("env-get-updated", all_or_few, priority=900)
    app.connect("html-collect-pages", complete_search)
    app.connect("builder-inited", say_no_address)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
