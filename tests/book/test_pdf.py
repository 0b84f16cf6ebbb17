"""The book as a PDF: what goes, what moves to the end, where links lead; and two chapters, printed and read again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser
from pypdf import PdfReader

from book.pdf.one_page import ANSWERS, Heading, one_page
from book.pdf.printing import lighten, make, paper

EXERCISE = """<section id="exercises"><h2>Exercises<a class="headerlink" href="#exercises">#</a></h2>
<div class="exercise admonition" id="ex-one"><p class="admonition-title"><span>Exercise 1 </span>· By hand
<span class="exercise-time">5 minutes</span></p><section id="exercise-content"><p>Compute.</p></section></div>
<div class="cell exercise-fold"><details class="hide"><summary><p class="collapsed">Hint</p><p class="expanded">Hide
hint</p></summary><p>Look at <a href="#equation-e">(1)</a>.</p></details></div>
<div class="cell tag_solution exercise-fold"><details class="hide"><summary><p class="collapsed">Solution of exercise 1,
part 1 of 2: By hand</p><p class="expanded">Hide</p></summary><pre>6 * 7</pre></details></div>
<div class="cell tag_solution exercise-fold"><details class="hide"><summary><p class="collapsed">Solution of exercise 1,
part 2 of 2: By hand</p><p class="expanded">Hide</p></summary><p>For it is <a href="b.html#slide-2">so</a>.</p>
</details></div></section>"""
PREDICT = """<div class="predict" id="predict-p" data-kind="choose"><p class="predict-title">Predict</p>
<p>What falls?</p><form class="predict-form"><fieldset><legend class="predict-hidden">Your prediction</legend>
<label class="predict-option"><input type="radio"><span>The error.</span></label>
<label class="predict-option"><input type="radio"><span>Both.</span>
</label></fieldset><p class="predict-buttons"><button>Commit</button></p></form><details class="predict-answer">
<summary>Answer</summary><ul class="predict-why"><li>“Both.” One stays.</li></ul><p>The error falls.</p></details>
<p class="predict-settings"><button>Predict again</button></p></div>"""
SKETCH = """<div class="predict" id="predict-s" data-kind="sketch"><p class="predict-title">Predict</p><p>Draw it.</p>
<form class="predict-form"><div class="predict-pad" role="group" aria-label="Your sketch of y against x"><svg
viewBox="0 0 9 9" aria-hidden="true"><text>y</text></svg><input type="range"></div><p class="predict-hint">Drag.</p>
</form><details class="predict-answer"><summary>Answer</summary><p>It rises.</p></details></div>"""
QUESTION = """<div class="question" id="question-1"><p class="question-title">Question 1</p><p>Which one?</p>
<ul class="question-items"><li><span>This.</span></li></ul><details class="question-answer"><summary>Answer</summary>
<p>That one.</p></details></div>"""
FIGURE = """<figure class="lab" id="f"><p class="predict-cover">This picture waits.</p><svg role="img"
aria-label="A line." viewBox="0 0 9 9"><clipPath id="c"><path d="M0 0"></path></clipPath><g clip-path="url(#c)">
<use xlink:href="#c"></use></g></svg><div class="explorer-controls"><button>Play</button></div>
<p class="explorer-reading" aria-hidden="true"></p></figure>
<div class="cell picture-code"><details class="hide"><summary><p class="collapsed">Show code: Lab</p></summary>
</details></div>"""
MATH = """<div class="math" id="equation-e"><span class="katex"><span class="katex-mathml"><math><mi>x</mi>
<annotation>x^2</annotation></math></span><span class="katex-html" aria-hidden="true">x2</span></span></div>"""
LINKS = """<a href="b.html">chapter</a> <a href="b.html#slide-2">slide</a> <a href="api/autodiff.html#f">function</a>
<a href="#nowhere">gone</a> <a href="https://doi.org/1">paper</a> <a class="made" href="lecture14.pdf"><code
class="literal">lecture14.pdf</code></a><span class="made-size"> (1 MB)</span>"""
CONTENTS = {
    "root": "index",
    "parts": [
        {"caption": "Part I: One", "chapters": [{"file": "a"}, {"file": "b"}]},
        {"caption": "Reference", "chapters": [{"file": "api/autodiff"}]},
    ],
}


def page(name: str, title: str, body: str) -> str:
    return (
        f'<html><head><link rel="stylesheet" href="s.css"><style>.x{{}}</style></head><body><nav>menu</nav>'
        f'<article class="bd-article"><section id="{name}-title"><h1>{title}'
        f'<a class="headerlink" href="#{name}-title">#</a></h1>{body}</section></article></body></html>'
    )


@pytest.fixture
def small(tmp_path: Path) -> tuple[BeautifulSoup, list[Heading]]:
    """A front page and two chapters, as one page."""
    use = '<section id="how-to-use-this-book"><h2>How to use it</h2><p>Press the button.</p></section>'
    pages = {
        "index": page("index", "The book", use),
        "a": page("a", "Slopes", PREDICT + FIGURE + MATH + LINKS + QUESTION + EXERCISE),
        "b": page("b", "Sums &amp; steps", f'<section id="slide-2"><h2>Two</h2>{SKETCH}</section>'),
    }
    for name, text in pages.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    text, lines = one_page(tmp_path, {"title": "The book", "licence": "CC BY"}, CONTENTS)
    return BeautifulSoup(text, "html.parser"), lines


def test_ids_are_of_their_page_and_every_link_leads_somewhere(small) -> None:
    book, _ = small
    ids = [tag["id"] for tag in book.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {"a", "b", "a--equation-e", "b--slide-2", "a--predict-p"} <= set(ids)
    inside = [a["href"][1:] for a in book.select('a[href^="#"]')]
    assert set(inside) <= set(ids)
    assert {tag["data-page-of"][1:] for tag in book.select("[data-page-of]")} <= set(ids)


def test_a_link_to_what_is_left_out_becomes_its_words(small) -> None:
    book, _ = small
    links = {a.get_text(): a["href"] for a in book.select("#a a") if not a.has_attr("class")}
    assert (links["chapter"], links["slide"], links["paper"]) == ("#b", "#b--slide-2", "https://doi.org/1")
    assert not {"function", "gone"} & set(links)
    assert "function" in book.select_one("#a").get_text()
    # What lies beside the pages, with the size that it had when the paper was printed.
    assert book.select_one("#a code.literal").find_parent("a") is None
    assert "(1 MB)" not in book.get_text()


def test_parts_of_a_picture_still_find_each_other(small) -> None:
    book, _ = small
    svg = book.select_one("#a--f svg")
    assert book.select_one("#a--f > p").get_text() == svg["aria-label"]
    assert svg.find("clippath")["id"] == "a--c"
    assert (svg.g["clip-path"], svg.use["xlink:href"]) == ("url(#a--c)", "#a--c")


def test_answers_stand_at_the_end_once_each_with_links_there_and_back(small) -> None:
    book, _ = small
    chapter, end = book.select_one("#a"), book.select_one("#a--answers")
    answers = ["The error falls.", "That one.", "6 * 7", "For it is so"]
    for answer in answers:
        assert answer not in chapter.get_text()
        assert end.get_text().count(answer) == 1
    entries = end.select(".paper-answer")
    titles = [re.sub(r"\s+", " ", entry.h3.get_text()) for entry in entries]
    assert titles == ["Prediction 1 page ", "Question 1 page ", "Exercise 1 · By hand page "]
    for entry, asked in zip(entries, ("predict-p", "question-1", "ex-one"), strict=True):
        assert entry.h3.a["href"] == f"#a--{asked}"
        assert len(chapter.select(f'a[href="#{entry["id"]}"]')) == 1
    assert end.select_one('a[href="#b--slide-2"]') is not None


def test_a_sketch_has_its_empty_axes_to_draw_on(small) -> None:
    book, _ = small
    pad = book.select_one("#b--predict-s .predict-pad")
    assert (pad.svg["role"], pad.svg["aria-label"]) == ("img", "Empty axes. Your sketch of y against x")
    assert not {"role", "aria-label"} & set(pad.attrs)
    assert pad.get_text(strip=True) == "y"
    assert "It rises" in book.select_one("#b--answers").get_text()


def test_answers_of_all_chapters_share_pages(small) -> None:
    """Another kind of page would begin a new one."""
    book, _ = small
    kinds = [article["style"] for article in book.select(".paper-answers")]
    assert len(kinds) == 2
    assert len(set(kinds)) == 1


def test_hints_stay_and_options_are_lists(small) -> None:
    book, _ = small
    chapter = book.select_one("#a")
    assert chapter.select_one(".paper-fold").get_text(" ", strip=True) == "Hint Look at (1) ."
    assert [li.get_text(strip=True) for li in chapter.select(".paper-options > li")] == [
        "The error.",
        "Both.",
    ]


def test_what_only_a_hand_can_use_is_gone(small) -> None:
    book, _ = small
    assert (
        book.select("button, input, select, details, summary, script, label, nav:not(.paper-contents)") == []
    )
    said = book.get_text()
    for words in ("This picture waits", "Show code", "Hide", "Predict again", "Press the button", "Commit"):
        assert words not in said
    assert "on paper" in book.select_one("#index").get_text()


def test_a_formula_is_there_once_and_has_its_tex(small) -> None:
    book, _ = small
    formula = book.select_one("#a .katex")
    assert (formula.get_text(), formula["aria-label"].strip()) == ("x2", "x^2")


def test_headings_are_parts_chapters_sections_and_answers_in_their_order(small) -> None:
    book, lines = small
    assert [(line.level, line.title) for line in lines] == [
        (0, "The book"), (1, "How to use it"), (0, "Part I: One"), (1, "Slopes"), (2, "Exercises"),
        (1, "Sums & steps"), (2, "Two"), (0, ANSWERS), (1, "Slopes"), (1, "Sums & steps")
    ]  # fmt: skip
    assert [row.a.get_text() for row in book.select(".paper-contents li")] == [
        "The book", "Part I: One", "Slopes", "Sums & steps", ANSWERS
    ]  # fmt: skip
    assert len(book.select("head style")) == 6, "a page's own, one of each; four running heads; paper.css"


# Two chapters of the built book.

NAMES = ["index", "dual-numbers", "em"]


class Printed(NamedTuple):
    """A PDF, and the pages that it is made from."""

    file: Path
    pdf: PdfReader
    text: list[str]
    articles: list[Tag]


@pytest.fixture(scope="module")
def printed(browser: Browser, book: Path, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    contents = {
        "root": "index",
        "parts": [{"caption": "Part I", "chapters": [{"file": n} for n in NAMES[1:]]}],
    }
    tab = browser.new_page()
    file = make(tab, book, tmp_path_factory.mktemp("pdf"), contents)
    tab.close()
    pdf = PdfReader(file)
    text = [leaf.extract_text() for leaf in pdf.pages]
    soups = (BeautifulSoup((book / f"{name}.html").read_text("utf-8"), "html.parser") for name in NAMES)
    return Printed(file, pdf, text, [soup.select_one("article.bd-article") for soup in soups])


def outline(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield from outline(item) if isinstance(item, list) else [item]


def test_bookmarks_are_the_headings_once_each_and_rise(printed: Printed) -> None:
    marks = list(outline(printed.pdf.outline))
    titles = [mark.title for mark in marks]
    for article in printed.articles[1:]:
        for heading in article.select(".katex-mathml, .headerlink"):
            heading.extract()
        wanted = [
            re.sub(r"\s+", " ", h.get_text()).strip() for h in article.select("section > :is(h1, h2, h3)")
        ]
        begin = titles.index(wanted[0])
        assert titles[begin : begin + len(wanted)] == wanted
    leaves = [printed.pdf.get_destination_page_number(mark) for mark in marks]
    assert leaves == sorted(leaves)
    assert titles[-3] == ANSWERS
    for mark, leaf in zip(marks[1:], leaves[1:], strict=True):
        first = mark.title.split(" ")[0]
        assert first in printed.text[leaf], f"{mark.title} is not on page {leaf + 1}"


def test_inner_links_resolve(printed: Printed) -> None:
    known = set(printed.pdf.named_destinations)
    links = [note.get_object() for leaf in printed.pdf.pages for note in leaf.get("/Annots", [])]
    inner = [link["/Dest"] for link in links if "/Dest" in link]
    assert len(inner) > 100
    assert set(inner) <= known
    outer = [link["/A"]["/URI"] for link in links if "/A" in link]
    assert all(address.startswith("https://") for address in outer)


def test_the_numbers_of_pages_are_those_of_the_places(printed: Printed) -> None:
    end = next(i for i, text in enumerate(printed.text) if "Answers and solutions\n" in text and i > 3)
    for sign, leaves in {"Answer": printed.text[:end], "Solution": printed.text[:end]}.items():
        numbers = [int(n) for text in leaves for n in re.findall(rf"{sign}: page (\d+)", text)]
        assert len(numbers) > 3
        assert all(end < n <= len(printed.text) for n in numbers)
        assert numbers == sorted(numbers) or sign == "Answer"
    back = [int(n) for text in printed.text[end:] for n in re.findall(r"· .* page (\d+)", text)]
    assert back
    for number in back:
        assert "Exercise" in printed.text[number - 1]


def test_the_answers_of_the_questions_can_be_read(printed: Printed, book: Path) -> None:
    def squeezed(text: str) -> str:
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))

    read = squeezed("".join(printed.text))
    page = BeautifulSoup((book / "em.html").read_text(encoding="utf-8"), "html.parser")
    # Up to the first formula or link.
    answers = [str(answer.contents[0]) for answer in page.select(".question-answer > p")]
    assert len(answers) == 3
    assert [answer for answer in answers if squeezed(answer) not in read] == []


def test_no_word_asks_for_a_click(printed: Printed) -> None:
    """Words of controls, alone on their line, and phrases that only a screen has; prose may speak of the pictures."""
    labels = {
        "Run",
        "Edit",
        "Reset",
        "Stop",
        "Commit",
        "Skip",
        "Play",
        "Undo",
        "Describe",
        "Answer",
        "Copy link",
    }
    phrases = (
        "Click to", "Show code", "Hide ", "Your prediction", "This picture waits", "Predict again", "Show everything",
        "Copy as Python", "Table of values", "in your browser", "Search this book", "Skip to main content"
    )  # fmt: skip
    for number, text in enumerate(printed.text, start=1):
        assert not labels & {line.strip() for line in text.splitlines()}, number
        assert [words for words in phrases if words in text] == [], number


def test_every_picture_is_there_with_its_words(printed: Printed) -> None:
    told = []
    open_ = [printed.pdf.root_object["/StructTreeRoot"]]
    while open_:
        tag = open_.pop().get_object()
        if isinstance(tag, dict):
            told.append(re.sub(r"\s+", " ", str(tag.get("/Alt", ""))))
            open_ += tag["/K"] if isinstance(tag.get("/K"), list) else [tag["/K"]] if "/K" in tag else []
    labels = [
        svg["aria-label"] for article in printed.articles for svg in article.select("figure svg[role=img]")
    ]
    assert len(labels) > 5
    assert [label for label in labels if re.sub(r"\s+", " ", label) not in told] == []


def test_the_pdf_says_what_it_is_and_is_small(printed: Printed) -> None:
    assert printed.pdf.metadata.title.startswith("Autodiff and Clustering Redux")
    assert printed.pdf.metadata.author
    assert printed.pdf.root_object["/Lang"] == "en"
    assert printed.pdf.root_object["/MarkInfo"]["/Marked"]
    assert "CC BY 4.0" in printed.text[0]
    # These chapters have more pictures than most: 36 KB for each page, where the whole book's 507 pages have 28 and its
    # 15 MB allow 30.
    assert printed.file.stat().st_size / len(printed.pdf.pages) < 38_500


def tagged(pdf: PdfReader) -> tuple[set[tuple[int, int]], int]:
    """The pieces of text that tags hold, each by its page and number, and how many tags there are."""
    pieces, count, open_ = set(), 0, [pdf.root_object["/StructTreeRoot"]]
    while open_:
        tag = open_.pop()
        inside = tag.get("/K", [])
        count += 1
        for part in inside if isinstance(inside, list) else [inside]:
            part = part.get_object()
            if isinstance(part, int):
                pieces.add((tag.raw_get("/Pg").idnum, part))
            elif part.get("/Type") == "/MCR":
                pieces.add((part.raw_get("/Pg").idnum, part["/MCID"]))
            elif "/Obj" not in part:
                open_.append(part)
    return pieces, count


def test_tags_without_a_kind_go_and_no_text_loses_its_tag(browser: Browser) -> None:
    tab = browser.new_page()
    row = "<p>A <b>word</b>, <a href='#x'>a link</a>, <code>c<i>o</i>de</code>.</p><pre>a <i>b</i>\n<i>c</i></pre>"
    tab.set_content(f"<h1 id=x>Title</h1>{row * 90}<ul><li>one<li>two</ul>")
    pdf = PdfReader(BytesIO(paper(tab, tagged=True)))
    tab.close()
    pieces, count = tagged(pdf)
    lighten(pdf)
    after, fewer = tagged(pdf)
    assert after == pieces
    assert len(pieces) > 900
    assert fewer < 0.7 * count
    # And back: a page's list leads from a piece to a tag that holds it.
    for listed in (
        entry.get_object() for entry in pdf.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"][1::2]
    ):
        for tag in listed if isinstance(listed, list) else []:
            assert "/K" in tag.get_object()
