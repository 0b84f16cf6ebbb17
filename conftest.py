"""How the tests are shared out to processes (`pytest -n 2`)."""

from __future__ import annotations

import re

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling


class ByPageOrFile(LoadScopeScheduling):
    """Together stay a notebook's cells, whose kernel they share; a built page's tests, which open it once; a module."""

    def _split_scope(self, nodeid: str) -> str:
        page = re.search(r"\[([^\]]+\.html)\]$", nodeid)
        return page[1] if page else nodeid.split("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByPageOrFile:
    return ByPageOrFile(config, log)
