"""Pictures as SVG: shared pieces, theme colours, text alternatives."""

import importlib
import pkgutil
import re
import xml.etree.ElementTree as ET
from dataclasses import FrozenInstanceError

import matplotlib as mpl
import numpy as np
import pytest

import lecture14.figures
from lecture14.figures.jacobians import jacobian_sweeps
from lecture14.figures.picture import BOOK_VARIABLE, Picture, caption
from lecture14.figures.style import (
    BLUE,
    PALETTE,
    frame_axes,
    minus,
    mix,
    new_figure,
    palette_css,
)
from lecture14.figures.svg import drawing, svg
from tests.figures.samples import labelled_contours, product_rectangle


class Marked(Picture):
    value: float


def test_subclass_is_a_frozen_record_of_its_annotations():
    figure, _ = new_figure(2, 1)
    one, two = Marked(figure, "one", 1.0), Marked(figure, "one", 1.0)
    assert one.value == 1.0
    assert one != two
    with pytest.raises(FrozenInstanceError):
        one.value = 2.0
    with pytest.raises(TypeError, match="value"):
        Marked(figure, "one")


def test_alternative_has_minus_signs_before_numbers_only():
    figure, axes = new_figure(2, 1)
    assert Picture(figure, "from -1.5 to 2e-3, left-hand").alt == "from −1.5 to 2e−3, left-hand"
    frame_axes(axes[0, 0], (0, 1), (0, 1), "", "", "-2 to log-normal")
    assert axes[0, 0].get_title(loc="left") == "−2 to log-normal"


def test_drawing_is_the_same_every_time():
    assert drawing(product_rectangle(0.5).figure) == drawing(product_rectangle(0.5).figure)


def test_svg_is_well_formed_and_labelled():
    picture = product_rectangle(0.5)
    root = ET.fromstring(svg(drawing(picture.figure, "a-"), 'less < & "more"'))
    assert root.attrib["aria-label"] == 'less < & "more"'
    assert root.attrib["role"] == "img"


@pytest.mark.parametrize("draw", [product_rectangle, labelled_contours])  # the second has clipped texts
def test_every_reference_resolves_and_has_the_prefix(draw):
    text = svg(drawing(draw(0.5).figure, "a-"), "x")
    ids = set(re.findall(r' id="([^"]+)"', text))
    used = set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text))
    assert used
    assert used <= ids
    assert all(name.startswith("a-") for name in ids)


def test_frames_share_what_does_not_move():
    a, b = (set(drawing(product_rectangle(step).figure).elements) for step in (0.4, 0.5))
    assert len(a & b) > 0.7 * len(a)


def test_palette_colours_become_variables():
    figure, axes = new_figure(2, 1)
    axes[0, 0].plot([0, 1], [0, 1], color=BLUE)
    elements = "".join(drawing(figure).elements)
    assert f"var(--l14-blue,{BLUE})" in elements
    assert all(f"{c.light}" not in elements.replace(f",{c.light})", "") for c in PALETTE.values())


def _texts(figure) -> dict[str, dict[str, str]]:
    """The attributes of every text of a drawing, by what it says."""
    roots = [ET.fromstring(e) for e in drawing(figure).elements if "<text" in e]
    return {t.text: t.attrib for root in roots for t in root.iter("text")}


def test_words_are_text_of_a_size_that_a_phone_shows():
    picture = labelled_contours(0.5)
    texts = _texts(picture.figure)
    assert {"x₁", "x₂"} <= set(texts)
    root = ET.fromstring(svg(drawing(picture.figure), "x"))
    width = float(root.attrib["viewBox"].split()[2])
    # A telephone of 390 pixels leaves a picture 358.
    assert float(root.attrib["font-size"]) * 358 / width >= 12
    assert all(float(a.get("font-size", 99)) > float(root.attrib["font-size"]) for a in texts.values())


def test_exponents_of_a_logarithmic_axis_are_text():
    figure, axes = new_figure(4, 2)
    axes[0, 0].set(yscale="log", ylim=(1e-3, 1.0))
    assert {"10⁻³", "10⁰"} <= set(_texts(figure))


def test_mathematics_beyond_text_is_refused():
    figure, axes = new_figure(4, 2)
    axes[0, 0].text(0, 0, r"$\frac{a}{b}$")
    with pytest.raises(ValueError, match="mathematics that plain text lacks"):
        drawing(figure)


def test_words_hold_where_matplotlib_aligned_them():
    figure, _ = new_figure(4, 2)
    for side in ("left", "center", "right"):
        figure.text(0.5, 0.5, f"{side} one\n{side} second line", ha=side, multialignment=side)
    figure.text(0.5, 0.5, "upright", rotation=90, ha="center", va="bottom")
    texts = _texts(figure)
    middle = 72 * figure.get_size_inches() / 2
    anchors = {"left": None, "center": "middle", "right": "end"}
    for side, anchor in anchors.items():
        for line in (f"{side} one", f"{side} second line"):
            assert texts[line].get("text-anchor") == anchor
            assert float(texts[line]["x"]) == pytest.approx(middle[0], abs=0.1)
    assert float(texts["upright"]["y"]) == pytest.approx(middle[1], abs=0.1)
    assert texts["upright"]["transform"].startswith("rotate(-90 ")


def _luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_contrast_in_both_themes(theme):
    # WCAG 2.2, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for lines that carry meaning.
    paper = _luminance(getattr(PALETTE["paper"], theme))
    for name, least in [
        ("ink", 7),
        ("muted", 4.5),
        ("blue", 3),
        ("green", 3),
        ("vermilion", 3),
        ("purple", 3),
    ]:
        low, high = sorted([paper, _luminance(getattr(PALETTE[name], theme))])
        assert (high + 0.05) / (low + 0.05) >= least, name


def test_palette_css_has_every_colour_in_both_themes():
    css = palette_css()
    for name, colour in PALETTE.items():
        assert css.count(f"--l14-{name}:{colour.dark}") == 1
        assert css.count(f"--l14-{name}:{colour.light}") == 2  # screen and print


def test_picture_is_html_in_the_book_and_png_live(monkeypatch):
    picture = product_rectangle(0.5)
    monkeypatch.delenv(BOOK_VARIABLE, raising=False)
    assert picture._repr_mimebundle_()["image/png"].startswith(b"\x89PNG")
    monkeypatch.setenv(BOOK_VARIABLE, "1")
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert picture.alt in bundle["text/html"]
    assert bundle["text/plain"] == f"Picture: {picture.alt}"


def test_drawing_leaves_the_readers_settings_alone():
    before = dict(mpl.rcParams)
    drawing(product_rectangle(0.5).figure)
    assert dict(mpl.rcParams) == before


def test_mix_blends_by_weight():
    np.testing.assert_allclose(mix([[0.25, 0.75]], ["#000000", "#ffffff"]), [[0.75] * 3])


def test_minus_touches_numbers_only():
    assert minus("(-1.5, 2) one-sigma 3e-05 2-D") == "(−1.5, 2) one-sigma 3e−05 2-D"


def test_blends_follow_the_page_into_its_dark_theme():
    figure, axes = new_figure(2, 1)
    axes[0, 0].scatter([0, 1, 2], [0, 1, 2], c=mix([[1, 0, 0], [0.25, 0.75, 0], [0.2, 0.3, 0.5]]))
    elements = "".join(drawing(figure).elements)
    blue, vermilion, green = (f"var(--l14-{n},{PALETTE[n].light})" for n in ("blue", "vermilion", "green"))
    assert f"fill:{blue};" in elements
    assert f";fill:color-mix(in srgb,{vermilion} 75%,{blue})" in elements
    assert f"color-mix(in srgb,{green} 50%,color-mix(in srgb,{vermilion} 60%,{blue}))" in elements


def test_colours_outside_the_palette_stay_as_they_are_when_blended():
    figure, axes = new_figure(2, 1)
    axes[0, 0].scatter([0], [0], c=mix([[0.5, 0.5]], ["#000000", "#abcdef"]))
    assert "color-mix" not in "".join(drawing(figure).elements)


def figure_functions():
    """Every public function of the figures that returns a picture."""
    prefix = lecture14.figures.__name__ + "."
    for info in pkgutil.walk_packages(lecture14.figures.__path__, prefix):
        module = importlib.import_module(info.name)
        for name, function in vars(module).items():
            returned = getattr(function, "__annotations__", {}).get("return")
            own = getattr(function, "__module__", None) == module.__name__ and not name.startswith("_")
            if own and isinstance(returned, type) and issubclass(returned, Picture):
                yield function


def test_every_figure_function_says_what_its_picture_is():
    functions = list(figure_functions())
    assert len(functions) > 50
    wrong = [f.__qualname__ for f in functions if not re.fullmatch(r".{20,115}[.:]", caption(f))]
    assert wrong == []
    assert [f.__qualname__ for f in functions if re.search(r"[`(]slide|`", caption(f))] == []
    # Readers of a page do not know the code's names: "where STARTS starts end".
    assert [f.__qualname__ for f in functions if "`" in (f.__doc__ or "").partition("\n")[0]] == []


def test_caption_is_of_the_function_that_was_called():
    assert Picture(new_figure()[0], "None.").caption == ""
    # `criteria` calls others that draw a part.
    assert jacobian_sweeps(0).caption == caption(jacobian_sweeps)
