"""The table of slides, and the numbers under the headings that lead back to it."""

from __future__ import annotations

import pytest

from tests.book.small_site import SmallSite

SLIDES = "slide,title,chapter,here\n1,Title,Front,start\n2,Sums,Numbers,drag a sum\n3,Tools,Later,run them\n"
TEXT = """# Front

```{slide-table}
```

```{toctree}
numbers
```
"""
NUMBERS = """# Numbers

(slide-1)=
(slide-2)=
## Sums

Some text.

## No slide
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    (folder / "slides.csv").write_text(SLIDES, encoding="utf-8")
    (folder / "numbers.md").write_text(NUMBERS, encoding="utf-8")
    return SmallSite(folder, TEXT, "slide_table")


def test_a_row_says_what_can_be_done_and_links_to_the_section(site):
    rows = site.soup.select("table.slide-table tbody tr")
    assert [cell.get_text() for cell in rows[1].find_all("td")] == ["2", "Sums", "drag a sum", "Numbers"]
    assert rows[1]["id"] == "slide-row-2"
    assert rows[1].a["href"] == "numbers.html#slide-2"


def test_a_slide_without_a_section_is_coming(site):
    row = site.soup.select("table.slide-table tbody tr")[2]
    assert row.find_all("td")[3].get_text() == "Later: coming"
    assert row.a is None


def test_a_heading_says_its_slides_and_leads_back(site):
    page = site.page("numbers.html")
    (line,) = page.select("p.slide-numbers")
    assert line.get_text() == "Slides 1, 2"
    assert [a["href"] for a in line.find_all("a")] == ["index.html#slide-row-1", "index.html#slide-row-2"]
    assert line.find_previous_sibling().name == "h2"
