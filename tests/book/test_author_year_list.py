"""A citation in the text and the label in the list are the same words."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.book.small_site import SmallSite

BOOK = Path(__file__).parents[2] / "book"
KEYS = ["clifford1873", "squire1998", "dempster1977", "haerdle1991", "c11", "diffrules"]
TEXT = "# Page\n\nOne {cite}`KEYS`.\n\n```{bibliography}\n:all:\n```\n"


def site(folder: Path, style: str) -> SmallSite:
    shutil.copy(BOOK / "references.bib", folder)
    return SmallSite(
        folder,
        TEXT.replace("KEYS", ",".join(KEYS)),
        "sphinxcontrib.bibtex",
        "author_year_list",
        bibtex_bibfiles=["references.bib"],
        bibtex_default_style=style,
        bibtex_reference_style="author_year",
    )


def citations(page: SmallSite) -> set[str]:
    return {link.get_text() for link in page.soup.select("p a.reference.internal")}


def labels(page: SmallSite) -> list[str]:
    return [label.get_text().strip("[]") for label in page.soup.select(".citation .label")]


def test_citations_are_the_labels_of_the_list(tmp_path: Path) -> None:
    page = site(tmp_path, "author_year_list")
    found = labels(page)
    assert page.status == 0, page.warnings
    assert {"Clifford, 1873", "Squire and Trapp, 1998", "Dempster et al., 1977", "Härdle, 1991"} <= set(found)
    assert len(citations(page)) == len(KEYS)
    assert citations(page) <= set(found)
    assert len(set(found)) == len(found), "two entries of the same authors and year"


def test_a_numbered_list_is_told_apart(tmp_path: Path) -> None:
    page = site(tmp_path, "plain")
    assert not citations(page) <= set(labels(page))
