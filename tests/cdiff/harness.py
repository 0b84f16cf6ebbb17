"""All cases in one program, compiled under the sanitizers; what it prints is compared with `jvp` and `vjp`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lecture14 import jvp, vjp
from lecture14.cdiff import differentiate
from tests.cdiff.conftest import SANITIZERS
from tests.cdiff.corpus import Case

SEED = 0.7


def is_double(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype == float)


def tangent_of(value: Any, position: int) -> Any:
    """A direction, different for each argument and item."""
    return np.cos(np.arange(np.size(value)) + 2.0 * position).reshape(np.shape(value))[()]


def cotangent_of(case: Case, arguments: tuple[Any, ...]) -> np.ndarray:
    """What the result, then the written arrays, are weighted with."""
    parts = [[SEED] if case.returns else []]
    parts += [np.ravel(0.3 + tangent_of(arguments[i], 5 + i)) for i in case.writes]
    return np.concatenate(parts)


def expected(case: Case, arguments: tuple[Any, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, tangents, and adjoints of all doubles, each as one row of numbers."""
    moving = [i for i, value in enumerate(arguments) if is_double(value)]

    def f(*doubles: Any) -> Any:
        given = list(arguments)
        for i, value in zip(moving, doubles, strict=True):
            given[i] = value
        return case.python(*given)

    primals = tuple(arguments[i] for i in moving)
    value, tangent = jvp(f, primals, tuple(tangent_of(arguments[i], i) for i in moving))
    weights = cotangent_of(case, arguments)
    adjoints = vjp(f, *primals)[1](weights.reshape(np.shape(value)) if np.ndim(value) else weights[0])
    return (
        np.ravel(value),
        np.ravel(tangent),
        np.concatenate([np.ravel(a) for a in (adjoints if len(moving) > 1 else [adjoints])]),
    )


def _declared(kind: str, name: str, value: Any) -> str:
    sizes = "".join(f"[{n}]" for n in np.shape(value))
    return f"{kind} {name}{sizes} = {_literal(value)};"


def _literal(value: Any) -> str:
    if np.ndim(value):
        return "{" + ", ".join(map(_literal, value)) + "}"
    return repr(value.item() if isinstance(value, np.generic) else value)


def _numbers(name: str, value: Any) -> str:
    address = f"&{name}" + "[0]" * np.ndim(value)
    return f"show({address}, {np.size(value)});"


def block(case: Case, arguments: tuple[Any, ...]) -> list[str]:
    """A call of the tangent and of the adjoint, with a line of numbers for each thing to compare."""
    doubles = [i for i, value in enumerate(arguments) if is_double(value)]
    lines = ["{"]
    for i, value in enumerate(arguments):
        lines.append(_declared("double" if is_double(value) else "int", f"a{i}", value))
        if is_double(value):
            lines.append(_declared("double", f"d{i}", tangent_of(value, i)))
    results = ["&y", "&dy"] if case.returns else []
    lines.append("double y = 0, dy = 0; (void)y; (void)dy;")
    call = [f"a{i}" for i in range(len(arguments))] + [f"d{i}" for i in doubles] + results
    lines.append(f"diff_{case.name}({', '.join(call)});")
    for y, letter in (("y", "a"), ("dy", "d")):
        lines += [f"show(&{y}, 1);"] if case.returns else []
        lines += [_numbers(f"{letter}{i}", arguments[i]) for i in case.writes] + ['puts("");']
    lines.append("} {")
    weights = list(cotangent_of(case, arguments))[case.returns :]
    for i, value in enumerate(arguments):
        lines.append(_declared("double" if is_double(value) else "int", f"a{i}", value))
        if is_double(value):
            size = np.size(value)
            start = np.zeros(np.shape(value))[()]
            if i in case.writes:
                start = np.reshape(weights[:size], np.shape(value))
                weights = weights[size:]
            lines.append(_declared("double", f"b{i}", start))
    seed = [repr(SEED), "&y"] if case.returns else []
    lines.append("double y = 0; (void)y;")
    bars = [f"b{i}" if np.ndim(arguments[i]) else f"&b{i}" for i in doubles]
    call = [f"a{i}" for i in range(len(arguments))] + seed + bars
    lines.append(f"grad_{case.name}({', '.join(call)});")
    lines += [_numbers(f"b{i}", arguments[i]) for i in doubles] + ['puts("");']
    # The adjoint hands the arrays back as they came.
    lines += [_numbers(f"a{i}", arguments[i]) for i in doubles] + ['puts("");']
    return [*lines, "}"]


def program(cases: list[Case], prototypes: list[str]) -> str:
    """The whole of main.c."""
    head = ["#include <stdio.h>", *prototypes]
    show = ["static void show(const double *x, int n)", "{"]
    show += ['    for (int i = 0; i < n; ++i) { printf("%.17g ", x[i]); }', "}"]
    blocks = [line for case in cases for arguments in case.points for line in block(case, arguments)]
    return "\n".join([*head, *show, "int main(void)", "{", *blocks, "return 0;", "}"]) + "\n"


def run(gcc: Callable[..., Path], folder: Path, cases: list[Case]) -> Iterator[list[np.ndarray]]:
    """Compile all cases together, run them, and yield for each point what it printed: four rows of numbers."""
    files, prototypes = [], []
    for case in cases:
        text = differentiate(case.text, "both", f"{case.name}.c")
        prototypes += re.findall(rf"^void (?:diff|grad)_{case.name}\(.*\);$", text, re.M)
        files.append(folder / f"{case.name}.c")
        files[-1].write_text(text)
    main = folder / "main.c"
    main.write_text(program(cases, prototypes))
    binary = gcc(folder / "all", *files, main, flags=SANITIZERS)
    done = subprocess.run([str(binary)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = [np.array(line.split(), float) for line in done.stdout.splitlines()]
    assert len(rows) == 4 * sum(len(case.points) for case in cases)
    return iter([rows[i : i + 4] for i in range(0, len(rows), 4)])
