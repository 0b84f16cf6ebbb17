"""A built page, cut into slides: what is shown, and what only the speaker reads.

A section is a slide with its heading and its first paragraph. Formulas, lists, tables and cells follow, on as many
slides as they need; a question and a picture have one each, with the few words before them. Other paragraphs,
derivations, hints, solutions and folded code are the speaker's. Nothing is written for a slide alone: whoever mends the
page has mended the deck.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

#: About what a slide holds at a size that the back row reads, in lines of WIDTH characters.
LINES, WIDTH = 14, 88
#: A line or two alone on a slide say little: what it holds, drawn a little smaller (deck.js), rather than part
#: FEW_LINES from what follows, and how many lines stand beside a picture.
MOST_LINES, FEW_LINES, BESIDE_LINES = 17, 2.5, 5
#: Formulas beside their lines of code that a slide holds.
ROWS = 4
#: What belongs to a page that one reads, not to a slide.
LEFT_OUT = ".headerlink, .run-bar, .run-away, .run-not, .run-table, .toctree-wrapper, .copybtn"
PICTURE = "figure.explorer, figure.lab, figure.picture"
ASKED = {"predict", "question"}
FOLD = "derivation-fold", "exercise-fold", "tag_hide-cell"
#: A picture's code, which the speaker has.
CODE = ".picture-code > details, :not(details) > .cell_input"
#: A tag of a cell that is left out of the deck.
SKIPPED = "tag_skip-slide"
HEADINGS = "h1", "h2", "h3", "h4"


@dataclass
class Slide:
    """One slide, as parts of the page.

    Attributes
    ----------
    name : its anchor in the deck
    numbers : the slides of the lecture that it stands for; none if the lecture has no such slide
    heading : the section's heading, whose anchors stand on the section's first slide alone
    kind : "text", "picture" or "exercises"
    shown, notes : what the class sees, and what the speaker reads
    """

    name: str
    numbers: tuple[int, ...]
    heading: Tag
    kind: str = "text"
    shown: list[Tag] = field(default_factory=list)
    notes: list[Tag] = field(default_factory=list)
    #: Anchors of its section, for what else links there.
    anchors: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return words(self.heading)

    @property
    def lines(self) -> float:
        return sum(map(lines, self.shown))


def words(part: Tag) -> str:
    """A part's text without the formulas' second copies, which are for the eye.

    >>> words(BeautifulSoup('<h2>Of <i>x</i>\\n<span class="katex-html">x</span></h2>', "html.parser"))
    'Of x'
    """
    texts = [
        text
        for text in part.find_all(string=True)
        if text.parent.name != "annotation" and not text.find_parent(class_="katex-html")
    ]
    return " ".join("".join(texts).split())


def lines(part: Tag) -> float:
    """How many lines of a slide a part takes, about."""
    if ASKED & {*part.get("class", ())}:
        return _asked_lines(part)
    if codes := part.select("pre"):
        shown = [code for code in codes if not code.find_parent("details")]
        formulas = 2 * len(part.select("dt .math-scroll"))
        return sum(0.8 * len(code.get_text().strip().split("\n")) + 1 for code in shown) + formulas
    if "math" in part.get("class", ()):
        rows = part.select_one("annotation")
        return 2.5 + 1.5 * (rows.get_text().count("\\\\") if rows else 0)
    if items := part.select("li, tr"):
        return sum(len(words(item)) // WIDTH + 1.2 for item in items)
    return len(words(part)) // WIDTH + 1.5


def _asked_lines(part: Tag) -> float:
    """A question's: its words, and what there is to draw, to put in order, or to choose from and press."""
    kind, text = part.get("data-kind"), sum(len(words(p)) // WIDTH + 1 for p in part("p", recursive=False))
    if kind == "sketch":
        return 16.0
    choices = part.select(".predict-option") or part.select(".question-items > li")
    return text + 4 + 1.5 * max(len(choices), 1)


def cut(page: BeautifulSoup, *, numbered_only: bool = False) -> list[Slide]:
    """The slides of a built page.

    Parameters
    ----------
    page : of which parts move into the slides
    numbered_only : bool
        Leave out sections that stand for no slide of the lecture, as of the front page.
    """
    top = page.select_one("article > section")
    if top is None:
        raise ValueError("the page has no <article> with a section; expected a page of the built book")
    for part in top.select(f"{LEFT_OUT}, .{SKIPPED}"):
        part.decompose()
    slides = [slide for section in _sections(top, ()) for slide in _slides(*section)]
    if numbered_only:
        slides = [slide for slide in slides if slide.numbers]
    return slides


def _sections(section: Tag, inherited: tuple[int, ...]) -> Iterator[tuple[Tag, tuple[int, ...], list[Tag]]]:
    """Sections in reading order, each with its numbers and its own parts, without the sections within.

    A section within a slide's section serves the same slide.
    """
    parts = section.find_all(True, recursive=False)
    own = [int(found[1]) for part in parts if (found := re.fullmatch(r"slide-(\d+)", part.get("id") or ""))]
    numbers = tuple(sorted(own)) or inherited
    yield section, numbers, [part for part in parts if part.name != "section"]
    # The front page is slide 1, and its sections are not.
    within = () if section.find(HEADINGS, recursive=False).name == "h1" else numbers
    for part in parts:
        if part.name == "section":
            yield from _sections(part, within)


def _slides(section: Tag, numbers: tuple[int, ...], parts: list[Tag]) -> list[Slide]:
    anchors = [section["id"], *(part["id"] for part in parts if part.name == "span" and part.get("id"))]
    heading = next(part for part in parts if part.name in HEADINGS)
    named = [anchor for anchor in anchors if re.fullmatch(r"slide-\d+", anchor)]
    name = min(named, key=lambda anchor: int(anchor[6:]), default=section["id"])
    first = Slide(name, numbers, heading, anchors=[anchor for anchor in anchors if anchor != name])
    rest = [
        piece
        for part in parts
        if part.name not in ("span", *HEADINGS) and part.get("class") != ["slide-numbers"]
        for piece in _pieces(part)
    ]
    if any("exercise" in part.get("class", ()) for part in rest):
        first.kind = "exercises"
        first.shown = [part for part in rest if "exercise" in part.get("class", ())]
        first.notes = [part for part in rest if "tag_stub" not in part.get("class", ())]
        return [first]
    slides = [first]

    def following(kind: str = "text") -> Slide:
        slides.append(Slide(f"{name}-{len(slides) + 1}", numbers, heading, kind))
        return slides[-1]

    def place(parts: list[Tag]) -> None:
        for part in parts:
            current = following() if _is_full(slides[-1], [part]) else slides[-1]
            current.shown.append(part)

    leading: list[Tag] = []
    for part in rest:
        current, classes = slides[-1], part.get("class", [])
        if part.name == "p":
            if not _is_read(part, first):
                current.notes.append(part)
            elif current is first and not first.shown:
                first.shown.append(part)
            else:
                leading.append(part)
        elif any(fold in classes for fold in FOLD) or _only_imports(part):
            current.notes.append(part)
        elif part.select_one(PICTURE) or part.name == "figure" or ASKED & {*classes}:
            place(leading)
            leading, current = [], slides[-1]
            kind = "text" if ASKED & {*classes} else "picture"
            slide = current if _is_introduced(current, part) else following(kind)
            slide.kind = kind
            slide.notes += [details.extract() for details in part.select(CODE)]
            slide.shown.append(part)
        else:
            asked = [*leading, part]
            if _is_full(current, asked):
                current = following()
            current.shown += asked
            leading = []
    place(leading)
    return slides


def _is_introduced(slide: Slide, part: Tag) -> bool:
    """Whether a slide has no more than a few words yet, which a question or a picture goes with."""
    if slide.kind == "picture" or any(shown.name != "p" for shown in slide.shown):
        return False
    if not slide.shown:
        return True
    if ASKED & {*part.get("class", ())}:
        return slide.lines <= 1.5 or slide.lines + lines(part) <= MOST_LINES
    figures = [part] if part.name == "figure" else part.select(PICTURE)
    # A lab's controls leave no room for words.
    return len(figures) == 1 and "lab" not in figures[0].get("class", ()) and slide.lines <= BESIDE_LINES


def _is_full(slide: Slide, parts: list[Tag]) -> bool:
    """Whether a slide has no room for parts; a picture or a question is alone on its own."""
    if slide.kind == "picture" or any(ASKED & {*part.get("class", ())} for part in slide.shown):
        return True
    more = sum(map(lines, parts))
    if slide.lines <= FEW_LINES and all(shown.name == "p" for shown in slide.shown):
        # What is longer than a slide scrolls in any case.
        return bool(slide.shown) and LINES >= more > MOST_LINES - slide.lines
    return slide.lines + more > LINES


def _pieces(part: Tag) -> list[Tag]:
    """A part, or several of the same kind, if it is a long list of formulas beside their lines."""
    if "formula-lines" not in part.get("class", ()):
        return [part]
    rows = part.dl.find_all(["dt", "dd"], recursive=False)
    pieces = []
    for start in range(0, len(rows), 2 * ROWS):
        piece = copy.copy(part)
        for i, row in enumerate(piece.dl.find_all(["dt", "dd"], recursive=False)):
            if not start <= i < start + 2 * ROWS:
                row.decompose()
        pieces.append(piece)
    return pieces


def _is_read(paragraph: Tag, first: Slide) -> bool:
    """Whether the class sees a paragraph: the first, one that leads to what follows, one with a name in bold."""
    text = words(paragraph)
    if not first.shown or text.endswith(":"):
        return True
    start = next((part for part in paragraph.children if str(part).strip()), None)
    return isinstance(start, Tag) and start.name == "strong"


def _only_imports(part: Tag) -> bool:
    code = part.select_one(".cell_input pre")
    if code is None or part.select_one(".cell_output"):
        return False
    return all(re.match(r"(import|from)\s|[\s)]|$", line) for line in code.get_text().strip().split("\n"))


def for_the_speaker(parts: list[Tag]) -> str:
    """Notes, which a second window shows without the book's style: formulas as MathML, and no anchors or controls."""
    return "".join(str(_plain(copy.copy(part))) for part in parts)


def _plain(part: Tag) -> Tag:
    for formula in part.select(".katex"):
        formula.replace_with(formula.select_one("math"))
    for other in part.select("figure, svg, button, form, .expanded, script, .math .eqno, .source-place"):
        other.decompose()
    for details in [*part.select("details"), *([part] if part.name == "details" else [])]:
        details.name = "div"
        for summary in details.select("summary"):
            summary.name = "strong"
    # To reveal.js a section within a slide is a slide.
    for inner in part.select("section"):
        inner.name = "div"
    for tag in [part, *part.find_all(True)]:
        if not tag.find_parent("math") and tag.name != "math":
            tag.attrs = {name: value for name, value in tag.attrs.items() if name == "href"}
    return part
