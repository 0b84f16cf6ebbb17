"""Questions and predictions as plain Markdown, for a notebook that no build turns into a page.

A hand-out is worked in JupyterLab, which shows a directive as its source, the right option marked. Here it becomes a
list, and the answer, with what is said to each option, a fold.
"""

from __future__ import annotations

import re

from predict import syntax as predictions

from question import syntax as questions

FENCE = re.compile(r"(?ms)^```\{(?P<name>predict|question)\}\n(?P<body>.*?)^```$")
OPTION = re.compile(r":(\w+): ?(.*)")


def as_text(markdown: str) -> str:
    """The text of a cell with its questions and predictions written out.

    >>> two = ["```{question}", ":kind: number", ":value: 4", "", "Two times two?", "", "Answer: Four.", "```"]
    >>> print(as_text("\\n".join(["Words.", "", *two])))
    Words.
    <BLANKLINE>
    **Question.** Two times two?
    <BLANKLINE>
    <details><summary>Answer</summary>
    <BLANKLINE>
    **4.** Four.
    <BLANKLINE>
    </details>
    """
    return FENCE.sub(lambda found: KINDS[found["name"]](*_taken_apart(found["body"])), markdown)


def _taken_apart(body: str) -> tuple[dict[str, str], list[str]]:
    """A directive's options and lines."""
    options, lines = {}, body.splitlines()
    while lines and (found := OPTION.fullmatch(lines[0])):
        options[found[1]] = found[2]
        del lines[0]
    return options, lines


def _question(options: dict[str, str], lines: list[str]) -> str:
    asked = questions.read(options, lines)
    texts = [item.text for item in asked.items]
    if asked.kind == "order":
        said = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
        texts = [texts[i] for i in questions.shuffled(len(texts))]
    else:
        said = [f"- “{item.text}” {item.reason}" for item in asked.items]
    shown = [] if asked.kind == "number" else texts
    return _written("Question", asked.text, shown, said, _value(options), asked.answer)


def _prediction(options: dict[str, str], lines: list[str]) -> str:
    asked = predictions.parts(lines)
    said = [f"- “{c.text}” {'This is what happens.' if c.right else c.misconception}" for c in asked.choices]
    return _written(
        "Predict", asked.question, [c.text for c in asked.choices], said, _value(options), asked.answer
    )


KINDS = {"question": _question, "predict": _prediction}


def _value(options: dict[str, str]) -> str:
    return f"**{options['value']} {options.get('unit', '')}".rstrip() + ".** " if "value" in options else ""


def _written(
    name: str, text: list[str], shown: list[str], said: list[str], value: str, answer: list[str]
) -> str:
    """The question and its list; folded, what is said to each of its items, and the answer."""
    blocks = [f"**{name}.** " + "\n".join(text).strip(), "\n".join(f"- {item}" for item in shown)]
    blocks += ["<details><summary>Answer</summary>", "\n".join(said), value + "\n".join(answer).strip()]
    return "\n\n".join(block for block in [*blocks, "</details>"] if block)
