"""A C compiler; without one these tests fail where all tests must run, and say elsewhere that they are left out."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

FLAGS = ["-Wall", "-Wextra", "-pedantic", "-std=c11", "-Werror"]
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g"]


@pytest.fixture(scope="session")
def gcc() -> Callable[..., Path]:
    """Compiles files without a warning, and returns what came of them."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        sentence = "no C compiler: the derivatives in C are compiled by gcc; install it"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)

    def compile_(output: Path, *files: Path, flags: list[str] | None = None) -> Path:
        command = [compiler, *FLAGS, *(flags or []), "-o", str(output), *map(str, files), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return output

    return compile_
