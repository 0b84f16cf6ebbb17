"""What is changed after its use changes no derivative, and what is handed out is the caller's own."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from lecture14 import Dual, derivative, grad, hessian, jacobian, jvp, taylor, trace, value_and_grad, vjp
from lecture14.autodiff import ControlFlowChanged, Series

X = np.array([1.0, 2.0, 3.0])
LONG = np.linspace(0.5, 2.0, 600)

# Each uses a plain array and then writes to it: f(x, used, twice).
USES = {
    "a product": lambda x, a: np.sum(x * a),
    "a quotient": lambda x, a: np.sum(a / x),
    "a power": lambda x, a: np.sum(x**a),
    "matmul": lambda x, a: a @ x,
    "matmul of a column": lambda x, a: np.sum(a[:, None] @ x[None]),
    "a view": lambda x, a: np.sum(x * a[::-1]),
    "a row that was broadcast": lambda x, a: np.sum(x * np.broadcast_to(a, (2, len(a)))),
    "einsum": lambda x, a: np.einsum("i,i->", a, x),
    "outer": lambda x, a: np.sum(np.outer(a, x) ** 2),
    "where's condition": lambda x, a: np.sum(np.where(a > 1.2, x, x**2)),
    "where's branch": lambda x, a: np.sum(np.where(x > 1.2, a * x, a)),
    "an average": lambda x, a: np.average(x, weights=a),
    "concatenate": lambda x, a: np.sum(np.concatenate([a, x]) ** 2),
    "maximum": lambda x, a: np.sum(np.maximum(x, a) ** 2),
    "a solve": lambda x, a: np.sum(np.linalg.solve(np.diag(a[:3]) + 1.0, x[:3])),
    "a stored value": lambda x, a: (lambda y: (y.__setitem__(slice(None), a * x[0]), np.sum(y * x))[1])(
        x * 1.0
    ),
}


@pytest.mark.parametrize("x", [X, LONG], ids=["short", "long"])
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_constants_changed_after_use(use, x):
    right = grad(lambda x, a: use(x, a) + 2 * use(x, a + 1.0))(x, x[::-1].copy())

    def f(x, a):
        first = use(x, a)
        a += 1.0
        second = use(x, a)
        a[:] = np.nan
        return first + 2 * second

    a = x[::-1].copy()
    _, pull = vjp(lambda x: f(x, a), x)
    a[:] = 7.0
    assert np.array_equal(pull(1.0)[0], right)
    assert jvp(lambda x: f(x, x0[::-1].copy()), (x0 := x.copy(),), (np.ones_like(x),))[1] == pytest.approx(
        right.sum()
    )
    a = x[::-1].copy()
    graph = trace(lambda x: f(x, a), lines=False)(x)
    a[:] = 7.0
    again = graph.replay(x * 1.001)
    assert again.value == pytest.approx(float(f(x * 1.001, x[::-1].copy())), rel=1e-13)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.floats(-2, 2), st.integers(0, 2)), min_size=1, max_size=8),
    st.sampled_from([1, 400]),
)
def test_a_work_array_used_and_written_to_at_random(steps, repeat):
    """The value is linear in x, so its gradient is what forward mode, which keeps nothing, says."""

    def f(x):
        work, mask, places, total = np.ones(3 * repeat), np.zeros(3 * repeat, bool), np.arange(3), 0.0
        x = np.tile(x, repeat)
        for what, number, place in steps:
            if what == 0:
                work[place] = number
            elif what == 1:
                work *= number
            elif what == 2:
                mask[place::2] ^= True
            else:
                places[:] = places[::-1] if what == 3 else place
            total = total + np.sum(work * x) + np.sum(x[mask]) + x[places] @ work[:3]
            total = total + np.sum(np.where(mask, x, 2 * x)) + np.sum(np.outer(x[places], work[1:3]))
        work[:], mask[:], places[:] = 1e9, True, 0
        return total

    assert np.allclose(grad(f)(X), jacobian(f, "forward")(X), rtol=1e-12, atol=1e-12)


def test_masks_and_index_arrays():
    mask, rows, listed = np.array([True, False, True]), np.array([0, 0, 2]), [1, 1]

    def f(x):
        y = np.sum(x[mask]) + 10 * np.sum(x[rows]) + 100 * np.sum(x[listed])
        z = np.zeros_like(x)
        z[rows] = x
        w = np.sum(np.take(x, rows)) + np.sum(np.where(mask, x, 0.0))
        mask[:], rows[:], listed[:] = False, 1, [0, 0]
        return y + 1000 * np.sum(z) + w

    assert grad(f)(X).tolist() == [1 + 20 + 2 + 1, 200 + 1000, 1 + 10 + 1000 + 1 + 1]


def test_arguments_seeds_and_constants_changed_between_sweeps():
    x, a = X.copy(), np.array([2.0, 3.0, 4.0])
    value, pull = vjp(lambda x: x**2 * a, x)
    graph = trace(lambda x: x**2 * a)(x)
    again = graph.replay(x)
    x[:], a[:] = 100.0, 100.0
    value += 1000.0
    graph.value[:] = 0.0
    for bars in (pull(np.ones(3)), graph.reverse(np.ones(3)), again.reverse(np.ones(3))):
        assert bars[0].tolist() == [4.0, 12.0, 24.0]
    seed = np.ones(3)
    tangent = graph.forward(seed)
    assert tangent.tolist() == [4.0, 12.0, 24.0]
    assert graph.value.tolist() == [2.0, 12.0, 36.0]


def test_containers_changed_between_sweeps():
    args = {"w": [np.ones(2), 3.0]}
    _, pull = vjp(lambda p: np.sum(p["w"][0] * p["w"][1]), args)
    args["w"].append(4.0)
    args["w"][0][:] = 7.0
    assert [part.tolist() if np.ndim(part) else part for part in pull(1.0)[0]["w"]] == [[3.0, 3.0], 2.0]


def test_what_is_handed_out_shares_no_memory():
    x, t = X.copy(), np.ones(3)
    identity = lambda x: x  # noqa: E731
    shared = lambda x: (x, x + 1.0, np.reshape(x, (3, 1)))  # noqa: E731
    handed = [
        *jvp(shared, (x,), (t,))[0],
        *jvp(shared, (x,), (t,))[1],
        vjp(identity, x)[0],
        *vjp(identity, x)[1](t),
    ]
    graph = trace(shared)(x)
    handed += [*graph.value, *graph.forward(t), *graph.reverse((t, t, t[:, None])), jacobian(identity)(x)]
    value, tangents = jvp(shared, (x,), (t,))
    handed += [*value, *tangents]
    for i, one in enumerate(handed):
        assert one.flags.writeable
        assert not any(
            np.may_share_memory(one, other) for other in (x, t, *handed[:i], *(n.value for n in graph.nodes))
        )


def test_a_value_written_to_before_the_pullback():
    y, pull = vjp(np.exp, X)
    y += 1
    assert pull(np.ones(3))[0] == pytest.approx(np.exp(X), rel=1e-15)
    (y, z), pull = vjp(lambda x: (np.sqrt(x), x.T), X)
    y[:], z[:] = 0.0, 0.0
    assert pull((np.ones(3), np.zeros(3)))[0] == pytest.approx(0.5 / np.sqrt(X), rel=1e-15)


def test_duals_and_series_made_by_hand_are_copies():
    x, t = X.copy(), np.ones(3)
    dual, series = Dual(x, t), Series([x, t])
    x[:], t[:] = 0.0, 0.0
    assert ((dual * dual).primal.tolist(), (dual * dual).tangent.tolist()) == ([1, 4, 9], [2, 4, 6])
    assert [c.tolist() for c in (series * series).coefficients] == [[1, 4, 9], [2, 4, 6]]


def test_numbers_of_an_outer_derivative_are_kept_too():
    def f(x):
        y = x * 1.0
        _, pull = vjp(lambda z: np.sum(z * y**2) + z[0] ** 3, y)  # at z = y, with y as a constant beside it
        y[:] = 50.0
        (bar,) = pull(1.0)
        kept = bar * 1.0
        bar += 100.0
        return np.sum(kept)

    right = lambda x: np.sum(x**2) + 3 * x[0] ** 2  # noqa: E731
    for mode in ("forward", "reverse"):
        assert jacobian(f, mode)(X).tolist() == grad(right)(X).tolist()

    def handed(x):
        value, pull = vjp(lambda z: z * z, x)
        value *= 0.0
        return np.sum(pull(np.ones(3))[0])

    assert grad(handed)(X).tolist() == [2.0, 2.0, 2.0]
    assert hessian(lambda x: handed(x) * x[0])(X)[0].tolist() == [4.0, 2.0, 2.0]


def test_choices_are_kept():
    edges, at = np.array([0.5, 1.5, 2.5]), [0.7, 1.7]

    def f(x):
        places = np.searchsorted(x, at)
        bins = np.searchsorted(edges, x)
        result = np.sum(x[places]) + np.sum(bins * x)
        places[:], bins[:] = 0, 0
        return result

    graph = trace(f)(X)
    edges[:], at[:] = 100.0, [100.0, 100.0]
    assert graph.replay(X + 0.1).reverse()[0].tolist() == [2.0, 3.0, 3.0]
    with pytest.raises(ControlFlowChanged):
        graph.replay(X + 0.6)


def test_the_callers_arrays_are_never_written_to():
    x, constant = X.copy(), np.ones(3)

    def f(x):
        y = x.reshape(3, 1)
        y[:] = 5.0
        x += constant
        z = constant + 0.0 * x
        z *= 2.0
        return np.sum(x) + np.sum(z)

    assert value_and_grad(f)(x)[0] == 24.0
    assert jvp(f, (x,), (X,))[0] == 24.0
    taylor(lambda x: f(x), x, 2)
    assert x.tolist() == X.tolist()
    assert constant.tolist() == [1.0, 1.0, 1.0]


def test_one_copy_of_a_large_constant_serves_many_uses():
    graph = trace(lambda x: sum(np.sum(LONG[None] * x) for _ in range(5)), lines=False)(2.0)
    kept = [operand for node in graph.nodes for operand in node.inputs if isinstance(operand, np.ndarray)]
    assert len(kept) == 5
    assert len({id(array) for array in kept}) == 1
    row = np.broadcast_to(LONG, (1000, 600))
    (operand,) = [
        i for node in trace(lambda x: row * x)(2.0).nodes for i in node.inputs if isinstance(i, np.ndarray)
    ]
    assert operand.strides[0] == 0


def test_signs_of_zero_and_nan_count_as_content():
    zeros = np.zeros(1000)

    def f(x):
        first = np.sum(np.copysign(x, zeros))
        zeros[:] = -0.0
        second = np.sum(np.copysign(x, zeros))
        zeros[:] = np.nan
        return first + 3 * second + np.sum(0.0 * zeros[:0] * x[:0])

    assert grad(f)(np.ones(1000)).tolist() == [-2.0] * 1000


def test_derivatives_of_a_running_sum_in_a_buffer():
    def f(t):
        buffer, total = np.empty(2), 0.0
        for k in range(4):
            buffer[:] = [k, k + 1.0]
            total = total + np.sum(buffer * t**k)
        return total

    exact = sum((2 * k + 1) * k for k in range(4))
    assert derivative(f)(1.0) == exact == grad(f)(1.0) == taylor(f, 1.0, 1)[1]
