"""Whether the letters of a picture stay inside it: those of its first view and of every frame that it may show.

A picture is made for the widths of Arial (`lecture14.figures.lettering`). A system without Arial or a font of its
widths shows another: DejaVu Sans is the widest that browsers fall back on, a seventh wider, and words that hold there
hold everywhere.
"""

from __future__ import annotations

from playwright.sync_api import Page

WIDEST = "'DejaVu Sans', sans-serif"

_CUT = """(font) => {
  // Where the letters are: less than the line's box, which has room above and below them, and turned as they are.
  const reach = (text) => {
    const box = text.getBBox(), size = parseFloat(getComputedStyle(text).fontSize);
    const base = text.y.baseVal.length ? text.y.baseVal[0].value : box.y + 0.8 * box.height;
    const corners = [box.x, box.x + box.width].flatMap((x) =>
      [Math.max(box.y, base - 0.75 * size), Math.min(box.y + box.height, base + 0.2 * size)].map((y) =>
        new DOMPoint(x, y).matrixTransform(text.getScreenCTM())));
    const [xs, ys] = [corners.map((c) => c.x), corners.map((c) => c.y)];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  };
  const sides = ["left", "top", "right", "bottom"];
  const explorers = [...document.querySelectorAll("figure.explorer")];
  return [...document.querySelectorAll("figure.explorer, figure.picture, figure.lab")].flatMap((figure) => {
    const svg = figure.querySelector("svg[role=img], svg");
    if (!svg) return [];
    const before = svg.getAttribute("font-family"), more = document.createElementNS(svg.namespaceURI, "g");
    if (before) svg.setAttribute("font-family", font);
    const frames = (window.explorerFrames ?? [])[explorers.indexOf(figure)];
    if (frames) more.innerHTML = JSON.parse(frames).elements.filter((each) => each.includes("<text")).join("");
    svg.append(more);
    const box = svg.getBoundingClientRect(), edges = [box.left, box.top, box.right, box.bottom];
    const found = [...svg.querySelectorAll("text")].filter((text) => text.getBBox().width).flatMap((text) => {
      const ends = reach(text), over = ends.map((end, i) => (i < 2 ? edges[i] - end : end - edges[i]));
      // A hook of a first letter may hang out by a pixel.
      const i = over.findIndex((pixels) => pixels > 1.5);
      return i < 0 ? [] : [`${figure.id || svg.ariaLabel.slice(0, 60)}: "${text.textContent}" is cut at the ` +
        `${sides[i]} by ${Math.round(over[i])} px`];
    });
    more.remove();
    if (before) svg.setAttribute("font-family", before);
    return found;
  });
}"""


def cut_letters(page: Page, font: str = WIDEST) -> list[str]:
    """Texts that leave the drawing area of their picture, whose edge cuts them off; the page is unfolded."""
    return page.evaluate(_CUT, font)
