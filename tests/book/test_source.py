"""Running code on a page: the installed text, its place, a link to it, and a build that fails when it is gone."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.book import checks
from tests.book.small_site import SmallSite

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext"))
from running_source import NotFound, find

MODULE = '''"""Made up."""

TABLE = {
    "one": 1,
}


def plain(x):
    """Twice x.

    y = 2 * x
    """
    y = 2 * x
    return y


@staticmethod
def decorated():
    return 1


class Outer:
    def method(self):
        def inner():
            return 3

        return inner()


Outer.kind = Outer

try:
    from nowhere import optional
except ImportError:
    def optional():
        return None
'''


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `shop` with a room `shop.tools`; its `__init__` gives one function another name."""
    root = tmp_path / "installed" / "shop"
    root.mkdir(parents=True)
    (root / "__init__.py").write_text("from shop.tools import plain as twice\n")
    (root / "tools.py").write_text(MODULE)
    monkeypatch.syspath_prepend(root.parent)
    # viewcode imports what it shows; the next test has another shop.
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        monkeypatch.delitem(sys.modules, name)
    return root / "tools.py"


@pytest.mark.parametrize(
    ("name", "where", "begin", "end"),
    [
        ("shop.tools.plain", "shop/tools.py, lines 8–14", "def plain(x):", "return y"),
        ("shop.twice", "shop/tools.py, lines 8–14", "def plain(x):", "return y"),
        ("shop.tools.decorated", "shop/tools.py, lines 17–19", "@staticmethod", "return 1"),
        ("shop.tools.Outer.method", "shop/tools.py, lines 23–27", "def method(self):", "return inner()"),
        ("shop.tools.Outer.method.inner", "shop/tools.py, lines 24–25", "def inner():", "return 3"),
        ("shop.tools.TABLE", "shop/tools.py, lines 3–5", "TABLE = {", "}"),
        ("shop.tools.optional", "shop/tools.py, lines 35–36", "def optional():", "return None"),
        ("shop.tools", "shop/tools.py, lines 1–36", '"""Made up."""', "return None"),
        ("shop", "shop/__init__.py, line 1", "from shop.tools", "twice"),
    ],
)
def test_what_a_path_names(shop: Path, name: str, where: str, begin: str, end: str) -> None:
    excerpt = find(name)
    assert excerpt.where == where
    assert excerpt.text.startswith(begin)
    assert excerpt.text.endswith(end)


def test_nothing_is_imported(shop: Path) -> None:
    shop.write_text("raise SystemExit\n\ndef f(): ...\n")
    assert find("shop.tools.f").text == "def f(): ..."
    assert "shop" not in sys.modules


def test_docstring_left_out(shop: Path) -> None:
    excerpt = find("shop.tools.plain", docstring=False)
    assert excerpt.text == "def plain(x):\n    y = 2 * x\n    return y"
    assert excerpt.where == "shop/tools.py, lines 8, 13–14"


def test_lines_by_their_text(shop: Path) -> None:
    # The docstring says the same, and is not searched.
    assert find("shop.tools.plain", "y = 2").where == "shop/tools.py, line 13"
    assert find("shop.tools.plain", "y = 2 … return").text == "y = 2 * x\nreturn y"


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("shelf.tools", "", "shelf.tools: there is no module 'shelf'"),
        ("shop.tools.gone", "", "there is no 'gone' in shop.tools (tools.py)"),
        ("shop.tools.Outer.gone", "", "there is no 'gone' in shop.tools.Outer (tools.py)"),
        ("shop.tools.plain", "z =", "exactly one line with 'z =': no line contains it"),
        ("shop.tools.plain", "y", "exactly one line with 'y': lines 13, 14 contain it"),
        ("shop.tools.plain", "return … y = 2", "exactly one line with 'y = 2': no line contains it"),
    ],
)
def test_what_is_gone_says_so(shop: Path, name: str, lines: str, message: str) -> None:
    with pytest.raises(NotFound, match=re.escape(message)):
        find(name, lines)


SOURCE = re.compile(r"^```\{source\} (\S+)\n((?::.*\n)*)", re.M)
FORMULAS = re.compile(r"^```\{formula-lines\}\n(.*?)^```", re.M | re.S)


def shown_lines() -> Iterator[tuple[str, str, str]]:
    """Page, object and fragment of every line that a chapter shows; found in the text, without a build."""
    for page in sorted((Path(__file__).parents[2] / "book").glob("*.ipynb")):
        cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        for name, options in SOURCE.findall(text):
            yield page.stem, name, "".join(re.findall(r"^:lines: (.*)$", options, re.M))
        for rows in FORMULAS.findall(text):
            for row in filter(None, map(str.strip, rows.splitlines())):
                _, name, lines = row.rsplit(" | ", 2)
                yield page.stem, name.strip(), lines


def test_chapters_show_lines_that_exist() -> None:
    """What would fail the build for a line that is gone, in a second instead of five minutes."""
    rows = list(shown_lines())
    assert len(rows) > 60
    for page, name, lines in rows:
        assert find(name, lines, False).lines, page


@pytest.fixture
def site(tmp_path: Path, shop: Path):
    def build(text: str) -> SmallSite:
        page = f"# Page\n\n{text}\n"
        extensions = ["sphinx.ext.autodoc", "sphinx.ext.viewcode", "show_source", "package_map"]
        return SmallSite(tmp_path, page, *extensions, viewcode_line_numbers=True)

    return build


def target(page: SmallSite, href: str) -> str:
    """The line of the source page to which a link leads."""
    address, _, anchor = href.partition("#")
    lines = (page.out / address).read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if f'id="{anchor}"' in line]
    return re.sub("<[^>]*>", "", line)


def test_source_block_shows_links_and_depends(site) -> None:
    page = site("```{source} shop.twice\n:docstring: no\n:caption: Twice\n```")
    assert (page.status, page.warnings) == (0, "")
    block = page.soup.select_one("div.source")
    assert block.select_one("pre").get_text() == "def plain(x):\n    y = 2 * x\n    return y\n"
    assert block.select_one("pre .k").get_text() == "def"
    assert block.select_one(".source-place").get_text() == "Twice: shop/tools.py, lines 8, 13–14"
    assert "def plain(x):" in target(page, block.select_one("a")["href"])
    assert any(str(name).endswith("tools.py") for name in page.dependencies)


def test_range_of_a_module(site) -> None:
    page = site("```{source} shop.tools\n:lines: class Outer … def inner\n```")
    assert page.soup.select_one("pre").get_text().splitlines() == [
        "class Outer:",
        "    def method(self):",
        "        def inner():",
    ]


def test_formulas_beside_lines(site) -> None:
    rows = "$y = 2 x | x$ | shop.twice | y = 2\n$n$ | shop.tools.Outer.method | def inner … return 3"
    page = site(f"```{{formula-lines}}\n{rows}\n```")
    assert (page.status, page.warnings) == (0, "")
    group = page.soup.select_one(".formula-lines[role=group][aria-label]")
    terms, shown = group.select("dl > dt"), group.select("dl > dd")
    assert [term.select_one("annotation").get_text() for term in terms] == ["y = 2 x | x", "n"]
    assert [d.select_one("pre").get_text() for d in shown] == ["y = 2 * x\n", "def inner():\n    return 3\n"]
    assert [d.select_one("a").get_text() for d in shown] == [
        "shop/tools.py, line 13",
        "shop/tools.py, lines 24–25",
    ]
    assert ["y = 2 * x" in target(page, shown[0].a["href"]), "inner" in target(page, shown[1].a["href"])] == [
        True
    ] * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```{source} shop.gone\n```", "index: source: shop.gone: there is no 'gone' in shop"),
        (
            "```{formula-lines}\n$x$ | shop.twice | gone\n```",
            "index: formula-lines: shop.twice has to have exactly one line with 'gone'",
        ),
        ("```{formula-lines}\n$x$ | shop.twice\n```", "expected: $formula$ | path of an object"),
    ],
)
def test_what_is_gone_fails_the_build(site, text: str, message: str) -> None:
    page = site(text)
    assert page.status == 1
    assert re.search(r"index\.md:3: WARNING: " + ".*" + re.escape(message), page.warnings)


def test_map_is_drawn_listed_and_linked(site, shop: Path) -> None:
    (shop.parent / "till.py").write_text('"""Where `money` is."""\ndef f():\n    import shop.tools\n')
    page = site("```{package-map} shop\n```")
    assert (page.status, page.warnings) == (0, "")
    image = page.soup.select_one("figure.picture svg[role=img]")
    assert image["aria-label"] == (
        "Map of shop. Rooms: 2, on floors: 2. Imports between them: 1, all leading down, none in a circle. "
        "Floor 0: tools; Floor 1: till."
    )
    assert [text.get_text() for text in image.select("text")] == ["till", "tools"]
    assert len(image.select("path.map-way")) == 1
    assert [dt.get_text() for dt in page.soup.select("dt")] == ["till (floor 1)", "tools (floor 0)"]
    assert page.soup.select_one("dd").get_text(" ", strip=True) == "Where money is. Imports: tools"
    assert all((page.out / a["href"]).is_file() for a in page.soup.select("dt a, dd a"))


def test_map_of_a_circle_fails_the_build(site, shop: Path) -> None:
    (shop.parent / "till.py").write_text("def f():\n    import shop.tools\n")
    shop.write_text("import shop.till\ndef plain(): ...\n")
    page = site("```{package-map} shop\n```")
    assert page.status == 1
    assert "imports in a circle: shop.t" in page.warnings


def test_built_book_shows_source_with_links(book: Path) -> None:
    """That the links resolve, `test_links_resolve` shows for all; here, that they are there."""
    page = checks.Addresses(book / "bridge.html")
    shown = [a for a, _ in page.addresses if a.startswith("_modules/lecture14/bridge.html#line-")]
    assert len(shown) >= 4
