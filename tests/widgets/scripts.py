"""The labs' scripts in V8, as a page loads them: one after the other, in one global scope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

import lecture14.widgets
from lecture14.widgets.labs.rendering.rules_script import rules_script

STATIC = Path(lecture14.widgets.__file__).parent / "static" / "labs"
# JSON has no word for these; -0.0 it has, and JavaScript would write it as 0.
SHOWN = """
const shown = (v) => Array.isArray(v) ? v.map(shown) : v && typeof v === "object"
  ? Object.fromEntries(Object.entries(v).map(([k, w]) => [k, shown(w)]))
  : typeof v !== "number" || (Number.isFinite(v) && !Object.is(v, -0)) ? v
  : {number: Object.is(v, -0) ? "-0.0" : String(v)};
const read = (text) => JSON.parse(text, (key, v) => v && typeof v === "object" && "number" in v ? Number(v.number) : v);
"""


class Scripts:
    """Calls functions of the scripts with numbers, lists and dicts, inf and nan among them."""

    def __init__(self, context: MiniRacer, thread: ThreadPoolExecutor):
        self.context, self.thread = context, thread

    def __call__(self, function: str, *arguments: Any) -> Any:
        text = json.dumps(_with_words(arguments))
        call = f"JSON.stringify(shown((({function}))(...read({json.dumps(text)}))))"
        found = self.thread.submit(self.context.eval, call, timeout_sec=60)
        return json.loads(found.result(), object_hook=_number)


@contextmanager
def scripts(*names: str) -> Iterator[Scripts]:
    """The rule table and these scripts of the labs.

    The engine lives in a thread of its own: made beside a running event loop, which a browser's test leaves in this
    one, mini-racer 0.14 would take that loop for its own and refuse a timeout.
    """
    with ThreadPoolExecutor(1) as thread:
        context = thread.submit(MiniRacer).result()
        try:
            for text in (SHOWN, rules_script(), *((STATIC / name).read_text("utf-8") for name in names)):
                thread.submit(context.eval, text).result()
            yield Scripts(context, thread)
        finally:
            thread.submit(context.close).result()


def _with_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_words(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_with_words(v) for v in value]
    if isinstance(value, float):
        text = repr(float(value)).replace("inf", "Infinity").replace("nan", "NaN")
        return {"number": text} if text[-1] in "yN" or text == "-0.0" else float(value)
    return value


def _number(found: dict) -> Any:
    return float(found["number"].replace("Infinity", "inf")) if "number" in found else found
