"""How the tests are shared out to processes (`pytest -n 2`), and what no test may depend on: the machine's speed."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Two processes fill two cores. Where NumPy also starts a thread a core in each, they wait for each other, and the tests
# take a third more of the processor. NumPy reads this when it loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# How long an example takes, or is in the making, says something of the machine: never a verdict. Nor may a verdict on a
# commit hang on what is drawn: CI draws the same examples each time, as newer versions of Hypothesis do by themselves,
# and a test at a desk draws new ones.
settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser draws pages by the second, and hundreds of tests ask it to: the fast loop goes without."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


class ByPageOrFile(LoadScopeScheduling):
    """Together stay a notebook's cells, whose kernel they share; a built page's tests, which open it once; a module.

    Tests that have a notebook each, as the hand-outs, are shared out by notebook.
    """

    def _split_scope(self, nodeid: str) -> str:
        page = re.search(r"\[([^\]]+\.(?:html|ipynb))\]$", nodeid)
        return page[1] if page else nodeid.split("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByPageOrFile:
    return ByPageOrFile(config, log)
