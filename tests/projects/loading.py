"""From a reader's file to a module."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from lecture14.autodiff import RULES
from lecture14.autodiff.expressions.compiled import VOCABULARY, WRITTEN_OUT

SOLUTIONS = Path(__file__).parent / "solutions"


@contextmanager
def loaded(file: Path) -> Iterator[ModuleType]:
    """The module of a file; the rules that it adds to the table are taken back, for no other test shall meet them.

    It may lack a name that the project asks for: then the tests that use the name fail, and the others run.

    Raises
    ------
    FileNotFoundError
        If there is no such file of Python.
    """
    tables = RULES._lines, VOCABULARY, WRITTEN_OUT
    before = [dict(table) for table in tables]
    spec = spec_from_file_location(f"solution_{file.stem}", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise FileNotFoundError(f"--solution is {file}; expected a file of Python")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
        yield module
    finally:
        del sys.modules[spec.name]
        for table, lines in zip(tables, before, strict=True):
            table.clear()
            table.update(lines)  # type: ignore[arg-type]
