"""Zips that have the same bytes whenever their files have: sorted names, one date, no owner."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

#: The first moment that a zip can name.
EARLIEST = 315532800
#: Compressed already.
DENSE = {".pdf", ".png", ".webp", ".whl", ".woff2", ".zip"}


def epoch(root: Path) -> int:
    """The seconds since 1970 that a zip's files are dated: SOURCE_DATE_EPOCH, else the last commit, else 1980."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return max(int(given), EARLIEST)
    try:
        command = ["git", "log", "-1", "--format=%ct"]
        said = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        return EARLIEST
    return int(said)


def write(place: Path, top: str, files: Mapping[str, Path | bytes], seconds: int) -> None:
    """Write files into a zip, below one folder.

    Parameters
    ----------
    place : Path
        The zip, which appears when it is whole.
    top : str
        The one folder.
    files : mapping of str to Path or bytes
        Name below the folder -> a file, or what stands in it.
    seconds : int
        The date of all of them, in seconds since 1970.
    """
    half = place.with_suffix(".half")
    with zipfile.ZipFile(half, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{name}", time.gmtime(seconds)[:6])
            entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in DENSE else zipfile.ZIP_DEFLATED
            # As from a Unix on every system: a file that all may read.
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            given = files[name]
            with (
                BytesIO(given) if isinstance(given, bytes) else given.open("rb") as source,
                archive.open(entry, "w") as target,
            ):
                shutil.copyfileobj(source, target)
    half.replace(place)
