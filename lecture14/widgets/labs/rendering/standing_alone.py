"""A lab as a page of its own, in one file: for a frame of another site, such as a course's, and for tests."""

from __future__ import annotations

from html import escape

from lecture14.widgets.labs.rendering.scripts import source, style

_THEME = (
    'document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches '
    '? "dark" : "light";'
)
_STYLE = (
    "html{background:var(--l14-paper);color:var(--l14-ink);font:16px/1.5 system-ui,sans-serif}"
    "body{margin:0 auto;padding:.5rem;max-width:32rem}h1{font-size:1.25rem;margin:0}a{color:inherit}"
    "figure.lab{margin:.5rem 0}"
)


def standing_alone(figures: str, scripts: list[str], title: str, link: str = "", back: str = "") -> str:
    """One HTML page without any other file.

    Parameters
    ----------
    figures : str
        What `Lab.html` returns, of one lab or several.
    scripts : list of str
        The scripts that these labs need beside the common ones.
    title : str
    link, back : str, optional
        Where the lab stands in the book, and what that place is called.

    Returns
    -------
    str
    """
    # "</" inside a script's text would end it.
    script = source(scripts).replace("</", "<\\/")
    foot = f'<p><a href="{escape(link, quote=True)}" target="_top">{escape(back)}</a></p>' if link else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f'<meta name="description" content="{escape(title, quote=True)}: a picture that computes.">'
        f'<link rel="icon" href="data:,"><script>{_THEME}</script><style>{style()}{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{figures}{foot}</main>"
        f"<script>{script}\nLecture14.page();</script></body></html>\n"
    )
