"""The numbers in the pictures of chapter "Source transformation and operator overloading"."""

import subprocess
from pathlib import Path

import nbformat
import numpy as np
import pytest

from lecture14 import jvp
from lecture14.autodiff.text.c_compiler import compiler as c_compiler
from lecture14.cpp import compiler
from lecture14.figures import source_and_overloading as figures

BOOK = Path(__file__).parents[2] / "book"


def test_generated_code_grows_with_the_loop():
    # Three statements an iteration, each with its derivative line, in a frame of two lines.
    picture = figures.code_size(16)
    assert picture.tangent.tolist() == [2 + 6 * k for k in range(1, 17)]
    assert picture.adjoint.tolist() == [3 + 8 * k for k in range(1, 17)]


def test_programs_with_the_loop_kept_have_one_length():
    sizes = [figures.code_size(k) for k in (1, 16)]
    assert [(s.written, s.kept) for s in sizes] == [(5, (13, 26))] * 2


def test_what_does_not_compute_is_not_counted():
    assert figures.lines_of('import x\n\n\ndef f():\n    """One."""\n    # two\n    return 1\n') == 2


def test_calls_are_counted():
    def twice(x):
        return figures.f(x, x) + figures.f(x, 1.0)

    assert figures.calls(twice, 2.0) == 3


def test_the_lines_to_sketch_are_six_for_each_iteration():
    curve = figures.recorded_lines()
    curve.check()
    np.testing.assert_array_equal(curve.y, 2 + 6 * curve.x)


def test_the_record_is_what_a_compiler_prints_and_writes():
    record = figures.recorded()
    assert record.cpp_output == figures.cpp_output()
    version = subprocess.run([compiler(), "--version"], capture_output=True, text=True).stdout
    fresh = figures.cpp_instructions("-O2")
    # Another compiler may write something else.
    if record.where.split()[-1] in version.partition("\n")[0].split():
        assert record.instructions["-O2"] == fresh
    assert fresh["Number<1>"].functions == record.instructions["-O2"]["Number<1>"].functions == 1


def has_c_compiler() -> bool:
    try:
        return bool(c_compiler())
    except RuntimeError:
        return False


@pytest.mark.skipif(not has_c_compiler(), reason="no C compiler: install cc to compile what the page shows")
def test_the_record_is_what_the_compiled_c_prints():
    pytest.importorskip("pycparser")
    assert figures.recorded().c_output == figures.c_output()


def test_c_and_cpp_print_the_numbers_of_the_page():
    value, tangent = jvp(figures.f, (1.5, 2.0), (1.0, 0.0))
    numbers = [f"{number:.6f}" for number in (value, tangent, jvp(figures.f, (1.5, 2.0), (0.0, 1.0))[1])]
    for output in figures.recorded()[1:3]:
        rows = [line.split()[1:] for line in output.splitlines()]
        assert rows == [numbers[:1], numbers, numbers]


def test_the_page_shows_the_c_that_was_compiled():
    cells = nbformat.read(BOOK / "source-and-overloading.ipynb", 4).cells
    assert any(f'function_c = """{figures.FUNCTION_C}"""' in cell.source for cell in cells)


def test_the_times_drawn_are_those_recorded():
    picture = figures.run_times()
    widths = [1 + bar.get_width() for bar in picture.figure.axes[0].patches]
    assert widths == pytest.approx([t for ways in figures.recorded().times.values() for t in ways.values()])
