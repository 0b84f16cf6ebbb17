"""Serve this folder to this machine: ``python3 serve.py``, on Windows ``py serve.py``, and Ctrl+C to end it.

``python -m http.server`` does the same with the types that the system has for its files. Windows can have "plain text"
for scripts, and then a browser starts no Python from them. Here each type is the web's.
"""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}


class Handler(SimpleHTTPRequestHandler):
    extensions_map: ClassVar = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}


def main(port=8000):
    handler = partial(Handler, directory=str(Path(__file__).resolve().parent))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as why:
        sys.exit(f"port {port} is not free ({why}); name another: serve.py {port + 1}")
    print(f"The book is at http://127.0.0.1:{server.server_port}; Ctrl+C ends this.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
