"""One page in a browser, and what it asked for and said while it loaded."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from playwright.sync_api import Browser, ConsoleMessage, Request, Route

ALREADY_COMPRESSED = (".woff", ".woff2", ".png", ".jpg", ".webp")


class Visit:
    """An open page; see the attributes for what happened while it loaded.

    Attributes
    ----------
    page : playwright Page
    outside : addresses that were asked for and are not below the page's own root (all were blocked)
    trouble : console errors and warnings, exceptions, failed requests
    bytes : address -> size on the line from a host that compresses
    """

    def __init__(
        self, browser: Browser, address: str, theme: str = "light", width: int = 1280, script: bool = True
    ) -> None:
        self.address = address
        self.outside: list[str] = []
        self.trouble: list[str] = []
        self.bytes: dict[str, int] = {}
        self.context = browser.new_context(
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
        )
        self.context.route("**/*", self._let_through_or_block)
        self.page = self.context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"exception: {error}"))
        self.page.on("requestfinished", self._note_size)
        self.page.on("requestfailed", lambda request: self.trouble.append(f"failed: {request.url}"))
        self.page.goto(address, wait_until="load")
        # Fonts are asked for when text needs them.
        if script:
            self.page.evaluate("document.fonts.ready.then(() => true)")
        # The page's own size is told after it has loaded.
        for _ in range(100):
            if address.partition("#")[0] in self.bytes or self.trouble or not address.startswith("http"):
                break
            self.page.wait_for_timeout(20)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *exception: object) -> None:
        self.context.close()

    def _let_through_or_block(self, route: Route) -> None:
        if self._origin_is_ours(route.request.url):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _origin_is_ours(self, url: str) -> bool:
        scheme_and_host = "/".join(self.address.split("/")[:3])
        return url.startswith(scheme_and_host + "/")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(f"console {message.type}: {message.text}")

    def _note_size(self, request: Request) -> None:
        response = request.response()
        if response is None or request.url.startswith("file:"):
            return
        if response.status >= 400:
            self.trouble.append(f"{response.status}: {request.url}")
            return
        body = response.body()
        compressed = request.url.endswith(ALREADY_COMPRESSED)
        self.bytes[request.url] = len(body) if compressed else len(gzip.compress(body, 6))


Visitor = Callable[..., Visit]
