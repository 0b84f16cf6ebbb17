"""Functions in C, the same in Python, and points on both sides of their branches.

The Python is written by hand: `lecture14.jvp` and `vjp` of it say what the generated C must compute. Arrays that a
function writes to come behind its result, in the order of the parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lecture14.autodiff import special


@dataclass(frozen=True)
class Case:
    name: str
    c: str
    python: Callable[..., Any]
    points: list[tuple[Any, ...]]
    # Positions of the arrays that the function writes to.
    writes: tuple[int, ...] = ()
    returns: bool = True

    @property
    def text(self) -> str:
        return self.c.replace("NAME", self.name)


CASES: list[Case] = []


def case(name: str, c: str, points: list[tuple[Any, ...]], **options: Any) -> Callable[[Callable], Callable]:
    """Register a Python function beside its C text, in which it is called NAME."""

    def register(python: Callable) -> Callable:
        CASES.append(Case(name, c, python, points, **options))
        return python

    return register


def array(*values: float) -> np.ndarray:
    return np.array(values, float)


@case("slide", """double NAME(double x1, double x2) {
    double w3, w4, w5;
    w3 = x1 * x2;
    w4 = sin(x1);
    w5 = w3 + w4;
    return w5;
}""", [(1.5, 2.0), (-0.3, 0.7)])  # fmt: skip
def _(x1, x2):
    return x1 * x2 + np.sin(x1)


@case("overwritten", "double NAME(double x, double z) { x = x*z; x *= x; z -= x/2; x = exp(x)*z; return x; }",
      [(0.4, 1.2), (-0.8, 0.5)])  # fmt: skip
def _(x, z):
    x = (x * z) ** 2
    return np.exp(x) * (z - x / 2)


@case("same", "double NAME(double x) { double s = x; s = s*s; s = s - s*x; s = s; s += s*s; s -= 2*s; "
      "return -s; }",
      [(0.4,), (-1.3,)])  # fmt: skip
def _(x):
    s = x * x - x * x * x
    return s + s * s


FUNCTIONS = {
    "acos": np.arccos, "acosh": np.arccosh, "asin": np.arcsin, "asinh": np.arcsinh, "atan": np.arctan,
    "atanh": np.arctanh, "cbrt": np.cbrt, "cos": np.cos, "cosh": np.cosh, "erf": special.erf, "erfc": special.erfc,
    "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "fabs": np.abs, "floor": np.floor, "ceil": np.ceil,
    "log": np.log, "log10": np.log10, "log1p": np.log1p, "log2": np.log2, "rint": np.rint, "sin": np.sin,
    "sinh": np.sinh, "sqrt": np.sqrt, "tan": np.tan, "tanh": np.tanh, "trunc": np.trunc,
}  # fmt: skip
for _name, _function in FUNCTIONS.items():
    _points = [(1.7,), (3.2,)] if _name == "acosh" else [(0.3,), (0.8,)]
    case(f"library_{_name}", f"double NAME(double x) {{ return {_name}(x)*x; }}", _points)(
        lambda x, function=_function: function(x) * x
    )
PAIRS = {"atan2": np.arctan2, "copysign": np.copysign, "fmax": np.fmax, "fmin": np.fmin, "fmod": np.fmod,
         "hypot": np.hypot, "pow": np.power}  # fmt: skip
for _name, _function in PAIRS.items():
    case(f"pair_{_name}", f"double NAME(double x, double z) {{ return {_name}(x, z)*x; }}",
         [(1.3, 0.4), (0.2, 2.1)])(lambda x, z, function=_function: function(x, z) * x)  # fmt: skip


@case("powers", "double NAME(double x, int k) { return pow(x, 3) + pow(x, k) + pow(2, x) + pow(x, -1) + pow(x, 0); }",
      [(1.3, 2), (-0.7, 3), (-0.7, 0)])  # fmt: skip
def _(x, k):
    return x**3 + x**k + 2**x + x**-1 + 1


@case("power_at_zero", "double NAME(double x, double z) { return pow(x, 2)*z + pow(x, 1)*sqrt(z); }",
      [(0.0, 2.0)])  # fmt: skip
def _(x, z):
    return x**2 * z + x * np.sqrt(z)


@case("int_division", "double NAME(double x, int n) { return x*(n/2) + 1/2*x "
      "+ x/n + (1/2.0)*x + n % 3 - (double)n/4; }",
      [(1.3, 5), (2.0, -7), (0.5, 8)])  # fmt: skip
def _(x, n):
    return x * int(n / 2) + x / n + 0.5 * x + np.fmod(n, 3) - n / 4


@case("comparisons", "double NAME(double x, double z) { return (x > z)*x "
      "+ (x > 0 && z > 0 || !(x < z))*z + (x == z); }",
      [(1.0, 2.0), (2.0, 1.0), (-1.0, -2.0)])  # fmt: skip
def _(x, z):
    above, positive = x > z, (x > 0 and z > 0) or not x < z
    return (x if above else 0 * x) + (z if positive else 0 * z)


@case("branches", """double NAME(double x) {
    double y = 0;
    if (x > 1) { y = x*x; x = 3*y; } else if (x > 0) y = exp(x);
    else { y = -x; y *= sin(y); }
    return x*y;
}""", [(1.5,), (0.5,), (-0.5,)])  # fmt: skip
def _(x):
    if x > 1:
        return 3 * x**4
    return x * np.exp(x) if x > 0 else x * -x * np.sin(-x)


@case("ternary", "double NAME(double x, double z) { double m = x > z ? x*x : z; "
      "return (m > 1 ? log(m) : m*x) + (x < 0 ? 1 : 2); }",
      [(1.5, 0.2), (0.5, 0.7), (-2.0, -3.0), (-2.0, 0.1)])  # fmt: skip
def _(x, z):
    m = x * x if x > z else z
    return (np.log(m) if m > 1 else m * x) + (1 if x < 0 else 2)


@case("guarded", "double NAME(const double x[], int n) { double s = 0; for (int i = -1; i < n + 1; i++) "
      "s += i >= 0 && i < n ? x[i]*x[i] : 0.5; return s; "
      "}", [(array(1.0, 2.0), 2), (array(3.0), 1)])  # fmt: skip
def _(x, n):
    return np.sum(x * x) + 1.0


@case("early", "double NAME(double x, double z) { if (x < 0) return -z*x; if (z < 0) { x = x*z; "
      "if (x < -1) return x*x; } "
      "return x + z*z; }", [(-1.0, 2.0), (0.5, -1.0), (2.0, -1.5), (1.0, 1.0)])  # fmt: skip
def _(x, z):
    if x < 0:
        return -z * x
    if z < 0:
        x = x * z
        if x < -1:
            return x * x
    return x + z * z


@case("dot", "double NAME(const double x[], const double p[], int n) { double s = 0.0; "
      "for (int i = 0; i < n; ++i) s += x[i]*p[i]; return s; }",
      [(array(1, 2, 3), array(0.5, -1, 2), 3), (array(1), array(2), 0)])  # fmt: skip
def _(x, p, n):
    return np.sum((x * p)[:n]) + 0 * x[0]


@case("heron", "double NAME(double a, int n) { double y = a; int k; for (k = 0; k < n; "
      "k++) y = (y + a/y)/2; return y; }",
      [(2.0, 5), (3.0, 0)])  # fmt: skip
def _(a, n):
    y = a
    for _ in range(n):
        y = (y + a / y) / 2
    return y


@case("newton", "double NAME(double a) { double y = 1; "
      "while (fabs(y*y - a) > 1e-10) { y = y - (y*y - a)/(2*y); } return y; }",
      [(2.0,), (9.0,), (1.0,)])  # fmt: skip
def _(a):
    y = 1.0 + 0 * a
    while abs(y * y - a) > 1e-10:
        y = y - (y * y - a) / (2 * y)
    return y


@case("leaving", """double NAME(const double x[], int n, double limit) {
    double s = 0, t = 1;
    int i = 0;
    while (1) {
        if (i >= n) break;
        i++;
        if (x[i - 1] < 0) continue;
        s += x[i - 1]*t;
        if (s > limit) { t = s*s; if (t > 100) return t*x[0]; break; }
        t *= 1 + s;
    }
    return s*t + i;
}""", [(array(1, 0.5, 0.2), 3, 9.0), (array(1, -0.5, 3), 3, 3.0),
        (array(4, 20, 1), 3, 5.0), (array(1), 0, 0.0)])  # fmt: skip
def _(x, n, limit):
    s, t, i = 0.0 * limit, 1.0, 0
    while i < n:
        i += 1
        if x[i - 1] < 0:
            continue
        s = s + x[i - 1] * t
        if s > limit:
            t = s * s
            if t > 100:
                return t * x[0]
            break
        t = t * (1 + s)
    return s * t + i


@case("skipping", """double NAME(const double x[], int n) {
    double s = 0, t = 2;
    for (int i = 0; i < n; ++i) {
        if (x[i] > 1) { t = t*x[i]; if (t > 10) continue; s += 1; }
        s += t*x[i]*x[i];
        if (s > 50) { s = sqrt(s); if (x[i] > 4) break; }
    }
    return s*t;
}""", [(array(0.5, 2, 6, 0.3), 4), (array(1.5, 2, 0.1, 1.2, 5, 5, 2), 7), (array(9.0, 0.1, 7.9, 4.4), 4)])  # fmt: skip
def _(x, n):
    s, t = 0.0 * x[0], 2.0 + 0 * x[0]
    for i in range(n):
        if x[i] > 1:
            t = t * x[i]
            if t > 10:
                continue
            s = s + 1
        s = s + t * x[i] * x[i]
        if s > 50:
            s = np.sqrt(s)
            if x[i] > 4:
                break
    return s * t


@case("rosenbrock", "double NAME(const double x[], int n) { double s = 0; for (int i = 1; i <= n - 1; i++) { "
      "double a = x[i] - x[i-1]*x[i-1], b = 1 - x[i-1]; s += 100*a*a + b*b; } return s; }",
      [(np.linspace(-1, 2, 30), 30)])  # fmt: skip
def _(x, n):
    a, b = x[1:] - x[:-1] ** 2, 1 - x[:-1]
    return np.sum(100 * a * a + b * b)


@case("backwards", "double NAME(const double x[], int n) { double s = 1; for (int i = n - 1; i >= 0; "
      "i--) s = s*x[i] + i; "
      "for (int i = n - 1; i > 0; --i) s = s/x[i]; return s; }", [(array(1.5, 2, 0.3), 3)])  # fmt: skip
def _(x, n):
    s = 1.0
    for i in range(n - 1, -1, -1):
        s = s * x[i] + i
    for i in range(n - 1, 0, -1):
        s = s / x[i]
    return s


@case("strides", "double NAME(const double x[], int n) { double s = 1; int i, j; for (i = 0, j = n - 1; "
      "i < j; i += 2, --j) "
      "s *= x[i] + x[j]*i; return s + i*x[0] + j; }", [(array(1.5, 2, 0.3, 4, 5, 6, 7), 7)])  # fmt: skip
def _(x, n):
    s, i, j = 1.0, 0, n - 1
    while i < j:
        s = s * (x[i] + x[j] * i)
        i, j = i + 2, j - 1
    return s + i * x[0] + j


@case("bounds_change", "double NAME(double x, int n) { double s = x; for (int i = 0; i < n; "
      "++i) { s = s*x + i; if (i == 1) n--; } "
      "return s + n; }", [(0.7, 5), (1.1, 1)])  # fmt: skip
def _(x, n):
    s, i = x, 0
    while i < n:
        s = s * x + i
        n -= i == 1
        i += 1
    return s + n


@case("shadows", "double NAME(double x) { double s = x; { double x = s*s; s = x + 1; for (int s = 0; "
      "s < 2; ++s) x = x*x; "
      "s *= x; } for (int i = 0; i < 2; i++) { double i = s; s = i*x; } return s; "
      "}", [(0.7,), (1.1,)])  # fmt: skip
def _(x):
    return (x * x + 1) * x**8 * x * x


@case("shadows_the_result", "double NAME(double x, double z) { double y = x, y_bar = z; { double y = z*z, y_bar = x*y; "
      "x = y_bar + y; } for (int stack = 0; stack < 2; ++stack) { double y = z*stack; x += y*y; } return x*y*y_bar; "
      "}", [(0.7, 1.3), (-1.1, 0.2)])  # fmt: skip
def _(x, z):
    return (x * z * z + z * z + z * z) * x * z


@case("names", "double NAME(double dx, double x, double w1, double y, double x_bar, "
      "double exp, double push, double cos) { "
      "double stack = sin(x)*dx, Stack = push*cos; return stack*w1 + y*x_bar + exp*Stack + y*y*y; }",
      [(1.5, 2.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)])  # fmt: skip
def _(dx, x, w1, y, x_bar, exp, push, cos):
    return np.sin(x) * dx * w1 + y * x_bar + exp * push * cos + y**3


@case("in_place", "void NAME(double x[], int n) { for (int i = 1; i < n; i++) { x[i] = x[i]*x[i-1]; "
      "x[i-1] += x[i]*x[i]; } }",
      [(array(1.5, 2, 0.3), 3)], writes=(0,), returns=False)  # fmt: skip
def _(x, n):
    x = [x[i] for i in range(n)]
    for i in range(1, n):
        x[i] = x[i] * x[i - 1]
        x[i - 1] = x[i - 1] + x[i] * x[i]
    return np.stack(x)


@case("matrix", "void NAME(int n, double A[n][n], const double *x, double y[n]) { for (int i = 0; "
      "i < n; i++) { y[i] = 0; "
      "for (int j = 0; j < n; j++) y[i] += A[i][j]*x[j]; } y[0] *= y[n - 1]; }",
      [(2, array(1, 2, 3, 4).reshape(2, 2), array(0.5, -1), array(7, 8))], writes=(3,), returns=False)  # fmt: skip
def _(n, A, x, y):
    y = A @ x
    return np.stack([y[0] * y[1], y[1]])


@case("local_arrays", "double NAME(double x, double z) { double a[2][2] = {{x, 1}, {z}}, b[2] = {0}; "
      "for (int i = 0; i < 2; i++) "
      "for (int j = 0; j < 2; j++) { a[i][j] = a[i][j]*x + z; b[j] += a[i][j]*a[i][0]; } return b[0]*b[1]; }",
      [(0.5, 2.0), (1.5, -1.0)])  # fmt: skip
def _(x, z):
    a = [[x * x + z, x + z], [z * x + z, z]]
    return (a[0][0] ** 2 + a[1][0] ** 2) * (a[0][1] * a[0][0] + a[1][1] * a[1][0])


@case("out", "double NAME(double x, double *y, const int k[]) { *y = x*x*k[1]; y[0] += 1; return *y*x; }",
      [(1.5, array(3.0), np.array([4, 2]))], writes=(1,))  # fmt: skip
def _(x, y, k):
    value = x * x * k[1] + 1
    return np.stack([value * x, value])


@case("calls", """static double NAME_cube(double x) { return x*x*x; }
static double NAME_twice(double x, double z) { if (x > z) return NAME_cube(x - z); x = x*x; return x*NAME_cube(z); }
double NAME(double x, double z) {
    double s = NAME_twice(x, 2*z), t;
    s = NAME_twice(s, x) + NAME_cube(NAME_cube(x*z))*s;
    t = x > 1 ? NAME_cube(s) : s;
    t = NAME_cube(t/10);
    if (NAME_cube(x) > 2) t *= 2;
    return NAME_twice(t, z);
}""", [(1.5, 0.3), (0.5, 0.4), (1.1, -0.3)])  # fmt: skip
def _(x, z):
    def twice(x, z):
        return (x - z) ** 3 if x > z else x * x * z**3

    s = twice(x, 2 * z)
    s = twice(s, x) + (x * z) ** 9 * s
    t = s**3 if x > 1 else s
    t = (t / 10) ** 3
    return twice(2 * t if x**3 > 2 else t, z)


@case("recursion", """double NAME(double x, int n);
double NAME(double x, int n) {
    double a[2] = {x, 1};
    if (n == 0) return a[1];
    a[1] = NAME(x*0.9, n - 1);
    a[0] = a[0]*a[1];
    return a[0] + sin(a[1]);
}""", [(1.5, 4), (0.7, 0)])  # fmt: skip
def _(x, n):
    if n == 0:
        return 1 + 0 * x
    below = _recursion(x * 0.9, n - 1)
    return x * below + np.sin(below)


def _recursion(x, n):
    return next(c for c in CASES if c.name == "recursion").python(x, n)


@case("array_calls", """void NAME_scale(double x[], int n, double c)
{ for (int i = 0; i < n; ++i) x[i] *= c; }
double NAME_sum(const double x[], int n) { double s = 0; for (int i = 0; i < n; ++i) s += x[i]; return s; }
double NAME_shift(double x[], double by) { x[0] += by; x[1] *= x[0]; return x[0]*by; }
double NAME(double x[], int n) {
    double A[2][2] = {{x[0], x[1]}, {1, 2}}, s;
    NAME_scale(x, n, x[0]);
    s = NAME_shift(x, x[1]*2);
    NAME_scale(A[1], 2, s);
    s = NAME_shift(A[1], s);
    s *= NAME_sum(x, n) + NAME_sum(A[0], 2);
    return s*A[1][1];
}""", [(array(0.5, 0.7, 0.3), 3)], writes=(0,))  # fmt: skip
def _(x, n):
    def shift(x, by):
        first = x[0] + by
        return [first, x[1] * first, *x[2:]], first * by

    before = [x[0], x[1]]
    x = [x[i] * x[0] for i in range(n)]
    x, s = shift(x, x[1] * 2)
    row, s = shift([1 * s, 2 * s], s)
    s = s * (sum(x) + sum(before))
    return np.stack([s * row[1], *x])


@case("constants", "const double NAME_g = 9.81;\nstatic const int NAME_n = 3;\n"
      "double NAME(double x) { double s = NAME_g; "
      "for (int i = 0; i < NAME_n; ++i) s = s*x + NAME_g; return s/NAME_n; }", [(0.5,), (1.5,)])  # fmt: skip
def _(x):
    s = 9.81
    for _ in range(3):
        s = s * x + 9.81
    return s / 3


@case("unused", "double NAME(double x, double never, int no, double nowhere[]) { double dead = x, t; "
      "t = 3; dead = 2; "
      "(void)never; return floor(x)*t; }", [(1.5, 2.0, 3, array(1.0))])  # fmt: skip
def _(x, never, no, nowhere):
    return 3 * np.floor(x)


@case("nothing_moves", "double NAME(double x, int n) { double s = 1; for (int i = 0; i < n; "
      "i++) { s = 2; if (x > 0) s = 3; } "
      "return s; }", [(1.5, 2), (-1.5, 0)])  # fmt: skip
def _(x, n):
    return 0 * x + (1 if n == 0 else 3 if x > 0 else 2)


@case("counted_twice", "double NAME(double x, int m, int n) { double s = x; for (int i = 0; i < m; "
      "i++) for (int j = i; j < n; "
      "++j) { s = s*x + j; if (s > 20) s = s/(i + 2.0); } return s; "
      "}", [(1.5, 3, 4), (2.5, 0, 1)])  # fmt: skip
def _(x, m, n):
    s = x
    for i in range(m):
        for j in range(i, n):
            s = s * x + j
            if s > 20:
                s = s / (i + 2)
    return s


def _mixture(x, weights, means, n, k):
    r = [sum(weights[j] * np.exp(-0.5 * (x[i] - means[j]) ** 2) for j in range(k)) for i in range(n)]
    return sum(np.log(value) for value in r)


case("mixture", """double NAME(const double x[], const double weights[], const double means[], int n, int k) {
    double total = 0;
    for (int i = 0; i < n; i++) {
        double density = 0;
        for (int j = 0; j < k; j++) {
            const double z = x[i] - means[j];
            density += weights[j]*exp(-0.5*z*z);
        }
        total += log(density);
    }
    return total;
}""", [(array(0.1, 2.0, 1.3, -1), array(0.3, 0.7), array(0, 1.5), 4, 2)])(_mixture)  # fmt: skip


@case(
    "bindings",
    "const double NAME_g = 2;\nconst int NAME_k = 3;\ndouble NAME(double x, int n) { return (-NAME_g + 1)*x*x/(1 - n) "
    "+ (-n + NAME_k)*sin(x) - (-1.5)*x + pow(x, -1) + pow(x, -NAME_g + 1) + x/(-2) + (n - 1)/2*x; }",
    [(0.5, 4), (1.5, 2)],
)
def _(x, n):
    return -x * x / (1 - n) + (3 - n) * np.sin(x) + 1.5 * x + 2 / x - x / 2 + (n - 1) // 2 * x


case("kink", "double NAME(double x) { return fabs(x) + sqrt(x*x) + cbrt(x*x*x)*0; }", [(-1.0,), (2.0,)])(
    lambda x: 2 * abs(x)
)
case(
    "ties",
    "double NAME(double x, double z) { return fmax(x, z) + 2*fmin(x, z) + fabs(x - z); }",
    [(1.0, 1.0)],
)(lambda x, z: np.fmax(x, z) + 2 * np.fmin(x, z) + np.abs(x - z))


@case("aliased", """void NAME_pair(const double u[], double v[]) { v[0] = u[0]*u[1]; v[1] += v[0]*u[0]; v[2] = u[2]; }
double NAME(double x[]) { NAME_pair(x, x); return x[0] + 2*x[1]; }""",
      [(array(0.5, 0.7, 0.3),)], writes=(0,))  # fmt: skip
def _(x):
    first = x[0] * x[1]
    second = x[1] + first * first
    return np.stack([first + 2 * second, first, second, x[2]])


@case("int_function", """int NAME_halvings(double x) { int k = 0; while (x > 1) { x /= 2; k++; } return k; }
double NAME(double x, const double p[]) {
    double s = p[NAME_halvings(x)]*x;
    for (int i = NAME_halvings(x); i > 0 && s < 9; i--) s += x*i;
    return s*NAME_halvings(x);
}""", [(3.0, array(1, 2, 0.5, 3)), (0.7, array(1, 2, 3, 4)), (1.5, array(1, 2, 3, 4))])  # fmt: skip
def _(x, p):
    k, rest = 0, x
    while rest > 1:
        rest, k = rest / 2, k + 1
    s, i = p[k] * x, k
    while i > 0 and s < 9:
        s, i = s + x * i, i - 1
    return s * k


@case("each_other", """double NAME_odd(double x, int n);
double NAME_even(double x, int n) { return n == 0 ? x*x : sin(NAME_odd(x, n - 1)); }
double NAME_odd(double x, int n) { if (n <= 0) return x; x *= 1.1; return x*NAME_even(x, n - 1); }
double NAME(double x) { return NAME_even(x, 5) + NAME_odd(x, 4); }""", [(0.7,), (-0.4,)])  # fmt: skip
def _(x):
    def even(x, n):
        return x * x if n == 0 else np.sin(odd(x, n - 1))

    def odd(x, n):
        return x if n <= 0 else 1.1 * x * even(1.1 * x, n - 1)

    return even(x, 5) + odd(x, 4)
