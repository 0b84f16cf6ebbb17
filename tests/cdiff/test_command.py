"""The command writes a file or leaves none, and never writes over one unasked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lecture14.cdiff.__main__ import main

TEXT = "#include <math.h>\ndouble f(double x1, double x2) { return x1*x2 + sin(x1); }\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "function.c"
    file.write_text(TEXT)
    return file


def test_as_a_command(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "diff_function.c"
    command = [sys.executable, "-m", "lecture14.cdiff", str(source), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = output.read_text()
    assert text.startswith("/* Written by lecture14.cdiff from function.c")
    assert "void diff_f(" in text
    assert "void grad_f(" in text
    assert source.read_text() == TEXT


@pytest.mark.parametrize(
    ("mode", "name", "other"), [("tangent", "diff_f", "grad_f"), ("adjoint", "grad_f", "diff_f")]
)
def test_mode(source: Path, mode: str, name: str, other: str) -> None:
    output = source.with_name("out.c")
    assert main([str(source), "-o", str(output), "--mode", mode]) == 0
    assert name in output.read_text()
    assert other not in output.read_text()


def test_an_existing_file_stays_without_force(source: Path, capsys: pytest.CaptureFixture) -> None:
    output = source.with_name("out.c")
    output.write_text("mine")
    assert main([str(source), "-o", str(output)]) == 1
    assert "out.c exists: --force writes over it" in capsys.readouterr().err
    assert output.read_text() == "mine"
    assert main([str(source), "-o", str(output), "--force"]) == 0
    assert "diff_f" in output.read_text()


def test_the_source_is_never_written_over(source: Path, capsys: pytest.CaptureFixture) -> None:
    assert main([str(source), "-o", str(source), "--force"]) == 1
    assert "is the source itself" in capsys.readouterr().err
    assert source.read_text() == TEXT


def test_refused_input_leaves_no_file(source: Path, capsys: pytest.CaptureFixture) -> None:
    source.write_text("double f(double x) {\n  goto end;\nend: return x; }")
    output = source.with_name("out.c")
    assert main([str(source), "-o", str(output)]) == 1
    assert "function.c: line 2, column 3: goto is not differentiated" in capsys.readouterr().err
    assert not output.exists()


def test_refused_input_leaves_an_old_file_as_it_is(source: Path) -> None:
    source.write_text("double f(double x) { goto end; end: return x; }")
    output = source.with_name("out.c")
    output.write_text("mine")
    assert main([str(source), "-o", str(output), "--force"]) == 1
    assert output.read_text() == "mine"


@pytest.mark.parametrize(
    ("source_name", "output_name", "words"),
    [
        ("missing.c", "out.c", "No such file"),
        ("function.c", "nowhere/out.c", "No such file"),
        ("function.c", ".", "exists"),
    ],
)
def test_files_that_cannot_be(
    source: Path, capsys: pytest.CaptureFixture, source_name, output_name, words
) -> None:
    assert main([str(source.with_name(source_name)), "-o", str(source.parent / output_name)]) == 1
    assert words in capsys.readouterr().err
    assert sorted(p.name for p in source.parent.iterdir()) == ["function.c"]


def test_a_file_that_is_no_text(source: Path, capsys: pytest.CaptureFixture) -> None:
    source.write_bytes(b"\xff\xfe\x00")
    assert main([str(source), "-o", str(source.with_name("out.c"))]) == 1
    assert "is no text in UTF-8" in capsys.readouterr().err


def test_arguments_are_needed(source: Path) -> None:
    for arguments in ([], [str(source)], [str(source), "-o", "out.c", "--mode", "reverse"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
