"""Lines of C: set in, and rid of what nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterable

COMMENT = re.compile(r"/\*.*?\*/")
DECLARATION = re.compile(r"\s*(?:const )?(?:double|int) (\w+)")
ASSIGNMENT = re.compile(r"\s*(?:(?:const )?(?:double|int) )?(\w+)((?:\[[^=]*\])?) [-+]?= (.*)")


def indented(lines: Iterable[str]) -> list[str]:
    """The lines, one level deeper."""
    return [f"    {line}" for line in lines]


def words(lines: Iterable[str]) -> set[str]:
    """The names that lines read; comments read nothing.

    Examples
    --------
    >>> sorted(words(["double w1 = x * s;", "y[i] += w1;", "/* z */"]))
    ['i', 's', 'w1', 'x']
    """
    found: set[str] = set()
    for line in lines:
        line = COMMENT.sub("", line)
        parts = ASSIGNMENT.fullmatch(line)
        declaration = DECLARATION.match(line)
        if parts:
            line = parts[2] + parts[3]
        elif declaration and line.rstrip().endswith(";"):
            line = line[declaration.end() :]
        found.update(re.findall(r"[A-Za-z_]\w*", line))
    return found


def mentioned(lines: Iterable[str]) -> set[str]:
    """All names in lines, comments left out."""
    return {word for line in lines for word in re.findall(r"[A-Za-z_]\w*", COMMENT.sub("", line))}


def alive(lines: list[str], temporaries: set[str]) -> list[str]:
    """The lines without those that compute a temporary which no later line reads."""
    kept: list[str] = []
    read: set[str] = set()
    for line in reversed(lines):
        declared = DECLARATION.match(line)
        if not (declared and declared[1] in temporaries and declared[1] not in read):
            kept.append(line)
            read |= words([line])
    return kept[::-1]


def quiet(lines: list[str], parameters: Iterable[str]) -> list[str]:
    """The lines, and a note to the compiler for each parameter and variable that is never read."""
    read = words(lines)
    indexed = {name for line in lines for name in re.findall(r"(\w+)\[", COMMENT.sub("", line))}
    result = [f"(void){name};" for name in parameters if name not in read | indexed]
    for line in lines:
        result.append(line)
        declared = DECLARATION.match(line)
        if declared and declared[1] not in read and line.endswith(";"):
            result.append(f"{line[: len(line) - len(line.lstrip())]}(void){declared[1]};")
    return result
