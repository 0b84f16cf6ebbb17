"""Cut a style sheet and an icon font to what a set of pages can use.

The theme's style sheet holds Bootstrap, all of Font Awesome's names and many components: 397 KB, of which
the pages of this book use a tenth. A rule stays if every class and id that its selector asks for occurs in
some page or, as a word, in some script; everything that is not a class or an id is taken to match.
"""

from __future__ import annotations

import logging
import re
from itertools import pairwise
from pathlib import Path

import tinycss2
from fontTools import subset
from tinycss2.ast import AtRule, Node, QualifiedRule

logging.getLogger("fontTools").setLevel(logging.WARNING)

NESTING = {"media", "supports", "layer", "container"}


def style_sheet(css: str, pages: str, scripts: str) -> str:
    """The rules of css that can match in pages, or in what scripts make of them.

    >>> style_sheet(".a, .b p {top: 0} .c {top: 1} :not(.d) {top: 2}", '<p class="a">', "")
    '.a{top: 0}:not(.d){top: 2}'
    """
    names = {
        name for _, value in re.findall(r"\b(class|id)=\\?[\"']([^\"'\\]*)", pages) for name in value.split()
    }
    names |= set(re.findall(r"[\w-]+", scripts))
    text = "".join(_kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), names))
    return _without_unused_properties(text, pages + scripts)


def _kept(rules: list[Node], names: set[str]) -> list[str]:
    result = []
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [s for s in _selectors(rule.prelude) if _wanted(s) <= names]
            if selectors:
                prelude = ",".join(tinycss2.serialize(s).strip() for s in selectors)
                result.append(f"{prelude}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in NESTING and rule.content is not None:
            inner = _kept(tinycss2.parse_rule_list(rule.content, True, True), names)
            if inner:
                result.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{''.join(inner)}}}")
        else:
            result.append(rule.serialize())
    return result


def _selectors(prelude: list[Node]) -> list[list[Node]]:
    """Split at the commas; those inside of `:is(…)` are not tokens of the list itself."""
    selectors: list[list[Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def _wanted(selector: list[Node]) -> set[str]:
    classes = {
        token.value
        for dot, token in pairwise(selector)
        if dot.type == "literal" and dot.value == "." and token.type == "ident"
    }
    return classes | {token.value for token in selector if token.type == "hash"}


def _without_unused_properties(css: str, elsewhere: str) -> str:
    """Drop custom properties that nothing reads; each round may free others."""
    named_elsewhere = set(re.findall(r"--[\w-]+", elsewhere))
    declaration = re.compile(r"(?<=[{;])\s*(--[\w-]+)\s*:\s*(?:\"[^\"]*\"|[^;{}\"])*(?:;|(?=\}))")
    while True:
        read = named_elsewhere | set(re.findall(r"var\(\s*(--[\w-]+)", css))
        unread = {match[0] for match in declaration.finditer(css) if match[1] not in read}
        if not unread:
            return re.sub(r"(?<=[}])[^{}@;]+\{\s*\}", "", css)
        css = declaration.sub(lambda match, unread=unread: "" if match[0] in unread else match[0], css)


def icon_fonts(css: str, fonts: Path, target: Path) -> str:
    """Write to target the icon fonts that css names, cut to the icons that it names.

    Returns the style sheet that loads those.
    """
    codes = [int(code, 16) for code in re.findall(r"\\(e[0-9a-f]{3}|f[0-9a-f]{3})\b", css)]
    codes += [ord(character) for character in re.findall("[\ue000-\uf8ff]", css)]
    for font in sorted(fonts.glob("*.ttf")):
        options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
        face = subset.load_font(str(font), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(face)
        subset.save_font(face, str(target / f"{font.stem}.woff"), options)
        sources = rf"src:\s*url\([^)]*{font.stem}\.woff2\)[^;}}]*"
        css = re.sub(sources, f'src:url({font.stem}.woff) format("woff")', css)
    return css
