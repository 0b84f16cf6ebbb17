"""An Explorer as HTML: native controls and shared pieces of SVG, no kernel, no library.

The first frame stands in the page as a real picture. The other frames are lists of numbers of drawing elements; those
that the first frame does not have follow as data. `static/explorer.js` puts a frame together. In a live notebook the
same figure stands without those data, and the kernel draws (`live.py`).
"""

import json
from html import escape
from pathlib import Path

from lecture14.figures.svg import Drawing, drawing, svg
from lecture14.widgets.controls import Control, SliderControl

STATIC = Path(__file__).parent / "static"

#: How fast Play runs, in words and as a factor.
_SPEEDS = {"slow": 0.5, "normal": 1, "fast": 2}


def explorer_html(explorer) -> str:
    """The interactive picture as a self-contained piece of HTML."""
    name = explorer.name
    pictures = list(explorer.frames())
    drawings = [drawing(p.figure, f"{name}-") for p in pictures]
    _check_same_size(name, drawings)
    shown = _present_index(explorer)
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
    image = svg(drawings[shown], pictures[shown].alt, definitions)
    return (
        f'<figure class="explorer" id="{name}" data-figure="{name}">{inside(explorer, name, image)}'
        f'<script type="application/json" class="explorer-frames">{text}</script></figure>'
    )


def inside(explorer, identity: str, image: str, step: float = 1) -> str:
    """What stands in the figure: caption, picture, controls, the sentence for who sees, and the one that is spoken.

    Parameters
    ----------
    explorer : Explorer
    identity : str
        What the ids begin with.
    image : str
        The picture of the present values as SVG.
    step : float
        How far apart a slider's positions are; 1 is from frame to frame.
    """
    controls = "".join(
        _control_html(f"{identity}-{key}".replace("_", "-"), c, c.position(explorer.values[key]), text, step)
        for (key, c), text in zip(explorer.controls.items(), explorer.texts, strict=True)
    )
    # The sentence that a reader sees is the picture's text alternative: read out once, as that, or when asked for.
    return (
        f'<figcaption id="{identity}-caption">{escape(explorer.caption)}</figcaption>'
        f'<div class="explorer-picture">{image}</div>'
        f'<div class="explorer-controls" role="group" aria-labelledby="{identity}-caption" hidden>{controls}'
        f'<button type="button" class="explorer-describe">Describe</button></div>'
        f'<p class="explorer-reading" aria-hidden="true"></p><p class="explorer-said" role="status"></p>'
    )


def _present_index(explorer) -> int:
    index = 0
    for control, position in zip(explorer.controls.values(), explorer.positions, strict=True):
        index = index * len(control.values) + round(position)
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


def _control_html(identity: str, control: Control, position: float, text: str, step: float) -> str:
    # The value in a span: an `output` would speak at every move, and the slider itself says its value.
    label = f'<label for="{identity}">{escape(control.label)}</label>'
    if not isinstance(control, SliderControl):
        options = "".join(
            f'<option value="{i}"{" selected" if i == position else ""}>{escape(t)}</option>'
            for i, t in enumerate(control.texts)
        )
        return f'<div class="explorer-control">{label}<select id="{identity}">{options}</select></div>'
    return (
        f'<div class="explorer-control">{label}<input type="range" id="{identity}" min="0" '
        f'max="{len(control.values) - 1}" step="{1 if control.whole else step}" value="{position:g}" '
        f'aria-valuetext="{escape(text)}"><span class="explorer-value" aria-hidden="true">{escape(text)}</span>'
        f"{_play_html(control) if control.play else ''}</div>"
    )


def _play_html(control: Control) -> str:
    buttons = "".join(
        f'<button type="button" data-does="{does}" '
        f'aria-label="{word} {escape(control.label)}">{word}</button>'
        for does, word in (("back", "Back"), ("play", "Play"), ("next", "Next"))
    )
    speeds = "".join(
        f'<option value="{factor}"{" selected" if factor == 1 else ""}>{word}</option>'
        for word, factor in _SPEEDS.items()
    )
    return (
        f'<div class="explorer-play">{buttons}'
        f'<label class="explorer-speed"><span>Speed</span> <select>{speeds}</select></label></div>'
    )
