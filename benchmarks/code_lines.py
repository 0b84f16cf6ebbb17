"""Lines of code of a package, room by room: docstrings, comments and blank lines do not count.

python benchmarks/code_lines.py [lecture14/autodiff]
"""

import ast
import io
import sys
import tokenize
from collections import Counter
from pathlib import Path

SILENT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(text: str) -> int:
    """How many lines hold code."""
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {n for t in tokens if t.type not in SILENT for n in range(t.start[0], t.end[0] + 1)}
    return len(lines - docstrings)


def main() -> None:
    """Print the rooms, and the sum."""
    package = Path(sys.argv[1] if len(sys.argv) > 1 else "lecture14/autodiff")
    rooms: Counter[str] = Counter()
    for path in sorted(package.rglob("*.py")):
        rooms[str(path.parent.relative_to(package))] += code_lines(path.read_text(encoding="utf-8"))
    for room, count in rooms.items():
        print(f"{count:6} {room}")
    print(f"{rooms.total():6} {package}")


if __name__ == "__main__":
    main()
