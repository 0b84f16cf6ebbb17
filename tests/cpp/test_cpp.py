"""The C++ compiles without a warning, is clean under the sanitizers, and computes what `jvp` and `grad` do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lecture14 import cpp, grad, jvp
from lecture14.autodiff import RULES
from lecture14.cpp import compiling, writing
from tests.cpp.programs import PROGRAMS

HERE = Path(__file__).parent
STRICT = ("-Wall", "-Wextra", "-pedantic", "-Werror")
SANITIZERS = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
TANGENTS = ((1.0, -0.25), (0.5, 2.0))  # of the operands x and z, in two directions
DOMAINS = {"acosh": (1.1, 4.0), "atanh": (-0.9, 0.9), "asin": (-0.9, 0.9), "acos": (-0.9, 0.9)}
POSITIVE = ("log", "log2", "log10", "sqrt", "pow", "log1p")
FUNCTIONS = [(name, RULES[ours]) for name, ours in sorted(writing.NAMES) if name not in writing.LEFT_OUT]


@pytest.fixture(scope="session", autouse=True)
def compiler() -> None:
    """Fails where there is none: what is not compiled is not tested."""
    try:
        compiling.compiler()
    except RuntimeError as error:
        pytest.fail(str(error))


def points_of(name: str, count: int) -> list[tuple[float, ...]]:
    """Points inside the function's domain, and away from its kinks and jumps."""
    low, high = DOMAINS.get(name, (0.3, 4.0) if name in POSITIVE else (-3.0, 3.0))
    rng = np.random.default_rng(14)
    return [tuple(map(float, rng.uniform(low, high, count))) for _ in range(4)]


def case_of(name: str, count: int) -> str:
    """A call of `one` or `two` from checks.hpp."""
    operands = "x, z"[: 3 * count - 2]
    sign = name.removeprefix("operator")
    infix = f"x {sign} z" if count == 2 else f"{sign}x"
    body = infix if sign != name else f"{name}({operands})"
    points = ", ".join("{" + ", ".join(map(repr, point)) + "}" for point in points_of(name, count))
    auto = operands.replace("x", "auto x").replace("z", "auto z")
    return f"{('one', 'two')[count - 1]}([]({auto}) {{ return {body}; }}, {{{points}}});"


def rows_of(folder: Path, *cases: str, flags: tuple[str, ...] = STRICT) -> Iterator[np.ndarray]:
    """The rows that a program of these cases prints, after the checks of behaviour.hpp."""
    lines = "\n".join(f"    {case}" for case in cases)
    source = folder / "checks.cpp"
    source.write_text(f'#include "behaviour.hpp"\n\nint main() {{\n    behaviour();\n{lines}\n}}\n')
    printed = cpp.run(cpp.compiled(source, folder, f"-I{HERE}", *flags))
    return (np.array(line.split(), float) for line in printed.splitlines())


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[np.ndarray]]]:
    """Of each function, by its name and the count of its operands: rows for each point."""
    cases = [case_of(name, len(rule.arguments)) for name, rule in FUNCTIONS]
    for program in PROGRAMS:
        points = ", ".join("{" + f"{x}, {z}" + "}" for x, z in program.points).replace("nan", "NAN")
        cases.append(f"two([](auto x, auto z) -> decltype(x * z) {program.cpp}, {{{points}}});")
    printed = rows_of(tmp_path_factory.mktemp("cpp"), *cases, flags=(*STRICT, *SANITIZERS))
    result = {}
    for name, rule in FUNCTIONS:
        count = len(rule.arguments)
        result[f"{name}/{count}"] = [
            [next(printed) for _ in range((2, 6)[count - 1])] for _ in points_of(name, count)
        ]
    for k, program in enumerate(PROGRAMS):
        result[f"program {k}"] = [[next(printed) for _ in range(6)] for _ in program.points]
    assert next(printed, None) is None
    return result


def expected(f, point: tuple[float, ...]) -> Iterator[list[float]]:
    """The rows that `one` or `two` prints for f at a point, by `jvp` and `grad`."""
    actives = [(True,)] if len(point) == 1 else [(True, True), (True, False), (False, True)]
    for active in actives:
        rows = [
            jvp(f, point, tuple(t[k] * a for t, a in zip(TANGENTS, active, strict=False))) for k in range(2)
        ]
        yield [rows[0][0], rows[0][1], rows[1][1]]
    for active in actives:
        slopes = grad(f, argnums=tuple(range(len(point))))(*point)
        yield [f(*point), *(g * a for g, a in zip(slopes, active, strict=True))]


def compare(rows: list[np.ndarray], f, point: tuple[float, ...]) -> None:
    for ours, theirs in zip(rows, expected(f, point), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-14, atol=1e-15)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rule"), FUNCTIONS, ids=lambda part: getattr(part, "name", part))
def test_functions_as_jvp_and_grad(rows, name: str, rule) -> None:
    count = len(rule.arguments)
    for point, printed in zip(points_of(name, count), rows[f"{name}/{count}"], strict=True):
        compare(printed, rule.function, point)


@pytest.mark.slow
@pytest.mark.parametrize("k", range(len(PROGRAMS)))
def test_programs_as_jvp_and_grad(rows, k: int) -> None:
    for point, printed in zip(PROGRAMS[k].points, rows[f"program {k}"], strict=True):
        compare(printed, PROGRAMS[k].python, point)


def test_a_wrong_rule_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = cpp.rules().replace("UNARY(sin,            std::sin(x),       std::cos(x))", "…")
    assert wrong.count("…") == 1
    wrong = wrong.replace("…", "UNARY(sin,            std::sin(x),       1.0000001 * std::cos(x))")
    monkeypatch.setattr(writing, "rules", lambda: wrong)
    printed = list(rows_of(tmp_path, case_of("sin", 1)))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        compare(printed[:2], np.sin, points_of("sin", 1)[0])


def test_all_functions_of_cmath_in_the_table() -> None:
    # Literal names: cppreference's list of <cmath>, without what the table has no line for.
    names = set(re.findall(r"^[A-Z]+\((\w+),", cpp.rules(), re.M))
    known = """abs acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs floor
    fmax fmin fmod hypot log log10 log1p log2 pow rint sin sinh sqrt tan tanh trunc"""
    assert names == set(known.split())


def test_the_lectures_function_in_literal_numbers(tmp_path: Path) -> None:
    printed = cpp.run(cpp.compiled(cpp.PROGRAMS / "main.cpp", tmp_path, *STRICT)).split()
    numbers = ["3.997495", "2.070737", "1.500000"]
    assert printed == ["value", numbers[0], "forward", *numbers, "reverse", *numbers]


def test_the_slides_text_is_no_cpp(tmp_path: Path) -> None:
    slide = tmp_path / "slide.cpp"
    body = "w3 = x1 * x2;\nw4 = sin(x1);\nw5 = w3 + w4;\nreturn w5;"
    slide.write_text(f"Number f(Number x1, Number x2) {{\n{body}\n}}\n")
    with pytest.raises(RuntimeError, match=r"slide.cpp was not compiled:\n.*Number"):
        cpp.compiled(slide, tmp_path, "-fsyntax-only")
    slide.write_text('#include "dual_numbers.hpp"\nusing Number = lecture14::Number<>;\n' + slide.read_text())
    with pytest.raises(RuntimeError, match=r"(?s)w3.*w4.*w5"):
        cpp.compiled(slide, tmp_path, "-fsyntax-only")
    slide.write_text(slide.read_text().replace("w3 =", "Number w3, w4, w5;\nw3 ="))
    cpp.compiled(slide, tmp_path, "-fsyntax-only")


@pytest.mark.parametrize("statement", ["double w = x", "auto w = std::sin(x)", "auto w = x * Number<3>()"])
def test_no_derivative_is_lost_in_silence(tmp_path: Path, statement: str) -> None:
    source = tmp_path / "lost.cpp"
    start = '#include "dual_numbers.hpp"\nusing namespace lecture14;\n'
    source.write_text(f"{start}void f(Number<2> x) {{ {statement}; (void)w; }}\n")
    with pytest.raises(RuntimeError, match="error"):
        cpp.compiled(source, tmp_path, "-fsyntax-only")
    source.write_text(f"{start}void f(Number<2> x) {{ auto w = sin(x) * x; (void)w; }}\n")
    cpp.compiled(source, tmp_path, "-fsyntax-only")
