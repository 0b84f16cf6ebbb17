"""Heron's loop, plain and with its derivative, by each way of slide 16: generated and overloaded, in Python, C and C++.

Ratios to the plain program in the same language, best of many rounds taken in turn. With ``--record`` they go, with
what the compiled programs print and the C++ compiler writes, to the record that the chapter on source transformation
shows.

    python benchmarks/autodiff_ways.py [--record]
"""

import argparse
import datetime
import json
import re
import subprocess
import tempfile
from pathlib import Path

from machine import best_of_each, describe_machine  # sets one thread before NumPy loads; isort: split

from lecture14 import Dual, adjoint_source, tangent_source, trace, value_and_grad
from lecture14.autodiff.text.c_compiler import compiler
from lecture14.cdiff import differentiate
from lecture14.cpp import compiler as cpp_compiler
from lecture14.figures import source_and_overloading as figures

ITERATIONS = 100
HERON_C = """
double heron(double a, int iterations)
{
    double root = a;
    for (int i = 0; i < iterations; i++)
        root = 0.5 * (root + a / root);
    return root;
}
"""
DRIVER = """
#include <stdio.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return 1e9 * t.tv_sec + t.tv_nsec;
}

#define ROUND(k, statement)                                     \\
    {                                                           \\
        double start = now();                                   \\
        for (int i = 0; i < 100; i++) {                         \\
            double x = 1.5 + 0.01 * i, y, slope = 0.0;          \\
            statement;                                          \\
            sink = sink + slope;                                \\
        }                                                       \\
        double taken = now() - start;                           \\
        if (taken < best[k]) best[k] = taken;                   \\
    }

int main(void)
{
    volatile double sink = 0.0;
    double best[3] = {1e300, 1e300, 1e300};
    for (int round = 0; round < 1000; round++) {
        ROUND(0, (y = heron(x, ITERATIONS), slope = y))
        ROUND(1, diff_heron(x, ITERATIONS, 1.0, &y, &slope))
        ROUND(2, grad_heron(x, ITERATIONS, 1.0, &y, &slope))
    }
    printf("%.6f %.6f\\n", best[1] / best[0], best[2] / best[0]);
}
"""


def in_python() -> dict[str, float]:
    """Seconds of one evaluation, by way."""
    scope: dict = {}
    run = trace(lambda a: figures.heron(a, ITERATIONS))(2.0)
    exec(run.source("tangent"), scope)
    compiled = run.to_c().compile()
    tangent, adjoint = tangent_source(figures.heron).function, adjoint_source(figures.heron).function
    both = value_and_grad(lambda a: figures.heron(a, ITERATIONS))
    ways = {
        "plain": lambda: figures.heron(2.0, ITERATIONS),
        "tangent_source": lambda: tangent(2.0, ITERATIONS, 1.0),
        "adjoint_source": lambda: adjoint(2.0, ITERATIONS),
        "one run, written out": lambda: scope["diff_f"](2.0, 1.0),
        "one run, compiled C": lambda: compiled(2.0),
        "Dual": lambda: figures.heron(Dual(2.0, 1.0), ITERATIONS),
        "record and sweep": lambda: both(2.0),
    }
    return best_of_each(ways, seconds=5.0)


def in_c() -> tuple[float, float]:
    """Times of the tangent and of the adjoint that `lecture14.cdiff` writes, over that of the plain function."""
    text = f"{differentiate(HERON_C)}{HERON_C}#define ITERATIONS {ITERATIONS}\n{DRIVER}"
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "heron.c"), Path(folder, "heron")
        source.write_text(text)
        subprocess.run([*compiler(), "-std=c11", "-O2", str(source), "-o", str(program), "-lm"], check=True)
        output = subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout
    tangent, adjoint = map(float, output.split())
    return tangent, adjoint


def measured() -> dict[str, dict[str, float]]:
    """Run times over that of the plain program, by language and way."""
    python = in_python()
    tangent, adjoint = in_c()
    cpp = figures.cpp_run_times()
    return {
        "Python": {way: time / python["plain"] for way, time in python.items() if way != "plain"},
        "C": {"cdiff, tangent": tangent, "cdiff, adjoint": adjoint},
        "C++": {way: cpp[way][1] for way in ("Number<1>", "Number<2>", "Tape")},
    }


def version_of(*command: str) -> str:
    """A compiler's name and version: the first line that it says of itself, without what stands in brackets."""
    said = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
    return re.sub(r" \(.*\)", "", said.partition("\n")[0])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", action="store_true", help="write what the chapter shows")
    record = parser.parse_args().record
    times = measured()
    c, cpp = version_of(*compiler()), version_of(cpp_compiler())
    print(describe_machine(), c, cpp, sep="; ")
    for language, ways in times.items():
        for way, ratio in ways.items():
            print(f"{language:8} {way:24} {ratio:8.2f}")
    if record:
        figures.RECORD.write_text(
            json.dumps(
                {
                    "date": datetime.date.today().isoformat(),
                    "machine": describe_machine(),
                    "c_compiler": c,
                    "cpp_compiler": cpp,
                    "c_output": figures.c_output(),
                    "cpp_output": figures.cpp_output(),
                    "instructions": {level: figures.cpp_instructions(level) for level in ("-O2", "-O0")},
                    "times": {
                        language: {w: round(t, 2) for w, t in ways.items()}
                        for language, ways in times.items()
                    },
                },
                indent=2,
            )
            + "\n"
        )


if __name__ == "__main__":
    main()
