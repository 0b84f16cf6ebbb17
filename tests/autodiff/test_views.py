"""Writes reach what they reach in NumPy: views, chains of views, aliases, in-place operators, repeated indices."""

import copy

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from lecture14 import Dual, grad, jacobian, jvp, taylor, vjp
from lecture14.autodiff import LeakedValue

X = np.array([[0.5, -1.5, 2.0], [1.25, 0.75, -0.25]])


def differences(f, x, h=1e-6):
    """The Jacobian of a plain program that may write to its argument."""
    columns = []
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = h
        columns.append((f(x + step) - f(x - step)) / (2 * h))
    return np.stack(columns, -1).reshape(*np.shape(columns[0]), *x.shape)


def agrees(f, x=X):
    """Value and Jacobian of f in both modes are NumPy's value and its differences; x itself is left alone."""
    untouched = x.copy()
    value, slopes = f(x.copy()), differences(f, x)
    assert np.allclose(vjp(f, x)[0], value, rtol=1e-12)
    assert np.allclose(jvp(f, (x,), (np.ones_like(x),))[0], value, rtol=1e-12)
    for mode in ("forward", "reverse"):
        assert np.allclose(jacobian(f, mode)(x), slopes, rtol=1e-6, atol=1e-7), mode
    assert np.array_equal(x, untouched)


# Random programs ----------------------------------------------------------------------------------------------

VIEWS = (
    lambda a: a[0] if a.ndim > 1 else a[:],
    lambda a: a[..., 1:],
    lambda a: a[::-1],
    lambda a: a[..., None],
    lambda a: a.T,
    lambda a: a.reshape(-1),
    lambda a: np.reshape(a, (*np.shape(a), 1)),
    np.ravel,
    lambda a: np.reshape(a, (a.size // 2, 2)) if a.size % 2 == 0 else a,
    lambda a: np.swapaxes(a, 0, -1),
    lambda a: np.moveaxis(a, -1, 0),
    np.squeeze,
    lambda a: np.expand_dims(a, 0),
    np.flip,
    lambda a: np.split(a, [1])[1],
    np.atleast_2d,
    lambda a: list(a)[-1] if a.ndim > 1 else a,
    lambda a: a,
)
NEW = (
    lambda a: +a,
    lambda a: a * 1.5,
    np.abs,
    np.copy,
    np.positive,
    np.zeros_like,
    lambda a: a[[0]],
    lambda a: np.concatenate([a, a]),
    lambda a: np.prod(a[None], axis=0),
    lambda a: np.take(a, 0, axis=0) if a.ndim > 1 else a * 2.0,
)


def _fill(a, v):
    a[...] = v


def _first(a, v):
    a[(0,) * a.ndim] = v


def _rows(a, v):
    for row in a:
        if row.ndim:
            row[0] = v


def _repeated(a, v):
    a[[0, -1, 0]] = np.stack([a[0] * v, a[0] * 2.0, a[0] + v])


def _masked(a, v):
    a[np.arange(a.size).reshape(a.shape) % 2 == 0] = v


def _added(a, v):
    a += v


def _scaled(a, v):
    a *= v


def _part_subtracted(a, v):
    a[..., :1] -= a[..., -1:] * v


def _squared(a, v):
    a **= 2
    a /= 4.0


WRITES = (_fill, _first, _rows, _repeated, _masked, _added, _scaled, _part_subtracted, _squared)

step = st.tuples(st.sampled_from("vvnwww"), st.integers(0, 99), st.integers(0, 99), st.integers(0, 5))


def program(steps):
    """A program that makes views and arrays, writes to them, and looks at all of them in the end."""

    def f(x):
        pool, entries = [x, x * 0.5], [x[i] * 0.25 for i in np.ndindex(2, 3)]
        for what, which, whom, entry in steps:
            a = pool[whom % len(pool)]
            if a.ndim == 0 or a.size == 0 or a.size > 40:
                continue
            if what == "v":
                pool.append(VIEWS[which % len(VIEWS)](a))
            elif what == "n":
                pool.append(NEW[which % len(NEW)](a))
            else:
                WRITES[which % len(WRITES)](a, entries[entry])
        return sum(np.sum(a * (np.arange(1.0, 1.0 + a.size).reshape(a.shape))) for a in pool)

    return f


@settings(max_examples=80, deadline=None)
@given(st.lists(step, min_size=2, max_size=9))
def test_random_programs_mean_what_they_mean_in_numpy(steps):
    f = program(steps)
    with np.errstate(all="ignore"):
        value = f(X.copy())
        if not abs(value) < 1e4:
            return
        agrees(f)


def test_the_oracle_sees_a_lost_write():
    def lost(x):
        y = x * 1.0
        row = np.copy(y[0]) if isinstance(x, np.ndarray) else y[0]
        row[0] = 0.0
        return np.sum(y)

    with pytest.raises(AssertionError):
        agrees(lost)


# One by one ---------------------------------------------------------------------------------------------------


def _elimination(x):
    M = np.reshape(np.concatenate([x[0], x[1, :1] + 5.0]), (2, 2))
    r0, r1 = M
    r1 -= r0 * (r1[0] / r0[0])
    return M[1, 1]


def _base_written_later(x):
    y = x * 1.0
    row, column = y[0], y[:, 1]
    y[0, 0] = 5.0
    y += x
    return np.sum(row**2) + np.sum(column**3)


def _view_of_view(x):
    y = x * 1.0
    y.T[1:][0][0] = x[0, 0] * x[1, 1]
    y.T.reshape(3, 2)[2, 1] = 7.0
    return np.sum(y**2)


def _copied_where_numpy_copies(x):
    y = x * 1.0
    y.T.ravel()[0] = 100.0  # a transposed array has to be copied
    np.ravel(y[:, :2])[0] = 100.0
    y[[0]][0, 0] = 100.0
    return np.sum(y**2)


def _parts(x):
    y = x * 1.0
    first, second, _ = np.split(y, 3, axis=1)
    first[...] = second
    np.split(y, 2)[1][0, 2] = 0.0
    return np.sum(y**2)


def _swapped(x):
    y = x * 1.0
    y[0], y[1] = y[1], y[0]  # both rows are what y[1] was, as in NumPy
    return np.sum(y * np.arange(6.0).reshape(2, 3))


def _alias(x):
    y = x
    y += 1
    z = y * 1.0
    w = +z
    w *= 2
    return np.sum(x * y * z)


def _matmul(x):
    y = x * 1.0
    z = y
    y @= np.array([[1.0, 2, 0], [0, 1, 1], [1, 0, 1]])
    return np.sum(z**2)


def _overlap(x):
    y = x * 1.0
    y[:, 1:] += y[:, :-1]
    y[0] = y[0, ::-1]
    return np.sum(y**2)


def _diagonal_read(x):
    y = x * 1.0
    d = np.diagonal(y)
    b = np.broadcast_to(y[0], (2, 3))
    y[0, 0] = 3.0 * x[1, 1]
    return np.sum(d**2) + np.sum(b)


def _template(x):
    z = np.zeros_like(x.T)
    z.ravel()[0] = 9.0  # a copy: zeros_like keeps the order in memory
    z[0] = x[:, 1]
    return np.sum(z**2)


@pytest.mark.parametrize(
    "f",
    [
        _elimination, _base_written_later, _view_of_view, _copied_where_numpy_copies, _parts, _swapped, _alias, _matmul,
        _overlap, _diagonal_read, _template,
    ],
)  # fmt: skip
def test_programs_that_write(f):
    agrees(f)


def test_a_cholesky_factorisation_in_place():
    def factor(A):
        L = A * 1.0
        for j in range(3):
            column = L[j:, j]
            column /= np.sqrt(column[0])
            for k in range(j + 1, 3):
                L[k:, k] -= L[k:, j] * L[k, j]
        return np.sum(np.tril(L) * np.arange(1.0, 10.0).reshape(3, 3))

    A = np.array([[4.0, 1, 0.5], [1, 3, 1], [0.5, 1, 5]])
    assert vjp(factor, A)[0] == pytest.approx(
        np.sum(np.linalg.cholesky(A) * np.arange(1.0, 10.0).reshape(3, 3)), rel=1e-14
    )
    agrees(factor, A)


@pytest.mark.parametrize("make", [np.diagonal, np.diag, lambda a: np.broadcast_to(a, (2, 2, 2))])
def test_what_numpy_hands_out_read_only_is_read_only(make):
    def f(x):
        make(x)[0] = 1.0
        return np.sum(x)

    for run in (lambda: grad(f)(np.ones((2, 2))), lambda: jvp(f, (np.ones((2, 2)),), (np.ones((2, 2)),))):
        with pytest.raises(ValueError, match=r"read-only; take a copy of it with np\.copy"):
            run()


def test_scalars_have_no_items_and_are_rebound():
    for x in (Dual(2.0, 1.0), Dual(2.0, [1.0, 0.0])):
        y = x
        y *= 3.0
        assert (x.primal, y.primal) == (2.0, 6.0)
        with pytest.raises(TypeError, match="has no items"):
            x[...] = 1.0


def test_in_place_operators_keep_the_shape_and_the_derivative():
    def grows(x):
        y = x * 1.0
        y += np.ones((2, 3))
        return np.sum(y)

    with pytest.raises(ValueError, match=r"an array of shape \(3,\) was assigned one of shape \(2, 3\)"):
        grad(grows)(np.ones(3))

    def inner(x):
        y = x * 1.0

        def g(z):
            nonlocal y
            y += z
            return z

        grad(g)(1.0)
        return np.sum(y)

    with pytest.raises(LeakedValue, match="make a new array"):
        grad(inner)(np.ones(3))


def test_an_array_keeps_its_dtype():
    def f(x):
        y = x * np.float32(1)
        y += np.full(2, 0.1)
        y[0] = np.float64(1 / 3)
        return y

    x = np.ones(2, np.float32)
    for value in (vjp(f, x)[0], jvp(f, (x,), (x,))[0]):
        assert value.dtype == np.float32
        assert value.tolist() == f(x.copy()).tolist()
    with pytest.raises(TypeError, match="an array of dtype bool was assigned one of dtype int64"):
        grad(lambda x: (lambda m: m.__iadd__(1))(x > 0))(np.ones(2))


def test_templates_are_filled_and_keep_to_their_dtype():
    def f(x):
        y, z = np.empty_like(x), np.zeros_like(x, dtype=float)
        y[...] = x**2
        z[:, 1] = x[:, 0]
        y[0, :] = x[None, 1:] * 2.0  # NumPy overlooks the one in front
        y[[0]] = x[None, None, 1]
        count = np.zeros_like(x, dtype=int)
        count[0] += 3
        return np.sum(y) + np.sum(z * count)

    agrees(f)
    small = jvp(lambda x: np.zeros_like(x, dtype=np.float32), (X,), (X,))[0]
    assert (small.dtype, small.shape) == (np.float32, (2, 3))


def test_fill():
    def f(x):
        y = x * 1.0
        y[0].fill(x[1, 1] ** 2)
        return np.sum(y)

    agrees(f)


def test_repeated_indices_the_last_wins():
    x = np.array([1.0, 2.0, 3.0])

    def assigned(x):
        y = np.zeros_like(x)
        y[[0, 0, 1]] = x
        return y

    for mode in ("forward", "reverse"):
        assert jacobian(assigned, mode)(x).tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]

    def mixed(x):
        y = np.zeros((2, 3)) * x[0]
        y[:, np.array([[0, 2], [2, 0]])] = np.stack([x[:2], x[1:]])  # broadcast over both rows
        y[[-1, 1], 1:] += x[1:]
        return y * 1.0

    assert vjp(mixed, x)[0].tolist() == [[3, 0, 2], [3, 2, 5]]
    agrees(mixed, x)

    series = taylor(lambda t: assigned(np.stack([t, t * t, 3 * t])), 2.0, 2)
    assert series.tolist() == [[4, 6, 0], [4, 3, 0], [1, 0, 0]]


def test_add_at_is_refused():
    for target in (np.zeros(2), None):
        with pytest.raises(TypeError, match=r"np\.add\.at"):
            grad(lambda x, t=target: np.add.at(x if t is None else t, [0, 0], x))(np.ones(2))


def test_a_view_returned_or_copied_is_what_it_shows():
    def f(x):
        y = x * 1.0
        row = y[0]
        y[0, 0] = 5.0
        return row, copy.copy(row), copy.deepcopy(row.T)

    for out in (vjp(f, X)[0], jvp(f, (X,), (X,))[0]):
        assert all(np.array_equal(part, [5.0, -1.5, 2.0]) for part in out)
    assert [part.tolist() for part in jvp(f, (X,), (X,))[1]] == [[0, -1.5, 2.0]] * 3


def test_second_derivatives_see_writes_too():
    def f(x):
        y = np.zeros_like(x)
        M = y.reshape(2, 2)
        M[0] = x[:2] * x[2:]
        M[1] += M[0] ** 2
        return np.sum(y)

    x = np.array([1.0, 2.0, 3.0, -1.0])
    exact = [[18, 0, 13, 0], [0, 2, 0, -7], [13, 0, 2, 0], [0, -7, 0, 8]]
    assert jacobian(grad(f), "forward")(x).tolist() == exact
    assert jacobian(grad(f), "reverse")(x).tolist() == exact
    assert jacobian(lambda x: jacobian(f, "forward")(x), "forward")(x).tolist() == exact
    assert taylor(lambda t: f(np.stack([t, t, t, t])), 1.0, 4).tolist() == [4, 12, 14, 8, 2]
