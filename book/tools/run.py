"""Runs every tool and writes ``tools.json``, from which the page is built: ``make tools``.

A tool that is not there keeps the row of the run that had it, and the row says so. A tool that fails gets a row with
its error, and the exit code is 1. Nothing else is ever written into a row than what a tool has answered.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from book.tools import changed_lines, reference
from book.tools.programs import HERE, Failed, Missing, run
from book.tools.registry import TOOLS, Tool

FILE = HERE / "tools.json"
SHOWN = ("name", "folder", "forward", "reverse", "how", "source", "get")
MEASURED = ("version", "with", "date", "machine", "f", "mixture")


def machine() -> str:
    """The processor and how many cores it has; no name of a host."""
    model = platform.processor() or platform.machine()
    if (cpus := Path("/proc/cpuinfo")).exists():
        named = (
            line.partition(":")[2].strip() for line in cpus.read_text().splitlines() if "model name" in line
        )
        model = next(named, model)
    return f"{model}, {os.cpu_count()} cores"


def lines(tool: Tool) -> dict[str, int]:
    """How many lines differ from the plain program, of how many; what was derived by hand is new."""
    plain = (HERE / "plain" / ("plain.hpp" if tool.header else "plain.py")).read_text(encoding="utf-8")
    if tool.header:
        before = changed_lines.cpp_program(changed_lines.plain_cpp(plain))
        return changed_lines.difference(before, changed_lines.cpp_program(plain))._asdict()
    before = changed_lines.python_program(plain)
    text = (HERE / tool.folder / "tool.py").read_text(encoding="utf-8")
    if tool.module == "lecture14":
        after = before + (changed_lines.formulas(text) if "formulas" in tool.arguments else [])
    else:
        after = changed_lines.python_program(text)
    return changed_lines.difference(before, after)._asdict()


def row(
    tool: Tool, old: dict[str, Any] | None, expected: dict[str, Any], execute: Callable[..., Any] = run
) -> dict[str, Any]:
    """One row of the table.

    Parameters
    ----------
    tool : Tool
    old : the row of an earlier run, if there is one
    expected : lecture14's answers
    execute : runs a tool on a problem, as `programs.run`

    Returns
    -------
    dict
        state is "run", "recorded" (the numbers, version and date are an earlier run's), "missing" or "failed".
    """
    fixed = {name: value for name, value in asdict(tool).items() if name in SHOWN} | {"lines": lines(tool)}
    try:
        answer = execute(tool, reference.problem())
        for program, wanted in expected.items():
            answer[program]["difference"] = reference.difference(answer[program], wanted)
    except Missing as error:
        kept = {name: old[name] for name in MEASURED if name in old} if old and "mixture" in old else {}
        return {**fixed, **kept, "state": "recorded" if kept else "missing", "missing": str(error)}
    except (Failed, ValueError, KeyError) as error:
        print(error, file=sys.stderr)
        return {**fixed, "state": "failed", "error": _short(str(error)), "date": date.today().isoformat()}
    today = {"date": date.today().isoformat(), "machine": machine()}
    return {**fixed, **answer, **today, "state": "run"}


def _short(error: str) -> str:
    """Of a compiler's messages the first error; of a traceback the last line, which names no file."""
    said = error.strip().splitlines()
    return next((line.partition(" error: ")[2] for line in said if " error: " in line), said[-1])


def main() -> int:
    """Run all tools, write the file, say what happened."""
    old = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"rows": []}
    earlier = {row["name"]: row for row in old["rows"]}
    expected, rows = reference.answers(), []
    for tool in TOOLS:
        rows.append(row(tool, earlier.get(tool.name), expected))
        says = {"run": "", "recorded": f": {tool.get}", "missing": f": {tool.get}"}
        state = rows[-1]["state"]
        print(f"{tool.name}: {state}{says.get(state) or rows[-1].get('error', '')}", flush=True)
    text = json.dumps({"answers": expected, "rows": rows}, indent=1, ensure_ascii=False)
    FILE.write_text(text + "\n", encoding="utf-8")
    return int(any(row["state"] == "failed" for row in rows))


if __name__ == "__main__":
    sys.exit(main())
