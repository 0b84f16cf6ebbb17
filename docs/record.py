"""Record the README's moving picture from the built book: ``python -m docs.record``, in `.venv`, after ``make book``.

A mean of the mixture lab is dragged into the data, then E and M steps take turns. Needs Chromium. The same
book gives the same frames; `tests/test_public.py` holds the file to a size that a phone loads at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page

from tests.book.conftest import HTML, chromium, executable

PLACE = Path(__file__).with_name("mixture-lab.gif")
#: Where the mean of the first component is dropped, in the data's units as a share of the picture.
TO = (0.72, 0.17)
DRAG_FRAMES, HALF_STEPS = 9, 16
COLOURS, WIDTH = 40, 560


def record(page: Page) -> Iterator[tuple[Image.Image, int]]:
    """Frames and how many milliseconds each one stands."""
    figure = page.locator("figure.lab")
    picture, handle = figure.locator("svg"), figure.locator("[data-handle=mean0]")
    box, begin = picture.bounding_box(), handle.bounding_box()
    x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
    end = (box["x"] + TO[0] * box["width"], box["y"] + TO[1] * box["height"])
    yield frame(figure, (x, y)), 900
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(1, DRAG_FRAMES + 1):
        at = (x + (end[0] - x) * i / DRAG_FRAMES, y + (end[1] - y) * i / DRAG_FRAMES)
        page.mouse.move(*at)
        settle(page)
        yield frame(figure, at), 90
    page.mouse.up()
    settle(page)
    for i in range(HALF_STEPS):
        button = figure.get_by_role("button", name="EM"[i % 2] + " step")
        on = button.bounding_box()
        button.click()
        settle(page)
        at = (on["x"] + on["width"] / 2, on["y"] + 0.8 * on["height"])
        yield frame(figure, at), 2500 if i == HALF_STEPS - 1 else 420


def settle(page: Page) -> None:
    """What glides has arrived, and is on the screen."""
    page.wait_for_timeout(500)


def frame(figure: Locator, pointer: tuple[float, float]) -> Image.Image:
    """The picture and its first row of buttons, with a pointer."""
    page = figure.page
    top, row = figure.locator("svg").bounding_box(), figure.locator("[data-control=run]").bounding_box()
    clip = {
        "x": top["x"],
        "y": top["y"],
        "width": top["width"],
        "height": row["y"] + row["height"] + 8 - top["y"],
    }
    image = Image.open(BytesIO(page.screenshot(clip=clip))).convert("RGB")
    x, y = pointer[0] - clip["x"], pointer[1] - clip["y"]
    arrow = [(0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12)]
    ImageDraw.Draw(image).polygon(
        [(x + dx, y + dy) for dx, dy in arrow], fill="black", outline="white", width=1
    )
    return image


def main(html: Path = HTML, place: Path = PLACE) -> None:
    """Write the moving picture, which plays twice and then stands."""
    with chromium(str(executable())) as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, reduced_motion="reduce")
        page.goto((html / "labs" / "old-faithful.html").as_uri())
        page.wait_for_function("document.querySelector('figure.lab').live")
        frames, times = zip(*record(page), strict=True)
    # One palette for all frames, so that what stands still costs nothing.
    palette = frames[-1].quantize(COLOURS)
    drawn = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in frames]
    drawn[0].save(place, save_all=True, append_images=drawn[1:], duration=list(times), loop=1, optimize=True)
    print(f"{place}: {len(drawn)} frames, {place.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
