"""What an author may write in ``{question}``, and what is said of anything else."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any, NamedTuple

from predict.syntax import OPTION, Expected, split

#: How an item of each kind looks.
ITEMS = {
    "choose": OPTION,
    "number": re.compile(r"- (?P<text>.*)"),
    "order": re.compile(r"\d+\. (?P<text>.*)"),
}


class Item(NamedTuple):
    """An option, a wrong number, or a line of a program."""

    text: str
    reason: str
    right: bool = False


class Question(NamedTuple):
    """A question, taken apart."""

    kind: str
    text: list[str]
    items: list[Item]
    answer: list[str]
    value: str = ""
    within: str = ""
    unit: str = ""

    def truth(self, order: list[int]) -> dict[str, Any]:
        """What the page's script compares with: the items stand in this order."""
        if self.kind == "choose":
            return {"right": next(i for i, item in enumerate(self.items) if item.right)}
        if self.kind == "order":
            return {"order": order}
        wrong = [float(_decimal(item.text, "an item")) for item in self.items]
        return {"value": float(self.value), "within": float(self.within), "unit": self.unit, "wrong": wrong}


def read(options: dict[str, str], lines: list[str]) -> Question:
    """The question that a directive's options and lines say."""
    kind = options.get("kind", "")
    if kind not in ITEMS:
        raise Expected(f"kind is {kind!r}; expected choose, number or order")
    given = set(options) - {"kind"}
    if kind != "number" and given:
        raise Expected(f"kind {kind} has the option {given.pop()!r}; expected none")
    text, found, answer = split(lines, ITEMS[kind])
    items = [_item(kind, match) for match in found]
    if kind == "choose" and not (2 <= len(items) <= 5 and sum(i.right for i in items) == 1):
        raise Expected(f"{len(items)} options; expected 2 to 5, one of them '- [x]'")
    if kind == "order" and not 3 <= len(items) <= 8:
        raise Expected(f"{len(items)} lines; expected 3 to 8, in their order: '1. x = a'")
    if kind != "number":
        return Question(kind, text, items, answer)
    value = _decimal(options.get("value", ""), "value")
    # Half a unit of the last digit that the author wrote.
    half = Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)
    within = _decimal(options["within"], "within") if "within" in options else half
    for item in items:
        if abs(_decimal(item.text, "an item") - value) <= within:
            raise Expected(f"the wrong number {item.text} is within {within} of {value}; expected another")
    return Question(kind, text, items, answer, str(value), str(within), options.get("unit", ""))


def _item(kind: str, match: re.Match[str]) -> Item:
    text, _, reason = (part.strip() for part in match["text"].partition(" :: "))
    if kind == "order":
        if reason:
            raise Expected(f"a line has a reason: {match['text']!r}; expected it in the answer")
    elif not reason:
        raise Expected(f"an item is {match['text']!r}; expected 'text :: what to say to who gives it'")
    return Item(text, reason, kind == "choose" and match["mark"] == "x")


def _decimal(text: str, what: str) -> Decimal:
    try:
        value = Decimal(text.replace("−", "-"))
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite():
        raise Expected(f"{what} is {text!r}; expected a number such as 0.31 or 2.4e-9")
    return value


def shuffled(n: int) -> list[int]:
    """An order of n lines in which none stands where it belongs; the same at every build.

    >>> sorted(shuffled(5)), any(i == line for i, line in enumerate(shuffled(5))), shuffled(5) == shuffled(5)
    ([0, 1, 2, 3, 4], False, True)
    """
    draw, order = Random(n), list(range(n))
    while any(i == line for i, line in enumerate(order)):
        draw.shuffle(order)
    return order
