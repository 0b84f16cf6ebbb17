"""The command, the compiler's absence, and what the page shows of compiled programs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lecture14 import cpp
from lecture14.cpp.__main__ import main
from lecture14.figures import source_and_overloading as figures
from lecture14.figures.source_and_overloading import overloaded


def test_the_command_writes_what_a_compiler_needs(tmp_path: Path) -> None:
    include = tmp_path / "new" / "include"
    assert main([str(include)]) == 0
    assert sorted(file.name for file in include.iterdir()) == ["dual_numbers.hpp", "rules.inc", "tape.hpp"]
    assert (include / "rules.inc").read_text(encoding="utf-8") == cpp.rules()


def test_the_command_complains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main([str(tmp_path / "file")]) == 1
    assert "File exists" in capsys.readouterr().err


def test_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(
        RuntimeError, match=r"^no C\+\+ compiler found; expected one of g\+\+, clang\+\+, c\+\+"
    ):
        figures.cpp_output()


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    source = tmp_path / "fails.cpp"
    source.write_text('#include <cstdio>\nint main() { std::fputs("no luck", stderr); return 3; }\n')
    with pytest.raises(RuntimeError, match=r"fails.out ended with 3:\nno luck"):
        cpp.run(cpp.compiled(source, tmp_path))


def test_operators_leave_no_trace_in_the_compiled_function() -> None:
    # Products: x1·x2, dx1·x2, x1·dx2, cos x1·dx1. Sums: w5, dw3, dw5.
    made = figures.cpp_instructions("-O2")
    assert [row.arithmetic for row in made.values()] == [2, 7, 7]
    assert [row.functions for row in made.values()] == [1, 1, 1]
    assert made["Number<1>"].library == made["by hand"].library
    assert figures.cpp_instructions("-O0")["Number<1>"].functions > 5


ASSEMBLY = """
f:
\t.cfi_startproc
\tmulsd\t%xmm1, %xmm0
\tmovsd\t%xmm0, (%rsp)
\tcall\t_ZNg@PLT
\tjmp\tsin@PLT
\t.cfi_endproc
_ZNk:
\taddsd\t%xmm1, %xmm0
\tcall\t_ZNk
\tfmul\td0, d0, d1
\tbl\t_cos
\t.cfi_endproc
\t.set\t_ZNg,_ZNk
"""


def test_instructions_are_counted_in_all_functions_that_are_reached() -> None:
    bodies = overloaded._bodies(ASSEMBLY)
    assert overloaded._machine("f", bodies) == overloaded.Machine(3, 2, ("cos", "sin"))
    assert overloaded._machine("ZNk", bodies) == overloaded.Machine(2, 1, ("cos",))


@pytest.mark.slow
def test_run_times_are_multiples_of_the_originals() -> None:
    table = figures.cpp_run_times()
    assert list(table) == ["original", "by hand", "Number<1>", "Number<2>", "Tape"]
    assert table["original"][:2] == (1.0, 1.0)
    assert all(len(row) == 4 and min(row) > 0 for row in table.values())
    assert repr(table).startswith("run time   f -O2  loop -O2  f -O0  loop -O0\noriginal   1.0    1.0")
