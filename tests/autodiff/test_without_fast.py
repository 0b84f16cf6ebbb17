"""The folder `fast` may be deleted: the tests of differentiation pass on a copy of the package without it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.quick_layer
def test_differentiation_passes_its_tests_without_the_quick_layer(tmp_path):
    clean = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "lecture14", tmp_path / "lecture14", ignore=clean)
    shutil.copytree(ROOT / "tests" / "autodiff", tmp_path / "tests" / "autodiff", ignore=clean)
    for name in ("tests/__init__.py", "conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.rmtree(tmp_path / "lecture14" / "autodiff" / "fast")

    def python(*arguments):
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    there = python("-c", "import lecture14.autodiff as a; print(a.__file__, hasattr(a, 'fast'))").stdout
    assert there.split() == [str(tmp_path / "lecture14" / "autodiff" / "__init__.py"), "False"]
    run = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not quick_layer", "tests/autodiff")
    assert run.returncode == 0, run.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", run.stdout)[1]) > 1000
