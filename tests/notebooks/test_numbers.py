"""Numbers in a chapter's prose are printed by a cell of that chapter.

A chapter's numbers are those in its code cells, typed or printed, the text of its pictures included. A decimal, a
percentage or a number from ten on in the prose has to be one of them, rounded to the digits that the prose gives; after
a word such as "about" or "more than" it may differ from one of them by five per cent. The same holds for the value that
an estimate asks for, whatever its digits, and for a question's right option and reasons; a wrong option may name any
number. The check cannot tell whose number it is: it finds numbers that nothing on the page prints, which is what is
left when a result has changed and a sentence has not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BOOK = Path(__file__).parents[2] / "book"

#: What a page is given rather than measures, with the reason.
GIVEN = {
    "applications": {"60": "samples of the two moons, made in the package", "30": "Robertson's third rate"},
    "choosing-k": {"5000": "points that the package draws"},
    "hard-assignments": {
        "60": "points drawn",
        "140": "points drawn",
        "0.35": "standard deviation drawn from",
    },
    "how-em-works": {"0.60": "the longest step of the cell's grid"},
    "jacobians": {"3.6": "ten factorial, in millions"},
    "promises": {"17": "digits of the references"},
    "soft-assignments": {"44": "a distance in the picture's drawing"},
    "why-derivatives": {"10": "an iterate, worked by hand"},
}

#: Neither words nor results: blocks and spans of code, formulas, roles, labels, options, where to look something up.
ASIDE = re.compile(
    r"(?ms)^(?P<fence>`{3,})\{(?:source|formula-lines|math|code-block|bibliography)\}.*?^(?P=fence)\s*$"
    r"|^```\w*\n.*?^```|\$\$.*?\$\$|\$[^$]*\$|\{[\w:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)"
    r"|^\([\w-]+\)=$|^:\w[^\n]*$|^\*\*(?:Slide|Beyond)[^*]*\*\*|\(?[^()\n]*\d+ minutes\)"
    r"|\b(?:[Ss]lides?|[Cc]hapters?|[Ss]ections?|equations?) [\d–.,]+(?:(?:,| and| to|,? or)? [\d–.]+)*"
)
#: An option that is wrong, up to its reason, and what an estimate has to be.
WRONG = re.compile(r"(?ms)^- \[ \] .*?(?= :: |^- \[|^Answer:|\Z)")
ESTIMATE = re.compile(r"(?m)^:value: *(\S+)")
NUMBER = re.compile(
    r"(?P<hedge>\b(?i:about|almost|nearly|over|under|below|above|more than|less than|some) )?"
    r"(?<![\w.,−-])(?P<number>\d{1,3}(?:[, \u00a0\u202f]\d{3})+|\d+\.\d+|\d{2,}|\d+(?= ?%| per cent))"
    r"(?P<percent> ?%| per cent)?(?![\w]|\.\d)"
)
#: What the check of an exercise says: how many inputs it tried is nothing that a page reports.
VERDICT = re.compile(r"(?m)^[✓○✗] .*(?:\n  .*)*")
IN_CELLS = re.compile(r"(?:\d{1,3}(?:[,_]\d{3})+|\d*\.\d+|\d+\.?)(?:[eE][+−-]?\d+)?")


def value(text: str) -> float:
    return float(re.sub(r"[,_ \u00a0\u202f]", "", text).replace("−", "-"))


def numbers_of(cells: list[dict]) -> list[float]:
    """What the code cells say, in their source and in the text of their outputs."""
    texts = []
    for cell in cells:
        if cell["cell_type"] == "code":
            texts.append("".join(cell["source"]))
            for output in cell["outputs"]:
                texts.append("".join(output.get("text", "")))
                texts += ["".join(v) for k, v in output.get("data", {}).items() if k.startswith("text/")]
    return [value(number) for number in IN_CELLS.findall(VERDICT.sub("", "\n".join(texts)))]


def not_printed(prose: str, printed: list[float], given: set[str] | None = None) -> Iterator[tuple[str, str]]:
    """The numbers of a text that are not among those printed, each with the words around it."""
    for text in ESTIMATE.findall(prose):
        mantissa, _, exponent = text.replace("−", "-").lower().partition("e")
        off = 0.5000001 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
        if not any(abs(n - value(text)) <= off for n in printed):
            yield text, f":value: {text}"
    text = ASIDE.sub(" ", WRONG.sub("", prose))
    for match in NUMBER.finditer(text):
        number, wanted = match["number"], value(match["number"])
        decimals = len(number.partition(".")[2])
        year = not decimals and 1500 <= wanted <= 2100 and "," not in number
        if year or number in (given or ()):
            continue
        off = 0.5000001 * 10.0**-decimals if decimals or match["percent"] else 0.0
        off = max(off, 0.05 * wanted if match["hedge"] else 0.0)
        scales = (1.0, 100.0) if match["percent"] else (1.0,)
        if not any(abs(scale * n - wanted) <= off for n in printed for scale in scales):
            yield number, " ".join(text[max(0, match.start() - 50) : match.end() + 30].split())


@pytest.mark.parametrize("page", sorted(BOOK.glob("*.ipynb")), ids=lambda page: page.stem)
def test_numbers_are_printed(page: Path) -> None:
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    prose = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert list(not_printed(prose, numbers_of(cells), set(GIVEN.get(page.stem, ())))) == []


def test_given_numbers_stand_on_their_pages() -> None:
    for page, numbers in GIVEN.items():
        cells = json.loads((BOOK / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
        prose = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        missing = {number for number, _ in not_printed(prose, numbers_of(cells))}
        assert set(numbers) <= missing, f"{page} prints or no longer says {set(numbers) - missing}"


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("It takes 23 steps.", ["23"]),
        ("It takes 12 steps, 0.33 s and 25 %.", []),
        ("The error is 0.34.", ["0.34"]),
        ("More than 26 % and 1,234 points.", ["1,234"]),
        ("About 12.4 of them, not exactly 12.4.", ["12.4"]),
        ("After 99 000 draws.", ["99 000"]),
        ("In 1983, on slide 44, in chapters 10 and 11, `77`, $88$ and {ref}`99 <x>`.", []),
        ("(slide-44)=\n## Count (20 minutes)\n:label: 13", []),
        (":value: 12", []),
        (":value: 13", ["13"]),
        (":value: 3.3e-1", []),
        (":value: 3.4e-1\n", ["3.4e-1"]),
        ("- [x] It is 12.\n- [ ] It is\n  23. :: Not 24.\n- [ ] 25. :: No.\n\nAnswer: 26.", ["24", "26"]),
        ("- [x] It is 27.\n- [ ] 23. :: No.", ["27"]),
        ("**Slides 53–60 · 45 minutes.** Of 31 points", ["31"]),
    ],
)
def test_the_check_finds_what_nothing_prints(prose: str, found: list[str]) -> None:
    assert [number for number, _ in not_printed(prose, [12.0, 0.3349, 0.2514])] == found


def test_the_verdict_of_a_check_is_no_result() -> None:
    said = "12.5\n✓ dual-by-hand: correct on all 11 inputs\n  Next: Try 13.\n14"
    cell = {"cell_type": "code", "source": [], "outputs": [{"text": [said]}]}
    assert numbers_of([cell]) == [12.5, 14.0]
