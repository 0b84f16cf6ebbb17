"""Scripts without comments and indents are the same scripts: what `lean` takes for granted, and what it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from lecture14.widgets.lean import lean
from lecture14.widgets.page import STATIC
from tests.widgets.scripts import scripts

SCRIPTS = {
    path.name: path.read_text(encoding="utf-8")
    for folder in (STATIC, STATIC / "labs", Path(__file__).parents[2] / "book" / "assets" / "static")
    for path in sorted(folder.glob("*.js"))
}


def broken(script: str) -> list[str]:
    """The lines that break a rule of `lean`."""
    found, comment = [], False
    for line in map(str.strip, script.splitlines()):
        comment = comment or line.startswith("/*")
        if comment:
            if "*/" in line.removesuffix("*/"):
                found.append(line)
        elif not line.startswith("//") and (line.count("`") % 2 or line.rfind("/*") > line.rfind("*/")):
            found.append(line)
        comment = comment and not line.endswith("*/")
    return found


@pytest.mark.parametrize("name", SCRIPTS)
def test_our_scripts_keep_the_rules(name):
    assert broken(SCRIPTS[name]) == []


@pytest.mark.parametrize("script", ["f(`a\n  b`);", "/* why */ f();", "f(); /* why\n  so */"])
def test_what_lean_would_change_is_found(script):
    assert broken(script) != []


def test_what_is_left_is_the_same_program():
    """Each function of a text with nested templates says the same."""
    script = """
    /** Steps
        so far. */
    function said(n) {
      // one or more
      return `${n > 1 ? `${n} steps` : "1 step"} a round; ${[n].map((k) => `${k} /* and */ more`).join(", ")}`;
    }
    """
    with scripts() as js:
        whole, short = (js(f"(n) => {{ {text} return said(n); }}", 2) for text in (script, lean(script)))
    assert whole == short == "2 steps a round; 2 /* and */ more"
