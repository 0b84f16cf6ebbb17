"""A lab on a page of its own in Chromium, and hands on it: a mouse, a finger, keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator

from lecture14.widgets.labs.lab import Lab
from lecture14.widgets.labs.rendering.standing_alone import standing_alone

# What a reader can see of the picture and of its numbers.
LOOK = "(figure) => figure.querySelector('svg').outerHTML + figure.querySelector('.lab-table').textContent"


class LabPage:
    """An open page with one lab; `trouble` has what the console said."""

    def __init__(
        self, browser: Browser, folder: Path, lab: Lab, hash: str = "", width: int = 390, **view: Any
    ) -> None:
        file = folder / f"{lab.name}.html"
        file.write_text(standing_alone(lab.html(), [*lab.scripts], lab.name), encoding="utf-8")
        self._open(browser, width, **view)
        self.page.goto(file.as_uri() + hash)
        # It wakes when it is near the window: here at once, in the frame after the page was read.
        if view.get("java_script_enabled", True):
            self.page.wait_for_function("document.querySelector('figure.lab').live")

    def _open(self, browser: Browser, width: int = 390, **view: Any) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": width, "height": 1700}, **view}, has_touch=True
        )
        self.page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(message.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.figure = self.page.locator("figure.lab")
        self.cdp = self.context.new_cdp_session(self.page)

    def __enter__(self) -> LabPage:
        return self

    def __exit__(self, *exception: object) -> None:
        self.context.close()

    def look(self) -> str:
        return self.figure.evaluate(LOOK)

    @property
    def state(self) -> Any:
        return self.figure.evaluate("(figure) => figure.live.state")

    def said(self) -> str:
        return self.figure.locator(".lab-say").inner_text()

    def press(self, tool: str) -> None:
        # A button that can do nothing now says so: for Playwright it is not enabled.
        self.figure.locator(f"[data-tool={tool}]").click(force=True)

    def handles(self) -> list[str]:
        return self.figure.locator("[data-handle]").evaluate_all("(all) => all.map((h) => h.dataset.handle)")

    def handle(self, name: str) -> Locator:
        return self.figure.locator(f'[data-handle="{name}"]')

    def place(self, name: str) -> tuple[float, float]:
        """The middle of a handle, in the window."""
        box = self.handle(name).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def reset(self) -> None:
        self.figure.evaluate("(figure) => figure.live.reset()")

    def afresh(self) -> None:
        """As when the page was opened, without opening it again."""
        self.page.set_viewport_size({"width": 390, "height": 1700})
        self.page.emulate_media(
            media="screen", color_scheme="light", reduced_motion="null", forced_colors="none"
        )
        self.figure.evaluate(
            """async (figure) => {
            const { live } = figure;
            history.replaceState(null, "", location.href.split("#")[0]);
            document.documentElement.dataset.theme = "light";
            document.body.removeAttribute("style");
            for (const details of document.querySelectorAll("details")) details.open = false;
            document.activeElement.blur();
            scrollTo(0, 0);
            live.hands.current = {};
            live.reset();
            Object.assign(live, { past: [], future: [], width: live.room() });
            live.draw();
            live.settle();
            live.announce(live.lab.say(live.state, live.seen, null)); }"""
        )

    def at_width(self, width: int, height: int = 1700) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function(
            """([width]) => { const { live } = document.querySelector("figure.lab");
            return innerWidth === width && live.room() === live.width; }""",
            arg=[width],
        )

    def go_to(self, hash: str) -> None:
        """An address typed while the page is open."""
        self.page.evaluate(
            """(hash) => new Promise((done) => {
            addEventListener("hashchange", () => done(), { once: true });
            location.hash = hash; })""",
            hash,
        )

    def drag_by_mouse(self, name: str, dx: float, dy: float) -> None:
        x, y = self.place(name)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y + dy / 2)
        self.page.mouse.move(x + dx, y + dy)
        self.page.mouse.up()

    def drag_by_finger(self, start: tuple[float, float], dx: float, dy: float) -> None:
        x, y = start
        self._touch("touchStart", x, y)
        for share in (0.25, 0.5, 0.75, 1.0):
            self._touch("touchMove", x + share * dx, y + share * dy)
        self.cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _touch(self, kind: str, x: float, y: float) -> None:
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})

    def controls(self) -> list[Locator]:
        return self.figure.locator(".lab-controls [data-control]").all()
