"""Math is rendered by the build: readable without script, numbered once; bad TeX has a page and a line."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.book.small_site import SmallSite

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext"))
import katex_math


def numbers(page: SmallSite) -> list[str]:
    return [tag.get_text().strip("¶") for tag in page.soup.select(".eqno")]


@pytest.fixture
def site(tmp_path: Path):
    def build(text: str) -> SmallSite:
        return SmallSite(tmp_path, f"# Page\n\n{text}\n")

    return build


def test_formula_is_html_for_the_eye_and_mathml_for_the_ear(site) -> None:
    page = site("Inline $x_1$.\n\n$$\\int_0^1 x \\, dx$$")
    assert page.status == 0
    assert len(page.soup.select("span.math .katex-html")) == 1
    assert len(page.soup.select("div.math .katex-display .katex-html")) == 1
    assert page.soup.select_one("span.math math annotation").get_text() == "x_1"
    assert not [tag for tag in page.soup.find_all("script") if re.search("katex|mathjax", str(tag), re.I)]


def test_style_sheet_only_where_there_is_math_and_only_files_that_exist(site) -> None:
    assert katex_math.STYLE_SHEET not in site("No formula.").html
    page = site("$x$")
    assert f"_static/katex/{katex_math.STYLE_SHEET}" in page.html
    css = (page.static / "katex" / katex_math.STYLE_SHEET).read_text(encoding="utf-8")
    fonts = re.findall(r"url\(([^)]*)\)", css)
    assert len(fonts) == 20
    assert all((page.static / "katex" / font).is_file() for font in fonts)


def test_macros_of_the_configuration_work(site) -> None:
    page = site(r"$\vect{x} \in \R^2$")
    assert page.status == 0
    assert page.soup.select_one(".mathbb").get_text() == "R"
    assert page.soup.select_one(".boldsymbol").get_text() == "x"


def test_labelled_equation_is_numbered_and_referenced(site) -> None:
    page = site("$$\na = b\n$$ (first)\n\n$$\nb = c\n$$ (second)\n\nSee {eq}`second`.")
    assert page.status == 0
    assert numbers(page) == ["(1)", "(2)"]
    link = page.soup.select_one("p a.reference.internal")
    assert link.get_text() == "(2)"
    assert page.soup.find(id=link["href"].removeprefix("#"))["class"][0] == "math"


@pytest.mark.parametrize("environment", ["align", "gather", "equation"])
def test_environment_is_numbered_once(site, environment: str) -> None:
    """KaTeX numbers each row by itself and Sphinx the block: without care an align has three numbers."""
    rows = r"a = b" if environment == "equation" else r"a = b \\ c = d"
    tex = rf"\begin{{{environment}}} {rows} \end{{{environment}}}"
    assert "eqn-num" in katex_math.render(tex, {}, display=True)
    page = site(tex)
    assert page.status == 0
    assert numbers(page) == ["(1)"]
    assert "eqn-num" not in page.html


def test_starred_environment_is_not_numbered(site) -> None:
    assert numbers(site(r"\begin{align*} a &= b \\ c &= d \end{align*}")) == []


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"a &= b \\ &= c", r"\begin{aligned}a &= b \\ &= c\end{aligned}"),
        ("a = b\n\nc = d", r"\begin{aligned}a = b \\ c = d\end{aligned}"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
        (r"a \& b", r"a \& b"),
    ],
)
def test_bare_lines_are_aligned_and_matrices_left_alone(tex: str, expected: str) -> None:
    assert katex_math.display_tex(tex, nowrap=False) == expected
    assert "katex-html" in katex_math.render(expected, {}, display=True)


@pytest.mark.parametrize("tex", [r"$\frac{1}{$", r"$\undefined x$", "$$\na & b &\\\\ \\right)\n$$"])
def test_bad_tex_fails_the_build_and_names_page_and_line(site, tex: str) -> None:
    page = site(f"Good $x$.\n\n{tex}")
    assert page.status == 1
    assert re.search(r"index\.md:5: WARNING: bad TeX: .* in '", page.warnings)


def test_punctuation_stays_with_its_formula(site):
    glued = site("Take $f$. Then $g$ and ($h$).").soup.select(".glued")
    assert [tag.contents[0]["class"][0] for tag in glued] == ["math", "math"]
    assert [tag.contents[1] for tag in glued] == [".", ")."]
