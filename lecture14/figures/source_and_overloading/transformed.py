"""Slides 13 and 14 in C: what the derivatives of function.c print, once a C compiler has had them."""

import subprocess
import tempfile
from pathlib import Path

from lecture14.autodiff.text.c_compiler import compiler

FUNCTION_C = """
double f(double x1, double x2) {
    double w3, w4, w5;
    w3 = x1 * x2;
    w4 = sin(x1);
    w5 = w3 + w4;
    return w5;
}
"""
MAIN = """
#include <stdio.h>

int main(void)
{
    double y, along[2], x1_bar = 0.0, x2_bar = 0.0;
    printf("value    %.6f\\n", f(1.5, 2.0));
    diff_f(1.5, 2.0, 1.0, 0.0, &y, &along[0]);
    diff_f(1.5, 2.0, 0.0, 1.0, &y, &along[1]);
    printf("tangent  %.6f  %.6f  %.6f\\n", y, along[0], along[1]);
    grad_f(1.5, 2.0, 1.0, &y, &x1_bar, &x2_bar);
    printf("adjoint  %.6f  %.6f  %.6f\\n", y, x1_bar, x2_bar);
    return 0;
}
"""


def c_output() -> str:
    """What slide 13's function prints in C: its value, and its derivatives by the tangent and the adjoint program.

    Raises
    ------
    RuntimeError
        If there is no C compiler.
    """
    from lecture14.cdiff import differentiate  # its parser is an extra

    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "function.c"), Path(folder, "function.out")
        text = differentiate(FUNCTION_C, "both", "function.c")
        source.write_text(f"{text}{FUNCTION_C}{MAIN}", encoding="utf-8")
        command = [*compiler(), "-std=c11", "-O2", str(source), "-o", str(program), "-lm"]
        subprocess.run(command, check=True, capture_output=True)
        return subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
