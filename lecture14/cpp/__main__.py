"""The command ``python -m lecture14.cpp FOLDER`` (slide 15)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lecture14.cpp.writing import write_headers


def main(arguments: list[str] | None = None) -> int:
    """Write the headers; 0 if that went well, 1 if not, with a sentence on the error stream."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture14.cpp",
        description="Write dual_numbers.hpp, tape.hpp and the rules that they include: g++ -std=c++17 -I FOLDER …",
    )
    parser.add_argument("folder", type=Path, help="made if it is not there; older headers are written over")
    folder = parser.parse_args(arguments).folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_headers(folder)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
