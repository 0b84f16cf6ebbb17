"""A tool's scripts run as processes of their own: found, compiled where they are C++, fed, and read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from book.tools.registry import Tool

HERE = Path(__file__).parent
SHARED = [HERE / "harness", HERE / "plain"]
SECONDS = 600


class Missing(Exception):
    """The tool is not installed."""


class Failed(Exception):
    """The tool is there and does not do it."""


def run(tool: Tool, text: str, python: str = sys.executable) -> dict[str, Any]:
    """What a tool answers to a problem.

    Parameters
    ----------
    tool : Tool
    text : the problem, as `reference.problem` writes it
    python : the interpreter in whose environment the tool is looked for

    Returns
    -------
    dict
        version; with: what runs or compiles it; f and mixture: value, gradient, seconds a gradient, and compile, the
        seconds of processor time up to the first one.

    Raises
    ------
    Missing
        If the tool, or a compiler for it, is not there.
    Failed
        If a script or the compiler ends with an error, or prints anything but the answer.
    """
    with TemporaryDirectory() as scratch:
        if tool.module:
            return _python(tool, text, python, scratch)
        return _cpp(tool, text, python, Path(scratch))


def _python(tool: Tool, text: str, python: str, scratch: str) -> dict[str, Any]:
    path = os.pathsep.join(map(str, [HERE.parents[1], *SHARED]))
    # PyTensor would look for a C++ compiler; Numba needs none. What it compiled for an earlier run would save it time.
    flags = f"cxx=,base_compiledir={scratch}"
    environment = {**os.environ, "PYTHONPATH": path, "PYTENSOR_FLAGS": flags, "PYTHONUTF8": "1"}
    look = f"import importlib.util as u, sys; sys.exit(u.find_spec({tool.module!r}) is None)"
    if _process([python, "-c", look], "", environment).returncode:
        raise Missing(f"no Python module {tool.module}")
    script = HERE / tool.folder / "tool.py"
    answer = _answer(_process([python, str(script), *tool.arguments], text, environment))
    answer["with"] = _line(python, "--version")
    return answer


def _cpp(tool: Tool, text: str, python: str, scratch: Path) -> dict[str, Any]:
    if os.name == "nt":
        raise Missing("the rows in C++ are run on Linux and macOS")
    compiler = shutil.which(os.environ.get("CXX", "c++"))
    if compiler is None:
        raise Missing("no C++ compiler")
    include = next((folder for folder in _headers(python) if (folder / tool.header).exists()), None)
    if include is None:
        raise Missing(f"no header {tool.header}")
    options = [
        "-O2",
        "-DNDEBUG",
        "-std=c++17",
        "-isystem",
        str(include),
        *(f"-I{folder}" for folder in SHARED),
    ]
    program = str(scratch / "tool.exe")
    begin = os.times()
    compiled = _process([compiler, *options, str(HERE / tool.folder / "tool.cpp"), "-o", program])
    end = os.times()
    seconds = end.children_user + end.children_system - begin.children_user - begin.children_system
    if compiled.returncode:
        raise Failed(compiled.stderr)
    answer = _answer(_process([program], text))
    for name in ("f", "mixture"):
        answer[name]["compile"] = seconds
    return {**answer, "with": _line(compiler, "--version")}


def _headers(python: str) -> list[Path]:
    """Folders of C++ headers: a wheel's (cmeel's), and the one that ADEPT_ROOT names."""
    wheels = _line(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    found = [Path(wheels) / "cmeel.prefix" / "include"]
    return [*found, Path(os.environ["ADEPT_ROOT"]) / "include"] if "ADEPT_ROOT" in os.environ else found


def _line(*command: str) -> str:
    return _process(list(command)).stdout.splitlines()[0]


def _process(command: list[str], text: str = "", environment: dict[str, str] | None = None) -> Any:
    how: dict[str, Any] = {
        "capture_output": True,
        "encoding": "utf-8",
        "timeout": SECONDS,
        "cwd": HERE.parents[1],
    }
    try:
        return subprocess.run(command, input=text, env=environment, check=False, **how)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"took more than {SECONDS} seconds") from error


def _answer(done: Any) -> dict[str, Any]:
    if done.returncode:
        raise Failed(done.stderr.strip() or f"ended with exit code {done.returncode}")
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise Failed(f"printed {done.stdout[:80]!r}; expected one line of JSON") from error
    return dict(answer)
