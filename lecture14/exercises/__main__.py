"""``python -m lecture14.exercises collect folder/ > class.csv``: what a class has solved."""

import argparse
import sys
from pathlib import Path

from lecture14 import exercises
from lecture14.exercises.checking.collecting import collect, run, table

ABOUT = """Run a class's notebooks and tabulate which exercises each has solved: 1 solved, 0 not, empty not attempted.

This is no sandbox. The notebooks run with your rights: they can read, change and send what you can. Limits of time and
memory stop accidents, not intent. A container shields you; with the package's wheel and the notebooks in this folder:

  docker run --rm -v "$PWD:/class:ro" python:3.12-slim sh -c \\
    "pip install -q ipython /class/lecture14-*.whl && python -m lecture14.exercises collect /class" > class.csv
"""


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and act on it."""
    parser = argparse.ArgumentParser("python -m lecture14.exercises", description="Exercises of a class.")
    tasks = parser.add_subparsers(dest="task", required=True)
    task = tasks.add_parser(
        "collect",
        help="tabulate notebooks",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    task.add_argument("folder", type=Path)
    task.add_argument("--seconds", type=float, default=300, help="limit for one notebook (%(default)s)")
    task.add_argument("--megabytes", type=int, default=4000, help="limit of its memory (%(default)s)")
    one = tasks.add_parser("run", help="what collect starts for each notebook")
    one.add_argument("file", type=Path)
    one.add_argument("report", type=Path)
    one.add_argument("megabytes", type=int)
    given = parser.parse_args(arguments)
    if given.task == "run":
        run(given.file, given.report, exercises._progress, given.megabytes)
        return
    try:
        rows = collect(given.folder, given.seconds, given.megabytes)
    except ValueError as error:
        sys.exit(str(error))
    print(table(rows, exercises.EXERCISES), end="")


if __name__ == "__main__":
    main()
