"""The controls of a prediction as HTML: options, a field for a number, or axes with knots to draw over."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
from docutils import nodes
from matplotlib.ticker import LogLocator, MaxNLocator

from lecture14.figures.curve import Curve

# The drawing and, inside it, the axes: left, top, width, height.
WIDTH, HEIGHT = 360, 240
BOX = (74, 12, 262, 174)

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

FOOT = (
    '<p class="predict-buttons"><button type="submit">Commit</button> '
    '<button type="button" data-does="skip">Skip</button></p></form>'
    '<div class="predict-result" role="status"></div>'
)
SETTINGS = (
    '<p class="predict-settings"><button type="button" data-does="again" hidden>Predict again</button> '
    '<label><input type="checkbox" data-does="open"> Show everything at once, on all pages</label> '
    '<button type="button" data-does="forget">Forget my predictions</button></p>'
)


def controls(
    kind: str, name: str, options: list[list[nodes.Node]], data: dict[str, Any], curve: Curve | None
) -> list[nodes.Node]:
    """The form; a sketch's points go into `data`, which the page's script reads."""
    form: list[nodes.Node] = [_raw('<form class="predict-form" novalidate>')]
    if kind == "choose":
        form.append(_raw('<fieldset><legend class="predict-hidden">Your prediction</legend>'))
        for i, option in enumerate(options):
            radio = f'<input type="radio" name="predict-{name}" value="{i}">'
            form += [_raw(f'<label class="predict-option">{radio}<span>'), *option, _raw("</span></label>")]
        form.append(_raw("</fieldset>"))
    elif kind == "estimate":
        field = f'<input type="text" inputmode="text" autocomplete="off" id="predict-{name}-value">'
        unit = f" {escape(data['unit'])}" if data["unit"] else ""
        form.append(
            _raw(
                f'<p class="predict-estimate"><label for="predict-{name}-value">Your estimate{unit and ", in" + unit}'
                f"</label> {field}</p>"
            )
        )
    elif curve is not None:
        data.update(_points(curve))
        form.append(_raw(_pad(curve, data)))
    return [*form, _raw(FOOT)]


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def _points(curve: Curve) -> dict[str, Any]:
    """Numbers of the sketch: the curve as shares of the axes, and what stands at the knots."""
    x, y = curve.at_knots()
    return {
        "box": BOX,
        "points": curve.places().T.round(4).tolist(),
        "low": curve.ylim[0],
        "high": curve.ylim[1],
        "log": "y" in curve.log,
        "at": [_text(float(f"{v:.3g}")) for v in x],
        "true": [float(f"{v:.3g}") for v in y],
        "xlabel": curve.xlabel,
        "ylabel": curve.ylabel,
    }


def _ticks(low: float, high: float, log: bool) -> list[tuple[float, str]]:
    """(share of the axis, text) of a few round numbers."""
    values = LogLocator(numticks=5).tick_values(low, high) if log else MaxNLocator(4).tick_values(low, high)
    ends = np.log([low, high]) if log else np.array([low, high])
    shares = ((np.log(values) if log else values) - ends[0]) / (ends[1] - ends[0])
    return [(float(s), _text(v)) for s, v in zip(shares, values, strict=True) if -1e-9 <= s <= 1 + 1e-9]


def _text(value: float) -> str:
    """A number as the axes have it; one far from 1 as a power of ten, which takes less room than its zeros."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{value:.4g}".replace("-", "−")
    mantissa, exponent = f"{value:.2e}".split("e")
    power = "10" + str(int(exponent)).translate(RAISED)
    return power if float(mantissa) == 1 else f"{float(mantissa):g}·{power}".replace("-", "−")


def _pad(curve: Curve, data: dict[str, Any]) -> str:
    """Axes in SVG, and over them one slider a knot: fingers draw on the axes, keys move the sliders."""
    left, top, width, height = BOX
    right, bottom = left + width, top + height
    parts = [f'<rect class="predict-axes" x="{left}" y="{top}" width="{width}" height="{height}"/>']
    for share, text in _ticks(float(curve.x[0]), float(curve.x[-1]), "x" in curve.log):
        at = left + share * width
        parts.append(f'<text x="{at:.1f}" y="{bottom + 23}" text-anchor="middle">{text}</text>')
    for share, text in _ticks(*curve.ylim, "y" in curve.log):
        at = bottom - share * height
        parts.append(f'<text x="{left - 10}" y="{at + 4:.1f}" text-anchor="end">{text}</text>')
        parts.append(f'<path class="predict-grid" d="M{left} {at:.1f}H{right}"/>')
    parts.append(
        f'<text x="{left + width / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(curve.xlabel)}</text>'
        f'<text transform="translate(14 {top + height / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(curve.ylabel)}</text>"
    )
    sliders = "".join(
        f'<input type="range" min="0" max="100" value="50" aria-orientation="vertical" '
        f'aria-label="{escape(curve.ylabel)} at {escape(curve.xlabel)} {at}" '
        f'style="left:{100 * (left + width * i / (curve.knots - 1)) / WIDTH:.2f}%">'
        for i, at in enumerate(data["at"])
    )
    label = escape(f"Your sketch of {curve.ylabel} against {curve.xlabel}", quote=True)
    return (
        f'<div class="predict-pad" role="group" aria-label="{label}">'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>{sliders}</div>'
        '<p class="predict-hint">Drag the points, or move them with the arrow keys.</p>'
    )
