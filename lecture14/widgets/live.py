"""An Explorer in a live notebook: ipywidgets that call the figure function for any value."""

from math import log10
from typing import Any

import ipywidgets as widgets

from lecture14.figures.picture import Picture
from lecture14.figures.svg import drawing, svg
from lecture14.widgets.controls import Control, SliderControl

#: A live slider of floats stops this often between two frames of the book.
_FINER = 10


def live_view(explorer) -> widgets.Widget:
    """The controls above the picture; moving one redraws it."""
    image = widgets.HTML(_html(explorer.default))
    inputs = {name: _input(control) for name, control in explorer.controls.items()}

    def redraw(_change) -> None:
        image.value = _html(explorer.draw(**{name: box.value for name, box in inputs.items()}))

    for box in inputs.values():
        box.observe(redraw, names="value")
    rows = [_row(box, explorer.controls[name]) for name, box in inputs.items()]
    return widgets.VBox([*rows, image])


def _html(picture: Picture) -> str:
    # White paper: the palette's light values are fixed here, whatever theme the notebook has.
    return f'<div style="max-width:620px;background:white">{svg(drawing(picture.figure), picture.alt)}</div>'


def _input(control: Control) -> Any:
    style = {"description_width": "initial"}
    value = control.values[control.start]
    if not isinstance(control, SliderControl):
        options = list(zip(control.texts, control.values, strict=True))
        return widgets.Dropdown(description=control.label, options=options, value=value, style=style)
    low, high, steps = control.values[0], control.values[-1], len(control.values) - 1
    common = {"description": control.label, "value": value, "style": style, "layout": {"width": "30em"}}
    if control.whole:
        return widgets.IntSlider(min=low, max=high, **common)
    if control.log:
        width = log10(high / low) / steps
        return widgets.FloatLogSlider(
            min=log10(low), max=log10(high), step=width / _FINER, readout_format=".3g", **common
        )
    return widgets.FloatSlider(
        min=low, max=high, step=(high - low) / steps / _FINER, readout_format=".4g", **common
    )


def _row(box, control: Control) -> widgets.Widget:
    if not (isinstance(control, SliderControl) and control.play):
        return box
    play = widgets.Play(min=0, max=len(control.values) - 1, value=control.start, interval=600)

    def follow(change) -> None:
        box.value = control.values[change["new"]]

    play.observe(follow, names="value")
    return widgets.HBox([play, box])
