"""The text of a function in C: in one piece, or a long program in pieces that a compiler can digest.

Compilers take more than proportionally long over one function of thousands of statements. So a long program becomes
many short functions that share arrays of values and adjoints, and one that calls them in order.
"""

from __future__ import annotations

import re

from lecture14.autodiff.text.c_parameters import Parameter
from lecture14.autodiff.text.c_program import CProgram, LongCProgram

# The number of nodes from which a program is long, and of lines in each of its pieces.
LONG = 1000
LINES = 200


def _definition(head: str, lines: list[str]) -> str:
    return f"{head}\n{{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


def in_one_piece(program: CProgram, name: str) -> str:
    """One function with a variable for each value."""
    lines = [*program.forward_lines(), *program.reverse_lines()]
    stores = program.stores()
    used = {
        word for line in [*lines, *stores] for word in re.findall(r"\w+", line.partition("= ")[2] or line)
    }
    given = [parameter.name for parameter in (*program.parameters, *program.dots)]
    declared = [*given, *(line.split()[1] for line in lines if line.startswith("double "))]
    unused = [f"(void){variable};" for variable in declared if variable not in used]  # else compilers warn
    stored = [bar.name for bar in program.bars if bar.size == 0]
    return _definition(program.head(name), [*lines, *unused, *(f"(void){bar};" for bar in stored), *stores])


def in_pieces(program: LongCProgram, name: str) -> str:
    """Static functions over shared arrays, and the function that calls them."""
    checked = bool(program.recording.guards)
    sweeps = {"forward": program.forward_lines(), "reverse": program.reverse_lines()}
    status, counter = program.names("status"), program.names("i")
    pieces, calls = [], []
    for sweep, lines in sweeps.items():
        chooses = checked and sweep == "forward"
        for start in range(0, len(lines), LINES):
            piece = program.names(f"{name}_{sweep}_{start // LINES + 1}")
            body = lines[start : start + LINES] + (["return 0;"] if chooses else [])
            pieces.append(_definition(f"static {'int' if chooses else 'void'} {piece}(void)", body))
            if chooses:
                calls += [f"{status} = {piece}();", f"if ({status}) return {status};"]
            else:
                calls.append(f"{piece}();")

    def copies(parameters: list[Parameter], array: str, into: bool) -> list[str]:
        lines = []
        for p in parameters:
            loop = f"for (int {counter} = 0; {counter} < {p.size}; {counter}++) "
            theirs = f"{p.name}[{counter}]" if p.size is not None else p.name if into else f"*{p.name}"
            shift = f"{p.first} + " if p.first else ""
            ours = f"{array}[{p.first if p.size is None else shift + counter}]"
            pair = (ours, theirs) if into else (theirs, ours)
            lines.append(f"{'' if p.size is None else loop}{pair[0]} = {pair[1]};")
        return lines

    w, dw, w_bar = (program.arrays[kind] for kind in ("", "dot", "bar"))
    own = [w] + [dw] * bool(program.dots) + [w_bar] * bool(program.bars)
    body = [f"int {status};"] if checked else []
    body += [*copies(program.parameters, w, True), *copies(program.dots, dw, True), *calls]
    stores = program.stores()
    first, last = len(program.returned), [line for line in stores if line.startswith("return")]
    body += [*stores[:first], *copies(program.bars, w_bar, False), *last]
    size = len(program.recording.nodes)
    shared = f"static double {', '.join(f'{array}[{size}]' for array in own)};\n"
    return "\n".join([shared, *pieces, _definition(program.head(name), body)])
