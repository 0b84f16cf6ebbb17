"""What must run in one process, in order: the cells of a notebook, the views of a page, the tests of a module."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # A page of the built book is opened once for all that is asked of it, whichever process does that.
        page = item.callspec.params.get("page_name") if hasattr(item, "callspec") else None
        item.add_marker(pytest.mark.xdist_group(page or item.nodeid.split("::")[0]))
