"""How long a drag's handler takes in each lab of the built book, and how soon the picture follows.

``python -m benchmarks.lab_drags``: every handle of every lab on its own page (``labs/*.html``), 60 moves each. Printed
are the median and the slowest handler, and the share of moves after which the next frame showed the new picture; the
limit is a median of 8 ms. Needs the built book and Chromium.
"""

from __future__ import annotations

from playwright.sync_api import Browser

from benchmarks.in_browser import measured
from tests.book.conftest import HTML

LIMIT = 8.0

# Small circles around the handle: as a hand does, each move from where the last one ended.
DRAG = """async ([id, moves]) => {
  const figure = document.querySelector("figure.lab"), { live } = figure, { svg } = live;
  const handle = live.places.find((h) => h.id === id), matrix = svg.getScreenCTM();
  const at = (i) => ({ clientX: matrix.e + matrix.a * (handle.at[0] + 18 * Math.sin(i / 4)), pointerId: 1,
    clientY: matrix.f + matrix.d * (handle.at[1] + 18 * (1 - Math.cos(i / 4))), button: 0, bubbles: true });
  svg.setPointerCapture = () => {};
  svg.dispatchEvent(new PointerEvent("pointerdown", at(0)));
  const times = []; let followed = 0;
  for (let i = 1; i <= moves; i++) {
    const before = svg.innerHTML, start = performance.now();
    svg.dispatchEvent(new PointerEvent("pointermove", at(i)));
    times.push(performance.now() - start);
    const changed = svg.innerHTML !== before;
    await new Promise(requestAnimationFrame);
    followed += changed;
  }
  svg.dispatchEvent(new PointerEvent("pointerup", at(moves)));
  times.sort((a, b) => a - b);
  return { median: times[moves >> 1], slowest: times.at(-1), followed: followed / moves };
}"""


# Of many handles of one kind, such as points, one.
HANDLES = """() => {
  const seen = new Set(), first = ({ group }) => !group || (!seen.has(group) && seen.add(group));
  return document.querySelector("figure.lab").live.places.filter(first).map(({ id }) => id); }"""


def measure(browser: Browser) -> None:
    """Print a line for each handle."""
    print(f"{'lab':28}{'handle':16}{'median':>8}{'slowest':>9}{'followed':>10}")
    for file in sorted((HTML / "labs").glob("*.html")):
        page = browser.new_page(viewport={"width": 800, "height": 1400})
        page.goto(file.as_uri())
        for handle in page.evaluate(HANDLES):
            got = page.evaluate(DRAG, [handle, 60])
            numbers = f"{got['median']:8.2f}{got['slowest']:9.2f}{got['followed']:10.0%}"
            print(
                f"{file.stem:28}{handle:16}{numbers}{'  LATE' if got['median'] > LIMIT else ''}", flush=True
            )
            page.evaluate("document.querySelector('figure.lab').live.reset()")
        page.close()


if __name__ == "__main__":
    measured(measure)
