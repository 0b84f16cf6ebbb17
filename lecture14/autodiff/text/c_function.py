"""A recorded program, compiled from C and called like the Python function."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import partial
from threading import Lock
from typing import Any

import numpy as np

from lecture14.autodiff.core.number import Number, as_real
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.support.tree import leaves, rebuilt
from lecture14.autodiff.text.c_compiler import Library
from lecture14.autodiff.text.c_names import RESERVED, as_c
from lecture14.autodiff.text.c_program import CProgram
from lecture14.autodiff.views.names import Names, argument_names
from lecture14.autodiff.views.replay import replayed

FLOAT64 = np.dtype(float)


def call_text(program: CProgram, name: str) -> tuple[str, str]:
    """(name, text) of the C function that calls another with all numbers in one array and all results in another.

    It returns 0 if the program's choices came out as in its run and no result is nan.
    """
    names = Names(RESERVED, as_c)
    names.taken.add(name)
    call, given, results, status, i = map(names, (f"call_{name}", "given", "results", "status", "i"))
    size = len(program.inputs)
    passed = [parameter.of(given) for parameter in program.parameters]
    passed += [dot.of(given, size) for dot in program.dots]
    passed += [f"{results} + {k}" for k in range(len(program.returned))]
    passed += [bar.of(results, 1, pointer=True) for bar in program.bars]
    run = f"{name}({', '.join(passed)})"
    if program.answers:
        run = f"{results}[0] = {run}"
    elif program.recording.guards:
        run = f"if ({run}) {status} = 1"
    count = max(1, len(program.returned)) + size * bool(program.bars)
    lines = [f"int {status} = 0;", *([] if passed and size else [f"(void){given};"]), f"{run};"]
    lines += [
        f"for (int {i} = 0; {i} < {count}; {i}++) {status} |= {results}[{i}] != {results}[{i}];",
        f"return {status};",
    ]
    body = "".join(f"    {line}\n" for line in lines)
    head = f"int {call}(const double *{given}, double *{results})"
    return call, f"{head};\n{head}\n{{\n{body}}}\n"


class Argument:
    """One argument of a compiled function, which is one of the run's with other numbers.

    Parameters
    ----------
    name : str
    model
        What the run got: a number, an array or a container of them.
    """

    def __init__(self, name: str, model: Any):
        self.name = name
        self.model = model
        self.parts = leaves(model)
        self.size = sum(map(np.size, self.parts))
        self.contained = isinstance(model, tuple | list | dict)
        self.shape = (self.size,) if self.contained else np.shape(model)

    def read(self, value: Any) -> Any:
        """The numbers of what came as this argument: a float or an array of the shape `shape`.

        Raises
        ------
        ValueError, TypeError
            If it has another shape or other containers than the model, or is nothing of real numbers.
        """
        if self.contained:
            pairs = _leaf_pairs(value, self.model, f"argument {self.name}")
            return np.concatenate([np.ravel(_read(*pair)) for pair in pairs] or [np.zeros(0)])
        if type(value) is np.ndarray and value.dtype is FLOAT64 and value.shape == self.shape:
            return value
        return _read(value, self.model, f"argument {self.name}")

    def built(self, numbers: np.ndarray) -> Any:
        """A copy of so many numbers, in the container and the shapes of the model."""
        if not self.contained:
            return numbers.copy() if self.shape else numbers.item()
        parts, first = [], 0
        for part in self.parts:
            entries = numbers[first : first + np.size(part)]
            parts.append(entries.reshape(np.shape(part)).copy() if np.ndim(part) else entries.item())
            first += np.size(part)
        return rebuilt(self.model, parts)


def _leaf_pairs(value: Any, model: Any, name: str) -> Iterator[tuple[Any, Any, str]]:
    """(what came, what the run got, its name) for each leaf of a container."""
    if isinstance(model, dict):
        if not isinstance(value, dict) or value.keys() != model.keys():
            came = (
                f"has the keys {list(value)}" if isinstance(value, dict) else f"is a {type(value).__name__}"
            )
            raise ValueError(f"{name} {came}; expected a dict with the keys {list(model)}")
        for key in model:
            yield from _leaf_pairs(value[key], model[key], f"{name}[{key!r}]")
    elif isinstance(model, tuple | list):
        expected = f"expected a tuple or a list of length {len(model)}"
        if not isinstance(value, tuple | list):
            raise ValueError(f"{name} is a {type(value).__name__}; {expected}")
        if len(value) != len(model):
            raise ValueError(f"{name} has length {len(value)}; {expected}")
        for k, (part, other) in enumerate(zip(value, model, strict=True)):
            yield from _leaf_pairs(part, other, f"{name}[{k}]")
    else:
        yield value, model, name


def _read(value: Any, model: Any, name: str) -> Any:
    """A number or an array of the model's shape."""
    if type(value) is not float:
        value = as_real(value, name)
    if isinstance(value, Number):
        raise TypeError(
            f"{name} is a {type(value).__name__}; expected plain numbers, for which the C was compiled: "
            "take derivatives of the function that was traced"
        )
    if np.shape(value) != np.shape(model):
        raise ValueError(f"{name} has shape {np.shape(value)}; expected that of the run, {np.shape(model)}")
    return value


class CFunction:
    """A function, its tangent or its adjoint in C, with the arguments of the Python function that was recorded.

    Made by ``trace(f)(x).to_c().compile()``. Several threads may call it: they compute one after another. Where a
    result is nan, which the sweeps over a graph may know to be a zero, a replay of the graph answers.

    Raises
    ------
    ControlFlowChanged
        When called where a choice of the program comes out differently.
    ValueError, TypeError
        When called with another number of arguments than the run had, or with one of another shape or type.
    """

    def __init__(self, recording: Recording, program: CProgram, library: Library, call: str):
        self._library = library  # loaded while the function lives
        self._recording = recording
        self._kind = program.kind
        (output,) = program.outputs
        self._truth = type(output) is int and program.compares(output)
        arguments = list(map(Argument, argument_names(recording), recording.arguments))
        self._bars = arguments if program.bars else []
        dots = [Argument(f"d{argument.name}", argument.model) for argument in arguments if program.dots]
        self._arguments = [*arguments, *dots]
        given = np.zeros(sum(argument.size for argument in self._arguments))
        results = np.zeros(max(1, len(program.returned)) + sum(bar.size for bar in self._bars))
        self._given = _views(given, self._arguments)
        self._outputs = results[: results.size - sum(bar.size for bar in self._bars)]
        self._results = _views(results[self._outputs.size :], self._bars)
        pointers = [ctypes.c_void_p(buffer.ctypes.data) for buffer in (given, results)]
        self._run = partial(library.function(call), *pointers)
        self._lock = Lock()

    def __call__(self, *args: Any) -> Any:
        if len(args) != len(self._arguments):
            names = ", ".join(argument.name for argument in self._arguments)
            raise ValueError(f"got {len(args)} arguments; expected {len(self._arguments)}: {names}")
        values = [argument.read(value) for argument, value in zip(self._arguments, args, strict=True)]
        with self._lock:
            for numbers, value in zip(self._given, values, strict=True):
                numbers[...] = value
            if not self._run():
                outputs = self._outputs.tolist()
                outputs[0] = bool(outputs[0]) if self._truth else outputs[0]
                bars = [bar.built(numbers) for bar, numbers in zip(self._bars, self._results, strict=True)]
                return self._answer(outputs, bars)
        return self._replayed(args)

    def _answer(self, outputs: list[float], bars: list[Any]) -> Any:
        value = [rebuilt(self._recording.outputs, [y]) for y in outputs]
        if self._kind == "adjoint":
            return value[0], tuple(bars)
        return value[0] if self._kind == "function" else tuple(value)

    def _replayed(self, args: tuple[Any, ...]) -> Any:
        """The same by a replay of the graph, which says which choice came out differently, if one did."""
        count = len(self._recording.arguments)
        again = replayed(self._recording, args[:count])
        if self._kind == "adjoint":
            return again.value, again.reverse()
        return again.value if self._kind == "function" else (again.value, again.forward(*args[count:]))


def _views(buffer: np.ndarray, arguments: list[Argument]) -> list[np.ndarray]:
    """The part of a buffer for each argument, in its shape."""
    ends = np.cumsum([argument.size for argument in arguments]).tolist()
    return [
        buffer[end - argument.size : end].reshape(argument.shape)
        for end, argument in zip(ends, arguments, strict=True)
    ]
