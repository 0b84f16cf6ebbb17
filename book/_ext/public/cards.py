"""Cards: the picture that a link to a page brings along where people send each other links.

A chapter's card has its title and its first picture, drawn by the figure function that the chapter calls. The front
page's has one picture from each half; it is also the card of the pages that draw nothing.
"""

from __future__ import annotations

import ast
import io
import json
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.image import imread

from lecture14.figures.picture import Picture
from lecture14.figures.style import INK, MUTED, PAPER, lecture_style
from lecture14.widgets import Explorer

#: In pixels: the shape that the hosts of such links ask for.
WIDTH, HEIGHT = 1200, 630
EDGE, PER_INCH = 60, 100
#: The chapters of the front page's picture are those that it names to who is in a hurry.
FRONT = ("dual-numbers", "em")


def first_picture(notebook: Path) -> Picture | None:
    """A chapter's first picture, if it has one of the package's figures.

    Its cell is one call, of the chapter's figures or of `Explorer`, and needs no more than the first cell's imports.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    calls = [call for source in sources[1:] if (call := _call(source))]
    if not calls:
        return None
    names: dict[str, Any] = {}
    exec(sources[0], names)
    for call in calls:
        # One that needs more than the imports is passed over.
        with suppress(NameError):
            value = eval(call, names)
            picture = value.picture if isinstance(value, Explorer) else value
            if isinstance(picture, Picture):
                return picture
    return None


def _call(source: str) -> str | None:
    """A cell's text if it is one call that draws.

    >>> _call("figures.secants()"), _call("print(figures.cube(2))")
    ('figures.secants()', None)
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    match tree.body:
        case [ast.Expr(ast.Call(ast.Attribute(ast.Name("figures")) | ast.Name("Explorer")))]:
            return source
    return None


def card(title: str, book: str, pictures: list[Picture]) -> bytes:
    """A card as PNG: the title, the pictures side by side, and the book's name below."""
    with lecture_style():
        figure = Figure((WIDTH / PER_INCH, HEIGHT / PER_INCH), dpi=PER_INCH, facecolor=PAPER)
        lines = textwrap.wrap(title, 42)[:2]
        size = 34 if pictures else 48
        top = HEIGHT - EDGE if pictures else HEIGHT / 2 + size * len(lines)
        _write(figure, "\n".join(lines), top, size, color=INK, weight="bold")
        if book != title:
            _write(figure, book, EDGE + 5, 17, color=MUTED)
        bottom, ceiling = EDGE + 35, top - 50 * len(lines) - 30
        for (left, width), picture in zip(_columns(len(pictures)), pictures, strict=True):
            image = _fitted(picture, width, ceiling - bottom)
            middle = left + (width - image.shape[1]) / 2
            figure.figimage(image, middle, bottom + (ceiling - bottom - image.shape[0]) / 2)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _write(figure: Figure, text: str, top: float, size: float, **look: Any) -> None:
    figure.text(EDGE / WIDTH, top / HEIGHT, text, va="top", size=size * 72 / PER_INCH, **look)


def _columns(count: int) -> Iterator[tuple[float, float]]:
    """Left edge and width of so many columns."""
    for number in range(count):
        width = (WIDTH - (count + 1) * EDGE) / count
        yield EDGE + number * (width + EDGE), width


def _fitted(picture: Picture, width: float, height: float) -> Any:
    """A picture's pixels without its margins, drawn as large as the place allows."""
    box = picture.figure.get_tightbbox()
    per_inch = min(width / box.width, height / box.height)
    buffer = io.BytesIO()
    look = {"facecolor": PAPER, "bbox_inches": box}
    picture.figure.savefig(buffer, format="png", dpi=per_inch, **look)
    buffer.seek(0)
    return imread(buffer)
