"""What an author may write in ``{predict}``, and what is said of anything else."""

from __future__ import annotations

import math
import re
from importlib import import_module
from typing import NamedTuple

from lecture14.figures.curve import Curve

OPTION = re.compile(r"- \[(?P<mark>[ x])\] (?P<text>.*)")
ANSWER = "Answer:"
KINDS = ("choose", "estimate", "sketch")
NEEDS: dict[str, set[str]] = {"choose": set(), "estimate": {"value"}, "sketch": {"curve"}}


class Expected(Exception):
    """What the author should have written."""


class Choice(NamedTuple):
    """One option of a question."""

    right: bool
    text: str
    misconception: str


class Parts(NamedTuple):
    """The directive's content, taken apart."""

    question: list[str]
    choices: list[Choice]
    answer: list[str]


def split(lines: list[str], item: re.Pattern[str]) -> tuple[list[str], list[re.Match[str]], list[str]]:
    """Question, items and answer of a directive; an item's further lines are indented.

    Parameters
    ----------
    lines : list of str
        What the directive holds.
    item : re.Pattern
        How an item's line looks; it has a group ``text``.
    """
    start = next((i for i, line in enumerate(lines) if line.startswith(ANSWER)), None)
    if start is None:
        raise Expected(f"there is no answer; expected a paragraph that begins with {ANSWER!r}")
    answer = [lines[start].removeprefix(ANSWER).lstrip(), *lines[start + 1 :]]
    question, items = list[str](), list[list[str]]()
    for line in lines[:start]:
        if item.fullmatch(line):
            items.append([line])
        elif not items:
            question.append(line)
        elif line.startswith("  "):
            items[-1].append(line.strip())
        elif line.strip():
            raise Expected(
                f"{line!r} stands between options and answer; expected an option, or the line of one indented"
            )
    if not any(line.strip() for line in question):
        raise Expected("there is no question; expected it before the options or the answer")
    if not any(line.strip() for line in answer):
        raise Expected(f"the answer is empty; expected text after {ANSWER!r}")
    found = [item.fullmatch(" ".join(lines)) for lines in items]
    return question, [match for match in found if match], answer


def parts(lines: list[str]) -> Parts:
    """Question, options and answer of a prediction."""
    question, items, answer = split(lines, OPTION)
    return Parts(question, [choice(item["mark"] == "x", item["text"]) for item in items], answer)


def choice(right: bool, item: str) -> Choice:
    text, mark, misconception = item.partition(" :: ")
    if right and mark:
        raise Expected(f"the right option has a misconception: {item!r}; expected '- [x] text'")
    if not right and not misconception.strip():
        raise Expected(f"an option is {item!r}; expected '- [ ] text :: the misconception that it shows'")
    return Choice(right, text.strip(), misconception.strip())


def check(kind: str | None, options: dict[str, str], choices: list[Choice]) -> None:
    """Whether kind, options and list fit together."""
    if kind not in KINDS:
        raise Expected(f"kind is {kind!r}; expected choose, estimate or sketch")
    given = {"value", "unit", "curve"} & set(options)
    if missing := NEEDS[kind] - given:
        raise Expected(f"kind {kind} has no {missing.pop()}; expected ':value: a number' or ':curve: a path'")
    if extra := given - NEEDS[kind] - ({"unit"} if kind == "estimate" else set()):
        raise Expected(f"kind {kind} has the option {extra.pop()!r}; expected only what that kind needs")
    if kind != "choose" and choices:
        raise Expected(f"kind {kind} has a list of options; expected one only in kind choose")
    right = sum(c.right for c in choices)
    if kind == "choose" and not (2 <= len(choices) <= 4 and right == 1):
        raise Expected(f"{len(choices)} options, {right} right; expected 2 to 4 options, one of them '- [x]'")
    if ("picture" in options) != ("neutral" in options):
        raise Expected("picture and neutral go together; expected both or neither")


def number(text: str) -> float:
    """The value of an estimate."""
    try:
        value = float(text.replace("−", "-"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Expected(f"value is {text!r}; expected a number such as 0.31 or 2.4e-9")
    return value


def computed(path: str) -> tuple[Curve, str]:
    """The curve that a function returns, and the file that the function stands in."""
    module, _, name = path.rpartition(".")
    try:
        function = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        raise Expected(f"curve is {path!r}; expected the path of a function of lecture14.figures") from None
    curve = function()
    if not isinstance(curve, Curve):
        raise Expected(f"{path}() is {type(curve).__name__}; expected a lecture14.figures.curve.Curve")
    try:
        curve.check()
    except ValueError as error:
        raise Expected(f"the curve of {path}: {error}") from None
    return curve, function.__code__.co_filename
