"""What a published book says of itself: tags, cards, the map of its pages, links to its sources; else nothing."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from matplotlib.image import imread
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes
from sphinx.errors import ConfigError

from tests.book.small_site import SmallSite
from tests.book.test_build import SmallBook

from public import cards, setting  # isort: skip
from public.cards import HEIGHT, WIDTH, first_picture  # isort: skip
from public.setting import VARIABLE, Site  # isort: skip

ADDRESS = "https://name.github.io/lecture14/"
REPOSITORY = "https://github.com/name/lecture14"
TEXT = """---
myst:
  html_meta:
    description: Two "rules" & a <proof>
---
# Small site

Words.

```{toctree}
bounds
```
"""
IMPORTS = (
    "from lecture14.figures import differences as figures\nfrom lecture14.widgets import Explorer, Slider"
)


@pytest.fixture(autouse=True)
def no_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests may run in one that sets the variables."""
    for name in ("ADDRESS", "REPOSITORY", "BRANCH"):
        monkeypatch.delenv(VARIABLE + name, raising=False)


def small_site(folder: Path, **site: str) -> SmallSite:
    (folder / "bounds.md").write_text("# Bounds\n\nMore words.\n")
    return SmallSite(folder, TEXT, "public", site=site, html_title="Small book")


def properties(page: BeautifulSoup) -> dict[str, str]:
    return {tag["property"]: tag["content"] for tag in page.select("meta[property]")}


def test_without_an_address_nothing_appears(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    assert "og:" not in site.html
    assert "twitter" not in site.html
    assert not site.soup.select("link[rel=canonical]")
    assert not [*site.out.glob("*.xml"), *site.out.glob("robots.txt"), *site.static.glob("cards/*")]
    assert (site.out / ".nojekyll").read_bytes() == b""


def test_tags_of_a_page(tmp_path: Path) -> None:
    site = small_site(tmp_path, address=ADDRESS)
    assert properties(site.soup) == {
        "og:type": "website",
        "og:title": "Small site",
        "og:description": 'Two "rules" & a <proof>',
        "og:url": ADDRESS,
        "og:site_name": "Small book",
        "og:image": f"{ADDRESS}_static/cards/index.png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Small book.",
    }
    (card,) = site.soup.select("meta[name='twitter:card']")
    assert card["content"] == "summary_large_image"
    page = site.page("bounds.html")
    assert [link["href"] for link in page.select("link[rel=canonical]")] == [f"{ADDRESS}bounds.html"]
    assert properties(page)["og:type"] == "article"
    assert properties(page)["og:url"] == f"{ADDRESS}bounds.html"
    # Of a page that draws nothing, the front page's.
    assert properties(page)["og:image"] == f"{ADDRESS}_static/cards/index.png"
    assert [file.name for file in site.static.glob("cards/*")] == ["index.png"]
    assert not site.page("genindex.html").select("meta[property], link[rel=canonical]")


def test_pages_load_nothing_from_another_host(tmp_path: Path) -> None:
    site = small_site(tmp_path, address=ADDRESS, repository=REPOSITORY)
    loaded = site.soup.select(
        "img, script[src], iframe, link[rel=stylesheet], link[rel=icon], link[rel=preload]"
    )
    assert [tag for tag in loaded if "//" in (tag.get("src") or tag.get("href") or "")] == []


@pytest.mark.parametrize(("address", "robots"), [(ADDRESS, False), ("https://book.example.org/", True)])
def test_the_map_has_what_readers_want(tmp_path: Path, address: str, robots: bool) -> None:
    site = small_site(tmp_path, address=address)
    tree = ElementTree.parse(site.out / "sitemap.xml").getroot()
    assert [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")] == [
        f"{address}bounds.html",
        address,
    ]
    # A host's root is where it is read.
    assert (site.out / "robots.txt").exists() == robots


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ({"address": "http://name.github.io/book/"}, "https://name.github.io/lecture14/"),
        ({"address": "https://name.github.io/book"}, "https://name.github.io/lecture14/"),
        ({"address": "https://name.github.io/book/?a=1/"}, "https://name.github.io/lecture14/"),
        ({"address": 14}, "https://name.github.io/lecture14/"),
        ({"repository": "git@github.com:name/book.git"}, "https://github.com/name/lecture14"),
        ({"repository": "https://github.com/name/book.git"}, "https://github.com/name/lecture14"),
        ({"repository": "https://github.com/name/book/"}, "https://github.com/name/lecture14"),
        ({"branch": "two words"}, "main"),
        ({"url": ADDRESS}, "expected the lines address, repository, branch"),
        (ADDRESS, "expected the lines address, repository, branch"),
    ],
)
def test_a_wrong_form_is_refused_with_what_was_expected(site: object, expected: str) -> None:
    with pytest.raises(ValueError, match=re.escape(expected)):
        Site.read(site, {})


def test_a_wrong_form_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"address is 'name\.github\.io'; expected one like https://"):
        small_site(tmp_path, address="name.github.io")


def test_what_the_workflow_says_stands_above_the_file() -> None:
    file = {"address": ADDRESS, "repository": REPOSITORY}
    assert Site.read(file, {}) == Site(ADDRESS, REPOSITORY, "main")
    assert Site.read(file, {f"{VARIABLE}REPOSITORY": "https://github.com/fork/l"}).repository.endswith(
        "fork/l"
    )
    assert Site.read(file, {f"{VARIABLE}ADDRESS": ""}).address == ADDRESS
    with pytest.raises(ValueError, match="address is 'x'"):
        Site.read({}, {f"{VARIABLE}ADDRESS": "x"})


def test_links_fit_the_host() -> None:
    lab = Site(repository="https://gitlab.com/group/sub/book", branch="dev")
    assert ("Edit this page", "https://gitlab.com/group/sub/book/-/edit/dev/book/em.ipynb") in lab.sources(
        "book/em.ipynb"
    )
    assert lab.notebooks("em") == []
    other = Site(repository="https://git.example.org/name/book")
    assert other.sources("book/em.ipynb") == [("Repository", "https://git.example.org/name/book")]
    assert Site().sources("book/em.ipynb") == Site().notebooks("em") == []


def test_the_examples_hold() -> None:
    for module in (setting, cards):
        assert doctest.testmod(module).failed == 0


def notebook(folder: Path, *cells: str) -> Path:
    file = folder / "page.ipynb"
    file.write_text(writes(new_notebook(cells=[new_markdown_cell("# Page"), *map(new_code_cell, cells)])))
    return file


def test_a_chapters_picture_is_its_first(tmp_path: Path) -> None:
    page = notebook(
        tmp_path,
        IMPORTS,
        "figures.cube(2.0)",
        "Explorer(late, x=Slider('x', 0, 1))",
        "for i in:",
        "figures.secants()",
        "1 / 0",
    )
    picture = first_picture(page)
    assert picture is not None
    assert picture.caption.startswith("Secants") or "secant" in picture.alt
    assert first_picture(notebook(tmp_path, IMPORTS, "print(figures.cube(2.0))", "1 / 0")) is None
    assert first_picture(notebook(tmp_path)) is None


@pytest.mark.slow
def test_the_real_book_empty_and_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One build by what a workflow sets, one without, which leaves no trace, and one without the extension."""
    book = SmallBook(tmp_path)
    book.write("What it is about.", f"{IMPORTS}\n1 + 1")
    cells = json.loads((tmp_path / "book/run.ipynb").read_text())
    cells["cells"].append(new_code_cell("figures.secants()"))
    (tmp_path / "book/run.ipynb").write_text(json.dumps(cells))

    def built() -> dict[str, bytes]:
        result = book.build()
        assert result.returncode == 0, result.stderr
        assert "Nothing changed" not in result.stdout
        files = [file for file in book.html.rglob("*") if file.is_file() and file.name != ".buildinfo"]
        return {file.relative_to(book.html).as_posix(): file.read_bytes() for file in files}

    monkeypatch.setenv(f"{VARIABLE}ADDRESS", ADDRESS)
    monkeypatch.setenv(f"{VARIABLE}REPOSITORY", REPOSITORY)
    files = built()
    page = BeautifulSoup(files["run.html"], "html.parser")
    front = BeautifulSoup(files["index.html"], "html.parser")
    (canonical,) = page.select("link[rel=canonical]")
    assert canonical["href"] == f"{ADDRESS}run.html"
    assert properties(front)["og:description"] == "What it is about."
    assert properties(page)["og:image"] == f"{ADDRESS}_static/cards/run.png"
    card = imread(book.html / "_static/cards/run.png")
    assert card.shape[:2] == (HEIGHT, WIDTH)
    # The picture, not paper alone.
    assert (card[150:550, :, :3].min(axis=2) < 0.5).sum() > 500
    links = {link.get_text(): link["href"] for link in page.select("nav.site-links a")}
    assert links == {
        "Edit this page": f"{REPOSITORY}/edit/main/book/run.ipynb",
        "Report a mistake": f"{REPOSITORY}/issues/new",
        "Repository": REPOSITORY,
        "Open in Colab": "https://colab.research.google.com/github/name/lecture14/blob/notebooks/run.ipynb",
        "Open in Binder": "https://mybinder.org/v2/gh/name/lecture14/notebooks?urlpath=lab/tree/run.ipynb",
    }
    header = [link["href"] for link in page.select(".article-header-buttons a.site-notebook")]
    assert header == [links["Open in Colab"], links["Open in Binder"]]
    assert not front.select("a.site-notebook")
    assert files[".nojekyll"] == b""

    for name in ("ADDRESS", "REPOSITORY"):
        monkeypatch.delenv(VARIABLE + name)
    empty = built()
    assert empty.pop(".nojekyll") == b""
    config = tmp_path / "_config.yml"
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    settings["sphinx"]["config"]["extensions"].remove("public")
    del settings["sphinx"]["config"]["site"]
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    without = built()
    assert empty.keys() == without.keys()
    assert [name for name in empty if empty[name] != without[name]] == []
