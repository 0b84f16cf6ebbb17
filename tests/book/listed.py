"""Whether a site's manifest is true of the site."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from book.downloads.parts import files


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
