"""The chapters: the pages of the book's parts, as the table of contents has them."""

from __future__ import annotations

from pathlib import Path

import yaml


def parts(contents: Path) -> dict[str, list[str]]:
    """A part's caption -> its chapters' pages, in reading order; what stands beside the parts is to look things up.

    Parameters
    ----------
    contents : Path
        The table of contents, _toc.yml.
    """
    return {
        part["caption"]: [page["file"] for page in part["chapters"]]
        for part in yaml.safe_load(contents.read_text(encoding="utf-8"))["parts"]
        if part["caption"].startswith("Part ")
    }
