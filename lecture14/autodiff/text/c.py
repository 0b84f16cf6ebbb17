"""A recorded program in C: the function, its tangent or its adjoint (slides 13 and 14).

The generated code returns its derivative through out-parameters; the slide's version hands back the address of
a local array, which no longer exists when the caller looks at it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.support.tree import leaves
from lecture14.autodiff.text.c_parameters import parameters_of
from lecture14.autodiff.text.c_pieces import LONG, in_one_piece, in_pieces
from lecture14.autodiff.text.c_program import C, CProgram, LongCProgram, c_number
from lecture14.autodiff.text.entries import of_entries
from lecture14.autodiff.text.program import function_name, recorded

if TYPE_CHECKING:
    from lecture14.autodiff.text.c_function import CFunction

KINDS = {"function": "", "tangent": "diff_", "adjoint": "grad_"}
# How many of the numbers at which a run was recorded the text names.
SHOWN = 6


class CSource:
    """A recorded program as the text of a function in C; made by `Graph.to_c`.

    Attributes
    ----------
    text : str
        What ``print`` shows: a file in C11 that needs nothing but math.h.
    kind : {"function", "tangent", "adjoint"}
    name : str
        The function's in C.
    """

    def __init__(self, recording: Recording, kind: str):
        if not isinstance(kind, str) or kind not in KINDS:
            raise ValueError(f"kind is {kind!r}; expected one of {', '.join(map(repr, KINDS))}")
        scalars = of_entries(recording)
        outputs = len(leaves(scalars.outputs))
        if outputs != 1:
            raise ValueError(f"f returned {outputs} values; expected one for C")
        self.kind = kind
        self.name = function_name(recording.f, C, KINDS[kind])
        self._recording = recording
        parameters = parameters_of(recording)
        if len(scalars.nodes) > LONG:
            self._program: CProgram = LongCProgram(scalars, parameters, kind, self.name)
            body = in_pieces(self._program, self.name)
        else:
            self._program = CProgram(scalars, parameters, kind)
            body = in_one_piece(self._program, self.name)
        self.text = f"{_origin(self._program, function_name(recording.f, C))}#include <math.h>\n\n{body}"

    def compile(self) -> CFunction:
        """The function, compiled by the system's C compiler and loaded.

        Returns
        -------
        callable
            Takes the arguments of f, for a tangent f's and their tangents. Returns f's value, for a tangent with
            the value's tangent, for an adjoint with a tuple of the arguments' adjoints, each in the argument's
            container and shape.

        Raises
        ------
        RuntimeError
            If there is no C compiler: `Graph.compiled` gives the same function without one.
        ControlFlowChanged
            When called where a choice of the program comes out differently.

        Examples
        --------
        >>> from lecture14 import trace
        >>> both = trace(lambda x1, x2: x1 * x2)(1.0, 1.0).to_c().compile()  # doctest: +SKIP
        >>> both(3.0, 2.0)  # doctest: +SKIP
        (6.0, (2.0, 3.0))
        """
        # Processes and foreign functions take a while to import, and are for those who have a compiler.
        from lecture14.autodiff.text.c_compiler import Library
        from lecture14.autodiff.text.c_function import CFunction, call_text

        call, entry = call_text(self._program, self.name)
        # What stands in arrays gains little from optimisation, which takes three times as long as the rest.
        flag = "-O0" if isinstance(self._program, LongCProgram) else "-O2"
        library = Library(f"{self.text}\n{entry}", (flag,))
        return CFunction(self._recording, self._program, library, call)

    def __repr__(self) -> str:
        return self.text


def _origin(program: CProgram, name: str) -> str:
    """The comment at the head: who wrote this, from what, and what it returns."""
    values = [node.value for node in program.recording.nodes[: len(program.inputs)]]
    pairs = [f"{x} = {c_number(value)}" for x, value in zip(program.inputs, values, strict=True)]
    at = ", ".join(pairs[:SHOWN]) + (", ..." if len(pairs) > SHOWN else "")
    what = name if program.kind == "function" else f"the {program.kind} of {name}"
    lines = [f"Written by lecture14: {what}, from one run{f' at {at}' if at else ''}."]
    if program.recording.guards:
        lines.append("It returns 0, or the number of the run's first choice that comes out differently.")
    if isinstance(program, LongCProgram):
        lines.append("Its arrays are static: call it from one thread at a time.")
    return f"/* {chr(10).join(lines)} */\n".replace("\n", "\n   ").rstrip(" ")


def source_c(f: Callable[..., Any], *args: Any, kind: str = "tangent") -> str:
    """The text of a C function: f itself, its tangent or its adjoint.

    Parameters
    ----------
    f : callable
        A program of scalars that does not choose by its values.
    *args : float
        Where it runs to be recorded; ones when left out.
    kind : {"function", "tangent", "adjoint"}
        As in `Graph.to_c`.

    Raises
    ------
    ValueError
        As `Graph.to_c`, and if f chooses: the text would hold for one side of the choice.

    Notes
    -----
    When not told what, it writes the tangent, the program of slide 14 to be read; `Graph.to_c`, whose result is
    compiled and called, writes the adjoint, which is a gradient.

    Examples
    --------
    >>> print(source_c(lambda x1, x2: x1 * x2))  # doctest: +ELLIPSIS
    /* Written by lecture14: the tangent of f, from one run at x1 = 1.0, x2 = 1.0. */
    ...
    """
    recording = recorded(f, args)
    if recording.guards:
        raise ValueError(
            "f chooses by its values; trace(f)(...).to_c() writes the run there, which checks its choices"
        )
    return CSource(recording, kind).text
