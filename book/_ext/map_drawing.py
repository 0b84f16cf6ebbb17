"""A graph without circles as an SVG of boxes on floors, its arrows pointing down.

Sugiyama, Tagawa and Toda's method (1981) in its plainest form: an arrow that skips a floor gets a place on it, and
each floor is ordered by the mean position of the neighbours, a few times up and down.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise
from statistics import mean
from typing import NamedTuple

from imports import Graph, direct, floors

BOX, FLOOR, GAP, LETTER, PASSING = 30.0, 76.0, 14.0, 8.0, 8.0


class Place(NamedTuple):
    """Middle and width of a box, or of an arrow's way past a floor."""

    x: float
    y: float
    width: float


def svg(graph: Graph, alt: str) -> str:
    """Draw the graph; alt says what it shows."""
    rows, chains = _with_passages(graph)
    for sweep in range(8):
        _reorder(rows, chains, down=sweep % 2 == 0)
    places = _places(rows)
    width = max(p.x + p.width / 2 for p in places.values()) + 1
    height = len(rows) * FLOOR - FLOOR + BOX + 2
    # Several drawings on a page: an id each.
    marker = f"arrow-{next(iter(graph)).rpartition('.')[0]}"
    ways = "".join(_way([places[stop] for stop in chain], marker) for chain in chains)
    boxes = "".join(_box(name, places[name]) for name in graph)
    head = f'<marker id="{marker}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" '
        f'aria-label="{escape(alt)}"><defs>{head}<path d="M0 0L8 4L0 8z" class="map-head"/></marker></defs>'
        f"{ways}{boxes}</svg>"
    )


def _with_passages(graph: Graph) -> tuple[list[list[str]], list[list[str]]]:
    """Floors from the ground up, and the stops of each arrow; a stop that is no name is a passage."""
    rows = floors(graph)
    floor = {name: i for i, row in enumerate(rows) for name in row}
    chains = []
    for name, known in direct(graph).items():
        for other in sorted(known):
            passed = range(floor[name] - 1, floor[other], -1)
            stops = [f"{name}>{other}@{i}" for i in passed]
            for i, stop in zip(passed, stops, strict=True):
                rows[i].append(stop)
            chains.append([name, *stops, other])
    return rows, chains


def _reorder(rows: list[list[str]], chains: list[list[str]], down: bool) -> None:
    neighbours: dict[str, list[str]] = {}
    for chain in chains:
        for upper, lower in pairwise(chain):
            one, other = (lower, upper) if down else (upper, lower)
            neighbours.setdefault(one, []).append(other)
    position: dict[str, float] = {}
    for row in reversed(rows) if down else rows:
        own = {stop: (i + 1) / (len(row) + 1) for i, stop in enumerate(row)}
        row.sort(key=lambda s, own=own: mean([position[n] for n in neighbours.get(s, ())] or [own[s]]))
        position |= {stop: (i + 1) / (len(row) + 1) for i, stop in enumerate(row)}


def _places(rows: list[list[str]]) -> dict[str, Place]:
    widths = {s: PASSING if "@" in s else LETTER * len(_label(s)) + 18 for row in rows for s in row}
    whole = max(sum(widths[s] + GAP for s in row) - GAP for row in rows)
    places = {}
    for i, row in enumerate(rows):
        # Spread over the width of the widest floor, so that few boxes stand far apart rather than in a heap.
        space = (whole - sum(widths[s] for s in row)) / (len(row) + 1) if len(row) else 0.0
        gap = max(min(space, 4 * GAP), GAP)
        x = (whole - sum(widths[s] for s in row) - gap * (len(row) - 1)) / 2 + 1
        for stop in row:
            places[stop] = Place(
                x + widths[stop] / 2, (len(rows) - 1 - i) * FLOOR + BOX / 2 + 1, widths[stop]
            )
            x += widths[stop] + gap
    return places


def _label(name: str) -> str:
    return name.rpartition(".")[2]


def _way(stops: list[Place], marker: str) -> str:
    path = f"M{stops[0].x:.1f} {stops[0].y + BOX / 2:.1f}"
    for upper, lower in pairwise(stops):
        begin, end = upper.y + BOX / 2, lower.y - BOX / 2
        middle = (begin + end) / 2
        path += f"C{upper.x:.1f} {middle:.1f} {lower.x:.1f} {middle:.1f} {lower.x:.1f} {end:.1f}"
        if lower is not stops[-1]:
            path += f"V{lower.y + BOX / 2:.1f}"
    return f'<path class="map-way" d="{path}" marker-end="url(#{marker})"/>'


def _box(name: str, place: Place) -> str:
    x, y = place.x - place.width / 2, place.y - BOX / 2
    return (
        f'<rect class="map-room" x="{x:.1f}" y="{y:.1f}" width="{place.width:.1f}" height="{BOX:g}" rx="5"/>'
        f'<text class="map-name" x="{place.x:.1f}" y="{place.y + 4.5:.1f}">{escape(_label(name))}</text>'
    )
