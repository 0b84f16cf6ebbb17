"""A record as programs: the original, the dual and the adjoint program side by side (slides 11, 17 and 18).

The statements are the rule table's own text with the nodes' names put in (see `statements`), so the table shows
what the sweeps compute. The adjoint program is read from the bottom up.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.support.formatting import html_table, number, text_table
from lecture14.autodiff.views.statements import adjoint_statements, dual_statement, statement


class Row(NamedTuple):
    """One node of a program table: statements as text, numbers as numbers."""

    name: str
    original: str
    value: Any
    dual: str
    tangent: Any
    adjoint: tuple[str, ...]
    bar: Any


class ProgramTable:
    """The three programs side by side, with numbers; prints as text and as HTML.

    Attributes
    ----------
    rows : list of Row

    Examples
    --------
    >>> from lecture14 import trace
    >>> print(trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0).table(1.0, 0.0))
    original program  value     dual program            tangent    adjoint program (upwards)           adjoint
    w1 = x1           1.5       ẇ1 = ẋ1                 1.0                                            2.07074
    w2 = x2           2.0       ẇ2 = ẋ2                 0.0                                            1.5
    w3 = w1 * w2      3.0       ẇ3 = w2*ẇ1 + w1*ẇ2      2.0        w̄1 += w2*w̄3; w̄2 += w1*w̄3     1.0
    w4 = sin(w1)      0.997495  ẇ4 = cos(w1)*ẇ1         0.0707372  w̄1 += cos(w1)*w̄4                  1.0
    w5 = w3 + w4      3.99749   ẇ5 = ẇ3 + ẇ4            2.07074    w̄3 += w̄5; w̄4 += w̄5            1.0
    """

    headings = (
        "original program", "value", "dual program", "tangent", "adjoint program (upwards)", "adjoint",
    )  # fmt: skip

    def __init__(self, recording: Recording, tangents: tuple[Any, ...] = (), cotangent: Any = 1.0):
        seeds = tangents or tuple(
            np.ones(np.shape(node.value)) for node in recording.nodes[: recording.n_inputs]
        )
        dots, bars = recording.tangents(*seeds), recording.adjoints(cotangent)

        def or_zero(sweep: list[Any], index: int) -> Any:
            return 0.0 if sweep[index] is None else sweep[index]

        self.rows = [
            Row(
                f"w{i + 1}",
                statement(recording, i),
                node.value,
                dual_statement(recording, i),
                or_zero(dots, i),
                tuple(adjoint_statements(recording, i)),
                or_zero(bars, i),
            )
            for i, node in enumerate(recording.nodes)
        ]

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as text."""
        return [
            (r.original, number(r.value), r.dual, number(r.tangent), "; ".join(r.adjoint), number(r.bar))
            for r in self.rows
        ]

    def __str__(self) -> str:
        return text_table([self.headings, *self.cells()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table([self.headings, *self.cells()])
