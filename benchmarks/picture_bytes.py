"""How many bytes an interactive picture costs in the page, by image format: ``python benchmarks/picture_bytes.py``.

Each figure is drawn for ten values of its first control. "shared SVG" is what `Explorer` writes: drawing elements that
frames have in common are stored once. The others store every frame whole; bitmaps at twice the displayed size, so that
they are sharp on today's screens, and in base64, as a page without further requests needs them. All bytes after gzip.
"""

import base64
import gzip
import io
import platform

from PIL import Image

from lecture14.figures import dual_numbers, em
from lecture14.figures.svg import drawing, svg
from lecture14.widgets import Explorer, Slider
from lecture14.widgets.page import explorer_html

EXPLORERS = [
    Explorer(dual_numbers.polynomial_terms, x=Slider("x", -2.0, 2.0, frames=10)),
    Explorer(em.em_half_steps, half_step=Slider("half step", 0, 9)),
    Explorer(em.three_groups, iteration=Slider("iteration", 0, 9)),
]

#: Pixels for an inch of figure, so that 5 inches fill the 480 CSS pixels of a picture twice.
DPI = 2 * 480 / 5


def kilobytes(text: str) -> float:
    """Size after gzip."""
    return len(gzip.compress(text.encode(), 6)) / 1000


def bitmap(figure, image_format: str, **options) -> str:
    """One frame as a data URI's payload, in 64 colours if the format is PNG."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, facecolor="white")
    image = Image.open(buffer).convert("RGB")
    if image_format == "PNG":
        image = image.quantize(64)
    result = io.BytesIO()
    image.save(result, image_format, **options)
    return base64.b64encode(result.getvalue()).decode()


def main() -> None:
    print(
        f"Kilobytes of ten frames after gzip, on {platform.machine()} with Python {platform.python_version()}"
    )
    print(f"{'picture':22}{'shared SVG':>12}{'whole SVGs':>12}{'PNG':>8}{'WebP':>8}")
    for explorer in EXPLORERS:
        pictures = list(explorer.frames())
        shared = kilobytes(explorer_html(explorer))
        whole = kilobytes("".join(svg(drawing(p.figure), p.alt) for p in pictures))
        png = kilobytes("".join(bitmap(p.figure, "PNG", optimize=True) for p in pictures))
        webp = kilobytes("".join(bitmap(p.figure, "WEBP", lossless=True) for p in pictures))
        print(f"{explorer.name:22}{shared:12.1f}{whole:12.1f}{png:8.1f}{webp:8.1f}")


if __name__ == "__main__":
    main()
