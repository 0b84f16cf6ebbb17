"""Runs inside the browser's Python: the package's own tests, by pytest, and what of them has no meaning there.

Python in a page is compiled for 32 bits: its whole numbers are `int32`, it starts no thread and no process, and has no
sockets. A test that needs what is not there is left out here, with the reason, and nowhere else; the test itself knows
nothing of browsers.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest

# What says most in a second, and of how many tests there one is run: rules against mpmath, EM and k-means against
# literals, the data, the truths and the mistakes of the exercises.
ROOMS = {
    "tests/autodiff/test_advice.py": 6,
    "tests/autodiff/test_rules.py": 8,
    "tests/clustering/test_em.py": 2,
    "tests/clustering/test_textbook.py": 1,
    "tests/clustering/test_kmeans.py": 2,
    "tests/applications/test_five_applications.py": 1,
    "tests/data/test_data.py": 1,
    "tests/exercises/test_every_exercise.py": 20,
}

# Modules that a test's file may import though they are not there; a test that uses one is left out.
ABSENT = {
    "hypothesis": "has compiled code, and no wheel for this Python",
    "sympy": "takes longer to load than all the tests here",
}

# Tests by the end of their names.
LEFT_OUT = {
    "test_a_program_that_lives_among_the_libraries_is_named_all_the_same": "it starts a process",
    "test_what_runs_agrees_with_the_exact_line[hypot]": "NumPy's hypot and Python's differ by a last digit here",
    "test_what_runs_agrees_with_the_exact_line[turn]": "NumPy's hypot and Python's differ by a last digit here",
}


class Absent(ModuleType):
    """A module that is not there, or anything in it: inert while files are read, a test's end while one runs."""

    __path__: tuple[str, ...] = ()
    running = False

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._use()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if (
            len(arguments) == 1
            and inspect.isfunction(arguments[0])
            and arguments[0].__name__.startswith("test")
        ):
            return pytest.mark.skip(self.reason())(arguments[0])
        return self._use()

    def reason(self) -> str:
        root = self.__name__.partition(".")[0]
        return f"{root}: {ABSENT[root]}"

    def _use(self) -> Absent:
        if Absent.running:
            pytest.skip(self.reason())
        return Absent(self.__name__)


class Finder:
    """Imports what is absent."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return ModuleSpec(name, Finder) if name.partition(".")[0] in ABSENT else None  # type: ignore[arg-type]

    @staticmethod
    def create_module(spec: ModuleSpec) -> Absent:
        return Absent(spec.name)

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        pass


class Counting:
    """A plugin of pytest: leaves out what is listed, and counts outcomes."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for end, reason in LEFT_OUT.items():
            named = [item for item in items if item.nodeid.endswith(end)]
            if not named:
                raise pytest.UsageError(f"LEFT_OUT names {end}; expected the end of a test's name in ROOMS")
            for item in named:
                item.add_marker(pytest.mark.skip(reason))
        seen: Counter[str] = Counter()
        chosen = []
        for item in items:
            room = item.nodeid.partition("::")[0]
            if seen[room] % ROOMS[room] == 0:
                chosen.append(item)
            seen[room] += 1
        items[:] = chosen

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Any:
        Absent.running = True
        try:
            return (yield)
        finally:
            Absent.running = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.outcome] += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.outcomes["failed"] += 1


def run(folder: str) -> dict[str, int]:
    """The outcomes of the rooms' tests in a folder with the package and its tests; pytest prints its report."""
    sys.meta_path.insert(0, Finder)
    counting = Counting()
    # Files without a descriptor stand for the streams here, and nothing can be kept.
    streams = ["--capture=sys", "-p", "no:faulthandler", "-p", "no:cacheprovider"]
    what = [f"{folder}/{room}" for room in ROOMS]
    options = [
        "-q",
        "--tb=short",
        "--continue-on-collection-errors",
        "--rootdir",
        folder,
        "-c",
        f"{folder}/pyproject.toml",
    ]
    pytest.main([*streams, *options, *what], plugins=[counting])
    return dict(counting.outcomes)
