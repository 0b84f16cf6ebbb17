"""A table of models as a picture: a criterion over K, a line for each covariance type; models on the floor apart."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

# Safe for colour blindness (Okabe & Ito), and never the only carrier: each type has its own marker and dashes.
COLOURS = {"full": "#0072b2", "tied": "#d55e00", "diag": "#007a5a", "spherical": "#8a4b80"}
MARKERS = {"full": "o", "tied": "s", "diag": "^", "spherical": "D"}
DASHES = {"full": "-", "tied": "--", "diag": "-.", "spherical": ":"}


def plot(candidates: Sequence[Any], criterion: str, ax: Any = None) -> Any:
    """Draw it on matplotlib's axes, and return them; `ax.figure` carries the sentence of `describe` as its label."""
    import matplotlib.pyplot as plt

    ax = plt.subplots(figsize=(5.6, 3.6), layout="constrained")[1] if ax is None else ax
    for kind in dict.fromkeys(c.covariance_type for c in candidates):
        line = [c for c in candidates if c.covariance_type == kind and c.eligible]
        flat = [c for c in candidates if c.covariance_type == kind and c.on_floor]
        style: dict[str, Any] = {"color": COLOURS[kind], "markersize": 5}
        values = [getattr(c, criterion) for c in line]
        ax.plot([c.n_components for c in line], values, MARKERS[kind], ls=DASHES[kind], label=kind, **style)
        crosses = [getattr(c, criterion) for c in flat]
        ax.plot([c.n_components for c in flat], crosses, "x", ls="", **style)
    if (best := lowest(candidates, criterion)) is not None:
        ring: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": "black", "ls": ""}
        ax.plot(best.n_components, getattr(best, criterion), "o", markersize=13, **ring)
    ax.set(xlabel="number of components K", ylabel=criterion.upper())
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(frameon=False, fontsize=8)
    ax.set_gid(describe(candidates, criterion))
    return ax


def lowest(candidates: Sequence[Any], criterion: str) -> Any:
    """The candidate that is chosen, or None."""
    able = [c for c in candidates if c.eligible]
    return min(able, key=lambda c: getattr(c, criterion)) if able else None


def describe(candidates: Sequence[Any], criterion: str = "bic") -> str:
    """What the picture shows, in a sentence or two: its alternative text."""
    sizes = [c.n_components for c in candidates]
    kinds = ", ".join(dict.fromkeys(c.covariance_type for c in candidates))
    text = f"{criterion.upper()} over K = {min(sizes, default=0)} to {max(sizes, default=0)} for {kinds}."
    if (best := lowest(candidates, criterion)) is not None:
        value = getattr(best, criterion)
        text += f" Lowest: K = {best.n_components}, {best.covariance_type}, {value:.1f}."
    if flat := [f"{c.n_components} {c.covariance_type}" for c in candidates if c.on_floor]:
        text += f" On the floor of reg_covar and left out: {', '.join(flat)}."
    return text


def html(candidates: Sequence[Any], rows: Sequence[tuple[Any, str]]) -> str:
    """The picture of BIC as SVG, and the table below it."""
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("K", "type", "q", "log-lik", "BIC", "AIC", "ICL", "remarks")
    )
    body = []
    for c, remarks in rows:
        numbers = ("",) * 4 if c.note else tuple(f"{v:.2f}" for v in (c.log_likelihood, c.bic, c.aic, c.icl))
        cells = (c.n_components, c.covariance_type, c.n_parameters, *numbers, c.note or remarks)
        body.append("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>")
    return f"{svg(candidates)}<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def svg(candidates: Sequence[Any], criterion: str = "bic", width: int = 460, height: int = 240) -> str:
    """The same picture without matplotlib."""
    drawn = [c for c in candidates if not c.note]
    if not drawn:
        return ""
    values, sizes = [getattr(c, criterion) for c in drawn], [c.n_components for c in drawn]
    low, high, first, last = min(values), max(values), min(sizes), max(sizes)

    def place(c: Any) -> tuple[float, float]:
        x = 70 + (width - 170) * (c.n_components - first) / max(last - first, 1)
        return x, height - 40 - (height - 60) * (getattr(c, criterion) - low) / ((high - low) or 1.0)

    parts = [
        f'<text x="{70 + (width - 170) * (K - first) / max(last - first, 1):.0f}" y="{height - 14}" '
        f'text-anchor="middle">{K}</text>'
        for K in sorted(set(sizes))
    ]
    parts += [f'<text x="4" y="{height - 36}">{low:.0f}</text><text x="4" y="24">{high:.0f}</text>']
    parts += [f'<text x="4" y="{height - 14}">{criterion.upper()} over K</text>']
    dashes = {"-": "", "--": "6 3", "-.": "6 3 1 3", ":": "1 3"}
    for i, kind in enumerate(dict.fromkeys(c.covariance_type for c in drawn)):
        own, colour = [c for c in drawn if c.covariance_type == kind], COLOURS[kind]
        path = " ".join("{:.1f},{:.1f}".format(*place(c)) for c in own if c.eligible)
        stroke = f'fill="none" stroke="{colour}" stroke-width="1.6"'
        parts.append(f'<polyline points="{path}" {stroke} stroke-dasharray="{dashes[DASHES[kind]]}"/>')
        for c in own:
            x, y = place(c)
            cross = f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8" {stroke}/>'
            dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
            parts.append(cross if c.on_floor else dot)
        y = 30 + 18 * i
        parts.append(
            f'<path d="M{width - 92} {y - 4}h26" {stroke} stroke-dasharray="{dashes[DASHES[kind]]}"/>'
        )
        parts.append(f'<text x="{width - 60}" y="{y}">{kind}</text>')
    if (best := lowest(drawn, criterion)) is not None:
        x, y = place(best)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="none" stroke="currentColor"/>')
    label = escape(describe(candidates, criterion), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" viewBox="0 0 {width} {height}" '
        f'width="{width}" fill="currentColor" font-size="12"><title>{label}</title>{"".join(parts)}</svg>'
    )
