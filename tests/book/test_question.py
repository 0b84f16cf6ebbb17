"""Self-tests: answered by mouse, finger or keys, each answer with its reason, kept, and there without script."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.book.small_site import IN_THE_BOOKS_THEME, SCRIPTS, builder, violations
from tests.book.visit import Visitor

expect.set_options(timeout=2000)

SCRIPT = SCRIPTS / "question.js"

CHOOSE = """
```{question}
:kind: choose

How many sweeps does reverse mode take for the gradient of $f(x_1, \\dots, x_n)$?

- [ ] $n$. :: This is forward mode: one sweep
  per input.
- [x] One. :: It starts at the only output.
- [ ] It depends on $f$. :: The *time* does, the number does not.

Answer: One sweep per output.
```
"""
NUMBER = """
```{question}
:kind: number
:value: 0.35
:unit: nats

How much?

- 0.7 :: This counts it twice.

Answer: So much.
```
"""
ORDER = """
```{question}
:kind: order

Put the lines of `heron` in order.

1. `x = a`
2. `for _ in range(3):`
3. `    x = (x + a / x) / 2`
4. `return x`

Answer: The start comes first.
```
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    return builder(tmp_path_factory, "question")


@pytest.fixture(scope="module")
def address(site) -> str:
    page = site(CHOOSE + NUMBER + ORDER)
    assert page.warnings == ""
    return (page.out / "index.html").as_uri()


def box(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Question {number}")


def check(asked: Locator) -> Locator:
    asked.get_by_role("button", name="Check").click()
    return asked.get_by_role("status")


def lines(asked: Locator) -> list[str]:
    return [text.replace("\xa0", " ") for text in asked.locator(".question-items code").all_text_contents()]


# -- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["mouse", "keyboard", "touch"])
def test_an_option_has_its_reason_and_another_may_follow(browser: Browser, address: str, way: str) -> None:
    with browser.new_context(has_touch=True) as context:
        page = context.new_page()
        page.goto(address)
        asked = box(page, 1)
        options, button = asked.get_by_role("radio"), asked.get_by_role("button", name="Check")
        if way == "keyboard":
            options.first.focus()
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
        else:
            label = asked.locator("label").first
            (label.tap if way == "touch" else label.click)()
            (button.tap if way == "touch" else button.click)()
        status = asked.get_by_role("status")
        expect(status).to_have_text("✗ Not yet. This is forward mode: one sweep per input.")
        if way == "keyboard":
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        else:
            options.nth(1).check()
            button.click()
        expect(status).to_have_text("✓ Right. It starts at the only output.")
        expect(asked.locator(".question-answer > p")).to_be_hidden()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0.35", "✓ Right."),
        ("0,352", "✓ Right."),
        ("0.345", "✓ Right."),
        ("0.356", "✗ Not yet. This is close, but not within the digits asked for."),
        ("0.7", "✗ Not yet. This counts it twice."),
        ("−0.35", "✗ Not yet. The size is right, the sign is not."),
        ("3", "✗ Not yet. This is too large."),
        ("-3", "✗ Not yet. This is too small."),
        ("", "Write a number, such as 0.5 or 2e-8."),
        ("much", "Write a number, such as 0.5 or 2e-8."),
    ],
)
def test_a_number_is_right_to_the_digits_asked_for(
    visitor: Visitor, address: str, typed: str, said: str
) -> None:
    page = visitor(address).page
    asked = box(page, 2)
    asked.get_by_label("Your answer, in nats").fill(typed)
    expect(check(asked)).to_have_text(said)


def test_lines_are_put_in_order_by_keys(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    asked = box(page, 3)
    right = ["x = a", "for _ in range(3):", "    x = (x + a / x) / 2", "return x"]
    assert sorted(lines(asked)) == sorted(right)
    assert all(line != there for line, there in zip(lines(asked), right, strict=True))
    expect(check(asked)).to_have_text("✗ Not yet. The first belongs elsewhere.")
    for place, line in enumerate(right):
        up = asked.get_by_role("button", name=f"Move up: {line.strip()}")
        up.focus()
        for _ in range(lines(asked).index(line) - place):
            page.keyboard.press("Enter")
        if place == 0:
            # At the top no line goes up: the way down has the focus.
            expect(asked.get_by_role("button", name=f"Move down: {line}")).to_be_focused()
            expect(asked.get_by_role("status")).to_have_text(f"Line 1 of 4: {line}")
            expect(check(asked)).to_contain_text(
                "✗ Not yet. The first is right, the second belongs elsewhere."
            )
    assert lines(asked) == right
    expect(check(asked)).to_have_text("✓ Right.")


def test_a_formula_in_a_line_is_said_once(site, visitor: Visitor) -> None:
    page = site(ORDER.replace("`x = a`", "$x = a^2$"))
    page = visitor((page.out / "index.html").as_uri()).page
    names = [
        button.get_attribute("aria-label") for button in page.get_by_role("button", name="Move up").all()
    ]
    assert "Move up: x=a2" in names


def test_an_option_that_is_a_formula_alone_has_its_tex_for_a_name(site, visitor: Visitor) -> None:
    page = site(CHOOSE.replace("- [x] One. ::", "- [x] $x^2$ ::"))
    page = visitor((page.out / "index.html").as_uri()).page
    expect(box(page, 1).get_by_role("radio", name="x^2", exact=True)).to_have_count(1)
    names = [radio.get_attribute("aria-label") for radio in box(page, 1).get_by_role("radio").all()]
    assert names == ["n", "x^2", None]


def test_nothing_chosen_is_said(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    expect(check(box(page, 1))).to_have_text("Choose one of the options.")
    expect(box(page, 1).get_by_role("radio").first).to_be_focused()


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_answers_are_kept_until_they_are_cleared(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    for asked in (box(page, 1), box(page, 2), box(page, 3)):
        expect(asked.get_by_role("button", name="Clear")).to_be_hidden()
    box(page, 1).get_by_role("radio").nth(1).check()
    box(page, 2).get_by_label("Your answer").fill("0.7")
    box(page, 3).get_by_role("button", name="Move up").nth(1).click()
    moved = lines(box(page, 3))
    for number in (1, 2, 3):
        check(box(page, number))
    page.reload()
    expect(box(page, 1).get_by_role("status")).to_contain_text("✓ Right.")
    expect(box(page, 1).get_by_role("radio").nth(1)).to_be_checked()
    expect(box(page, 2).get_by_role("status")).to_contain_text("counts it twice")
    assert lines(box(page, 3)) == moved
    for number in (1, 2, 3):
        box(page, number).get_by_role("button", name="Clear").click()
        expect(box(page, number).get_by_role("status")).to_have_text("")
    assert lines(box(page, 3)) != moved
    expect(box(page, 2).get_by_label("Your answer")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    "state",
    [
        "nonsense",
        "null",
        '{"question-1": "7", "question-2": [1], "question-3": [0, 0, 1, 2]}',
        '{"question-3": "0123"}',
    ],
)
def test_a_kept_answer_that_fits_no_question_is_none(visitor: Visitor, address: str, state: str) -> None:
    visit = visitor(address)
    page = visit.page
    page.evaluate("(state) => localStorage.setItem('question:' + location.pathname, state)", state)
    page.reload()
    expect(page.get_by_role("button", name="Check")).to_have_count(3)
    for status in page.get_by_role("status").all():
        expect(status).to_have_text("")
    assert visit.trouble == []


# -- without script, on paper, for everybody -------------------------------------------------------------------------


def test_without_script_a_question_is_a_list_and_a_folded_answer(visitor: Visitor, address: str) -> None:
    page = visitor(address, script=False).page
    asked = box(page, 1)
    assert asked.locator(".question-items li").count() == 3
    expect(page.locator(".question :is(button, input)")).to_have_count(0)
    expect(asked.locator(".question-why")).to_be_hidden()
    asked.locator("summary").click()
    expect(asked.locator(".question-why li").nth(1)).to_contain_text("It starts at the only output.")


def test_paper_has_questions_and_no_controls(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    page.emulate_media(media="print")
    expect(box(page, 1).get_by_text("How many sweeps")).to_be_visible()
    expect(box(page, 1).get_by_text("One.", exact=True).first).to_be_visible()
    for control in page.locator(".question :is(button, input, .question-answer)").all():
        expect(control).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_before_and_after(site, visitor: Visitor, theme: str, width: int) -> None:
    page = site(CHOOSE + NUMBER + ORDER, "self_hosted", **IN_THE_BOOKS_THEME)
    visit = visitor((page.out / "index.html").as_uri(), theme=theme, width=width)
    page = visit.page

    # Before axe, which asks for style sheets again, from a file in vain.
    assert visit.trouble == []
    assert violations(page) == []
    box(page, 1).get_by_role("radio").first.check()
    box(page, 2).get_by_label("Your answer").fill("1")
    for number in (1, 2, 3):
        check(box(page, number))
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in page.locator(".question button:visible").all():
        assert min(button.bounding_box()[side] for side in ("width", "height")) >= 43.9


def test_the_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), 6)) <= 3 * 1024


# -- what an author may write ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (CHOOSE, ":kind: choose", ":kind: guess", "kind is 'guess'; expected choose, number or order"),
        (CHOOSE, ":kind: choose", ":kind: choose\n:value: 3", "kind choose has the option 'value'"),
        (
            CHOOSE,
            "- [x] One. :: It starts at the only output.\n",
            "",
            "2 options; expected 2 to 5, one of them",
        ),
        (CHOOSE, " :: It starts at the only output.", "", "expected 'text :: what to say to who gives it'"),
        (CHOOSE, "Answer: ", "", "expected a paragraph that begins with 'Answer:'"),
        (NUMBER, ":value: 0.35\n", "", "value is ''; expected a number"),
        (NUMBER, "0.35", "much", "value is 'much'; expected a number"),
        (NUMBER, "- 0.7", "- 0.353", "the wrong number 0.353 is within 0.005 of 0.35"),
        (NUMBER, "- 0.7", "- twice", "an item is 'twice'; expected a number"),
        (ORDER, "4. `return x`", "4. `return x` :: It ends.", "a line has a reason"),
        (ORDER, "3. `    x = (x + a / x) / 2`\n4. `return x`\n", "", "2 lines; expected 3 to 8"),
    ],
)
def test_bad_syntax_fails_the_build_and_says_what_is_expected(
    site, text: str, old: str, new: str, said: str
) -> None:
    assert old in text
    page = site(text.replace(old, new))
    assert page.status == 1
    assert said in page.warnings


# -- in a notebook ---------------------------------------------------------------------------------------------------


def test_a_handout_has_questions_as_text() -> None:
    from question.text import as_text

    text = as_text(f"Before.\n{CHOOSE}{NUMBER}{ORDER}")
    assert "```" not in text
    assert "[x]" not in text
    question, _, rest = text.partition("<details>")
    assert "- One.\n" in question
    assert "It starts" not in question
    assert "- “One.” It starts at the only output." in rest
    assert "**0.35 nats.** So much." in rest
    shown = [line[2:] for line in rest.splitlines() if line.startswith("- `")]
    order = [line.partition(". ")[2] for line in rest.splitlines() if line[:1].isdigit()]
    assert order == ["`x = a`", "`for _ in range(3):`", "`    x = (x + a / x) / 2`", "`return x`"]
    assert sorted(shown) == sorted(order) != shown
    prediction = as_text(
        "```{predict}\n:kind: estimate\n:value: 2.4e-9\n:unit: nats\n\nHow much?\n\nAnswer: So much.\n```"
    )
    assert prediction == (
        "**Predict.** How much?\n\n<details><summary>Answer</summary>\n\n**2.4e-9 nats.** So much.\n\n</details>"
    )
