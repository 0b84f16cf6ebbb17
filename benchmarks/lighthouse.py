"""Lighthouse's scores of the built book, as a phone and as a desktop: ``make lighthouse``.

Needs npm (Lighthouse is fetched on first use) and Chromium. The book is served from this machine, compressed as real
hosts do; Lighthouse then *simulates* the phone (a slow 4G line and a processor four times slower) and the desktop, so
that the scores say something about the page rather than about this machine. Of three runs the median counts: a busy
machine lowers single ones. No part of the tests.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

HTML = Path(__file__).resolve().parent.parent / "_build" / "html"
LIGHTHOUSE = "lighthouse@13.5.0"
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
RUNS = 3


class Compressing(SimpleHTTPRequestHandler):
    """Serves a folder, text compressed."""

    def send_head(self) -> io.BytesIO | None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return None
        body = path.read_bytes()
        self.send_response(200)
        if path.suffix in {".html", ".css", ".js", ".svg", ".json"}:
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        return io.BytesIO(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def audit(address: str, desktop: bool) -> dict[str, float]:
    """One run: category -> score, and the bytes that went over the line."""
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    if chrome is None or shutil.which("npx") is None:
        sys.exit("Lighthouse needs npm (npx) and Chromium or Chrome (or its path in CHROME_PATH)")
    with tempfile.TemporaryDirectory() as profile:
        command = [
            *("npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"),
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={FLAGS} --user-data-dir={profile}",
            *(["--preset=desktop"] if desktop else []),
        ]
        environment = os.environ | {"CHROME_PATH": chrome}
        output = subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout
    report = json.loads(output)
    for audit in report["audits"].values():
        if os.environ.get("VERBOSE") and audit["score"] is not None and audit["score"] < 1:
            print("   ", audit["id"], audit["score"], audit.get("displayValue", ""), file=sys.stderr)
    scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
    return scores | {"bytes": report["audits"]["total-byte-weight"]["numericValue"]}


def main(pages: list[str]) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(HTML)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{'page':24}{'as':10}{''.join(f'{name:>16}' for name in CATEGORIES)}{'KB':>8}")
    for page in pages:
        for desktop in (False, True):
            runs = [audit(f"http://127.0.0.1:{server.server_port}/{page}", desktop) for _ in range(RUNS)]
            middle = {name: median(run[name] for run in runs) for name in runs[0]}
            scores = "".join(f"{middle[name]:16.2f}" for name in CATEGORIES)
            print(
                f"{page:24}{'desktop' if desktop else 'phone':10}{scores}{middle['bytes'] / 1024:8.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:] or ["index.html", "dual-numbers.html", "em.html"])
