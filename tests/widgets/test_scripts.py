"""What the tests' V8 promises, and the surprise that it works around."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from py_mini_racer import MiniRacer

from tests.widgets.scripts import scripts


def beside_a_loop(call):
    """Run it beside an event loop of a thread of its own: this one may have a browser's."""

    async def called():
        return call()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, called()).result()


def answer():
    with scripts() as js:
        return js("(x) => [x, -x]", 1.5)


def answer_of_an_engine():
    with MiniRacer() as engine:
        return engine.eval("1", timeout_sec=1)


def test_calls_work_beside_a_running_event_loop():
    assert beside_a_loop(answer) == [1.5, -1.5]


def test_an_engine_takes_no_timeout_there():
    """If this fails, mini-racer has changed, and `scripts` needs no thread."""
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(answer_of_an_engine).result() == 1
    with pytest.raises(AssertionError, match="async context"):
        beside_a_loop(answer_of_an_engine)
