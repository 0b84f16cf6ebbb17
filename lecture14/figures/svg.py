"""Matplotlib figures as small, theme-aware SVG, in pieces that frames can share.

An Explorer holds dozens of frames that differ in a line or two. Matplotlib's SVG is a tree whose groups carry nothing
but an id; without them it is a flat list of drawing elements in painting order. Two frames with the same axes then have
most elements in common, letter for letter, and a frame is a list of numbers of elements. `benchmarks/picture_bytes.py`
weighs that against PNG and WebP frames; SVG is also sharp at any size and wears the page's own colours.

Words stay words: `lecture14.figures.lettering` writes text that a reader can select, in letters that a phone shows.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from html import escape

from matplotlib.figure import Figure

from lecture14.figures.lettering import WORDS, least_size, svg_text
from lecture14.figures.style import css_colour, css_colours, lecture_style

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"scale\([^)]*\)|-?\d+\.\d+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True)
class Drawing:
    """One figure as pieces of SVG.

    Attributes
    ----------
    width, height : float
        Size in points, the units of every coordinate.
    definitions : dict of str to str
        Markers and clip paths by id; equal ids have equal content.
    elements : list of str
        What is painted, in painting order.
    """

    width: float
    height: float
    definitions: dict[str, str] = field(repr=False)
    elements: list[str] = field(repr=False)


def drawing(figure: Figure, prefix: str = "") -> Drawing:
    """Take a figure apart.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    prefix : str
        Put before each id, so that several pictures can share a page.

    Examples
    --------
    >>> from lecture14.figures.style import new_figure
    >>> figure, axes = new_figure(2, 1)
    >>> drawing(figure)
    Drawing(width=152.928, height=83.808)
    """
    with lecture_style():
        root = ET.fromstring(svg_text(figure))
    width, height = (float(v) for v in root.attrib["viewBox"].split()[2:])
    definitions: dict[str, str] = {}
    elements: list[str] = []
    _flatten(root, prefix, definitions, elements)
    return Drawing(width, height, definitions, elements)


def _flatten(parent: ET.Element, prefix: str, definitions: dict[str, str], elements: list[str]) -> None:
    for child in parent:
        tag = child.tag.removeprefix(_SVG)
        if tag == "defs":
            for item in child:
                if (
                    "id" in item.attrib
                ):  # the other one is a style sheet with matplotlib's defaults, repeated in our CSS
                    definitions[prefix + item.attrib["id"]] = _text(item, prefix, keep_id=True)
        elif tag == "g" and not set(child.attrib) - {"id"}:
            _flatten(child, prefix, definitions, elements)
        elif tag != "metadata" and not _is_invisible(child):
            elements.append(_text(child, prefix))


def _is_invisible(element: ET.Element) -> bool:
    """Matplotlib paints transparent backgrounds too; they cost bytes and show nothing."""
    style = element.attrib.get("style", "")
    return element.tag == f"{_SVG}path" and "fill: none" in style and "stroke" not in style


def _text(element: ET.Element, prefix: str, keep_id: bool = False) -> str:
    tag = element.tag.removeprefix(_SVG)
    attributes = []
    for name, value in element.attrib.items():
        if name == "id":
            if not keep_id:
                continue
            value = prefix + value
        elif name == _HREF:
            name = "href"
            if value.startswith("#"):
                value = f"#{prefix}{value[1:]}"
        elif name == "style":
            value = _style(value)
        elif name in {"fill", "stroke"}:  # the grounds of hatches
            value = css_colours().get(value, value)
        elif name.startswith("{"):
            continue
        value = _REFERENCE.sub(lambda m: f"url(#{prefix}{m[1]})", value)
        if name in {"d", "transform", "x", "y", "width", "height", "points"}:
            value = _rounded(value)
        attributes.append(f' {name}="{escape(value)}"')
    words = escape(element.text or "", quote=False) if tag == "text" else ""
    inner = words + "".join(_text(child, prefix) for child in element)
    return f"<{tag}{''.join(attributes)}>{inner}</{tag}>" if inner else f"<{tag}{''.join(attributes)}/>"


def _rounded(value: str) -> str:
    """Two decimals of a point are far below a pixel; matplotlib's six double the bytes. Scales must keep theirs."""
    return " ".join(_NUMBER.sub(_two_decimals, value).split())


def _style(style: str) -> str:
    style = re.sub(r"\s*([:;])\s*", r"\1", style).rstrip(";")
    style = _NUMBER.sub(_two_decimals, style)
    return re.sub(r"[a-z-]+:#[0-9a-f]{6}", lambda m: css_colour(m[0]), style)


def _two_decimals(match: re.Match[str]) -> str:
    if match[0].startswith("scale"):
        return match[0]
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")


def svg(picture: Drawing, alt: str, definitions: dict[str, str] | None = None) -> str:
    """A whole SVG image with its text alternative.

    Parameters
    ----------
    picture : Drawing
    alt : str
        What the picture shows, for readers who do not see it.
    definitions : dict of str to str, optional
        More definitions, for frames to come; the drawing's own otherwise.
    """
    shared = "".join((definitions or picture.definitions).values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width:g} {picture.height:g}" role="img" '
        f'aria-label="{escape(alt)}" font-family="{WORDS}" font-size="{least_size(picture.width):g}">'
        f'<defs>{shared}</defs><g class="frame">{"".join(picture.elements)}</g></svg>'
    )
