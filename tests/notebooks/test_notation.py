"""One notation: the formulas of all pages against the sheet in ``book/notation.md``."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import nbformat
import pytest

BOOK = Path(__file__).parents[2] / "book"
#: A symbol that so many pages use is not local any more.
COMMON = 4
#: The errata quote the slides' symbols.
QUOTING = {"errata"}

FORMULA = re.compile(
    r"\$\$(.*?)\$\$|(?<![\\$])\$([^$]+)\$|```\{math\}(.*?)```|\\begin\{(?:align|equation)\*?\}(.*?)\\end",
    re.S,
)
WORDS = re.compile(
    r"\\(?:text|mathrm|operatorname|label|begin|end|mathsf|color|tag|eqref)\*?\s*(?:\{[^}]*\}|[A-Za-z](?![A-Za-z]))"
)
GREEK = "alpha|beta|gamma|delta|epsilon|theta|lambda|mu|nu|pi|rho|sigma|tau|phi|chi|psi|omega|Sigma|Lambda|Theta|ell"
ACCENT = r"\\(?:dot|bar|hat|tilde|vect|mathbf|boldsymbol|mathcal)"
SYMBOL = re.compile(
    rf"((?:{ACCENT}\s*\{{?\s*)*)(\\(?:{GREEK})(?![a-z])|(?<![\\A-Za-z])[A-Za-z](?![A-Za-z]))"
    r"\}?(?:_(\{[^}]*\}|\\?[A-Za-z0-9]'?))?"
)


#: From a line of backticks to the next line of as many.
FENCE = re.compile(r"^(`{3,})(?!`)([^\n]*)\n(.*?)^\1[ \t]*$", re.S | re.M)
#: What stands between such lines and is prose; formulas stay as they are, and the rest is code.
PROSE = re.compile(r"\{(?:predict|exercise|admonition|tip|note|formula-lines)")


def without_code(text: str) -> str:
    """A text without its blocks of code. Formulas, and the prose of predictions, exercises and notes, stay."""

    def kept(block: re.Match[str]) -> str:
        if block[2].startswith("{math}"):
            return block[0]
        return without_code(block[3]) if PROSE.match(block[2]) else ""

    return FENCE.sub(kept, text)


def symbols(text: str) -> set[tuple[str, str]]:
    """(symbol with its accents, index) for all that the formulas of a text name; any digit counts as 1.

    Examples
    --------
    >>> sorted(symbols(r"The tangent $\\dot w_3$ of $\\vect{x}_i^2$ and `$code$`"))
    [('\\\\dot w', '1'), ('\\\\vect x', 'i')]
    """
    text = re.sub(r"(?<!`)`[^`\n]+`(?!`)", "", without_code(text))
    found = set()
    for parts in FORMULA.findall(text):
        for accents, base, index in SYMBOL.findall(WORDS.sub(" ", "".join(parts))):
            name = " ".join([*re.findall(ACCENT, accents), base])
            plain = re.sub(r"\d+", "1", index.strip("{}").replace(" ", "").replace(",", ""))
            found.add((name.replace(r"\boldsymbol", r"\vect").replace(r"\mathbf", r"\vect"), plain))
    return found


def text_of(page: Path) -> str:
    if page.suffix == ".md":
        return page.read_text(encoding="utf-8")
    cells = nbformat.read(page, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def pages() -> dict[str, set[tuple[str, str]]]:
    files = [*BOOK.glob("*.ipynb"), *BOOK.glob("*.md")]
    return {f.stem: symbols(text_of(f)) for f in files if f.stem not in {"notation", *QUOTING}}


def sheet() -> dict[str, set[str]]:
    """The symbols of the first column, each with its indices."""
    rows = re.findall(r"^\| (\$.*?) \|", (BOOK / "notation.md").read_text(encoding="utf-8"), re.M)
    indices: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name, index in symbols(row) | {(t, "") for t in (["T"] if "mathsf T" in row else [])}:
            indices[name].add(index)
    return indices


def faults(used: dict[str, set[tuple[str, str]]], known: dict[str, set[str]]) -> list[str]:
    """Indices that the sheet does not give a symbol, and common symbols that it lacks."""
    strange = [
        f"{page}: {name}_{{{index}}}; the sheet has {sorted(known[name])}"
        for page, found in used.items()
        for name, index in sorted(found)
        if index and len(known.get(name, ())) > ("" in known.get(name, ())) and index not in known[name]
    ]
    where: dict[str, set[str]] = defaultdict(set)
    for page, found in used.items():
        for name, _ in found:
            where[name].add(page)
    return strange + [
        f"{name} is in {len(on)} pages and not on the sheet"
        for name, on in where.items()
        if len(on) >= COMMON and name not in known
    ]


def test_every_formula_keeps_to_the_sheet() -> None:
    assert faults(pages(), sheet()) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (r"$\mu_i$", "strange: \\mu_{i}"),
        (r"$\bar w_k$", "strange: \\bar w_{k}"),
        (r"$r_{ki}$", "strange: r_{ki}"),
    ],
)
def test_another_index_is_seen(text: str, complaint: str) -> None:
    (found,) = faults({"strange": symbols(text)}, sheet())
    assert found.startswith(complaint)


def test_formulas_in_blocks_between_them_and_within_a_block_of_blocks_are_read() -> None:
    text = """$a$
```{math}
:label: eq-one
b
```
$c$
````{exercise} Title
$f$
```python
$g$
```
````
$h$ and `$x$`
```text
$y$
```
"""
    assert symbols(text) == {(letter, "") for letter in "abcfh"}


def test_a_common_symbol_that_is_missing_is_seen() -> None:
    used = {str(page): symbols(r"$\chi^2$") for page in range(COMMON)}
    assert faults(used, sheet()) == [r"\chi is in 4 pages and not on the sheet"]
