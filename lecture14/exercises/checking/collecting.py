"""A class's notebooks, run one by one, become a table: which exercises each has solved.

The saved notebook is the submission. Each is run in a Python of its own, in an empty folder, cell by cell; a cell that
raises does not stop those after it, and what was checked before a limit was reached counts.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lecture14.exercises.checking.progress import Entry, Progress


@dataclass(frozen=True)
class Row:
    """What came out of one notebook.

    Attributes
    ----------
    file : str
        Its path below the folder.
    entries : dict of Entry
        Of the exercises that it checked and that were attempted.
    trouble : str
        Why there may be less than it holds; empty if it ran to its end and nothing raised.
    """

    file: str
    entries: dict[str, Entry] = field(default_factory=dict)
    trouble: str = ""


def collect(folder: Path, seconds: float = 300, megabytes: int = 4000) -> list[Row]:
    """Run all notebooks below a folder.

    Parameters
    ----------
    folder : Path
    seconds : float
        How long one notebook may run.
    megabytes : int
        How much memory it may ask for, on systems that can limit it.

    Returns
    -------
    list of Row
        By file.

    Raises
    ------
    ValueError
        If the folder holds no notebook.
    """
    files = sorted(
        f
        for f in folder.rglob("*.ipynb")
        if not any(part.startswith(".") for part in f.relative_to(folder).parts)
    )
    if not files:
        raise ValueError(f"folder is {str(folder)!r}, in which there is no notebook; expected some *.ipynb")
    return [_collect(file.resolve(), str(file.relative_to(folder)), seconds, megabytes) for file in files]


def _cells(file: Path) -> list[str]:
    """The code of a notebook."""
    notebook = json.loads(file.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _collect(file: Path, name: str, seconds: float, megabytes: int) -> Row:
    try:
        _cells(file)
    except (ValueError, KeyError, TypeError, OSError) as error:
        return Row(name, {}, f"is no notebook that can be read: {type(error).__name__}: {error}")
    with tempfile.TemporaryDirectory() as empty:
        report = Path(empty) / "report.json"
        command = [sys.executable, "-m", "lecture14.exercises", "run", str(file), str(report), str(megabytes)]
        # One thread: a library reserves memory for each.
        environment = os.environ | {"MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
        trouble = ""
        try:
            done = subprocess.run(
                command,
                cwd=empty,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=seconds,
                check=False,
                encoding="utf-8",
                errors="replace",
            )
            if done.returncode:
                said = done.stderr.strip().splitlines()
                trouble = f"Python ended with {done.returncode}" + (f": {said[-1]}" if said else "")
        except subprocess.TimeoutExpired:
            trouble = f"stopped after {seconds:g} s"
        if not report.exists():
            return Row(name, {}, trouble or "nothing ran")
        told = json.loads(report.read_text(encoding="utf-8"))
    entries = {id: Entry(**entry) for id, entry in told["entries"].items()}
    return Row(name, entries, "; ".join(filter(None, [trouble, told["trouble"]])))


def run(file: Path, report: Path, progress: Progress, megabytes: int) -> None:
    """Run a notebook in this Python, and write down after each cell what it has solved so far.

    Parameters
    ----------
    file, report : Path
    progress : Progress
        Which `check` notes its verdicts in.
    megabytes : int
    """
    # Beside the package's own dependencies: whoever runs notebooks has it.
    from IPython.core.interactiveshell import InteractiveShell

    _limit_memory(megabytes)
    shell = InteractiveShell.instance()
    raised: list[str] = []
    for number, source in enumerate(_cells(file), start=1):
        ended = shell.run_cell(source)
        error = ended.error_before_exec or ended.error_in_exec
        if error is not None:
            raised.append(f"code cell {number} raised {type(error).__name__}")
        trouble = raised[0] + (f", and {len(raised) - 1} more" if len(raised) > 1 else "") if raised else ""
        entries = {id: vars(entry) for id, entry in progress.entries.items()}
        report.write_text(json.dumps({"entries": entries, "trouble": trouble}), encoding="utf-8")


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    # Not the address space, of which the labs' V8 reserves far more than it uses.
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20, megabytes * 2**20))


def table(rows: list[Row], ids: Iterable[str]) -> str:
    """Rows as comma-separated values: 1 solved, 0 not, empty not attempted.

    Parameters
    ----------
    rows : list of Row
    ids : iterable of str
        The book's exercises in their order; a column for each that some notebook attempted.

    Examples
    --------
    >>> rows = [Row("anna.ipynb", {"a": Entry(True)}), Row("ben.ipynb", {}, "stopped after 300 s")]
    >>> print(table(rows, ["a", "b"]), end="")
    file,solved,trouble,a
    anna.ipynb,1,,1
    ben.ipynb,0,stopped after 300 s,
    """
    columns = [id for id in ids if any(id in row.entries for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "solved", "trouble", *columns])
    for row in rows:
        marks = [str(int(row.entries[id].passed)) if id in row.entries else "" for id in columns]
        writer.writerow([row.file, sum(mark == "1" for mark in marks), row.trouble, *marks])
    return out.getvalue()
