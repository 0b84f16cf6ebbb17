"""The manifest of a site: its parts with their sizes, what makes a missing one, each file with its hash."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import yaml

from book.downloads.parts import MANIFEST, PARTS, files, owner, said, totals

WORDS = "Every file of the site but this one. Sizes are in bytes; a part's files are those that name it."


def commit(root: Path) -> str | None:
    """The commit that the site is of, with ``-dirty`` where something differs from it; nothing without git."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        told = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return told.stdout.strip()


def manifest(html: Path, root: Path) -> dict[str, Any]:
    """The manifest of the site in a folder.

    Parameters
    ----------
    html : Path
        The site.
    root : Path
        The project's folder, which has title and version.
    """
    sizes = files(html)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    counted = totals(sizes)
    parts = []
    for part in PARTS:
        count, size = counted[part.name]
        described = {"name": part.name, "what": part.what, "entry": part.entry, "files": count, "bytes": size}
        parts.append(described if count else described | {"missing": part.makes})
    return {
        "title": yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["title"],
        "version": project["version"],
        "commit": commit(root),
        "about": WORDS,
        "bytes": sum(sizes.values()),
        "parts": parts,
        "files": [
            {
                "address": address,
                "part": owner(address).name,
                "bytes": size,
                "sha256": hashlib.sha256((html / address).read_bytes()).hexdigest(),
            }
            for address, size in sizes.items()
        ],
    }


def write(html: Path, root: Path) -> dict[str, Any]:
    """Write the manifest into a site."""
    told = manifest(html, root)
    (html / MANIFEST).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")
    return told


def table(told: dict[str, Any]) -> str:
    """A manifest's parts in lines."""
    rows = [
        (part["name"], str(part["files"]), said(part["bytes"]), part["entry"])
        if part["files"]
        else (part["name"], "missing", "", part["missing"])
        for part in told["parts"]
    ]
    rows.append(("all", str(len(told["files"])), said(told["bytes"]), MANIFEST))
    return "\n".join(f"{name:<18}{count:>8}{size:>9}  {rest}" for name, count, size, rest in rows)
