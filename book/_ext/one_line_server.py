"""The one line that serves a copy of the book: what pages, decks and texts say where something needs a server.

Python brings one; ``--bind`` keeps it to this machine, so that no firewall asks and nobody else reads along. On Windows
it may call scripts plain text, as the system does, and a browser then starts no Python: hence the book's own, serve.py
(book/assets/root), which lies in every copy.
"""

from __future__ import annotations

POSIX = "python3 -m http.server --bind 127.0.0.1 8000"
WINDOWS = "py serve.py"
ADDRESS = "http://127.0.0.1:8000"

#: As HTML, after a sentence that says what needs a server.
HOW = (
    "In a terminal, in the folder that holds this book's <code>index.html</code>, "
    f"<code>{POSIX}</code> (on Windows <code>{WINDOWS}</code>) starts one; "
    f"then open <code>{ADDRESS}</code>."
)
