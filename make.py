"""What one does with this project, a method a task: ``python make.py book``; ``make book`` calls the same.

It needs Python 3.11 or newer, from Linux, macOS or Windows, and nothing else: the first task makes the virtual
environment ``.venv`` and installs the pinned requirements into it; a later one does so again when the pins changed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NEEDED = (3, 11)
NEWEST = "python3.13"
NAMES = ("python3", "python3.13", "python3.12", "python3.11")
# What `test-fast` runs.
FAST = ["-m", "pytest", "-n", "2", "-m", "not slow", "--ignore=tests/book", "--ignore=tests/notebooks"]
FAST += ["--ignore=lecture14/figures", "-p", "no:nbval", "tests", "lecture14"]
# One version of everything on every Python and system, the oldest Python leading.
LOCK = ["--quiet", "--universal", "--fork-strategy", "fewest", "--python-version", "3.11", "--no-annotate"]
LOCK += ["--custom-compile-command", "make lock"]


def execute(command, environment=None, text=None):
    """Run a command in the project's folder, with text as its input; its exit code, 127 if there is no such program."""
    how = {"cwd": ROOT, "env": environment, "input": text, "encoding": "utf-8", "check": False}
    try:
        return subprocess.run(command, **how).returncode
    except FileNotFoundError:
        return 127


class Tasks:
    """The tasks. Each public method is one; the first line of its docstring is what ``help`` says of it.

    Parameters
    ----------
    root : Path
        The project's folder.
    execute : callable
        Runs (command, environment, text) and returns the exit code.
    system : str
        As `os.name` says it: ``"nt"`` is Windows.
    """

    def __init__(self, root=ROOT, execute=execute, system=os.name):
        self._root, self._execute = root, execute
        self._venv = root / ".venv"
        self._python = self._venv / ("Scripts/python.exe" if system == "nt" else "bin/python")
        self._notebooks = self._files("book/*.ipynb")
        # What the book shows in a column of 76 characters.
        self._shown = [*self._notebooks, *self._files("book/tools/*/tool.py"), "book/tools/plain/plain.py"]

    def _files(self, pattern):
        return sorted(path.relative_to(self._root).as_posix() for path in self._root.glob(pattern))

    def help(self):
        """Show this list"""
        for name, task in tasks().items():
            print(f"  make {name:<12} {task.__doc__.splitlines()[0]}")
        print("Without make, on Windows too: python make.py and the task's name.")

    def book(self):
        """Build the book and print where it is"""
        self._install("requirements.txt")
        self._run("book/build.py")

    def test(self):
        """Check everything: lint, units, properties, doctests, notebooks, the built book in a browser"""
        self.lint()
        self.book()
        self._run("book/pyodide.py")
        notebooks = ["--nbval", *self._notebooks]
        self._run("-m", "pytest", "-n", "2", "-m", "not browser_python", *notebooks, "tests", "lecture14")

    def test_browser(self):
        """Run the book's notebooks in the browser's Python, for minutes: not a part of `test`"""
        self.lite()
        self._run("-m", "pytest", "-m", "browser_python", "tests/runner")

    def test_fast(self):
        """Units, properties and doctests that need no browser, in less than a minute on two idle cores"""
        self._install("requirements.txt", "requirements-test.txt")
        self._run(*FAST)

    def test_newest(self):
        """The fast tests once more with Python 3.13, in .venv-newest, where that Python is installed"""
        self._install("requirements.txt", "requirements-test.txt")
        if self._execute([NEWEST, "-c", "import sys; sys.exit(sys.version_info[:2] != (3, 13))"]):
            print(f"{NEWEST} was not found: the fast tests have not run with a second Python.", flush=True)
            return
        python = self._beside("newest", "requirements-test.txt", base=NEWEST)
        self._run(*FAST, python=python)

    def test_oldest(self):
        """The package's tests with the oldest versions that pyproject.toml allows, in .venv-oldest"""
        self._install("requirements.txt", "requirements-test.txt")
        # The oldest that this Python has a wheel of: building one would take minutes and a compiler.
        oldest = ["--resolution", "lowest-direct", "--only-binary", ":all:"]
        python = self._beside("oldest", "pyproject.toml", *oldest, "--extra", "check")
        rooms = [
            f"{folder}/{room}" for folder in ("tests", "lecture14") for room in ("autodiff", "clustering")
        ]
        self._run("-m", "pytest", "-n", "2", *rooms, python=python)

    def preview(self):
        """Serve the book while it is written: it is built, and loaded again, whenever a file is saved"""
        self._install("requirements.txt")
        self._run("book/preview.py")

    def serve(self):
        """Serve the built book on this machine; its pages then run Python"""
        self.book()
        # Where Python for the browser cannot be had, the pages say so, and the rest is as always.
        self._execute([str(self._python), "book/pyodide.py"])
        self._run("book/slides.py")
        self._run("_build/html/serve.py")

    def site(self):
        """Make _build/html ready for a web server: book, the browser's Python, JupyterLite, slides, PDF, downloads"""
        self.book()
        self._install("requirements-test.txt")
        # The table at the end says what could not be had, and what would bring it.
        with suppress(SystemExit):
            self._lite()
        self._run("book/slides.py")
        self._run("-m", "book.pdf", "--if-possible")
        self._run("-m", "book.downloads")

    def zip(self):
        """Pack the site into _build/lecture14-site.zip, for a stick"""
        self.site()
        self._run("-m", "book.downloads.stick")

    def slides(self):
        """Cut the built book into decks of slides, one for each chapter"""
        self.book()
        self._run("book/slides.py")

    def pdf(self):
        """Print the whole book into _build/html/lecture14.pdf (needs Chromium or Chrome)"""
        self.book()
        self._install("requirements-test.txt")
        self._run("-m", "book.pdf")

    def lite(self):
        """Build the JupyterLite beside the book"""
        self.book()
        self._install("requirements-test.txt")
        self._lite()

    def lab(self):
        """Open the folder work/, the chapters to work in, in JupyterLab; what is there is never overwritten"""
        self._install("requirements.txt")
        self._run("book/handouts.py", "work")
        # JupyterLab refuses to run as root, which one is in a container.
        root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        start = "--LabApp.default_url=/lab/tree/00-start-here.ipynb"
        self._run("-m", "jupyterlab", "--notebook-dir", "work", start, *root)

    def student(self):
        """Write the chapters without their solutions, for a class, into _build/student"""
        self._handouts("student")

    def instructor(self):
        """Write the chapters with their solutions into _build/instructor"""
        self._handouts("instructor", "--solutions")

    def cloud(self):
        """Write the notebooks as Colab and Binder open them into _build/cloud"""
        self._afresh("cloud", "-m", "book.cloud")

    def _lite(self):
        """Bring the browser's Python, then build JupyterLite with it."""
        self._run("book/pyodide.py")
        self._run("-m", "book.lite", python=self._beside("lite", "requirements-lite.txt"))

    def _handouts(self, name, *options):
        self._afresh(name, "book/handouts.py", options=options)

    def _afresh(self, name, *program, options=()):
        """Let a program fill a folder of _build that is not there yet."""
        self._install("requirements.txt")
        shutil.rmtree(self._root / "_build" / name, ignore_errors=True)
        self._run(*program, f"_build/{name}", *options)

    def lint(self):
        """Look for faults without running anything"""
        self._install("requirements.txt", "requirements-test.txt")
        self._run("-m", "ruff", "check")
        self._run("-m", "ruff", "format", "--check")
        self._run("-m", "ruff", "format", "--check", "--line-length", "76", *self._shown)
        self._run("-m", "mypy")
        self._run("-m", "codespell_lib")
        workflow = ["--builtin-schema", "vendor.github-workflows", ".github/workflows/pages.yml"]
        self._run("-m", "check_jsonschema", "--quiet", *workflow)

    def format(self):
        """Put code and notebooks into the common form"""
        self._install("requirements.txt", "requirements-test.txt")
        self._run("-m", "ruff", "check", "--fix")
        self._run("-m", "ruff", "format")
        self._run("-m", "ruff", "format", "--line-length", "76", *self._shown)

    def notebooks(self):
        """Run every notebook from a fresh kernel and store it clean"""
        self._install("requirements.txt")
        self._run("book/refresh.py", *self._notebooks)

    def lock(self):
        """Renew the pinned versions (requirements.txt and its like)"""
        self._install("requirements.txt", "requirements-test.txt")
        renew = ["-m", "uv", "pip", "compile", *LOCK, "--upgrade"]
        extras = ["--extra", "book", "--extra", "test"]
        self._run(*renew, "pyproject.toml", *extras, "-o", "requirements-test.txt")
        book = ["-", "-c", "requirements-test.txt", "-o", "requirements.txt"]
        self._run(*renew, *book, text="-e .[book]\n")
        self._run(*renew, "pyproject.toml", "--extra", "lite", "-o", "requirements-lite.txt")

    def bench(self):
        """Time the package against its peers (never part of a test)"""
        self._install("requirements.txt", "requirements-test.txt")
        for pattern in ("autodiff_*.py", "clustering_*.py", "[ipr]*.py"):
            for script in sorted(self._root.glob(f"benchmarks/{pattern}")):
                print(f"== {script.name}", flush=True)
                self._run(f"benchmarks/{script.name}", PYTHONPATH=str(self._root))

    def tools(self):
        """Run the tools of slide 22 and today's, in .venv-tools (3.4 GB), and write book/tools/tools.json"""
        self._install("requirements.txt", "requirements-test.txt")
        # pip, for it knows where an index of PyTorch's small builds is, if somebody has told it.
        python = self._beside("tools", "requirements-tools.txt", pip=True)
        self._run("-m", "book.tools.run", python=python)

    def fuzz(self):
        """Try NumPy's meaning at random, for minutes: every function, on plain arrays and on ours"""
        self._install("requirements.txt", "requirements-test.txt")
        self._run("-m", "tests.autodiff.fuzz")

    def lighthouse(self):
        """Measure the built book with Lighthouse (needs npm and Chromium)"""
        self.book()
        self._run("benchmarks/lighthouse.py")

    def clean(self):
        """Remove everything that was made, .venv included"""
        made = [
            ".venv",
            ".venv-newest",
            ".venv-oldest",
            ".venv-lite",
            ".venv-tools",
            "_build",
            ".mypy_cache",
            ".ruff_cache",
            ".pytest_cache",
            ".hypothesis",
        ]
        for path in [*map(self._root.joinpath, made), *self._root.glob("*.egg-info")]:
            if path.exists():
                shutil.rmtree(path)

    def _run(self, *arguments, text=None, python=None, **variables):
        """Run .venv's Python or another; the first command that fails ends the task with its exit code."""
        environment = {**os.environ, "PYTHONUTF8": "1", **variables}
        # Container images often set it. Here each of some forty kernels would compile all that it imports: 8 s, not 2.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if code := self._execute([str(python or self._python), *arguments], environment, text):
            raise SystemExit(code)

    def _install(self, *locks):
        """Install each lock file once for every change of the pins; its stamp holds the hash of what was installed."""
        if not self._python.exists():
            self._make_environment()
        for lock in locks:
            stamp = self._venv / f"{lock}.stamp"
            wanted = self._hash(lock, "pyproject.toml")
            if stamp.exists() and stamp.read_text() == wanted:
                continue
            print(f"Installing {lock} into .venv ...", flush=True)
            python = str(self._python)
            pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            # uv takes 8 s for what takes pip 87 s (153 packages, no cache, 2 cores); where it cannot be had, or cannot
            # reach its index, pip may.
            self._execute(
                [python, *pip, *re.findall("(?m)^uv==.*", (self._root / "requirements-test.txt").read_text())]
            )
            if self._execute(
                [python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "-r", lock]
            ):
                self._run(*pip, "-r", lock)
            stamp.write_text(wanted)

    def _beside(self, name, source, *options, pip=False, base=None):
        """Make the environment .venv-NAME from a file, again whenever that changed, and return its Python."""
        venv = self._root / f".venv-{name}"
        python = venv / self._python.relative_to(self._venv)
        stamp, wanted = venv / f"{source}.stamp", self._hash(source)
        if not (stamp.exists() and stamp.read_text() == wanted):
            shutil.rmtree(venv, ignore_errors=True)
            seed = ["--seed"] if pip else []
            self._run("-m", "uv", "venv", "--quiet", *seed, "--python", base or str(self._python), str(venv))
            if pip:
                self._run("-m", "pip", "install", "--quiet", *options, "-r", source, python=python)
            else:
                install = ["-m", "uv", "pip", "install", "--quiet", "--python", str(venv)]
                self._run(*install, *options, "-r", source)
            stamp.write_text(wanted)
        return python

    def _hash(self, *files):
        """What changes when one of the project's files does."""
        return hashlib.sha256(b"".join((self._root / name).read_bytes() for name in files)).hexdigest()

    def _make_environment(self):
        """Make .venv with the first Python that is new enough: the one that runs this, or one on the path."""
        condition = f"import sys; sys.exit(sys.version_info < {NEEDED})"
        fit = (python for python in (sys.executable, *NAMES) if not self._execute([python, "-c", condition]))
        python = next(fit, None)
        if python is None:
            raise SystemExit("Python 3.11 or newer was not found. Name one: make book PYTHON=/path/to/python")
        if self._execute([python, "-c", "import ensurepip, venv"]):
            raise SystemExit(f"{python} lacks the module venv. On Debian: sudo apt-get install python3-venv")
        if code := self._execute([python, "-m", "venv", str(self._venv)]):
            raise SystemExit(code)


def tasks():
    """The methods of `Tasks` by the names that one types, in their order."""
    return {name.replace("_", "-"): task for name, task in vars(Tasks).items() if not name.startswith("_")}


def main(names, project=None):
    """Do the named tasks, or show what there is."""
    if unknown := [name for name in names if name not in tasks()]:
        raise SystemExit(f"{unknown[0]} is no task; expected one of {', '.join(tasks())}")
    for name in names or ["help"]:
        tasks()[name](project or Tasks())


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        # How one ends `serve` and `lab`.
        sys.exit(130)
