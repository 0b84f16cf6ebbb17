"""What a reader has solved: kept while Python runs, and in the folder ``work`` on their own disk; nothing is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from lecture14.exercises.checking.verdict import Result


@dataclass(frozen=True)
class Entry:
    """What became of an exercise so far.

    Attributes
    ----------
    passed : bool
    tries : int
        Wrong answers since the last right one.
    """

    passed: bool = False
    tries: int = 0

    @property
    def text(self) -> str:
        """How a table shows it."""
        if self.passed:
            return "✓ {}"
        return (
            "✗ {}" + f", {self.tries} wrong tr{'y' if self.tries == 1 else 'ies'}" if self.tries else "○ {}"
        )


class Progress:
    """The entries of all exercises that were tried.

    Parameters
    ----------
    file : Path
        Where they are kept if the file is there, as in the folder that ``make lab`` makes. Nothing creates it here, so
        that a check in another folder leaves no trace. One that cannot be read stays as it is.

    Examples
    --------
    >>> progress = Progress(Path("nowhere.json"))
    >>> progress.note(Result("dual-by-hand", False, "no"))
    >>> progress.table("Dual numbers", ["dual-by-hand", "dual-softplus"])
    Dual numbers: 0 of 2 solved
      ✗ dual-by-hand, 1 wrong try
      ○ dual-softplus
    """

    def __init__(self, file: Path) -> None:
        # A reader's code may change the folder.
        self.file: Path | None = file.absolute() if file.is_file() else None
        self.entries: dict[str, Entry] = {}
        #: The exercise that was checked last, a stub too.
        self.last = ""
        self._read()

    def _read(self) -> None:
        """Take over what the file says: another notebook, or the page around a worker, may have written it since."""
        if self.file is None:
            return
        try:
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            self.entries = {str(id): Entry(bool(e["passed"]), int(e["tries"])) for id, e in kept.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.file = None

    def tries(self, id: str) -> int:
        """How often an exercise was answered wrong since it was last solved."""
        self._read()
        return self.entries.get(id, Entry()).tries

    def note(self, result: Result) -> None:
        """Remember a verdict; a stub has none yet."""
        self.last = result.id
        if result.passed is None:
            return
        self._read()
        before = self.entries.get(result.id, Entry())
        # Who has solved it and goes on trying has solved it.
        after = Entry(True) if result.passed else Entry(before.passed, before.tries + 1)
        self.entries[result.id] = after
        if self.file:
            kept = {id: vars(entry) for id, entry in sorted(self.entries.items())}
            self.file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")

    def solved(self, ids: list[str]) -> int:
        """How many of these are solved."""
        return sum(self.entries.get(id, Entry()).passed for id in ids)

    def table(self, title: str, ids: list[str]) -> Table:
        """The exercises of a chapter, each with its mark."""
        self._read()
        head = f"{title}: {self.solved(ids)} of {len(ids)} solved"
        return Table((head, *(f"  {self.entries.get(id, Entry()).text.format(id)}" for id in ids)))

    def overview(self, chapters: dict[str, list[str]]) -> Table:
        """All chapters, each with how much of it is solved."""
        self._read()
        every = [id for ids in chapters.values() for id in ids]
        head = f"All chapters: {self.solved(every)} of {len(every)} solved"
        rows = (f"  {title}: {self.solved(ids)} of {len(ids)}" for title, ids in chapters.items())
        return Table((head, *rows))


@dataclass(frozen=True)
class Table:
    """Lines that print themselves."""

    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(self.lines)
