"""The words in a picture: text that a reader can select, search and read on a phone.

Matplotlib measures words with a font of its own, DejaVu Sans, and draws them as outlines. A page has other fonts: this
renderer measures with the widths of Arial, which every system has or imitates, writes `<text>` elements that are
anchored where matplotlib aligned them, and lets no letter fall below 12 pixels on a telephone.
"""

import io
import re
import unicodedata
from functools import cached_property

import numpy as np
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

#: The CSS fonts of words, and of code. Their widths are Arial's, or near: Helvetica, Liberation and Arimo copy them.
#: Where a system has DejaVu alone, its condensed letters come nearest; without them words are a seventh wider, and
#: pictures leave room for that, which tests/book/letters.py asks of every frame.
WORDS = "Arial, Helvetica, 'Liberation Sans', Arimo, Roboto, 'DejaVu Sans Condensed', sans-serif"
CODE = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"

#: How wide Arial runs, in widths of DejaVu Sans: 0.875 in digits, 0.86 to 0.90 in sentences.
_ARIAL = 0.88

#: The smallest letters, in pixels, where a picture is `_PHONE` pixels wide: a telephone of 390 less the page's edges.
_LETTERS, _PHONE = 12.0, 358.0

_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_COMMANDS = {r"\times": "×", r"\,": " ", r"\cos": "cos", r"\sin": "sin"}


def least_size(width: float) -> float:
    """The smallest type in a drawing `width` points wide, in points, rounded up to a tenth.

    Examples
    --------
    >>> least_size(360)
    12.1
    """
    return float(np.ceil(10 * width * _LETTERS / _PHONE) / 10)


def plain(text: str) -> str:
    """Matplotlib's mathematics as Unicode text.

    Raises
    ------
    ValueError
        If something remains that is no plain text.

    Examples
    --------
    >>> plain(r"$\\mathdefault{10^{-3}}$")
    '10⁻³'
    >>> plain(r"$\\dot{w}_{4} = \\cos(w_{1})\\,\\dot{w}_{1}$")
    'ẇ₄ = cos(w₁) ẇ₁'
    """
    text = re.sub(r"\\mathdefault\{(.*?)\}(?=\$)", r"\1", text).replace("$", "")
    for accent, mark in (("dot", "\u0307"), ("bar", "\u0304")):
        text = re.sub(rf"\\{accent}\{{(\w)\}}", rf"\1{mark}", text)
    text = re.sub(r"\^\{?([-−+]?\d+)\}?", lambda m: m[1].translate(_RAISED), text)
    text = re.sub(r"_\{?(\d+)\}?", lambda m: m[1].translate(_LOWERED), text)
    text = re.sub(r"\s*\\cdot\s*", "·", text)
    for command, letters in _COMMANDS.items():
        text = text.replace(command, letters)
    text = text.replace("{+}{=}", "+=")
    if re.search(r"[\\{}^_]", text):
        raise ValueError(f"the text {text!r} has mathematics that plain text lacks; write it in Unicode")
    return unicodedata.normalize("NFC", text.replace("-", "−"))


class _Renderer(RendererSVG):
    """Writes `<text>` instead of outlines; everything else as matplotlib does."""

    def __init__(self, figure: Figure, width: float, height: float, file: io.StringIO) -> None:
        super().__init__(width, height, file, metadata={"Date": None, "Creator": None})
        self._least = least_size(width)
        self._figure = figure

    @cached_property
    def _texts(self) -> dict[int, Text]:
        """The texts by their fonts: one of several lines comes line by line, without saying to which it belongs."""
        # Asked of few figures: going through all its parts takes a third of the time of drawing one.
        return {id(t.get_fontproperties()): t for t in self._figure.findobj(Text)}

    def get_text_width_height_descent(self, s, prop, ismath):
        prop = prop.copy()
        prop.set_size(max(prop.get_size_in_points(), self._least))
        width, height, descent = super().get_text_width_height_descent(plain(s) if ismath else s, prop, False)
        return width if _is_code(prop) else _ARIAL * width, height, descent

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        width, _, _ = self.get_text_width_height_descent(s, prop, ismath)
        anchor = _anchor(mtext or self._texts[id(prop)], angle)
        along = width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        turn = np.deg2rad(angle)
        x, y = x + along * np.cos(turn), y - along * np.sin(turn)
        attributes = {"x": f"{x:.2f}", "y": f"{y:.2f}"}
        if anchor != "start":
            attributes["text-anchor"] = anchor
        if angle:
            attributes["transform"] = f"rotate({-angle:g} {x:.2f} {y:.2f})"
        size = prop.get_size_in_points()
        if size > self._least:
            attributes["font-size"] = f"{size:g}"
        if prop.get_weight() in ("bold", 700):
            attributes["font-weight"] = "bold"
        if _is_code(prop):
            attributes["font-family"] = CODE
        attributes["fill"] = to_hex(gc.get_rgb())
        if gc.get_alpha() < 1:
            attributes["opacity"] = f"{gc.get_alpha():g}"
        # A clip path would stand in the coordinates of the turned text.
        clip = self._get_clip_attrs(gc)
        if clip:
            self.writer.start("g", **clip)
        self.writer.element("text", plain(s) if ismath else s, attributes)
        if clip:
            self.writer.end("g")


def _is_code(prop) -> bool:
    return any("Mono" in name or name == "monospace" for name in prop.get_family())


def _anchor(text: Text, angle: float) -> str:
    """Where along the line the text holds if its font turns out narrower or wider."""
    if angle == 90 and text.get_rotation_mode() != "anchor":
        return {"top": "end", "bottom": "start"}.get(text.get_verticalalignment(), "middle")
    side = getattr(text, "_multialignment", None) if "\n" in text.get_text() else None
    return {"left": "start", "right": "end"}.get(side or text.get_horizontalalignment(), "middle")


def svg_text(figure: Figure) -> str:
    """The figure as matplotlib's SVG, but with words as text.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(5, 3))
    >>> _ = figure.text(0.5, 0.5, "10⁻³", ha="center")
    >>> 'text-anchor="middle" fill="#000000">10⁻³</text>' in svg_text(figure)
    True
    """
    file = io.StringIO()
    width, height = figure.get_size_inches()
    dpi = figure.dpi
    # The format counts in points, 72 to the inch; the figure gets its own number of dots back.
    figure.dpi = 72
    try:
        renderer = MixedModeRenderer(
            figure, width, height, dpi, _Renderer(figure, 72 * width, 72 * height, file)
        )
        figure.draw(renderer)  # type: ignore[arg-type]  # hands every call on to ours
        renderer.finalize()
    finally:
        figure.dpi = dpi
    return file.getvalue()
