"""What must hold on every page of the built book.

Each check returns a list of complaints, empty if all is well, so that a test can say
``assert check(...) == []`` and `test_checks.py` can show that each check is able to complain.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, ElementHandle, Locator, Page

from tests.book.visit import Visit

KB = 1024
TEXT_PAGE_BUDGET, REQUESTS = 300 * KB, 25
WIDGET_PAGE_BUDGET, WIDGET_PAGE_HTML = 700 * KB, 600 * KB


def lay_out(page: Page) -> None:
    """Lay out also what is far from the window."""
    page.evaluate(
        "document.querySelectorAll('section').forEach((s) => (s.style.contentVisibility = 'visible'))"
    )


def unfold(page: Page) -> None:
    """Open what is folded, waits for a prediction or sleeps until its reader is near: it has to be readable too."""
    page.evaluate("document.documentElement.classList.remove('predict-asks')")
    lay_out(page)
    for lab in page.locator("figure.lab").all():
        lab.scroll_into_view_if_needed()
        page.wait_for_function("(figure) => figure.live", arg=lab.element_handle())
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    # What is laid out for the first time is measured in the next frame.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    # A colour on its way to another has a contrast that no reader sees for long.
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))")


def accessibility(page: Page) -> list[str]:
    """axe-core's violations, all of its rules.

    What passes is counted and not described: describing thousands of nodes takes three times as long as all rules. Nor
    does axe ask each of a formula's thousand glyphs for its contrast: a formula has the colour of the text around it,
    which axe measures, and none of its glyphs another.
    """
    seen = {"exclude": [[".katex-html"]]}
    violations = Axe().run(page, context=seen, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        *(
            f"{rule['id']} ({rule['help']}): {'; '.join(map(_complaint, rule['nodes'][:3]))}"
            for rule in violations
        ),
        *page.evaluate(GLYPHS_OF_ANOTHER_COLOUR),
    ]


GLYPHS_OF_ANOTHER_COLOUR = """() => {
  const look = (e) => ["color", "opacity", "backgroundColor"].map((name) => getComputedStyle(e)[name]);
  const plain = (e) => look(e)[1] === "1" && /^(transparent|rgba\\(.*, 0\\))$/.test(look(e)[2]);
  return [...document.querySelectorAll(".katex-html")].flatMap((formula) => {
    const around = look(formula.closest(".katex").parentElement)[0];
    const other = [formula, ...formula.querySelectorAll("*")].find((e) => look(e)[0] !== around || !plain(e));
    return other ? [`a glyph of another colour than its text: ${other.outerHTML.slice(0, 160)}`] : [];
  }).slice(0, 8);
}"""


def _complaint(node: dict[str, str]) -> str:
    return f"{node['html'][:160]} [{' '.join(node['failureSummary'].split())[:240]}]"


def overflow(page: Page) -> list[str]:
    """What makes the page wider than its window: the page scrolls sideways, or something is cut off."""
    return page.evaluate(
        """() => {
          const root = document.documentElement, width = root.clientWidth;
          const scrolls = (e) => {
            for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
              if (["auto", "scroll"].includes(getComputedStyle(p).overflowX)) return true;
            return false;
          };
          const complaints = [];
          if (root.scrollWidth > width)
            complaints.push(`the page is ${root.scrollWidth} px wide in a window of ${width} px`);
          for (const e of document.querySelectorAll("#main-content *")) {
            const { right, width: own } = e.getBoundingClientRect();
            // What nobody sees, and the parts of a drawing, which the drawing's own frame cuts off.
            if (!own || getComputedStyle(e).visibility === "hidden") continue;
            if (e.closest(".katex-mathml, .visually-hidden, svg *")) continue;
            if (right > width + 1 && !scrolls(e))
              complaints.push(`<${e.localName} class="${e.className}"> ends at ${Math.round(right)} px`);
          }
          return complaints.slice(0, 8);
        }"""
    )


# Each figure's name and its bytes: what the page shows of it, and its frames.
FIGURES_WITH_FRAMES = """() => {
  const explorers = [...document.querySelectorAll("figure.explorer")];
  const frames = (figure) => (window.explorerFrames ?? [])[explorers.indexOf(figure)] ?? "";
  return [...document.querySelectorAll("figure")].map((figure) => [figure.id, figure.innerHTML + frames(figure)]);
}"""


def budget(visit: Visit) -> list[str]:
    """Bytes and requests against the page's budget; a complaint names the biggest figures."""
    frames = sum(size for address, size in visit.bytes.items() if "/_static/frames/" in address)
    total, html = sum(visit.bytes.values()), visit.bytes[visit.address] + frames
    sizes = {
        name or "a picture without id": len(gzip.compress(text.encode(), 6))
        for name, text in visit.page.evaluate(FIGURES_WITH_FRAMES)
    }
    biggest = sorted(sizes.items(), key=lambda item: -item[1])[:3]
    figures = ", ".join(f"{name} {size // KB} KB" for name, size in biggest) or "none"
    limits = [("in all", total, TEXT_PAGE_BUDGET)]
    if visit.page.query_selector("figure.explorer, figure.lab"):
        limits = [("in all", total, WIDGET_PAGE_BUDGET), ("of HTML and frames", html, WIDGET_PAGE_HTML)]
    complaints = [
        f"{visit.address}: {size // KB} KB gzip {what}, allowed {limit // KB} KB; biggest figures: {figures}"
        for what, size, limit in limits
        if size > limit
    ]
    if len(visit.bytes) > REQUESTS:
        files = " ".join(sorted(visit.bytes))
        complaints.append(f"{visit.address}: {len(visit.bytes)} requests, allowed {REQUESTS}: {files}")
    return complaints


class Addresses(HTMLParser):
    """What a page's links and files are about: its anchors, and each address with whether the reader follows it.

    A link may lead elsewhere if the reader follows it; a file that the page loads may not.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors = {""}
        self.addresses: list[tuple[str, bool]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value for name, value in attrs if value is not None}
        if "id" in values:
            self.anchors.add(values["id"])
        followed = tag == "a" or values.get("rel") == "canonical"
        for name in ("href", "src", "srcset", "poster", "data"):
            self.addresses += [(address, followed) for address in _addresses(values.get(name), name)]
        self.addresses += [(address, False) for address in _css_urls(values.get("style", ""))]


def links(root: Path) -> list[str]:
    """Links, anchors, images and other files of all pages: each must be there, and none on another host."""
    pages = {path.resolve(): Addresses(path) for path in root.rglob("*.html")}
    anchors = {path: page.anchors for path, page in pages.items()}
    complaints = {
        complaint
        for path, page in pages.items()
        for address, followed in page.addresses
        for complaint in _broken(path, address, anchors, root, followed)
    }
    for sheet in root.rglob("*.css"):
        for address in _css_urls(sheet.read_text(encoding="utf-8")):
            complaints.update(_broken(sheet.resolve(), address, anchors, root, False))
    return sorted(complaints)


def _addresses(value: str | None, attribute: str) -> list[str]:
    if value is None:
        return []
    return (
        [part.split()[0] for part in value.split(",") if part.strip()] if attribute == "srcset" else [value]
    )


def _css_urls(css: str) -> list[str]:
    return re.findall(r"url\([\"']?([^)\"']+)[\"']?\)", css) + re.findall(r"@import\s+[\"']([^\"']+)", css)


def _broken(page: Path, address: str, anchors: dict[Path, set[str]], root: Path, leaves: bool) -> list[str]:
    where = page.relative_to(root.resolve())
    parts = urlsplit(address)
    if parts.scheme in {"data", "mailto"} or (leaves and parts.scheme in {"http", "https"}):
        return []
    if parts.scheme or parts.netloc:
        return [f"{where} loads {address} from another host"]
    target = Path(os.path.normpath(page.parent / unquote(parts.path or page.name)))
    if target not in anchors and not (target.is_relative_to(root.resolve()) and target.is_file()):
        return [f"{where}: {address} does not exist"]
    if target in anchors and unquote(parts.fragment) not in anchors[target]:
        return [f"{where}: {address} names an anchor that does not exist"]
    return []


def controls(figure: Locator) -> list[tuple[str, ElementHandle]]:
    """Name and element of every control in a figure that a reader can see and that should change the picture.

    How fast Play runs and what is read out are no change of the picture: tests/widgets/explorer looks at those. Nor
    is it one that Python comes to draw what lies between the frames: tests/runner has it come.
    """
    handles = figure.locator(
        ":is(input, select, button, textarea, summary, a[href], [role=slider], [role=button])"
        ":not(.explorer-speed select, .explorer-describe, .run-live)"
    )
    return [
        (f"{handle.evaluate('e => e.localName')} #{handle.get_attribute('id') or ''}", handle)
        for handle in handles.element_handles()
        if handle.is_visible()
    ]


def dead_controls(figure: Locator) -> list[str]:
    """Visible controls that do not change what the reader sees, by mouse or by keyboard."""
    figure.scroll_into_view_if_needed()
    found = controls(figure)
    complaints = [] if found else ["no control is visible"]
    looks: dict[str, bytes] = {}
    for name, control in found:
        kind = control.evaluate("e => e.localName === 'input' ? e.type : e.localName")
        by_mouse, by_keyboard = WAYS.get(kind, WAYS["button"])
        for way, act in (("mouse", by_mouse), ("keyboard", by_keyboard)):
            if not _changes_picture(figure, control, act, looks):
                complaints.append(f"{name} ({kind}) does nothing by {way}")
    return complaints


def _changes_picture(
    figure: Locator,
    control: ElementHandle,
    act: Callable[[ElementHandle, int], None],
    looks: dict[str, bytes],
) -> bool:
    """Whether the picture looks different after one of three attempts; one may lead to where it is.

    `looks` keeps what a picture of given elements looks like: half of the screenshots would be of what was just seen.
    """
    picture = figure.locator(".explorer-picture")
    for attempt in range(3):
        # At its end a slider has no next step, and the button says so: its fellow goes back first.
        control.evaluate(
            """(e) => e.ariaDisabled === "true" &&
            [...e.parentElement.children].find((b) => b !== e && /back|next/.test(b.dataset.does)).click()"""
        )
        text = picture.inner_html()
        if text not in looks:
            looks[text] = picture.screenshot()
        act(control, attempt)
        # A picture that plays changes by itself, a little later.
        for _ in range(10):
            if picture.inner_html() != text:
                break
            figure.page.wait_for_timeout(50)
        _stop(figure)
        now = picture.inner_html()
        if now not in looks:
            looks[now] = picture.screenshot()
        if now != text and looks[now] != looks[text]:
            return True
    return False


def _stop(figure: Locator) -> None:
    for button in figure.locator("button[aria-label^=Pause]").all():
        button.click()


def _click_along(control: ElementHandle, attempt: int) -> None:
    box, frame = control.bounding_box(), control.owner_frame()
    assert box is not None
    assert frame is not None
    share = (0.8, 0.2, 0.5)[attempt]
    frame.page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def _press(*keys: str) -> Callable[[ElementHandle, int], None]:
    def act(control: ElementHandle, attempt: int) -> None:
        control.focus()
        control.press(keys[attempt])

    return act


def _choose(control: ElementHandle, attempt: int) -> None:
    # The system draws the list of a native select, where no page's mouse reaches: choosing is all there is.
    count = control.evaluate("e => e.options.length")
    control.select_option(index=(control.evaluate("e => e.selectedIndex") + 1) % count)


def _click(control: ElementHandle, attempt: int) -> None:
    control.click()


WAYS: dict[str, tuple[Callable[[ElementHandle, int], None], Callable[[ElementHandle, int], None]]] = {
    "range": (_click_along, _press("ArrowRight", "ArrowLeft", "End")),
    "select": (_choose, _press("ArrowDown", "ArrowUp", "End")),
    "radio": (_click, _press("Space", "ArrowDown", "ArrowUp")),
    "button": (_click, _press("Enter", "Space", "Enter")),
    "checkbox": (_click, _press("Space", "Space", "Space")),
}


def _busy_milliseconds(session: CDPSession) -> float:
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * metrics["TaskDuration"]


def response_times(
    control: ElementHandle, repeats: int = 9, busy: Callable[[CDPSession], float] = _busy_milliseconds
) -> list[tuple[float, float]]:
    """How long a slider's picture takes to follow: milliseconds (by the clock, of the processor) an answer.

    By the clock, from the input event to the end of the frame that it causes; of the processor, what the page's main
    thread spends on script, style, layout and painting. A machine that does other things stretches the first alone.
    The clock is the page's `performance.now`, and `busy` reads the processor's: a test may put others in their place.
    """
    frame = control.owner_frame()
    assert frame is not None
    session = frame.page.context.new_cdp_session(frame.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    times = []
    for _ in range(repeats):
        frame.page.wait_for_timeout(30)
        before = busy(session)
        clock = control.evaluate(
            """async (slider) => {
              const low = Number(slider.min || 0), high = Number(slider.max || 100), step = Number(slider.step || 1);
              const steps = Math.round((high - low) / step), now = Math.round((slider.valueAsNumber - low) / step);
              slider.valueAsNumber = low + step * ((now + 1 + Math.floor(steps / 3)) % (steps + 1));
              const begin = performance.now();
              slider.dispatchEvent(new Event("input", { bubbles: true }));
              await new Promise((done) => requestAnimationFrame(() => {
                const after = new MessageChannel();
                after.port1.onmessage = done;
                after.port2.postMessage(0);
              }));
              return performance.now() - begin;
            }"""
        )
        times.append((clock, busy(session) - before))
    session.detach()
    return times


def late(times: list[tuple[float, float]]) -> bool:
    """Whether no answer came within 50 ms: a busy machine delays answers, a slow picture delays all of them."""
    return min(map(min, times)) > 50


def summary(times: list[tuple[float, float]]) -> str:
    clock, processor = zip(*times, strict=True)
    return (
        f"{median(clock):.0f} ms by the clock (best {min(clock):.0f}), "
        f"{median(processor):.0f} ms of the processor (best {min(processor):.0f}), {len(times)} answers"
    )
