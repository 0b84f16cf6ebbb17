"""The labs' scripts: what every lab needs, what one of them adds, and how to run them in V8.

All scripts are classic: one text after the other, each hangs on ``globalThis.Lecture14``. So a page needs one file,
which works from ``file://`` too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from lecture14.figures.style import COMPONENT_COLOURS, COMPONENT_MARKERS, PALETTE, palette_css
from lecture14.widgets.labs.rendering.rules_script import rules_script
from lecture14.widgets.lean import lean

STATIC = Path(__file__).parents[2] / "static" / "labs"
COMMON = ("draw.js", "axes.js", "lab.js", "hands.js", "address.js", "live.js")

#: Scripts that the package writes, by the name under which a lab asks for them.
_WRITTEN = {"rules.js": rules_script, "components.js": lambda: _components_script()}

#: SVG's dashes, as long as `COMPONENT_DASHES` of matplotlib draws them.
_DASHES = ("", "6 4", "8 3 2 3", "2 3", "10 3", "10 3 2 3 2 3")


def source(names: Iterable[str]) -> str:
    """The common scripts and those of these names, in this order, as one classic script.

    Examples
    --------
    >>> source(["gaussian.js"]).count("Lecture14.lab = ")
    0
    """
    texts = [_WRITTEN["components.js"](), *(_text(name) for name in (*COMMON, *dict.fromkeys(names)))]
    return lean("\n".join(texts))


def style() -> str:
    """The labs' style sheet and its colours."""
    return palette_css() + (STATIC / "lab.css").read_text(encoding="utf-8")


@cache
def first_picture(kind: str, scripts: tuple[str, ...], given: str, identity: str) -> dict[str, str]:
    """What V8 makes of the lab `kind` and the JSON text `given`: {"alt": the text alternative, "html": its insides}.

    Raises
    ------
    ImportError
        If there is no `mini-racer`.
    ValueError
        If the lab refuses what is given; the message is the lab's own.
    """
    # Optional: Python in a page has no V8, and needs none.
    from py_mini_racer import JSEvalException, MiniRacer

    def run() -> Any:
        # An engine that stays open keeps the interpreter from ending.
        with MiniRacer() as engine:
            engine.eval(source(scripts))
            arguments = ", ".join((json.dumps(kind), given, json.dumps(identity)))
            return engine.eval(f"JSON.stringify(Lecture14.inside({arguments}))", timeout_sec=60)

    # In a thread of its own: beside a running event loop, which every notebook has, an engine takes no timeout.
    with ThreadPoolExecutor(1) as thread:
        try:
            return json.loads(thread.submit(run).result())
        except JSEvalException as error:
            raise ValueError(str(error).splitlines()[0]) from None


def _text(name: str) -> str:
    written = _WRITTEN.get(name)
    return written() if written else (STATIC / name).read_text(encoding="utf-8")


def _components_script() -> str:
    """Colour, marker and dash of each component of a mixture, as the drawn pictures have them."""
    names = {colour.light: name for name, colour in PALETTE.items()}
    parts = [
        {"colour": names[colour], "sign": sign, "dash": dash}
        for colour, sign, dash in zip(COMPONENT_COLOURS, COMPONENT_MARKERS, _DASHES, strict=True)
    ]
    return f"(globalThis.Lecture14 = globalThis.Lecture14 || {{}}).components = {json.dumps(parts)};\n"
