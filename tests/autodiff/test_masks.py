"""Masks in reverse mode do what plain ones do, and a replay sees where they would differ."""

import numpy as np
import pytest

from lecture14 import derivative, grad, hessian, jacobian, trace, vjp
from lecture14.autodiff import ControlFlowChanged, Dual, LeakedValue
from tests.autodiff.texts import adjoint_text

X = np.array([-1.0, 0.5, 2.0, 0.25])
DATA = np.array([3.0, 5.0, 7.0, 9.0])


def _set_to_zero(x):
    h = x * 1.0
    h[h < 0] = 0
    return np.sum(h**2)


def _plain_array_masked(x):
    plain = np.zeros(4, bool)
    plain |= x > 0
    plain[np.asarray(x > 1)] = False
    weights = DATA.copy()
    weights[x < 0.3] = 1.0
    return np.sum(x * weights * plain)


def _updated(x):
    m = x > 0
    same = m
    m &= x < 1
    m[-1] = False
    return np.sum(np.where(same, x**2, 0.0))


def _counted(x):
    total = 0.0
    for inside in (x > 0) & (x < 1):
        if inside:
            total = total + np.sum(x**2)
    return total * (x > 0).sum()


def _rows(x):
    M = np.reshape(x, (2, 2))
    rows = (M > 0).any(axis=1)
    return np.sum(M[rows] ** 2) + np.sum(M[(M > 0.3).T])


MASKS = {
    "and, or, xor, not": lambda x: np.sum(
        np.where((x > 0) & (x < 1) | ~(x > -0.5) ^ (x > 1.5), x**2, 0.0) * np.arange(4.0)
    ),
    "beside plain masks": lambda x: (
        np.sum(((DATA > 4) & (x > 0)) * x) + np.sum(((x > 0) | (DATA > 8)) * x**2)
    ),
    "NumPy's words": lambda x: np.sum(np.logical_and(x > 0, np.logical_not(x > 1)) * np.isfinite(x) * x**2),
    "any and all": lambda x: np.sum(x**2) if (x > 0).any() and not np.all(x > 0) else x[0],
    "astype": lambda x: np.sum((x > 0).astype(float) * x**2) * (x > 0).astype(int).max(),
    "sum and mean": lambda x: np.sum(x**2) * np.sum(x > 0) / np.mean(x > 0) + (x > 0).sum() * x[0] ** 2,
    "an item of a plain array": lambda x: np.sum(DATA[x > 0]) * x[1] ** 2,
    "entries of x": lambda x: np.sum(x[x > 0] ** 2) + np.sum(x[~(x > 0)] ** 3),
    "float and int": lambda x: (
        float(x[0] > 0) * x[1] + float(x[1] > 0) * x[2] ** 2 + int(x[2] > 0) * x[3] ** 2
    ),
    "flatnonzero and where": lambda x: (
        np.sum(x[np.flatnonzero(x > 0)] ** 2) + np.sum(x[np.where(x > 0)] ** 3)
    ),
    "count_nonzero and nonzero": lambda x: (
        np.sum(x**2) * np.count_nonzero(x > 0) + x[(x > 0).nonzero()[0][0]]
    ),
    "products of masks": lambda x: np.sum(np.where((x > 0) * (x < 1), x**2, -x)),
    "shapes": lambda x: np.sum(np.where((x > 0)[:, None] & (x > 0.3)[None], np.outer(x, x), 0.0)),
    "argmax and lists": lambda x: x[(x > 0).argmax()] ** 2 * (1 + (x > 0).tolist().count(True)),
    "range and slices": lambda x: sum(x[i] ** 2 for i in range(np.sum(x > 0))) + np.sum(x[: (x > 0).sum()]),
    "set to zero": _set_to_zero,
    "plain arrays written to": _plain_array_masked,
    "updated in place": _updated,
    "iterated": _counted,
    "rows": _rows,
    "ufunc methods": lambda x: np.sum(x**2) * np.logical_or.reduce(x > 0) * np.add.reduce(x > 0),
    "stacked": lambda x: np.sum(x**2) * np.stack([x > 0, x > 1]).sum() + np.any([x > 0, x > 1]),
    "an attribute": lambda x: np.sum(x**2) * (x > 0).size * (x > 0).itemsize,
    "taken from numbers": lambda x: np.sum((1 - (x > 0)) * x**2) + np.sum((x - (x > 0)) ** 2),
    "equal": lambda x: np.sum(x[(x > 0) == (x < 1)] ** 2) + np.sum(x[(x > 0) != (DATA > 4)] ** 3),
}


@pytest.mark.parametrize("f", MASKS.values(), ids=MASKS)
def test_masks_do_what_they_do_in_forward_mode(f):
    value, forward = f(X.copy()), jacobian(f, "forward")(X)
    assert vjp(f, X)[0] == pytest.approx(float(value), rel=1e-13)
    assert grad(f)(X) == pytest.approx(forward, rel=1e-13)
    steps = [(f(X + h) - f(X - h)) / 2e-6 for h in 1e-6 * np.eye(4)]
    assert forward == pytest.approx(steps, rel=1e-7, abs=1e-7)
    assert np.allclose(jacobian(grad(f), "reverse")(X), hessian(f)(X), rtol=1e-13)


@pytest.mark.parametrize("f", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize(
    "other", [X + 0.01, -X, X[::-1].copy(), np.full(4, 0.5), np.array([2.0, 2.0, -1.0, -1.0])]
)
def test_a_replay_is_right_or_refused(f, other):
    graph = trace(f, lines=False)(X)
    try:
        again = graph.replay(other)
    except ControlFlowChanged:
        assert not np.array_equal(
            np.digitize(X, [-0.5, 0, 0.3, 1, 1.5]), np.digitize(other, [-0.5, 0, 0.3, 1, 1.5])
        )
        return
    assert again.value == pytest.approx(float(f(other.copy())), rel=1e-13)
    assert again.reverse()[0] == pytest.approx(jacobian(f, "forward")(other), rel=1e-13)


@pytest.mark.parametrize(
    ("f", "x", "value"),
    [
        (lambda x: ((x > 0) & (x < 1)) * x * x - x, (0.5, 2.0, -3.0), (-0.25, -2.0, 3.0)),
        (lambda x: x**3 + (~(x > 0) | (x > 1)) * x, (0.5, 2.0, -3.0), (0.125, 10.0, -30.0)),
        (lambda x: ((x > 0) ^ (x > 1)) * x + x, (0.5, 2.0, -3.0), (1.0, 2.0, -3.0)),
    ],
)
def test_written_programs_compute_masks_anew(f, x, value):
    names = {}
    exec(adjoint_text(f, 0.5), names)
    for at, right in zip(x, value, strict=True):
        came, (slope,) = names["grad_f"](at)
        assert float(came) == right
        assert float(slope) == derivative(f)(at)
    both = trace(f)(0.5).compiled()
    assert [both(at)[0] for at in x] == list(value)


def test_a_choice_by_a_mask_is_checked_in_written_programs():
    names = {}
    exec(adjoint_text(lambda x: float(x > 0) * x * x, 0.5), names)
    assert names["grad_f"](2.0)[0] == 4.0
    with pytest.raises(ValueError, match="another branch"):
        names["grad_f"](-2.0)


def test_masks_of_masks_are_checked_on_every_tape():
    graph = trace(lambda x: grad(lambda y: np.sum(DATA[y > 0][:2]) * y[0] * y[1])(x)[0])(X)
    assert graph.value == 12.0 * 0.5
    assert graph.replay(X * 2).value == 12.0 * 1.0
    with pytest.raises(ControlFlowChanged):
        graph.replay(-X)


def test_masks_and_numbers_of_other_derivatives():
    assert (
        derivative(lambda t: np.sum(grad(lambda x: np.sum(np.where((x > 0) & (x < 1), x * t, 0.0)))(X)))(2.0)
        == 2.0
    )
    assert grad(lambda x: np.sum(x[Dual(DATA, DATA) > 4] ** 2))(X).tolist() == [0.0, 1.0, 4.0, 0.5]


def test_what_numpy_refuses_is_refused():
    for f in (lambda x: ~x, lambda x: x & (x > 0), lambda x: (x > 0) & 1.5, lambda x: -(x > 0)):
        with pytest.raises(TypeError):
            grad(lambda x, f=f: np.sum(f(x)))(X)
    with pytest.raises(ValueError, match="ambiguous"):
        grad(lambda x: x[0] if x > 0 else x[1])(X)
    with pytest.raises(AttributeError):
        grad(lambda x: (x > 0).colour)(X)


def test_a_mask_that_outlives_its_trace():
    kept = []
    grad(lambda x: (kept.append(x > 0), np.sum(x))[1])(X)
    assert kept[0].value.tolist() == [False, True, True, True]
    with pytest.raises(LeakedValue, match="after its trace had ended"):
        DATA[kept[0]]


def test_writing_to_what_was_chosen_changes_no_mask():
    def f(x):
        m = x > 0
        plain = np.asarray(m)
        plain[:] = True
        order = np.argsort(x)
        order[:] = 0
        return np.sum(np.where(m, x, 0.0))

    graph = trace(f)(X)
    assert graph.reverse()[0].tolist() == [0, 1, 1, 1]
    assert graph.replay(X * 2).reverse()[0].tolist() == [0, 1, 1, 1]
