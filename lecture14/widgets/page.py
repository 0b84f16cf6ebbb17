"""An Explorer in the built book: native controls and shared pieces of SVG, no kernel, no library.

The first frame stands in the page as a real picture. The other frames are lists of numbers of drawing elements; those
that the first frame does not have follow as data. `static/explorer.js` puts a frame together.
"""

import json
from html import escape

from lecture14.figures.svg import Drawing, drawing, svg
from lecture14.widgets.controls import Control, SliderControl


def explorer_html(explorer) -> str:
    """The interactive picture as a self-contained piece of HTML."""
    name = explorer.name
    pictures = list(explorer.frames())
    drawings = [drawing(p.figure, f"{name}-") for p in pictures]
    _check_same_size(name, drawings)
    shown = _default_index(explorer)
    pool, frames = _share(drawings, shown)
    own = len(drawings[shown].elements)
    definitions: dict[str, str] = {}
    for d in drawings:
        definitions.update(d.definitions)
    data = {
        "sizes": [len(c.values) for c in explorer.controls.values()],
        "texts": [c.texts for c in explorer.controls.values()],
        "frames": frames,
        "alts": [p.alt for p in pictures],
        "elements": pool[own:],
    }
    # "</" would end the script element.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    controls = "".join(_control_html(name, key, c) for key, c in explorer.controls.items())
    return (
        f'<figure class="explorer" id="{name}" data-figure="{name}">'
        f'<div class="explorer-picture">{svg(drawings[shown], pictures[shown].alt, definitions)}</div>'
        f'<div class="explorer-controls" role="group" aria-label="Controls of the picture" hidden>{controls}</div>'
        f'<p class="explorer-reading" role="status"></p>'
        f'<script type="application/json" class="explorer-frames">{text}</script></figure>'
    )


def _default_index(explorer) -> int:
    index = 0
    for control in explorer.controls.values():
        index = index * len(control.values) + control.start
    return index


def _check_same_size(name: str, drawings: list[Drawing]) -> None:
    sizes = {(d.width, d.height) for d in drawings}
    if len(sizes) > 1:
        raise ValueError(f"the frames of {name} have sizes {sorted(sizes)}; expected one size")


def _share(drawings: list[Drawing], shown: int) -> tuple[list[str], list[str]]:
    """Number the distinct elements, the shown frame's first; write each frame as runs of numbers, "0-41,57,43-60"."""
    pool = list(drawings[shown].elements)
    number = {element: i for i, element in reversed(list(enumerate(pool)))}
    frames = []
    for d in drawings:
        indices = []
        for element in d.elements:
            if element not in number:
                number[element] = len(pool)
                pool.append(element)
            indices.append(number[element])
        frames.append(_runs(indices))
    return pool, frames


def _runs(indices: list[int]) -> str:
    runs: list[list[int]] = []
    for i in indices:
        if runs and runs[-1][1] + 1 == i:
            runs[-1][1] = i
        else:
            runs.append([i, i])
    return ",".join(f"{a}-{b}" if b > a else f"{a}" for a, b in runs)


def _control_html(name: str, key: str, control: Control) -> str:
    identity = f"{name}-{key}".replace("_", "-")
    label = f'<label for="{identity}">{escape(control.label)}</label>'
    text = escape(control.texts[control.start])
    if not isinstance(control, SliderControl):
        options = "".join(
            f'<option value="{i}"{" selected" if i == control.start else ""}>{escape(t)}</option>'
            for i, t in enumerate(control.texts)
        )
        return f'<div class="explorer-control">{label}<select id="{identity}">{options}</select></div>'
    play = (
        f'<button type="button" class="explorer-play" data-plays="{identity}" '
        f'aria-label="Play {escape(control.label)}">Play</button>'
        if control.play
        else ""
    )
    return (
        f'<div class="explorer-control">{label}<input type="range" id="{identity}" min="0" '
        f'max="{len(control.values) - 1}" step="1" value="{control.start}" aria-valuetext="{text}">'
        f'<output for="{identity}">{text}</output>{play}</div>'
    )
