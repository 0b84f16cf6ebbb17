"""From text to pycparser's tree: comments and includes blanked, so that every line keeps its number."""

from __future__ import annotations

import re
from typing import Any

from lecture14.cdiff.program.refusal import Place, Refused

HEADERS = "math|stdlib|stddef|float|stdio"
INCLUDE = re.compile(rf"[ \t]*#[ \t]*include[ \t]*<({HEADERS})\.h>[ \t]*")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.S)
OTHER_TYPES = re.compile(r"\b(?:size_t|ssize_t|ptrdiff_t|u?int(?:8|16|32|64)_t|u?intptr_t|bool|FILE)\b")
FOREIGN = re.compile(r"[^\t\n\x0b\x0c\r -~]|\?\?[=/'()!<>-]|\\\r?\n")
# A tree that nests deeper is no function that somebody wrote, and Python's own stack ends somewhere.
DEEPEST = 150


def parsed(text: str) -> Any:
    """pycparser's tree of a C file.

    Raises
    ------
    Refused
        If the text is no C, or needs a preprocessor.
    """
    try:
        from pycparser.c_parser import CParser, ParseError
    except ImportError:
        raise ImportError('lecture14.cdiff reads C by pycparser: pip install "lecture14[c]"') from None
    plain = blanked(text)
    parser = CParser()
    try:
        tree = parser.parse(plain)
    except ParseError as error:
        place, complaint = _location(str(error), plain)
        if found := OTHER_TYPES.search(plain):  # pycparser knows no header, and so takes the type for a name
            raise Refused(
                place_of(plain, found.start()), f"the type {found[0]}", "write double or int"
            ) from None
        raise Refused(place, f"this is no C ({complaint})", "compile the file first") from None
    except RecursionError:
        raise Refused(_deepest(plain), "the text nests too deeply", "write shorter expressions") from None
    _check_depth(tree)
    return tree


def blanked(text: str) -> str:
    """The text with comments and harmless includes replaced by blanks; line breaks stay.

    Examples
    --------
    >>> blanked("#include <math.h>\\ndouble x; // here")
    '                 \\ndouble x;        '
    """
    if found := FOREIGN.search(text):
        raise Refused(place_of(text, found.start()), f"{found[0]!r} stands in the text", "write plain ASCII")
    text = re.sub(r"[\r\x0b\x0c]", " ", text)
    plain = COMMENT.sub(lambda m: m[0] if m[0][0] in "\"'" else re.sub(r"[^\n]", " ", m[0]), text)
    lines = plain.split("\n")
    for number, line in enumerate(lines, 1):
        if INCLUDE.fullmatch(line):
            lines[number - 1] = " " * len(line)
        elif line.lstrip().startswith("#"):
            place = Place(number, line.index("#") + 1)
            raise Refused(
                place,
                f"{line.split()[0]} needs a preprocessor",
                f"of the directives only #include of a standard header ({HEADERS.replace('|', ', ')}) is read; "
                "leave others out, and write const double or const int for a constant",
            )
    return "\n".join(lines)


def place_of(text: str, index: int) -> Place:
    """Line and column of a character."""
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _location(message: str, text: str) -> tuple[Place, str]:
    found = re.match(r"[^:]*:(\d+):(\d+):\s*(.*)", message, re.S)
    if found:
        return Place(int(found[1]), int(found[2])), found[3]
    return place_of(text, len(text.rstrip())), message


def _deepest(text: str) -> Place:
    """Where brackets nest most deeply; where operators follow each other without brackets, the longest line."""
    depth, most, where = 0, 0, max(re.finditer(r"[^\n]+", text), key=lambda m: len(m[0])).start()
    for index, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if depth > max(most, DEEPEST // 10):
            most, where = depth, index
    return place_of(text, where)


def _check_depth(tree: Any) -> None:
    level, place = [(tree, Place(1, 1))], Place(1, 1)
    for _ in range(DEEPEST):
        following = []
        for node, place in level:
            here = (
                place
                if getattr(node, "coord", None) is None
                else Place(node.coord.line, node.coord.column or 1)
            )
            following += [(child, here) for _, child in node.children()]
        if not following:
            return
        level = following
    raise Refused(level[0][1], "the text nests too deeply", "give parts of it names of their own")
