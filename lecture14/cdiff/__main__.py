"""The command ``python -m lecture14.cdiff function.c -o diff_function.c`` (slide 13)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lecture14.cdiff.program.refusal import Refused
from lecture14.cdiff.transform import MODES, differentiate


def main(arguments: list[str] | None = None) -> int:
    """Write the derivatives of a C file; 0 if that went well, 1 if not, with a sentence on the error stream."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture14.cdiff",
        description="Write the derivatives of the functions of a C file, as a C file.",
    )
    parser.add_argument("source", type=Path, help="functions of doubles, ints and arrays of them")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write")
    parser.add_argument(
        "--mode", choices=MODES, default="both", help="diff_f, grad_f, or both of them (default)"
    )
    parser.add_argument("--force", action="store_true", help="write over a file that exists")
    options = parser.parse_args(arguments)
    try:
        text = options.source.read_text(encoding="utf-8")
        derivative = differentiate(text, options.mode, options.source.name)
        if options.output.exists() and options.output.samefile(options.source):
            return _complain(f"{options.output} is the source itself: choose another name for the output")
        with options.output.open("w" if options.force else "x", encoding="utf-8") as file:
            file.write(derivative)
    except Refused as error:
        return _complain(f"{options.source}: {error}")
    except UnicodeDecodeError:
        return _complain(f"{options.source} is no text in UTF-8: expected a C file")
    except FileExistsError:
        return _complain(f"{options.output} exists: --force writes over it")
    except (OSError, ImportError) as error:
        return _complain(str(error))
    return 0


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
