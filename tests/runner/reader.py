"""A reader of a served page: presses Run, writes into boxes, reads what comes out."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

#: Longer than anything takes on a busy machine, in milliseconds.
PATIENCE = 240_000

# All at once for cells that stand far below and in folds: a driver would scroll to each.
RUN = """async (number) => {
    const bar = document.querySelector(`#cell-${number} .run-bar`);
    bar.querySelector("[data-does=run]").click();
    while (bar.getAttribute("aria-busy") !== "false") await new Promise((done) => setTimeout(done, 20));
}"""


class Reader:
    """An open page of the served book.

    Attributes
    ----------
    page : playwright Page
    outside : addresses that were asked for, by the page or its worker, and are not below the book's root
    asked : addresses that were asked for
    trouble : what the console complained of
    """

    def __init__(self, browser: Browser, root: str, name: str, **context: Any) -> None:
        self.outside: list[str] = []
        self.asked: list[str] = []
        self.trouble: list[str] = []
        self._root = root
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 1200, "height": 900}, **context}
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.route("**/*", self._let_through_or_block)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.goto(f"{root}{name}.html")

    def _let_through_or_block(self, route: Route) -> None:
        self.asked.append(route.request.url)
        if route.request.url.startswith((self._root, "blob:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _note(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(message.text)

    def number(self, exercise: str) -> int:
        """The cell of an exercise's stub."""
        cell = self.page.locator(f".cell:has(> .cell_input > .run-bar[data-exercise={exercise}])")
        return int(cell.get_attribute("id").removeprefix("cell-"))

    def place(self, text: str) -> int:
        """The first cell whose code contains a text."""
        cell = self.page.locator(
            ".cell[id^=cell-]", has=self.page.locator(".cell_input", has_text=text)
        ).first
        return int(cell.get_attribute("id").removeprefix("cell-"))

    def cell(self, number: int) -> Locator:
        return self.page.locator(f"#cell-{number}")

    def box(self, number: int) -> Locator:
        return self.cell(number).locator("textarea")

    def press(self, number: int, does: str) -> None:
        self.cell(number).locator(f"[data-does={does}]").click()

    def run(self, number: int) -> str:
        """Run a cell and return what it shows then, as text."""
        self.page.evaluate(RUN, number)
        return self.shown(number)

    def shown(self, number: int) -> str:
        """What a cell has printed since its page was opened."""
        return "".join(self.cell(number).locator(".run-output .output pre").all_text_contents())

    def draws(self, number: int) -> bool:
        """Whether a cell has a picture that is not folded away, of its own or one that came alive."""
        return self.cell(number).locator(".cell_output:not([hidden]) figure").count() > 0

    def said(self, number: int) -> str:
        """The sentence beside a cell's buttons."""
        return self.cell(number).locator(".run-said").text_content()

    def write(self, number: int, text: str) -> None:
        if not self.box(number).count():
            # Code that only calls a figure is folded.
            self.page.evaluate(
                """(n) => {
                    const edit = document.querySelector(`#cell-${n} [data-does=edit]`);
                    edit.closest("details")?.setAttribute("open", "");
                    edit.click();
                }""",
                number,
            )
        self.box(number).fill(text)
