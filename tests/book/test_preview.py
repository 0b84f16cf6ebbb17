"""`make preview`: a saved word is seen in the browser by itself, and no page is lost to a mistake."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, expect

from tests.book.test_build import ROOT, SmallBook


def waits(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[SmallBook, str]]:
    """A small book that is being written, and the address of its preview."""
    book = SmallBook(tmp_path)
    shutil.copy(ROOT / "book" / "preview.py", tmp_path / "book")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = (tmp_path / "log.txt").open("w")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "book/preview.py", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log) as process:
        until = monotonic() + 120
        while not waits(port) and process.poll() is None and monotonic() < until:
            sleep(0.2)
        try:
            yield book, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            log.close()


@pytest.mark.slow
def test_a_saved_word_is_seen(preview: tuple[SmallBook, str], browser: Browser) -> None:
    book, address = preview
    page = browser.new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/index.html")
    expect(page.locator("main")).to_contain_text("Good")
    book.write("Middling $x$.", "print(6 * 7)")
    expect(page.locator("main")).to_contain_text("Middling", timeout=120_000)
    book.write("Worse, [nowhere](nowhere.md).", "print(6 * 7)")
    log = book.root / "log.txt"
    until = monotonic() + 120
    while "The build failed" not in log.read_text(encoding="utf-8") and monotonic() < until:
        sleep(0.2)
    page.reload()
    expect(page.locator("main")).to_contain_text("Middling")
    book.write("Better $x$.", "print(6 * 7)")
    expect(page.locator("main")).to_contain_text("Better", timeout=120_000)
    assert errors == []
    page.close()


def test_without_a_first_book_the_preview_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    shutil.copy(ROOT / "book" / "preview.py", tmp_path / "book")
    (tmp_path / "book" / "build.py").write_text("raise SystemExit(1)\n")
    command = [sys.executable, "book/preview.py", "0"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "There is no book to show yet: mend what stands above" in result.stderr
