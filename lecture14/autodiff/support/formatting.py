"""Numbers as text: six significant digits, the same on every machine."""

from __future__ import annotations

import html
from typing import Any

import numpy as np


def number(value: Any) -> str:
    """A float or an array of them; large arrays by their shape.

    Examples
    --------
    >>> number(2.0), number(1 / 3), number(np.array([1.0, 1e-12])), number(np.zeros((50, 40)))
    ('2.0', '0.333333', '[1.0, 1e-12]', 'array of shape (50, 40)')
    >>> number(True), number(np.array([True, False]))
    ('True', '[True, False]')
    """
    if not isinstance(value, float | int | list | np.ndarray | np.generic):
        return repr(value)
    array = np.asarray(value)
    if array.dtype == bool:
        return str(array.tolist())
    if array.ndim == 0:
        text = f"{float(array):.6g}"
        return text if set(text) & set(".en") else text + ".0"
    if array.size > 100:
        return f"array of shape {array.shape}"
    return "[" + ", ".join(map(number, array)) + "]"


def text_table(rows: list[tuple[str, ...]]) -> str:
    """Rows of cells as text in columns.

    Examples
    --------
    >>> print(text_table([("name", "slope"), ("sin", "cos(x)")]))
    name  slope
    sin   cos(x)
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def html_table(rows: list[tuple[str, ...]], row_headers: bool = False) -> str:
    """The same as HTML: the first row heads the columns, the first cell of the others its row if asked."""
    head, *body = rows

    def cell(position: int, text: str) -> str:
        if row_headers and position == 0:
            return f'<th scope="row">{html.escape(text)}</th>'
        return f"<td><code>{html.escape(text)}</code></td>" if text else "<td></td>"

    headings = "".join(f'<th scope="col">{text}</th>' for text in head)
    lines = ("<tr>" + "".join(cell(k, text) for k, text in enumerate(row)) + "</tr>" for row in body)
    return f"<table><thead><tr>{headings}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
