"""The system's Chromium for pages of one lab."""

from __future__ import annotations

import pytest

from tests.book.conftest import browser
from tests.widgets.labs.every import LABS
from tests.widgets.labs.page import LabPage

__all__ = ["browser"]


@pytest.fixture(scope="module")
def lab(request):
    return LABS[request.param]()


@pytest.fixture(scope="module")
def shared(browser, tmp_path_factory, lab):
    with LabPage(browser, tmp_path_factory.mktemp("lab"), lab) as page:
        yield page


@pytest.fixture
def opened(shared):
    """The lab at its start; all tests of a lab have one page."""
    shared.afresh()
    yield shared
    assert shared.trouble == []
