"""The table of derivative rules as lines of C++, beside the headers that read them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lecture14.autodiff import RULES, Rule
from lecture14.autodiff.text.expression import spelled
from lecture14.cdiff.program.vocabulary import MATHEMATICS, OPERATORS

HEADERS = Path(__file__).parent / "headers"
PROGRAMS = Path(__file__).parent / "programs"

# (C++'s name of an operator or a function, its line in the table).
NAMES = [
    *((f"operator{sign}", rule) for sign, rule in OPERATORS.items()),
    ("operator-", "negative"),
    ("operator+", "positive"),
    *MATHEMATICS.items(),
    ("abs", "absolute"),
]
# <cmath> lacks digamma, the derivative.
LEFT_OUT = frozenset(("lgamma",))
MACROS = {1: "UNARY", 2: "BINARY"}
WIDTH = 120

HEAD = """\
// The functions of <cmath> in lecture14.autodiff.RULES. Written by lecture14.cpp: edit that table, not this file.
//     name           result             partial derivatives in the operands x, z and the result y
"""


def rules() -> str:
    """The text of `rules.inc`: one line a function, in the order of the table.

    Examples
    --------
    >>> print(*(line for line in rules().splitlines() if re.search(r"sin,|operator[*/]", line)), sep="\\n")
    BINARY(operator*,     x * z,             z, x)
    BINARY(operator/,     x / z,             1 / z, -y / z)
    UNARY(sin,            std::sin(x),       std::cos(x))
    UNARY(asin,           std::asin(x),      1 / std::sqrt((1 - x) * (1 + x)))
    """
    known = {ours: sorted(name for name, rule in NAMES if rule == ours) for _, ours in NAMES}
    lines = (_line(name, RULES[ours]) for ours in RULES if ours in known for name in known[ours])
    return HEAD + "".join(lines)


def _line(name: str, rule: Rule) -> str:
    if name in LEFT_OUT:
        return ""
    result, *slopes = (_bare(spelled("C++", text)) for text in (rule.expression, *rule.partials))
    start = f"{MACROS[len(slopes)]}({name},".ljust(21) + f" {result},".ljust(19)
    end = f" {', '.join(slopes)})\n"
    if len(start + end) <= WIDTH:
        return start + end
    return start.rstrip() + "".join(f"\n       {slope}," for slope in slopes)[:-1] + ")\n"


def _bare(text: str) -> str:
    """Without parentheses around an operand that is a name."""
    return re.sub(r"(?<!\w)\(([xyz])\)", r"\1", text)


def write_headers(folder: Path) -> None:
    """Put the headers and the rules that they include into a folder.

    Parameters
    ----------
    folder : Path
        It must exist; files of these names are written over.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_headers(Path(folder))
    ...     print(*sorted(file.name for file in Path(folder).iterdir()))
    dual_numbers.hpp rules.inc tape.hpp
    """
    for header in HEADERS.glob("*.hpp"):
        shutil.copyfile(header, folder / header.name)
    (folder / "rules.inc").write_text(rules(), encoding="utf-8")
