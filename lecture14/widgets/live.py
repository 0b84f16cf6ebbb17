"""An Explorer in a live notebook: the page's own script in an anywidget, and frames that the kernel draws."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from lecture14.figures.style import palette_css
from lecture14.figures.svg import drawing, svg
from lecture14.widgets.page import STATIC, inside

#: Stands for the ids' beginning: a notebook may show one Explorer twice.
_IDENTITY = "l14-explorer"

#: A live slider stops this often between two frames of the book.
_FINER = 10

_RENDER = """
let shown = 0;
export default {
  render({ model, el }) {
    const identity = `l14-explorer-${++shown}`, own = (html) => html.replaceAll("l14-explorer", identity);
    const figure = document.createElement("figure");
    figure.className = "explorer";
    figure.innerHTML = own(model.get("html"));
    // JupyterLab would take the arrow keys.
    figure.dataset.lmSuppressShortcuts = "true";
    el.append(figure);
    const explorer = new globalThis.Lecture14.Explorer(figure, (positions) => {
      model.set("asked", { number: model.get("frame").number + 1, view: identity, positions: [...positions] });
      model.save_changes();
    });
    const definitions = explorer.image.querySelector("defs");
    const follow = () => {
      const { view, positions, parts, html, alt, texts } = model.get("frame");
      for (const id in parts) {
        const known = definitions.querySelector(`[id="${own(id)}"]`);
        if (!known) definitions.insertAdjacentHTML("beforeend", own(parts[id]));
      }
      if (view !== identity) explorer.place(positions);
      explorer.show({ html: own(html), alt, texts });
    };
    if (model.get("frame").number) follow();
    model.on("change:frame", follow);
    return () => { model.off("change:frame", follow); explorer.destroy(); };
  },
};
"""


class ExplorerWidget(anywidget.AnyWidget):
    """Carries a reader's positions to an Explorer, and its frames to the view.

    Parameters
    ----------
    explorer : Explorer
    """

    _esm = (STATIC / "explorer.js").read_text(encoding="utf-8") + _RENDER
    _css = palette_css() + (STATIC / "explorer.css").read_text(encoding="utf-8")
    html = traitlets.Unicode().tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)

    def __init__(self, explorer: Any) -> None:
        self._explorer = explorer
        self._view = ""
        picture = explorer.picture
        image = svg(drawing(picture.figure, f"{_IDENTITY}-"), picture.alt)
        super().__init__(
            html=inside(explorer, _IDENTITY, image, step=1 / _FINER),
            frame={"number": 0},
        )
        self.observe(self._from_view, names="asked")
        explorer.observe(self._from_python, names="values")

    def _from_view(self, change: Any) -> None:
        controls = self._explorer.controls.items()
        self._view = change.new["view"]
        try:
            self._explorer.values = {
                name: control.at(position)
                for (name, control), position in zip(controls, change.new["positions"], strict=True)
            }
        finally:
            self._view = ""

    def _from_python(self, change: Any) -> None:
        explorer = self._explorer
        picture = explorer.picture
        drawn = drawing(picture.figure, f"{_IDENTITY}-")
        self.frame = {
            "number": self.frame["number"] + 1,
            "view": self._view,
            "positions": explorer.positions,
            "parts": drawn.definitions,
            "html": "".join(drawn.elements),
            "alt": picture.alt,
            "texts": explorer.texts,
        }
