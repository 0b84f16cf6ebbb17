"""Explorers on a page of their own in Chromium, and in a notebook's place: the front end beside a kernel's widget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from lecture14.figures.style import palette_css
from lecture14.widgets import Explorer
from lecture14.widgets.live import ExplorerWidget
from lecture14.widgets.page import STATIC, explorer_html

#: What anywidget gives a view, with the kernel's side behind two functions that Playwright exposes.
HOST = """async (widget) => {
  const listeners = [], url = URL.createObjectURL(new Blob([widget.esm], { type: "text/javascript" }));
  const style = document.createElement("style");
  style.textContent = widget.css;
  document.head.append(style);
  window.state = widget.state;
  window.model = {
    get: (name) => window.state[name],
    set(name, value) { window.state[name] = value; this.changed = name; },
    async save_changes() { window.fromKernel(await window.toKernel(window.state[this.changed])); },
    on: (name, listener) => listeners.push([name, listener]),
    off: (name, listener) => listeners.splice(listeners.findIndex(([n, l]) => n === name && l === listener), 1),
  };
  window.fromKernel = (frame) => {
    if (frame.number === window.state.frame.number) return;
    window.state.frame = frame;
    for (const [event, listener] of [...listeners]) if (event === "change:frame") listener();
  };
  const { default: view } = await import(url);
  window.view = () => {
    const el = document.body.appendChild(document.createElement("div"));
    return view.render({ model: window.model, el });
  };
  window.close = window.view();
}"""


class ExplorerPage:
    """An open page; `trouble` has what the console said."""

    def __init__(self, browser: Browser, folder: Path, *explorers: Explorer, **view: Any) -> None:
        style = palette_css() + (STATIC / "explorer.css").read_text("utf-8")
        script = (STATIC / "explorer.js").read_text("utf-8") + "\nLecture14.explorers();"
        body = "".join(map(explorer_html, explorers))
        file = folder / "explorers.html"
        file.write_text(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Explorers</title>'
            f'<meta name="viewport" content="width=device-width"><style>{style}</style></head>'
            f"<body><main><h1>Explorers</h1>{body}</main><script>{script}</script></body></html>",
            encoding="utf-8",
        )
        self.context = browser.new_context(**{"viewport": {"width": 800, "height": 900}, **view})
        self.page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(message.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.goto(file.as_uri())
        self.figure = self.page.locator("figure.explorer").first

    def __enter__(self) -> ExplorerPage:
        return self

    def __exit__(self, *exception: object) -> None:
        self.context.close()

    def press(self, does: str) -> None:
        # A button that can do nothing now says so: for Playwright it is not enabled.
        self.figure.locator(f"[data-does={does}]").click(force=True)

    @property
    def at(self) -> list[float]:
        return self.figure.evaluate("(figure) => figure.explorer.at")

    @property
    def alt(self) -> str:
        return self.figure.locator("svg").get_attribute("aria-label") or ""

    def elements(self) -> str:
        return self.figure.locator(".frame").evaluate("(frame) => frame.innerHTML")

    def settled(self) -> str:
        """The elements when nothing moves any more."""
        self.page.wait_for_timeout(450)
        return self.elements()


class Notebook(ExplorerPage):
    """A page that stands for a notebook's output: the widget's script and an Explorer in Python."""

    def __init__(self, browser: Browser, folder: Path, explorer: Explorer, **view: Any) -> None:
        super().__init__(browser, folder, **view)
        self.widget = ExplorerWidget(explorer)
        self.page.expose_function("toKernel", self._answer)
        state = {"html": self.widget.html, "asked": {}, "frame": self.widget.frame}
        widget = {"esm": self.widget._esm, "css": self.widget._css, "state": state}
        self.page.evaluate(HOST, widget)

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.widget.asked = asked
        return self.widget.frame

    def follow(self) -> None:
        """What the kernel has drawn since reaches the page."""
        self.page.evaluate("(frame) => window.fromKernel(frame)", self.widget.frame)
