"""The option `--solution`, and the file that it names as the fixture `solution`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.loading import SOLUTIONS, loaded

# Whether their examples are right, `test_wrong_solutions` finds out: collecting would import them, and add their rules.
collect_ignore = ["solutions"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--solution", type=Path, metavar="FILE", help="the file that a project's tests shall test"
    )


@pytest.fixture(scope="module")
def solution(request):
    """The reader's module, or the project's own solution."""
    # pytest meets this file too late for its options where only a folder above it is named.
    given = request.config.getoption("solution", default=None)
    own = SOLUTIONS / f"{request.module.__name__.rpartition('test_')[2]}.py"
    with loaded(given or own) as module:
        yield module
