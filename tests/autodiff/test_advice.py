"""What errors advise exists, takes our numbers, and gives what the refused function gives."""

import cmath
import math
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lecture14
from lecture14 import Dual, derivative, grad, trace
from lecture14.autodiff.support import errors
from lecture14.autodiff.support.advice import INSTEAD, replacement

# Operands where they are not one number between 0 and 1.
PAIR = (1.75, 0.5)
OPERANDS = {
    "acosh": (1.25,), "comb": (5, 2), "factorial": (4,), "isqrt": (19,), "ldexp": (1.5, 3), "perm": (5, 2),
    "fma": (1.5, 2.0, 0.25), "dist": ([1.0, 2.0], [4.0, 6.0]), "fsum": ([0.5, 1.0],), "prod": ([0.5, 3.0],),
    "sumprod": ([1.0, 2.0], [3.0, 5.0]),
} | dict.fromkeys(("atan2", "copysign", "fmod", "hypot", "isclose", "pow", "remainder"), PAIR)  # fmt: skip
DATA = [0.5, 1.25, 2.0, 4.5]
COMPLEX = {"phase", "polar", "rect"}  # their advice is part of the answer alone


def functions(module):
    return sorted(
        n for n, f in vars(module).items() if getattr(f, "__module__", "") == module.__name__ and n[0] != "_"
    )


def advised(advice, values):
    """The value that the advice gives when it is followed with dual numbers."""
    operands = {name: Dual(v, np.zeros(np.shape(v))) for name, v in zip("xzw", values, strict=False)}
    found = eval(advice, {"np": np, "lecture14": lecture14}, operands)
    found = found(*operands.values()) if callable(found) else found
    return [v.primal if isinstance(v, Dual) else v for v in (found if isinstance(found, tuple) else (found,))]


@pytest.mark.parametrize("name", [n for n in functions(math) if replacement("math", n)])
def test_what_replaces_a_function_of_math(name):
    values = OPERANDS.get(name, (0.5,))
    expected = getattr(math, name)(*values)
    got = advised(replacement("math", name), values)
    assert got == pytest.approx(expected if isinstance(expected, tuple) else [expected], rel=1e-13)


@pytest.mark.parametrize(
    "name", [n for n in functions(cmath) if replacement("cmath", n) and n not in COMPLEX]
)
def test_what_replaces_a_function_of_cmath(name):
    values = OPERANDS.get(name, (0.5,))
    assert advised(replacement("cmath", name), values) == pytest.approx(
        [getattr(cmath, name)(*values)], rel=1e-13
    )


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in functions(statistics)
        if re.search("mean|median$|stdev|^p?variance", n) and replacement("statistics", n)
    ],
)
def test_what_replaces_a_function_of_statistics(name):
    got = advised(replacement("statistics", name), (np.array(DATA),))
    assert got == pytest.approx([getattr(statistics, name)(DATA)], rel=1e-13)


@pytest.mark.parametrize(("module", "name"), [(m, n) for m, table in INSTEAD.items() for n in table])
def test_every_name_in_the_table_exists(module, name):
    newer = {"fma", "sumprod"}  # Python 3.12 and 3.13
    assert hasattr(sys.modules[module], name) or name in newer
    for path in re.findall(r"(?:np|lecture14)\.[\w.]+", INSTEAD[module][name]):
        assert callable(eval(path, {"np": np, "lecture14": lecture14}))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: math.erf(x), r"math.erf got a Dual at test_advice.py line \d+: use lecture14.autodiff.special.erf,"),
        (lambda x: math.fsum([x, x]), r"math.fsum got a Dual .*use np\.sum,"),
        (lambda x: math.trunc(x), r"math.trunc got a Dual .*use np\.trunc,"),
        (lambda x: math.gcd(x, 2), r"math.gcd got a Dual .*the derivative would be lost"),
        (lambda x: cmath.sqrt(x), r"cmath.sqrt got a Dual .*use np\.sqrt,"),
        (lambda x: statistics.mean([x, x]), r"statistics.mean got a Dual .*, inside statistics: use np\.mean,"),
        (lambda x: statistics.fmean([x, x]), r"statistics.fmean got a Dual .*, inside statistics: use np\.mean,"),
        (lambda x: [x].__contains__(float(x)), r"float\(\) got a Dual"),
        (lambda x: "".__len__() + float(x), r"float\(\) got a Dual"),
    ],
)  # fmt: skip
def test_errors_name_what_exists(call, message):
    with pytest.raises(TypeError, match=message):
        derivative(call)(1.5)


class TestTheReadersLine:
    def test_a_library_between_us_and_the_reader_is_named_beside_the_readers_line(self):
        optimize = pytest.importorskip("scipy.optimize")
        with pytest.raises(TypeError, match=r"at test_advice.py line \d+, inside scipy"):
            grad(lambda x: optimize.nnls(np.eye(2), x)[1])(np.ones(2))

    def test_a_node_computed_by_a_library_belongs_to_the_readers_line(self):
        graph = trace(lambda x: statistics.linear_regression([0.0, 1.0], [1.0, 2.0]).slope * x)(1.0)
        assert graph.place(1).startswith(" at test_advice.py line")

    @pytest.mark.parametrize(
        ("filename", "of"),
        [
            (errors.__file__, ""),
            (np.linalg.__file__, ""),
            (pytest.__file__, "pytest"),
            (statistics.__file__, "statistics"),
            (re.__file__, "re"),
            ("<frozen runpy>", "Python"),
            (__file__, None),
            ("<stdin>", None),
            ("/tmp/ipykernel_123/456.py", None),
            ("<ipython-input-1-abc>", None),
            ("cell 3", None),
        ],
    )
    def test_whose_a_file_is(self, filename, of):
        assert errors.library(filename) == of

    def test_a_program_that_lives_among_the_libraries_is_named_all_the_same(self, tmp_path):
        program = tmp_path / "site-packages" / "program.py"
        program.parent.mkdir()
        program.write_text("import math\nfrom lecture14 import Dual\nmath.sin(Dual(1.0, 1.0))\n")
        result = subprocess.run(
            [sys.executable, "-m", "program"], cwd=program.parent, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(Path(lecture14.__file__).parents[1])},
        )  # fmt: skip
        assert "math.sin got a Dual at program.py line 3: use np.sin" in result.stderr


def test_what_numpy_does_not_hand_on_is_named_with_its_way_out():
    with pytest.raises(
        TypeError, match=r"numpy\.arange got a Variable at test_advice\.py .* use x \+ z\*np\.arange\(n\)"
    ):
        grad(lambda x: np.sum(np.arange(0.0, x)))(3.5)
    with pytest.raises(
        AttributeError, match=r"no attribute 'flat' at test_advice\.py line \d+: an array of NumPy has it"
    ):
        grad(lambda x: sum(x.flat))(np.ones(2))
