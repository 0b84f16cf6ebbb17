"""Programs for source transformation: each with points that take every branch both ways.

`CASES` holds (function, points, twin); a point is a tuple of arguments. What varies is the control flow and how
variables are overwritten; the formulas are short on purpose. The twin is the function as overloading takes it: a plain
array cannot hold its numbers, so `np.zeros` becomes `np.zeros_like` of one of them.
"""

# Users write what a linter would shorten.
# ruff: noqa: B002, B007, B905, F841, RUF059, SIM102, SIM108, SIM300

import inspect
import math

import numpy as np

from lecture14.autodiff import logsumexp, special

CASES = []
G = 9.81
STEPS = 3


def add(f, *points, twin=()):
    """A case; `twin` says what to replace in the text for overloading."""
    other = f
    if twin:
        text = inspect.getsource(f)
        for old, new in twin:
            assert old in text
            text = text.replace(old, new)
        scope = {"np": np}
        exec(text, scope)
        other = scope[f.__name__]
    CASES.append((f, points, other))


# Straight lines ---------------------------------------------------------------------------------------------


def lecture(x1, x2):
    return x1 * x2 + np.sin(x1)


add(lecture, (1.5, 2.0), (-0.3, 0.7))


def overwritten(x):
    x = x * x
    x = np.exp(-x)
    x = x + 1 / x
    return x


add(overwritten, (0.7,), (-1.2,))


def updates(x, z):
    x += z
    x *= z
    x -= 0.5 * z
    x /= 1 + z * z
    x **= 2
    return x


add(updates, (0.4, 1.3), (2.0, -0.6))


def swapped(a, b):
    a, b = b, a * b
    b, a = a + b, b
    return a - 2 * b


add(swapped, (1.5, -0.5))


def chained(x):
    a = b = x * x
    b = b * a
    return a + b


add(chained, (1.1,))


def annotated(x: float) -> float:
    """A docstring."""
    y: float = 3 * x
    z: float
    z = y
    pass
    return z * y


add(annotated, (0.3,))


def two_results(x, z):
    r = np.hypot(x, z)
    return r, np.arctan2(z, x)


add(two_results, (1.0, 2.0))


def result_is_argument(x, z):
    return x, z * x, 3.0


add(result_is_argument, (1.0, 2.0))


def constant(x):
    return 4.0


add(constant, (1.0,))


def unused(x, z):
    y = np.sin(z)
    y = x
    return y * 2


add(unused, (1.0, 2.0))


def constants_outside(t, v):
    return v * t - 0.5 * G * t**2 + np.pi * STEPS * t - math.e


add(constants_outside, (1.2, 3.0))


def powers(x, z):
    return x**3 + 2**z + x**z + x**-2 + x**0.5 + x**0 + x**1 + z**2.0


add(powers, (1.7, 0.6))


def signs(x):
    return -(-x) + +x - (-x) ** 2


add(signs, (0.6,))


def table(x):
    a = np.tan(x) + np.arcsin(x) + np.arccos(x) + np.arctan(x) + np.sinh(x) + np.cosh(x) + np.tanh(x)
    b = (
        np.arcsinh(x)
        + np.arccosh(1 + x)
        + np.arctanh(x)
        + np.log1p(x)
        + np.expm1(x)
        + np.exp2(x)
        + np.cbrt(x)
    )
    c = np.log(x) + np.log2(x) + np.log10(x) + np.square(x) + np.sqrt(x) + np.reciprocal(x) + np.sinc(x)
    return a + b * c + np.deg2rad(x) + np.rad2deg(x) + np.negative(x) + np.positive(x)


add(table, (0.35,))


def table_of_two(x, z):
    a = np.logaddexp(x, z) + np.logaddexp2(x, z) + np.maximum(x, z) * np.minimum(x, z)
    b = np.arctan2(x, z) * np.hypot(x, z) + np.copysign(x, z) + np.fmax(x, z) - np.fmin(x, z)
    return a + b + np.float_power(x, z) + np.heaviside(x, z) + np.fmod(x, z) + np.true_divide(x, z)


add(table_of_two, (0.8, 1.9), (2.9, 0.7))


def steps(x):
    return np.floor(x) * x + np.ceil(x) + np.sign(x) * x + np.trunc(x) + np.rint(x) + x // 0.3 + x % 0.3


add(steps, (1.37,), (-2.4,))


def absolute(x):
    return abs(x) + np.abs(x) * np.absolute(x) + np.fabs(x)


add(absolute, (0.7,), (-0.7,))


def special_functions(x):
    return special.erf(x) + special.erfc(x) + special.lgamma(x) * special.digamma(x) + special.ndtr(x)


add(special_functions, (0.7,), (2.3,))


def comparison_as_factor(x):
    return (x > 0) * x**2 + (x <= 0) * np.exp(x)


add(comparison_as_factor, (0.7,), (-0.7,))

# Branches ---------------------------------------------------------------------------------------------------


def bent(x):
    return x * x if x > 0 else -3.0 * x


add(bent, (2.0,), (-2.0,))


def nested_choice(x):
    return (np.sin(x) if x > 0 else x) + (x**2 if x < 1 else 2 * x if x < 2 else 1.0)


add(nested_choice, (0.5,), (-0.5,), (1.5,), (2.5,))


def ladder(x):
    if x < -1:
        y = -x
    elif x < 0:
        y = x * x
    elif x < 1:
        y = np.sin(x)
    else:
        y = 2.0
    return y * x


add(ladder, (-2.0,), (-0.5,), (0.5,), (3.0,))


def one_sided(x, z):
    y = x * z
    if y > 1:
        y = y * y
        if z > 2:
            x = x + y
    return y * x


add(one_sided, (0.5, 1.0), (1.5, 1.5), (1.5, 2.5))


def overwritten_in_branch(x, z):
    y = np.exp(x)
    if z > 0:
        x = y * z
        y = x * x
        z = x + y
    else:
        z = z * y
    return x * y * z


add(overwritten_in_branch, (0.3, 0.7), (0.3, -0.7))


def constant_in_branch(x, z):
    a = x * z
    if z > x:
        a = 0.5
    return x + a


add(constant_in_branch, (0.3, 0.7), (0.7, 0.3))


def constant_in_nested_branch(x, z):
    a = x * z
    if z > x:
        if x > 0:
            a = square(0.5)
    return x + a


add(constant_in_nested_branch, (0.3, 0.7), (-0.3, 0.7), (0.7, 0.3))


def constant_in_loop(x, z):
    a = x * z
    k = 0
    while k < z:
        a = 0.5
        k = k + 1
    for _ in range(2):
        if z < x:
            x = 1.5
    return x + a


add(constant_in_loop, (0.3, 0.7), (0.3, -0.7), (-0.9, -1.0))


def constant_until_break(x, z):
    a = x * z
    while True:
        a = 0.5
        z = z + 1
        if z > x:
            break
    return x + a * z


add(constant_until_break, (0.3, 0.7), (0.3, -2.7))


def counter_holds_a_value_before(x, z):
    a = x * z
    for a in range(2):
        z = z * x
    return x * a + z


add(counter_holds_a_value_before, (0.3, 0.7))


def counter_holds_a_value_after(x, z):
    for x in (0.5, 0.2):
        z = z * x
    x = x * z
    return x * z


add(counter_holds_a_value_after, (0.3, 0.7))


def early(x):
    if x < 0:
        return -x
    y = np.sqrt(x)
    if y > 1:
        return y * x
    return y + x


add(early, (-0.7,), (0.5,), (4.0,))


def early_nested(x, z):
    if x > 0:
        if z > 0:
            return x * z
        x = x * 2
    else:
        z = z * x
        if z > 5:
            return z
    return x - z * z


add(early_nested, (1.0, 2.0), (1.0, -2.0), (-1.0, 2.0), (-2.0, -4.0))


def early_two_results(x):
    if x > 1:
        return x, 1.0
    y = x * x
    return y, y * x


add(early_two_results, (2.0,), (0.5,))


def all_ways_return(x):
    if x > 0 and x < 1:
        return x
    elif not x < 1 or x == 7:
        return x**2
    else:
        return 1.0


add(all_ways_return, (0.5,), (2.0,), (-1.0,))


def chained_comparison(x):
    y = 0.0
    if 0 < x <= 1:
        y = x**3
    return y + x


add(chained_comparison, (0.5,), (1.5,))


def condition_kept(x, z):
    large = x > z
    x = x * z
    if large:
        x = x * x
    return x


add(condition_kept, (2.0, 1.0), (1.0, 2.0))


def pythons_max(x, z):
    return max(x, z) * min(x, z * z) + max(x * x, 2.0)


add(pythons_max, (1.0, 2.0), (2.0, 1.0), (0.5, -0.5))


def branch_pass(x):
    y = x
    if x > 0:
        pass
    else:
        y = y * x
    return y * y


add(branch_pass, (1.3,), (-1.3,))


def flag_only(x):
    if x > 0:
        n = 2
    else:
        n = 3
    return x**n


add(flag_only, (1.3,), (-1.3,))


def math_functions(x):
    if math.sin(x) > 0:
        return math.sin(x) * math.pow(x, 3) + math.atan2(x, 2.0)
    return math.exp(x) * math.fabs(x)


add(
    math_functions,
    (0.7,),
    (-0.7,),
    twin=[("math.fabs", "np.abs"), ("math.pow", "np.power"), ("math.atan2", "np.arctan2"), ("math.", "np.")],
)


# Loops ------------------------------------------------------------------------------------------------------


def heron(a):
    x = a
    for _ in range(6):
        x = 0.5 * (x + a / x)
    return x


add(heron, (2.0,), (0.3,))


def heron_long(a):
    x = a
    for _ in range(60):
        x = 0.5 * (x + a / x)
    return x


add(heron_long, (2.0,))


def horner(x):
    y = 0.0
    for c in (1.0, -2.0, 0.5, 3.0):
        y = y * x + c
    return y


add(horner, (0.7,), (-1.2,))


def reversed_range(x):
    y = 1.0
    for k in range(5, 0, -2):
        y = np.sin(y * x) + k
        x = x / k
    return y


add(reversed_range, (0.8,))


def counter_inside(x):
    s = 0.0
    for k in range(1, 6):
        s += x**k / k
    return s * k


add(counter_inside, (0.6,))


def counter_twice(x):
    s = x
    for k in range(3):
        s = s * (x + k)
    for k in range(2, 5):
        s = s + k * np.sin(s)
    return s * k


add(counter_twice, (0.6,))


def nested_loops(x, z):
    s = 0.0
    for i in range(3):
        for j in range(i, 4):
            x = np.sin(x) + 0.1 * j
            s += x * z * i
        z = z * x
    return s + z


add(nested_loops, (0.6, 1.1))


def empty_loop(x):
    y = x
    for _ in range(0):
        y = y * y
        t = y
    return y


add(empty_loop, (0.6,))


def locals_in_loop(x):
    y = x
    for _ in range(3):
        a = y * y
        b = np.cos(a)
        y = a * b + x
    return y


add(locals_in_loop, (0.6,))


def first_turn_differs(x):
    y = 1.0
    for i in range(4):
        if i == 0:
            t = x
        else:
            t = t * y
        y = y + t * x
    return y


add(first_turn_differs, (0.6,))


def while_newton(a):
    x = a
    while abs(x * x - a) > 1e-12:
        x = x - (x * x - a) / (2 * x)
    return x


add(while_newton, (2.0,), (9.0,), (1.0,))


def while_counter(x):
    n = 0
    while n < 4:
        x = np.sin(x) * 2
        n += 1
    return x * n


add(while_counter, (0.6,))


def while_halving(x):
    k = 0
    while x > 1:
        x = x / 2
        k = k + 1
    return x * x + k


add(while_halving, (9.0,), (0.5,))


def never_entered(x):
    y = x
    while y > 100:
        y = y - x * x
    return y * x


add(never_entered, (0.6,))


def with_break(x):
    s = 0.0
    for k in range(10):
        s = s + x * x
        if s > 3:
            break
        x = x * 1.3
    return s * x


add(with_break, (1.0,), (0.1,))


def with_continue(x):
    s = 0.0
    for k in range(6):
        if k % 2 == 0:
            continue
        x = np.sin(x)
        s = s + x * k
    return s


add(with_continue, (1.0,))


def break_and_continue(x):
    s = 1.0
    for k in range(8):
        x = x * 1.1
        if x < 1:
            s = s * x
            continue
        if s > 4:
            s = s - x
            break
        s = s + x * x
    return s * x


add(break_and_continue, (0.8,), (1.5,), (0.2,))


def jumps_deep_inside(x):
    s = 1.0
    for k in range(8):
        if x > 0.5:
            s = s * x
            if s > 2:
                break
            if s < 0.6:
                x = x + 0.3
                continue
            s = s + 0.1
        x = x * 1.2
    return s * x


add(jumps_deep_inside, (0.7,), (0.1,), (0.52,))


def return_in_loop(x):
    s = 0.0
    for k in range(5):
        s = s + np.exp(x) * k
        if s > 4:
            return s * x
    return s


add(return_in_loop, (0.7,), (-3.0,))


def return_in_nested_loops(x):
    s = x
    for i in range(3):
        for j in range(3):
            s = s * (1 + x)
            if s > 5:
                return s * i
            elif s > 3:
                break
        s = s + 0.1
        if s > 4.5:
            continue
        x = x + 0.1
    return s - x


add(return_in_nested_loops, (0.5,), (0.1,), (1.1,), (3.0,))


def return_below_loop_in_branch(x):
    if x > 0:
        for _ in range(4):
            x = x * 1.5
            if x > 3:
                return x * x
        x = x + 1
    x = x * 2
    return x + np.sin(x)


add(return_below_loop_in_branch, (0.1,), (2.0,), (-1.0,))


def endless(x):
    n = 1
    while True:
        x = x * x + 0.1
        if x > 3:
            return x * n
        n += 1
        if n > 9:
            break
    return x


add(endless, (0.9,), (0.1,), (3.0,))


def endless_without_end(x):
    while True:
        x = np.sqrt(x)
        if x < 1.5:
            return x * x * x


add(endless_without_end, (9.0,), (1.2,))


def branch_in_while(x):
    s = 0.0
    while s < 2:
        if x > 0.5:
            s = s + x
            x = x * 0.7
        else:
            s = s + 0.3 + x * x
    return s * x


add(branch_in_while, (0.9,), (0.2,))


def collatz_like(x):
    for _ in range(7):
        x = x / 2 if x > 1 else 3 * x + 0.5
    return x


add(collatz_like, (5.0,), (0.3,))


def swapped_in_loop(a, b):
    for _ in range(5):
        a, b = b, a + b * 0.5
    return a * b


add(swapped_in_loop, (1.0, 0.4))


def agm(a, b):
    while abs(a - b) > 1e-13:
        a, b = (a + b) / 2, np.sqrt(a * b)
    return a


add(agm, (1.0, 2.0))


def range_of_counter(x):
    n = 2
    s = x
    for i in range(n):
        s = s * x
    n = 3
    for i in range(n):
        s = s + np.sin(s)
    return s


add(range_of_counter, (0.7,))


def target_reassigned(x):
    s = 0.0
    for i in range(4):
        i = i + 0.5
        s = s + x**i
    return s


add(target_reassigned, (0.7,))


def bisection(c):
    low, high = 0.0, c
    for _ in range(20):
        middle = 0.5 * (low + high)
        if middle * middle > c:
            high = middle
        else:
            low = middle
    return middle * c


add(bisection, (2.0,), (7.0,))


def runge_kutta(y, k):
    t, h = 0.0, 0.1
    for _ in range(5):
        k1 = -k * y + np.sin(t)
        k2 = -k * (y + 0.5 * h * k1) + np.sin(t + 0.5 * h)
        y = y + h * k2
        t += h
    return y


add(runge_kutta, (1.0, 2.0))

# Calls ------------------------------------------------------------------------------------------------------


def square(x):
    return x * x


def polar(x, z):
    return np.hypot(x, z), np.arctan2(z, x)


def bent_call(x):
    if square(x) > 2:
        return square(square(x))
    return x + square(x)


add(bent_call, (1.0,), (2.0,))


def call_with_two_results(x, z):
    r, phi = polar(x, z)
    r, x = polar(r, phi * x)
    return r * x


add(call_with_two_results, (1.0, 2.0))


def one_result_of_two(x, z):
    r, phi = polar(x, z)
    return phi * phi


add(one_result_of_two, (1.0, 2.0))


def call_in_loop(x):
    for _ in range(3):
        x = bent(x) - 0.5 * heron(square(x) + 1)
    return x


add(call_in_loop, (0.7,), (-0.4,))


def power_by_loop(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def whole_argument(x):
    return power_by_loop(x, 3) + power_by_loop(np.sin(x), 2)


add(whole_argument, (0.7,))


def damped(x, rate=0.5):
    return np.exp(-rate * x)


def setting_argument(x):
    return damped(x) + damped(x * x, 0.25)


add(setting_argument, (0.7,))


def setting_gets_a_variable(x, rate):
    return damped(x, rate) + damped(rate, x * x) * damped(x)


add(setting_gets_a_variable, (0.7, 0.3))


def starts_from_setting(x, s=0.5):
    for _ in range(3):
        s = s * x + x
    return s


add(starts_from_setting, (0.7,))


def call_without_derivative(x):
    scale = square(3.0)
    return scale * x


add(call_without_derivative, (0.7,))


def call_in_while(x):
    while square(x) > 1:
        x = x - 0.4
    return x * x


add(call_in_while, (2.3,), (0.5,))


def overwrites_its_argument(x):
    x = x * 2
    return x * x


def call_keeps_argument(x):
    y = overwrites_its_argument(x)
    x = x + y
    x = overwrites_its_argument(x)
    return x * y


add(call_keeps_argument, (0.4,))

# Arrays -----------------------------------------------------------------------------------------------------

V = np.array([0.5, -1.2, 2.0])
W = np.array([1.0, 0.3, -0.7])
M = np.array([[1.0, 0.5, -0.3], [0.2, 2.0, 0.7]])


def entries(x):
    return x[0] * x[1] + np.sin(x[2]) * x[-1]


add(entries, (V,))


def rosenbrock(x):
    s = 0.0
    for i in range(len(x) - 1):
        s += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2
    return s


add(rosenbrock, (V,), (np.linspace(-1, 1, 7),))


def over_entries(x):
    s = 1.0
    for v in x:
        if v < 0:
            continue
        s = s * (1 + v)
    return s


add(over_entries, (V,))


def enumerated(x):
    s = 0.0
    for i, v in enumerate(x):
        s += i * v * v
    return s


add(enumerated, (V,))


def zipped(x, z):
    s = 0.0
    for a, b in zip(x, z):
        s += (a - b) ** 2 * a
    return np.sqrt(s)


add(zipped, (V, W))


def least_squares(w, x, y):
    s = 0.0
    for i in range(len(x)):
        r = w * x[i] - y[i]
        if abs(r) < 1:
            s += 0.5 * r * r
        else:
            s += abs(r) - 0.5
    return s


add(least_squares, (0.7, V, W), (0.9, W, V))


def matrix_entries(A):
    return A[0, 0] * A[1, 2] - A[0][1] * A[1][0]


add(matrix_entries, (M,))


def filled_array(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        y[i] = np.exp(x[i])
    s = 0.0
    for i in range(len(y)):
        s += y[i] * y[i - 1]
    return s


add(filled_array, (V,), twin=[("np.zeros(len(x))", "np.zeros_like(x)")])


def overwritten_entries(x):
    y = x.copy()
    for k in range(3):
        for i in range(len(y)):
            y[i] = np.sin(y[i]) * y[i - 1]
    return np.sum(y)


add(overwritten_entries, (V,))


def constant_row_in_branch(x):
    y = x * x
    if np.sum(x) > 0:
        y = np.ones(3)
    return np.sum(x * y)


add(constant_row_in_branch, (V,), (-V,))


def written_to_itself(x):
    y = np.sin(x)
    y[:] = y
    for _ in range(2):
        y[:] = x * y
        y[:] = y
    return x * y


add(written_to_itself, (V,))


def recurrence(x):
    y = np.zeros(6)
    y[0] = x
    y[1] = x * x
    for i in range(2, 6):
        y[i] = y[i - 1] * y[i - 2] + 1
    return y[5]


add(recurrence, (0.4,), twin=[("np.zeros(6)", "np.zeros_like(x * np.ones(6))")])


def bubble(x):
    y = np.copy(x)
    for i in range(len(y)):
        for j in range(len(y) - 1 - i):
            if y[j] > y[j + 1]:
                y[j], y[j + 1] = y[j + 1], y[j]
    return y[0] * 3 + y[1] ** 2 - y[2]


add(bubble, (V,), (W,))


def entry_updates(x):
    y = x.copy()
    y[0] += x[1]
    y[1] *= y[0]
    y[2] -= y[1] * y[0]
    y[0] /= y[2]
    return y


add(entry_updates, (V,))


def slices(x):
    y = np.zeros(len(x))
    y[1:] = x[:-1] * x[1:]
    y[:1] = 2.0
    y[0:2] *= 3
    return np.sum(y * x)


add(slices, (V,), (np.linspace(0.2, 1.4, 5),), twin=[("np.zeros(len(x))", "np.zeros_like(x)")])


def scalar_into_slice(x, v):
    y = x * 2
    y[1:] = v
    return np.sum(y**2)


add(scalar_into_slice, (V, 0.7))


def matrix_filled(x):
    A = np.zeros((2, 3))
    for i in range(2):
        for j in range(3):
            A[i, j] = x[j] ** (i + 1)
    return np.sum(A * A)


add(matrix_filled, (np.abs(V),), twin=[("np.zeros((2, 3))", "np.zeros_like(np.stack([x, x]))")])


def rows(A, x):
    s = 0.0
    for i in range(A.shape[0]):
        s += np.dot(A[i], x) ** 2
    return s


add(rows, (M, V))


def whole_arrays(x, z):
    return np.sum(np.sin(x) * z / (1 + x**2) - np.exp(-x))


add(whole_arrays, (V, W), (V, 0.3), (0.3, V))


def annotated_array(x: np.ndarray, a: float):
    return a * x + x / (2 + a)


add(annotated_array, (V, 0.4), (M, 0.4))


def broadcasting(A, x, c: np.ndarray):
    B = A + x
    B = B * c - x
    C = c - A
    return np.sum(B * C) + np.sum(np.maximum(x, c))


add(broadcasting, (M, V, 0.4), (M, V, np.array([[0.4], [0.9]])))


def broadcast_constant(x):
    y = x + np.ones((2, 3))
    return np.sum(y * y) + y[1, 2]


add(broadcast_constant, (V,))


def one_moves(x):
    c = np.zeros((2, 1))
    y = c + x
    z = np.maximum(c, x)
    return np.sum(y) + np.sum(z * z) + np.sum(c - x)


add(one_moves, (V,))


def products(A, x, y):
    return y @ A @ x + x @ x + np.dot(A, x)[0] + (A @ A.T)[0, 1]


add(products, (M, V, W[:2]))


def normal_equations(A, x, b):
    r = A @ x - b
    g = A.T @ r
    return g.dot(g) + np.sum(r**2)


add(normal_equations, (M, V, W[:2]))


def reductions(A):
    return np.sum(A, axis=0), A.sum(axis=1), np.mean(A), A.max(), np.min(A, axis=1), A.mean() * A.sum()


add(reductions, (M,))


def keepdims(A):
    return A / np.sum(A, axis=1, keepdims=True) - np.max(A, axis=0, keepdims=True)


add(keepdims, (M,))


def pythons_sum(x):
    return sum(x * x)


add(pythons_sum, (V,))


def relu(x, w):
    y = np.where(x > 0, x * w, 0.1 * x)
    return np.sum(y * y)


add(relu, (V, 0.3), (V, W))


def power_iteration(A):
    x = np.ones(2)
    S = A @ A.T
    for _ in range(5):
        x = S @ x
        x = x / np.sqrt(x @ x)
    return x @ S @ x


add(power_iteration, (M,))


def network(W1, b1, w2, x):
    h = np.tanh(W1 @ x + b1)
    return np.sum(w2 * h) ** 2


add(network, (M, W[:2], V[:2], V))


def gradient_descent(A, b):
    x = np.zeros(3)
    for k in range(4):
        r = A @ x - b
        if np.sum(r * r) < 0.1:
            break
        x = x - 0.1 * (A.T @ r)
    return np.sum(x * x)


add(gradient_descent, (M, W[:2]), (M, 0.1 * W[:2]))


def array_sum_in_place(x):
    s = 0.0
    for i in range(3):
        s += x * i
    return s


add(array_sum_in_place, (0.3,))


def array_updates(x):
    y = x * 2
    y += np.sin(x)
    y *= y
    z = y + 1
    z -= y * x
    return np.sum(z)


add(array_updates, (V,))


def array_calls(x, w):
    return normalised(x) @ normalised(w * x)


def normalised(x):
    return x / np.sqrt(np.sum(x**2))


add(array_calls, (V, 0.7), (V, W))


def elementwise_call(x, w):
    return np.sum(bent_free(x, w))


def bent_free(x, w):
    return np.exp(-x * w) * x


add(elementwise_call, (V, 0.7))


def copies_in_loop(u):
    for _ in range(3):
        v = u.copy()
        for i in range(1, len(u) - 1):
            v[i] = u[i] + 0.1 * (u[i - 1] - 2 * u[i] + u[i + 1])
        u = v.copy()
    return np.sum(u * u)


add(copies_in_loop, (np.linspace(0, 1, 6) ** 2,))


def shapes_change(x):
    y = x[1:] * x[:-1]
    y = y[1:] * y[:-1]
    y = y * 2
    return np.sum(y)


add(shapes_change, (np.linspace(0.2, 1.4, 5),))


def shapes_change_in_loop(x):
    for _ in range(3):
        x = x[1:] * x[:-1]
    return np.sum(x)


add(shapes_change_in_loop, (np.linspace(0.2, 1.4, 6),))


def array_or_number(x):
    y = 1.0
    if np.sum(x) > 0:
        y = x * x
    return np.sum(y * 3)


add(array_or_number, (V,), (-V,))


def clipped(x):
    y = np.zeros_like(x)
    for i in range(len(x)):
        y[i] = x[i] if x[i] > 0 else 0.0
    return np.sum(y**2)


add(clipped, (V,))


def cholesky(A):
    L = np.zeros((2, 2))
    for i in range(2):
        for j in range(i + 1):
            s = A[i, j]
            for k in range(j):
                s -= L[i, k] * L[j, k]
            if i == j:
                L[i, j] = np.sqrt(s)
            else:
                L[i, j] = s / L[j, j]
    return np.log(L[0, 0]) + np.log(L[1, 1]) + L[1, 0]


add(cholesky, (np.array([[2.0, 0.3], [0.3, 1.5]]),), twin=[("np.zeros((2, 2))", "np.zeros_like(A)")])


def log_sum(x):
    top = np.max(x)
    return top + np.log(np.sum(np.exp(x - top)))


add(log_sum, (V,))


def log_sums(x, A):
    return logsumexp(x) * logsumexp(A, axis=1)[0] + np.sum(logsumexp(A, axis=-1, keepdims=True) * A)


add(log_sums, (V, M))


def elimination(A, b):
    n = len(b)
    U = A.copy()
    y = b.copy()
    for k in range(n):
        for i in range(k + 1, n):
            m = U[i, k] / U[k, k]
            for j in range(k, n):
                U[i, j] -= m * U[k, j]
            y[i] -= m * y[k]
    x = np.zeros_like(b)
    for i in range(n - 1, -1, -1):
        s = y[i]
        for j in range(i + 1, n):
            s -= U[i, j] * x[j]
        x[i] = s / U[i, i]
    return x


add(elimination, (np.array([[3.0, 1.0, 0.5], [0.2, 2.0, 0.7], [0.1, 0.4, 1.5]]), V))


def views(A):
    s = 0.0
    for row in A:
        top = row[1:]
        s += row[0] * np.sum(top)
    return s


add(views, (M,))


def shape_unpacked(A):
    m, n = A.shape
    s = 0.0
    for i in range(m):
        for j in range(n):
            s += A[i, j] ** 2 * (i + j)
    return s / (m * n)


add(shape_unpacked, (M,))


def scaled(t, factor):
    return factor * t


def rows_without_derivative(x):
    s = 0.0
    for row in np.eye(3):
        s = s + np.sum(row * x) ** 2 + np.sum(x * np.eye(3))
    return s


add(rows_without_derivative, (V,), (0.7,))


def number_times_arrays(x):
    t = np.arange(3)
    some = np.any(np.eye(3) > 0.5, axis=0)
    return np.sum(t.copy() * x), np.sum((0.5 < t) * x), np.sum(some * x), t.sum() * x


add(number_times_arrays, (0.7,))


def three(x):
    return x, x * x, x**3


def names_twice(x):
    _, _, y = three(x)
    a, b, a = three(y)
    return a * b


add(names_twice, (0.7,), twin=[("three(x)", "(x, x * x, x**3)"), ("three(y)", "(y, y * y, y**3)")])


def counts_comparisons(x, z):
    n = 0
    n += x > 0
    n += z > 0
    m = int(x > 0) + int(z > 0)
    k = (x > 0) * (z > 0) * (x < z)
    return n * x + m * z + k * x * z


add(counts_comparisons, (0.3, 0.7), (0.3, -0.7))


def floats_of_whole_numbers(x):
    t = np.arange(3)
    y = t / 2
    v = np.where(t > 1, 1.0, t)
    w = scaled(t, 0.5)
    for k in range(2):
        y[k] = x
        v[k] = y[k + 1] * x
        w[k] = v[k]
    t[0] = 7
    return np.sum(t * y * v * w)


add(
    floats_of_whole_numbers,
    (0.7,),
    twin=[
        ("t / 2", "t / 2 + 0 * x"),
        ("1.0, t)", "1.0, t) + 0 * x"),
        ("scaled(t, 0.5)", "t * (0.5 + 0 * x)"),
    ],
)


# Names ------------------------------------------------------------------------------------------------------


def names(y, f, w4, stack, np_, y_bar, dy, value):
    w1 = y * f
    x_bar = w1 * w4
    turns = 0
    while turns < 2:
        y = y * stack + x_bar
        turns += 1
    returned = y * np_ + y_bar * dy
    tools = returned * value
    return tools * y


add(names, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8))

sine = np.sin


def builtin_names(np, range, len, dx, dnp):
    special = sine(np) * range
    tools = special * len
    for reversed in (1.0, 2.0):
        tools = tools * dx + reversed * dnp
    return tools * range


add(builtin_names, (0.1, 0.2, 0.3, 0.4, 0.5))


def stack_in_loop(stack, stack_, pop):
    for _ in (1, 2):
        stack = stack * stack_ + pop
        stack_ = stack * stack_
    return stack_


add(stack_in_loop, (0.1, 0.2, 0.3))


def grad_square(square):
    return square * square


add(grad_square, (0.4,))
