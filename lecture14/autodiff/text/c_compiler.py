"""The system's C compiler: found, run on a text, and what it makes of it loaded into this process."""

from __future__ import annotations

import _ctypes
import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from weakref import finalize

NAMES = ("cc", "gcc", "clang")
# No product and sum contracted into one operation: that rounds once where Python rounds twice.
FLAGS = ("-std=c11", "-ffp-contract=off", "-shared")


def compiler() -> list[str]:
    """The command of a C compiler: that of the environment's CC, or else cc, gcc or clang.

    Raises
    ------
    RuntimeError
        If there is none.
    """
    wished = shlex.split(os.environ.get("CC", ""), posix=sys.platform != "win32")
    for command in [wished] if wished else [[name] for name in NAMES]:
        found = shutil.which(command[0])
        if found:
            return [found, *command[1:]]
    looked = f"CC names {wished[0]!r}, which is not there" if wished else f"looked for {', '.join(NAMES)}"
    install = "install gcc of MinGW" if sys.platform == "win32" else "install one, such as gcc"
    raise RuntimeError(
        f"no C compiler found ({looked}): {install}, or use Graph.compiled(), "
        "the same function without a compiler"
    )


class Library:
    """A compiled text, loaded for as long as this object lives.

    Parameters
    ----------
    text : str
        C.
    flags : sequence of str
        Further ones for the compiler.

    Raises
    ------
    RuntimeError
        If there is no compiler, or if it fails; with what it said.
    """

    def __init__(self, text: str, flags: tuple[str, ...]):
        command = compiler()
        folder = TemporaryDirectory(prefix="lecture14-")
        try:
            source, target = Path(folder.name, "program.c"), Path(folder.name, "program.so")
            source.write_text(text, encoding="ascii")
            position = () if sys.platform == "win32" else ("-fPIC",)
            command += [*FLAGS, *position, *flags, "-o", str(target), str(source), "-lm"]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
            if done.returncode:
                raise RuntimeError(f"the C compiler {command[0]} failed: {done.stderr.strip()[:2000]}")
            self._library = ctypes.CDLL(str(target))
        except BaseException:
            folder.cleanup()
            raise
        if sys.platform != "win32":
            folder.cleanup()  # a loaded library needs its file no longer, except on Windows
        closing = finalize(self, _close, self._library._handle, folder)
        closing.atexit = sys.platform == "win32"  # a thread may be in it until the very end

    def function(self, name: str) -> Callable[..., int]:
        """A function of the library, which returns an int."""
        found: Callable[..., int] = getattr(self._library, name)
        return found


def _close(handle: int, folder: TemporaryDirectory[str]) -> None:
    if sys.platform == "win32":
        _ctypes.FreeLibrary(handle)
    else:
        _ctypes.dlclose(handle)
    folder.cleanup()
