"""Precision of every line of the rule table: the worst error in ulps of value and slopes, against mpmath.

SymPy differentiates a formula of its own for each function, mpmath evaluates it with as many digits as it takes. A dash
is a mode that was not asked. The second derivative's error is counted in ulps of the largest term that its formula
adds, or outright where the line says so (`*`). Within 1e-3 of a root, and below the smallest normal number, the error
is absolute.

    python benchmarks/autodiff_ulps.py            # all points
    python benchmarks/autodiff_ulps.py tanh hypot # some lines
"""

import itertools
import math
import sys
from functools import cache

import mpmath
import numpy as np
import sympy

from lecture14 import Dual, derivative, grad
from lecture14.autodiff import RULES

X, Z = sympy.symbols("x z", real=True)
ONE = sympy.Integer(1)
EXACT = {
    "cbrt": X ** (ONE / 3), "hypot": sympy.sqrt(X**2 + Z**2), "exp2": 2**X,
    "expm1": sympy.exp(X) - 1, "log2": sympy.log(X) / sympy.log(2), "log10": sympy.log(X) / sympy.log(10),
    "log1p": sympy.log(1 + X), "logaddexp": sympy.log(sympy.exp(X) + sympy.exp(Z)),
    "logaddexp2": sympy.log(2**X + 2**Z) / sympy.log(2), "arcsin": sympy.asin(X), "arccos": sympy.acos(X),
    "arctan": sympy.atan(X), "arctan2": sympy.atan2(X, Z), "arcsinh": sympy.asinh(X), "arccosh": sympy.acosh(X),
    "arctanh": sympy.atanh(X), "deg2rad": X * sympy.pi / 180, "rad2deg": X * 180 / sympy.pi, "power": X**Z,
    "float_power": X**Z, "square": X * X, "add": X + Z, "subtract": X - Z, "multiply": X * Z, "divide": X / Z,
    "negative": -X, "positive": X, "reciprocal": 1 / X, "sinc": sympy.sin(sympy.pi * X) / (sympy.pi * X),
    "lgamma": sympy.loggamma(X), "digamma": sympy.digamma(X), "expit": 1 / (1 + sympy.exp(-X)),
    "softplus": sympy.log(1 + sympy.exp(X)), "sech2": 1 / sympy.cosh(X) ** 2,
} | {
    name: getattr(sympy, name)(X)
    for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfc")
}  # fmt: skip
# Lines whose second derivative holds its digits outright, not only beside the largest term of its formula.
OUTRIGHT = {
    "tanh", "expit", "softplus", "hypot", "arcsin", "arccos", "arctan", "arctan2", "arcsinh", "arccosh", "arctanh",
}  # fmt: skip
EXTREMES = (1e-300, 1e-200, 1e-155, 1e-100, 1e-20, 1e77, 1e100, 1e155, 1e200, 1e300)
NEAR_ONE = (1 - 1e-3, 1 - 1e-8, 1 - 2.0**-53, 1 + 2.0**-52, 1 + 1e-8, 1 + 1e-3)
PLAIN = (
    1e-8, 2e-3, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 1.3, 1.5707963, 2.0, 3.7, 5.0, 6.0, 8.0, 10.0, 20.0, 26.0, 100.3, 355.0,
    372.0, 700.0, 745.0, 1e4, 1e8,
)  # fmt: skip
# A function that turns ever faster, or has a pole at each whole number, has no digits there to keep.
REACH = {
    "sin": 1e8,
    "cos": 1e8,
    "tan": 1e8,
    "sinc": 1e4,
    "lgamma": 1e8,
    "digamma": 1e8,
    "erf": 30.0,
    "erfc": 26.0,
}
NORMAL = sys.float_info.min


def points(name, extra=()):
    """The operands at which a line is tried."""
    reach = REACH.get(name, math.inf)
    sizes = [s for s in (*PLAIN, *NEAR_ONE, *EXTREMES, *extra) if s <= reach]
    grid = [sign * s for s in sizes for sign in (1, -1)]
    if len(RULES[name].arguments) == 1:
        return [(x,) for x in grid if inside(name, (x,))]
    pairs = [(x, z) for x, z in itertools.product(grid[::3], grid[1::4])]
    close = [(x, x * (1 + d)) for x in grid for d in (0.0, 1e-8, 0.01, -0.3)]
    return [p for p in pairs + close if inside(name, p)]


def inside(name, operands):
    """Whether operands lie in the line's own domain; a pole of lgamma, at whole numbers, is no point of it."""
    if name in ("lgamma", "digamma") and operands[0] < 0 and operands[0] == math.floor(operands[0]):
        return False
    if name in ("power", "float_power") and abs((operands[1] - 2) * math.log10(abs(operands[0]))) > 300:
        return False  # a factor beyond the range of floats
    domain = "x > 0" if name == "cbrt" else RULES[name].domain
    scope = {
        **dict(zip(RULES[name].arguments, operands, strict=True)),
        "abs": abs,
        "cos": math.cos,
        "floor": math.floor,
    }
    return not domain or bool(eval(domain, {}, scope))


@cache
def formula(name, *order):
    """The derivative of these orders in x and z as a function of mpmath numbers."""
    symbols = (X, Z)[: len(order)]
    result = EXACT[name]
    for symbol, n in zip(symbols, order, strict=True):
        result = sympy.diff(result, symbol, n)
    # A sum that cancels takes digits, and digits take time.
    return sympy.lambdify(symbols, sympy.factor(result), "mpmath")


def exact(name, order, operands):
    """Its value, with digits added until they no longer matter."""
    function, before = formula(name, *order), None
    for digits in (40, 80, 200, 450, 1000, 2000):
        with mpmath.workdps(digits):
            try:
                value = mpmath.re(function(*map(mpmath.mpf, operands)))
            except (ZeroDivisionError, ValueError):
                continue
            if (
                before is not None
                and value != 0
                and abs(value - before) <= abs(value) * mpmath.mpf(10) ** -25
            ):
                return value
            before = value
    return before


def ulps(came, value, scale=0):
    """The error in ulps of the value, or of `scale` if that is larger; infinities must agree."""
    value = mpmath.mpf(value)
    if abs(value) > sys.float_info.max:
        return 0.0 if abs(came) >= sys.float_info.max / 2 and (came > 0) == (value > 0) else math.inf
    if math.isnan(came) or math.isinf(came):
        return 0.0 if abs(value) > sys.float_info.max * (1 - 1e-15) else math.inf
    if abs(came) < NORMAL and abs(value) < 2 * NORMAL:
        return 0.0
    return float(abs(mpmath.mpf(came) - value) / math.ulp(max(abs(float(value)), float(abs(scale)), NORMAL)))


def near_root(name, order, operands):
    """Whether the derivative changes its sign within 1e-3 of these operands."""
    if min(map(abs, operands)) < 1e-9 or max(map(abs, operands)) > 1e9:
        return False
    signs = set()
    for factor in (1 - 1e-3, 1, 1 + 1e-3):
        for k in range(len(operands)):
            moved = [x * factor if i == k else x for i, x in enumerate(operands)]
            if inside(name, moved):
                signs.add(mpmath.sign(exact(name, order, moved)))
    return len(signs) > 1


def moved_alone(f, operands, i):
    return lambda t: f(*operands[:i], t, *operands[i + 1 :])


def errors(name, operands):
    """(mode, ulps) at one point: value, dual, reverse, second derivative."""
    rule, f = RULES[name], RULES[name].function
    none = (0,) * len(operands)
    with np.errstate(all="ignore"):
        yield "value", ulps(float(f(*operands)), exact(name, none, operands))
    for i in range(len(operands)):
        along = moved_alone(f, operands, i)
        first, second = (tuple(n * (k == i) for k in range(len(operands))) for n in (1, 2))
        slope = exact(name, first, operands)
        scale = 1e-3 * max(1, abs(slope)) if near_root(name, first, operands) else 0
        yield "dual", ulps(along(Dual(operands[i], 1.0)).tangent, slope, scale)
        yield "reverse", ulps(grad(along)(operands[i]), slope, scale)
        curvature = exact(name, second, operands)
        scale = (
            0
            if name in OUTRIGHT and not near_root(name, second, operands)
            else largest_term(rule, i, operands)
        )
        yield "second", ulps(derivative(derivative(along))(operands[i]), curvature, scale)


def largest_term(rule, i, operands):
    """The largest product that the second derivative adds: a bound on the slope times what moves it."""
    with np.errstate(all="ignore"):
        y = rule.function(*operands)
        slope = abs(float(rule.slopes[i](*map(np.float64, operands), np.float64(y))))
    return slope / max(abs(operands[i]), 1e-300) if math.isfinite(slope) else 0.0


def table(names=EXACT, extra=(), every=1):
    """{name: {mode: (worst ulps, where)}}."""
    result = {}
    for name in names:
        worst = {}
        for operands in points(name, extra)[::every]:
            for mode, error in errors(name, operands):
                if error >= worst.get(mode, (-1.0,))[0]:
                    worst[mode] = error, operands
        result[name] = worst
    return result


if __name__ == "__main__":
    print(
        f"{'line':12s}"
        + "".join(f"{mode:>10s}" for mode in ("value", "dual", "reverse", "second"))
        + "   worst slope at"
    )
    for line in sys.argv[1:] or EXACT:
        (worst,) = table([line]).values()
        cells = "".join(f"{worst[mode][0]:10.3g}" for mode in worst)
        at = max((worst[mode] for mode in ("dual", "reverse", "second")), key=lambda w: w[0])[1]
        print(
            f"{line + '*' * (line in OUTRIGHT):12s}{cells}   {', '.join(f'{x:.6g}' for x in at)}", flush=True
        )
