"""How a target language calls NumPy's functions, where it does not call them by NumPy's own name.

The rule table is written in NumPy's names. A name that the target's library has too is that function; what it
calls differently stands here; what it lacks is written out here, in the operands x and z. A line of the rule table
that no library has is written out as its own expression by whoever writes text.
"""

from __future__ import annotations

import math

ARCS = {f"arc{name}": f"a{name}" for name in ("cos", "cosh", "sin", "sinh", "tan", "tan2", "tanh")}

SPELLED = {
    "math": ARCS | {"abs": "fabs", "deg2rad": "radians", "float_power": "pow", "rad2deg": "degrees"},
    "C": ARCS
    | {
        "abs": "fabs",
        "deg2rad": "x*(pi/180)",
        "exp_square": "exp(-x*x)",
        "float_power": "pow",
        "floor_divide": "z == 0 ? x/z : rint((x - fmod(x, z))/z) - (fmod(x, z) != 0 && (fmod(x, z) < 0) != (z < 0))",
        "heaviside": "x == 0 ? z : x == x ? (x > 0) : x",
        "logaddexp": "x == z ? x + log(2) : fmax(x, z) + log1p(exp(-fabs(x - z)))",
        "logaddexp2": "x == z ? x + 1 : fmax(x, z) + log1p(exp2(-fabs(x - z)))/log(2)",
        "logit": "fabs(x - 0.5) < 0.25 ? 2*atanh(2*x - 1) : log(x/(1 - x))",
        "maximum": "x >= z || x != x ? x : z",  # nan is the largest and the smallest, which fmax leaves out
        "minimum": "x <= z || x != x ? x : z",
        "ndtr": "erfc(-x*sqrt(0.5))/2",
        "normal_density": "exp(-x*x/2)/sqrt(2*pi)",
        "rad2deg": "x*(180/pi)",
        "remainder": "fmod(x, z) != 0 && (fmod(x, z) < 0) != (z < 0) ? fmod(x, z) + z : fmod(x, z)",
        "share": "1/(1 + exp(z - x))",
        "share2": "1/(1 + exp2(z - x))",
        "sign": "x == x ? (x > 0) - (x < 0) : x",
        "sinc": "x == 0 ? 1 : sin(pi*x)/(pi*x)",
    },
}
SPELLED["C++"] = SPELLED["C"]
SPELLED["JavaScript"] = {
    **{
        name: text.replace("fmax", "max").replace("fabs", "abs")
        for name, text in SPELLED["C"].items()
        if "erfc" not in text
    },
    "abs": "abs",
    "copysign": "z < 0 || 1/z < 0 ? -abs(x) : abs(x)",
    "exp2": "pow(2, x)",
    "fmax": "x == x && !(x < z) ? x : z",
    "fmin": "x == x && !(x > z) ? x : z",
    "floor_divide": "z == 0 ? x/z : round((x - x % z)/z) - ((x % z)*z < 0)",
    "fmod": "x % z",
    "heaviside": "x == 0 ? z : x == x ? (x > 0) : x",
    "logaddexp": "x == z ? x + log(2) : max(x, z) + log1p(exp(-abs(x - z)))",
    "logaddexp2": "x == z ? x + 1 : max(x, z) + log1p(pow(2, -abs(x - z)))/log(2)",
    "maximum": "max",
    "minimum": "min",
    "remainder": "(x % z)*z < 0 ? x % z + z : x % z",
    "share2": "1/(1 + pow(2, z - x))",
    "rint": "abs(x % 1) == 0.5 ? 2*round(x/2) : round(x)",
    "sign": "sign",
}

# The functions of doubles in math.h.
MATH_H = (
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs floor fmax fmin "
    "fmod hypot lgamma log log10 log1p log2 pow rint sin sinh sqrt tan tanh trunc"
)
MATH_JS = (
    "acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh exp expm1 floor hypot log log10 log1p log2 pow sin sinh "
    "sqrt tan tanh trunc"
)
# Where a target's functions live, and what stands before their names.
PREFIX = {"C": ("math.h", ""), "C++": ("cmath", "std::"), "JavaScript": ("Math", "Math.")}
LIBRARY = {
    # The missing ones are false friends: three return an int, and `remainder` is that of IEEE 754.
    "math": frozenset(dir(math)) - {"ceil", "floor", "remainder", "trunc"},
    "C": frozenset(MATH_H.split()),
    "C++": frozenset(MATH_H.split()),
    "JavaScript": frozenset(MATH_JS.split()),
}


def spelling(name: str, target: str) -> str | None:
    """The target's name of a NumPy function, or its text in x and z; None where the target has neither.

    Examples
    --------
    >>> spelling("arcsin", "math"), spelling("sin", "C"), spelling("rad2deg", "C"), spelling("digamma", "C")
    ('asin', 'sin', 'x*(180/pi)', None)
    """
    return SPELLED[target].get(name, name if name in LIBRARY[target] else None)


# What a program in C calls NumPy's functions. Its fmax is NumPy's fmax, though NumPy's maximum is written as fmax, too.
C_NAMES = {c: ours for ours, c in SPELLED["C"].items() if c.isidentifier()}
C_NAMES |= {name: name for name in LIBRARY["C"] - {"fabs", "pow"} - set(ARCS.values())}
