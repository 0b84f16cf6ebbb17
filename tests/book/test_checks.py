"""Each check of the built book can fail: a page with one fault, and the complaint that it gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.book import checks
from tests.book.letters import cut_letters
from tests.book.visit import Visitor

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main id="main-content"><h1>A page</h1>{}</main></body></html>"""

LIVE_PICTURE = """
<figure class="explorer" id="live">
  <div class="explorer-picture"><svg width="200" height="40" role="img" aria-label="a bar">
    <rect id="bar" width="50" height="40"/></svg></div>
  <div class="explorer-controls">
    <label for="h">h</label><input type="range" id="h" min="0" max="10" value="5">
    <label for="k">kind</label><select id="k"><option>1</option><option>2</option></select>
    <button type="button" id="b">next</button>
  </div>
</figure>
<script>
  const bar = document.getElementById("bar");
  const draw = () => bar.setAttribute("width", 10 * h.value + 30 * k.selectedIndex + 7 * (b.dataset.n ?? 0));
  h.oninput = k.oninput = draw;
  b.onclick = () => { b.dataset.n = 1 + Number(b.dataset.n ?? 0); draw(); };
</script>"""


@pytest.fixture
def write(tmp_path: Path):
    def page(body: str, name: str = "page.html") -> str:
        (tmp_path / name).write_text(PAGE.format(body), encoding="utf-8")
        return (tmp_path / name).as_uri()

    return page


def test_request_to_another_host_is_stopped_and_seen(visitor: Visitor, write) -> None:
    visit = visitor(write('<script src="https://cdn.example.org/x.js"></script>'))
    assert visit.outside == ["https://cdn.example.org/x.js"]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>console.error('lost')</script>", "console error: lost"),
        ("<script>console.warn('old')</script>", "console warning: old"),
        ("<script>throw new Error('broken')</script>", "exception: broken"),
    ],
)
def test_console_trouble_is_seen(visitor: Visitor, write, body: str, complaint: str) -> None:
    assert visitor(write(body)).trouble == [complaint]


def test_missing_file_is_seen(visitor: Visitor, server: str) -> None:
    visit = visitor(server + "no-such-page.html")
    assert any(trouble.startswith("404") for trouble in visit.trouble)


def test_axe_violation_is_seen(visitor: Visitor, write) -> None:
    good = visitor(write("<p>Text</p>")).page
    assert checks.accessibility(good) == []
    bad = visitor(write("<p style='color: #aaa'>pale</p><input type='range'>")).page
    assert {complaint.split()[0] for complaint in checks.accessibility(bad)} == {"color-contrast", "label"}


def test_formula_paler_than_its_text_is_seen(visitor: Visitor, write) -> None:
    formula = "<p>As <span class='katex'><span class='katex-html' aria-hidden='true'><span{}>x</span></span></span></p>"
    assert checks.accessibility(visitor(write(formula.format(""))).page) == []
    for style in ("color: #aaa", "opacity: 0.4", "background: black"):
        (complaint,) = checks.accessibility(visitor(write(formula.format(f' style="{style}"'))).page)
        assert complaint.startswith("a glyph of another colour")


def test_overflow_is_seen(visitor: Visitor, write) -> None:
    scrolling = "<div style='overflow-x: auto'><div style='width: 900px'>wide</div></div>"
    assert checks.overflow(visitor(write(scrolling), width=390).page) == []
    complaints = checks.overflow(
        visitor(write("<table style='width: 900px'><tr><td>wide</table>"), width=390).page
    )
    assert complaints[0].startswith("the page is 9")
    hidden = "<div style='overflow-x: hidden'><p style='width: 900px'>cut off</p></div>"
    assert checks.overflow(visitor(write(hidden), width=390).page)[0].startswith("<p")


def test_budget_names_page_and_figure(visitor: Visitor, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visitor(server + "glossary.html")
    assert checks.budget(visit) == []
    visit.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<figure id=big>' + Math.random() + '</figure>')"
    )
    visit.bytes["another"] = 301 * checks.KB
    (complaint,) = checks.budget(visit)
    assert "glossary.html" in complaint
    assert "big" in complaint


def test_budget_counts_the_frames_that_a_page_keeps_beside_it(visitor: Visitor, server: str) -> None:
    visit = visitor(server + "dual-numbers.html")
    assert checks.budget(visit) == []
    (beside,) = [address for address in visit.bytes if "/_static/frames/" in address]
    first = visit.page.evaluate("window.explorerFrames[0] = 'x' + [...Array(1e5)].map(Math.random).join('')")
    visit.bytes[beside] += len(first)
    complaints = checks.budget(visit)
    figure = visit.page.locator("figure.explorer").first.get_attribute("id")
    assert ["KB gzip of HTML and frames" in complaint for complaint in complaints] == [False, True]
    assert all(f"biggest figures: {figure} " in complaint for complaint in complaints)


def test_too_many_requests_are_seen(visitor: Visitor, server: str) -> None:
    visit = visitor(server + "index.html")
    visit.bytes |= {f"file-{i}": 1 for i in range(30)}
    assert any("requests" in complaint for complaint in checks.budget(visit))


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<a href='gone.html'>x</a>", "gone.html does not exist"),
        ("<a href='#nowhere'>x</a>", "#nowhere names an anchor that does not exist"),
        ("<a href='other.html#nowhere'>x</a>", "other.html#nowhere names an anchor that does not exist"),
        ("<img src='gone.png' alt='x'>", "gone.png does not exist"),
        ("<img src='https://example.org/a.png' alt='x'>", "https://example.org/a.png from another host"),
        ("<link rel='stylesheet' href='//example.org/a.css'>", "//example.org/a.css from another host"),
        (
            "<p style='background: url(https://example.org/a.png)'>x</p>",
            "https://example.org/a.png from another host",
        ),
        ("<a href='../outside.html'>x</a>", "../outside.html does not exist"),
    ],
)
def test_dead_link_is_seen(write, tmp_path: Path, body: str, complaint: str) -> None:
    write("<p id='here'>there</p>", "other.html")
    write("<a href='other.html#here'>good</a> <a href='https://example.org/'>elsewhere</a>")
    assert checks.links(tmp_path) == []
    write(body)
    (found,) = checks.links(tmp_path)
    assert found.endswith(complaint)


def test_style_sheet_from_another_host_is_seen(write, tmp_path: Path) -> None:
    write("<p>there</p>")
    (tmp_path / "book.css").write_text("@import 'https://example.org/a.css'; p { background: url(gone.png) }")
    assert checks.links(tmp_path) == [
        "book.css loads https://example.org/a.css from another host",
        "book.css: gone.png does not exist",
    ]


@pytest.mark.parametrize(
    ("inside", "text", "side"),
    [
        ('<text x="10" y="20">short</text>', "", ""),
        ('<text x="150" y="20">a long title</text>', "a long title", "right"),
        ('<text x="50" y="20" text-anchor="end">a long name</text>', "a long name", "left"),
        ('<text x="10" y="4">above</text>', "above", "top"),
        (
            '<text x="20" y="100" transform="rotate(-90 20 100)">upright, and too long</text>',
            "upright",
            "top",
        ),
        # The same words that are turned to lie inside.
        ('<text x="20" y="150" transform="rotate(-90 20 150)">upright</text>', "", ""),
    ],
)
def test_cut_letters_are_seen(visitor: Visitor, write, inside: str, text: str, side: str) -> None:
    svg = (
        f'<svg role="img" viewBox="0 0 200 160" width="200" font-size="14" font-family="Arial">{inside}</svg>'
    )
    figure = f'<figure class="picture" id="p">{svg}</figure>'
    found = cut_letters(visitor(write(figure)).page)
    assert [side in complaint for complaint in found] == [True] * bool(side)
    assert all(text in complaint for complaint in found)


def test_cut_letters_of_another_frame_are_seen(visitor: Visitor, write) -> None:
    svg = '<svg role="img" viewBox="0 0 200 40" width="200" font-size="14"><text x="5" y="20">short</text></svg>'
    frames = json.dumps({"elements": ['<text x="150" y="20">a long title</text>', "<path/>"]})
    body = f'<figure class="explorer" id="e">{svg}</figure><script>explorerFrames = [{frames!r}]</script>'
    page = visitor(write(body)).page
    (complaint,) = cut_letters(page)
    assert complaint.startswith('e: "a long title" is cut at the right by ')
    assert page.locator("svg text").count() == 1, "the picture is as it was"


def test_live_controls_pass(visitor: Visitor, write) -> None:
    page = visitor(write(LIVE_PICTURE)).page
    assert checks.dead_controls(page.locator("#live")) == []


@pytest.mark.parametrize(
    ("handler", "name"), [("h.oninput", "input #h"), ("k.oninput", "select #k"), ("b.onclick", "button #b")]
)
def test_dead_control_is_seen(visitor: Visitor, write, handler: str, name: str) -> None:
    page = visitor(write(LIVE_PICTURE)).page
    page.evaluate(f"{handler} = null")
    complaints = checks.dead_controls(page.locator("#live"))
    assert len(complaints) == 2
    assert all(complaint.startswith(name) for complaint in complaints)


def test_control_dead_to_the_keyboard_is_seen(visitor: Visitor, write) -> None:
    page = visitor(write(LIVE_PICTURE)).page
    page.evaluate("document.addEventListener('keydown', (e) => e.preventDefault(), true)")
    assert {complaint.rpartition(" ")[2] for complaint in checks.dead_controls(page.locator("#live"))} == {
        "keyboard"
    }


@pytest.mark.parametrize(("milliseconds", "late"), [(20, False), (150, True)])
def test_slow_control_is_seen(visitor: Visitor, write, milliseconds: int, late: bool) -> None:
    """By a clock that stands still but while the control works."""
    page = visitor(write(LIVE_PICTURE)).page
    page.evaluate(f"""() => {{
      let now = 0;
      performance.now = () => now;
      h.oninput = () => {{ now += {milliseconds}; draw(); }};
    }}""")
    (slider, *_) = [control for _, control in checks.controls(page.locator("#live"))]
    times = checks.response_times(slider, 3, busy=lambda session: page.evaluate("performance.now()"))
    assert times == [(milliseconds, milliseconds)] * 3
    assert checks.late(times) is late
