"""Functions that source transformation refuses, each with the line (counted from def) and a word of the way out."""

import contextlib
import functools

import numpy as np

# ruff: noqa: B007, B905, E731, F841

DATA = np.ones(3)
total = 0.0


def later(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(*args)

    return wrapper


def tries(x):
    try:
        return 1 / x
    except ZeroDivisionError:
        return x


def opens(x):
    with contextlib.suppress(ValueError):
        y = x
    return y


def yields(x):
    y = x
    yield y


def uses_global(x):
    global total
    total = x
    return x


def stars(*args):
    return args[0]


def keywords(x, **more):
    return x


def makes_dict(x):
    d = {"a": x}
    return d["a"]


def makes_list(x):
    y = x
    z = [x, y]
    return z[0]


def comprehends(x):
    y = [v * v for v in x]
    return y


def makes_array(x):
    return np.sum(np.array([x, 2 * x]))


def generates(x):
    return sum(v * v for v in x)


def has_lambda(x):
    square = lambda v: v * v
    return square(x)


def walrus(x):
    y = (z := x * x) + 1
    return y * z


def formats(x):
    s = f"{x}"
    return x


def sorts(x):
    y = x.copy()
    y.sort()
    return y[0]


def appends(x):
    y = x * 2
    y.append(x)
    return y


def unknown_method(x):
    return x.clip(0, 1)


def unknown_numpy(x):
    return np.linalg.det(x)


def raises(x):
    if x < 0:
        raise ValueError("x")
    return x


def asserts(x):
    assert x > 0
    return x


def imports(x):
    import math

    return math.sin(x)


def inner_function(x):
    def g(v):
        return v * x

    return g(x)


def inner_class(x):
    class A:
        pass

    return x


def no_return(x):
    y = x * x


def some_ways_return(x):
    if x > 0:
        return x


def bare_return(x):
    if x > 0:
        return
    return x


def different_returns(x):
    if x > 0:
        return x, x
    return x


def loop_else(x):
    for k in range(3):
        x = x * x
    else:
        x = x + 1
    return x


def while_else(x):
    while x > 1:
        x = x / 2
    else:
        x = x + 1
    return x


def writes_argument(x):
    x[0] = 1.0
    return x[0]


def updates_argument(x):
    x += 1
    return np.sum(x)


def second_name(x):
    y = x.copy()
    z = y
    y[0] = 2.0
    return np.sum(z)


def second_name_by_slice(x):
    y = x.copy()
    z = y[1:]
    y[1] = 2.0
    return np.sum(z)


def second_name_by_row(A):
    B = A.copy()
    row = B[0]
    B[0, 0] = 2.0
    return np.sum(row)


def second_name_by_tuple(x):
    y = x.copy()
    z, a = y, x
    y[0] = 5.0
    return np.sum(z * a)


def gives_back(x):
    return x


def second_name_by_call(x):
    y = x.copy()
    z = gives_back(y)
    y[0] = 2.0
    return np.sum(z)


def second_name_of_a_result(x):
    y = x.copy()
    y, z = y * 2, y
    y[0] = 0.3
    return np.sum(y + z)


def second_name_is_the_first(x):
    y = x.copy()
    y = y[::-1]
    y[0] = 0.3
    return np.sum(y)


def second_name_then_update(x):
    y = x
    y += 1
    return np.sum(x * y)


def write_cut(x):
    y = np.arange(3)
    y[1] = x
    return np.sum(y)


def write_cut_on_one_way(x, z):
    y = z * np.ones(3)
    if x > 0:
        y = 2 * np.ones_like(np.arange(3))
    y[1] = x
    return np.sum(y)


def whole_numbers(n):
    return np.arange(n), 0.5 * np.arange(n)


def write_cut_after_a_call(x):
    t, y = whole_numbers(3)
    y[0] = x
    t[0] = x
    return np.sum(t * y)


def write_cut_by_dtype(x):
    y = np.zeros(3, dtype="int")
    y[0] = x
    return np.sum(y)


def adds_comparisons(x, z):
    a = (x > 0) + (z > 0)
    return a * x


def adds_comparisons_later(x, z):
    k = x > 0
    k += z > 0
    return k * x


def is_positive(x):
    return x > 0


def adds_comparisons_of_calls(x, z):
    return (is_positive(x) + is_positive(z)) * x


def inverts_a_comparison(x):
    if ~(x > 0):
        x = -x
    return x


def grid_that_moves(x):
    t = np.linspace(0.0, x, 5)
    return np.sum(t)


def steps_that_move(x):
    for t in np.arange(x, 3.0):
        x = x * t
    return x


def index_not_whole(x, idx: np.ndarray):
    return np.sum(x[x > 0])


def index_of_list(x):
    return np.sum(x[[0, 0, 1]])


def recursion(x):
    if x > 5:
        return x
    return recursion(x * 2)


def outside_array(x):
    return np.sum(DATA * x)


def decorated_call(x):
    return decorated(x)


@later
def decorated(x):
    return x


def starred_call(x):
    return gives_back(*x)


def keyword_call(x):
    return gives_back(x=x)


def too_many(x):
    return gives_back(x, x)


def unpacks(x):
    a, b = x
    return a * b


def number_or(x):
    y = x or 1.0
    return y


def deletes(x):
    y = x
    del y
    return x


def matches(x):
    match x:
        case 0:
            return x
    return x


def assigns_attribute(x):
    x.a = 1.0
    return x


def call_in_and(x):
    if x > 0 and gives_back(x) > 1:
        return x
    return x


def loops_over_changed(x):
    n = 3
    for k in range(n):
        n = n + 1
        x = x * 2
    return x


def chained_subscript(x):
    y = np.zeros((2, 2))
    y[0][1] = x
    return np.sum(y)


def result_not_used(x):
    np.sin(x)
    return x


def bit_operator(x):
    return x ^ 2


def nested_result(x):
    return x, (x, x)


def string_result(x):
    return x.real


def class_call(x):
    return np.float64(x)


def int_of(x):
    return int(x) * float(x)


def zips_unequal(x, z):
    s = 0.0
    for a in zip(x, z):
        s += a[0]
    return s


def keyword_only(x, *, scale):
    return x * scale


def list_default(x, w=[1.0]):  # noqa: B006
    return x * w[0]


async def asynchronous(x):
    return x


def counter_reused(x):
    n = 2
    for _ in range(n):
        x = x * x
    n = np.sin(x)
    return n


CASES = [
    (counter_reused, 5, "another name"),
    (tries, 2, "if"), (opens, 2, "outside"), (yields, 3, "return"), (uses_global, 2, "parameter"),
    (stars, 1, "name each"), (keywords, 1, "name each"), (makes_dict, 2, "variable"), (makes_list, 3, "np.zeros"),
    (comprehends, 2, "for"), (generates, 2, "for"), (has_lambda, 2, "def"), (walrus, 2, "line of its own"),
    (formats, 2, "outside"), (sorts, 3, "assign"), (appends, 3, "assign"), (unknown_method, 2, "rule table"),
    (unknown_numpy, 2, "rule table"), (raises, 3, "before the call"), (asserts, 2, "before the call"),
    (imports, 2, "head of the module"), (inner_function, 2, "module"), (inner_class, 2, "numbers"),
    (no_return, 2, "return a value"), (some_ways_return, 2, "on every way"), (bare_return, 3, "number"),
    (different_returns, 1, "as many"), (loop_else, 5, "variable before break"), (while_else, 5, "before break"),
    (writes_argument, 2, "copy"), (updates_argument, 2, "x = x"), (second_name, 3, "copy"),
    (second_name_by_slice, 3, "copy"), (second_name_by_row, 3, "copy"), (second_name_by_tuple, 3, "copy"),
    (second_name_by_call, 3, "copy"), (second_name_of_a_result, 3, "copy"),
    (write_cut, 3, "np.zeros"), (write_cut_on_one_way, 5, "1.0"), (write_cut_after_a_call, 4, "1.0"),
    (write_cut_by_dtype, 3, "np.zeros"), (adds_comparisons, 2, "int("), (adds_comparisons_later, 3, "int("),
    (adds_comparisons_of_calls, 2, "int("), (inverts_a_comparison, 2, "not for ~"),
    (grid_that_moves, 2, "z * np.arange"), (steps_that_move, 2, "z * np.arange"),
    (second_name_is_the_first, 3, "copy"), (second_name_then_update, 3, "y = y"), (index_not_whole, 2, "int("),
    (index_of_list, 2, "int("), (recursion, 4, "loop"), (outside_array, 2, "parameter"),
    (starred_call, 2, "write the arguments"), (keyword_call, 2, "position"),
    (too_many, 2, "give it 1"), (unpacks, 2, "index"), (number_or, 2, "if"), (deletes, 3, "leave"),
    (matches, 2, "elif"), (assigns_attribute, 2, "name"), (call_in_and, 2, "before"),
    (loops_over_changed, 3, "another name"),
    (chained_subscript, 3, "x[i, j]"), (result_not_used, 2, "assign"), (bit_operator, 2, "arithmetic"),
    (nested_result, 2, "own variable"), (string_result, 2, "arithmetic"), (class_call, 2, "floats here"),
    (int_of, 2, "leave it out"),
    (makes_array, 2, "np.zeros"), (zips_unequal, 3, "index"), (keyword_only, 1, "default"), (list_default, 1, "array"),
    (asynchronous, 1, "def"),
]  # fmt: skip
