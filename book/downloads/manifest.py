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


def faults(html: Path, told: dict[str, Any]) -> list[str]:
    """Where a manifest and the site in a folder disagree."""
    listed = {file["address"]: file for file in told["files"]}
    sizes = files(html)
    found = [f"{address} is not listed" for address in sizes if address not in listed]
    found += [f"{address} is listed and not there" for address in listed if address not in sizes]
    for address in sorted({*sizes} & {*listed}):
        file = listed[address]
        if file["bytes"] != sizes[address]:
            found.append(f"{address} has {sizes[address]} bytes; listed are {file['bytes']}")
        elif file["sha256"] != hashlib.sha256((html / address).read_bytes()).hexdigest():
            found.append(f"{address} has another hash than is listed")
    for part in told["parts"]:
        mine = [file["bytes"] for file in told["files"] if file["part"] == part["name"]]
        if (part["files"], part["bytes"]) != (len(mine), sum(mine)):
            found.append(f"{part['name']} has {len(mine)} files of {sum(mine)} bytes; said are "
                         f"{part['files']} of {part['bytes']}")  # fmt: skip
        if mine and part["entry"].partition("#")[0] not in listed:
            found.append(f"{part['name']} begins at {part['entry']}, which is not there")
        if ("missing" in part) != (not mine):
            found.append(f"{part['name']} has {len(mine)} files, and is said to be "
                         f"{'missing' if 'missing' in part else 'there'}")  # fmt: skip
    if told["bytes"] != sum(file["bytes"] for file in told["files"]):
        found.append(f"all files have not {told['bytes']} bytes")
    return found


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
