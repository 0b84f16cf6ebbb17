"""Every array operation, in every mode, against central differences and against each other.

For each case: forward against differences, reverse against forward (the transpose law ⟨ḡ, J ẋ⟩ = ⟨Jᵀḡ, ẋ⟩),
many directions and many cotangents against single ones, and the second derivative against differences of
the first.
"""

import numpy as np
import pytest

from lecture14 import Dual, grad, hvp, jvp, trace, vjp
from lecture14.autodiff import UnsupportedOperation, logsumexp
from lecture14.autodiff.arrays import linalg, maps

rng = np.random.default_rng(14)
V = rng.normal(size=5)
W = rng.normal(size=5) + 3
A = rng.normal(size=(3, 4))
B = rng.normal(size=(4, 2))
C = rng.normal(size=(2, 3, 3))
S = rng.normal(size=(3, 3)) + 3 * np.eye(3)
SPD = S @ S.T + np.eye(3)
MASK = np.array([True, False, True, False, True])


def assigned(x):
    y = np.zeros_like(x)
    y[1:3] = x[:2] * 2
    y[0] = x[4] * x[3]
    y[-1] = 7.0
    return y * x


def norm_of_symmetric(f):
    """A function of a symmetric matrix, made from any matrix, so that differences stay in its domain."""
    return lambda m: f(m @ np.swapaxes(m, -1, -2) + np.eye(3))


CASES = {
    "sum": (lambda x: np.sum(x * x), (A,)),
    "sum axis": (lambda x: np.sum(x * x, axis=1), (A,)),
    "sum axes keepdims": (lambda x: np.sum(x**3, axis=(0, -1), keepdims=True), (C,)),
    "mean": (lambda x: np.mean(x * x), (A,)),
    "mean axis": (lambda x: x.mean(axis=-1, keepdims=True) * x, (A,)),
    "average": (lambda x: np.average(x * x, axis=0, weights=[1.0, 2.0, 3.0]), (A,)),
    "average of rows": (lambda x: np.average(x, axis=0, weights=np.exp(A)), (A,)),
    "average plain": (lambda x: np.average(x * x), (A,)),
    "average of weights": (lambda x, w: np.average(x, weights=w), (V, W)),
    "var": (lambda x: np.var(x, axis=1, ddof=1), (A,)),
    "std": (lambda x: np.std(x), (A,)),
    "cov": (lambda x: np.cov(x, bias=True), (A,)),
    "cov of a lone row": (lambda x: np.cov(x[:1], rowvar=False, bias=True), (A,)),
    "prod": (lambda x: np.prod(x), (V,)),
    "prod axis": (lambda x: np.prod(x, axis=1), (A,)),
    "prod axes keepdims": (lambda x: x.prod(axis=(0, 2), keepdims=True), (C,)),
    "cumsum": (lambda x: np.cumsum(x * x), (A,)),
    "cumsum axis": (lambda x: np.cumsum(x * x, axis=-1), (A,)),
    "cumprod": (lambda x: np.cumprod(x), (V,)),
    "cumprod axis": (lambda x: np.cumprod(x, axis=1), (A,)),
    "max": (lambda x: np.max(x * x), (A,)),
    "max axis": (lambda x: np.max(x * x, axis=0), (A,)),
    "min keepdims": (lambda x: np.min(x, axis=1, keepdims=True) * x, (A,)),
    "clip": (lambda x: np.clip(x, -0.5, 0.5) * x, (V,)),
    "clip method one side": (lambda x: x.clip(0.1) * x, (V,)),
    "logsumexp": (lambda x: logsumexp(x), (A,)),
    "logsumexp axis": (lambda x: logsumexp(x, axis=1, keepdims=True) * x, (A,)),
    "logaddexp.reduce": (lambda x: np.logaddexp.reduce(x, axis=1), (A,)),
    "diff": (lambda x: np.diff(x * x, n=2), (V,)),
    "diff axis": (lambda x: np.diff(x * x, axis=0), (A,)),
    "multiply.accumulate": (lambda x: np.multiply.accumulate(x), (V,)),
    "add.accumulate": (lambda x: np.add.accumulate(x * x), (V,)),
    "maximum.reduce": (lambda x: np.maximum.reduce(x * x, axis=1), (A,)),
    "minimum.reduce": (lambda x: np.minimum.reduce(x * x), (A,)),
    "multiply.reduce": (lambda x: np.multiply.reduce(x, axis=None), (A,)),
    # shapes
    "reshape": (lambda x: np.reshape(x * x, (2, 6)), (A,)),
    "reshape method": (lambda x: (x * x).reshape(2, -1) ** 2, (A,)),
    "ravel": (lambda x: x.ravel() ** 2, (A,)),
    "squeeze": (lambda x: np.squeeze(x[:, None] ** 2), (V,)),
    "expand_dims": (lambda x: np.expand_dims(x, 1) * x, (V,)),
    "atleast": (lambda x: np.atleast_2d(np.atleast_1d(np.sum(x * x))), (V,)),
    "transpose": (lambda x: np.transpose(x) ** 2, (A,)),
    "transpose axes": (lambda x: x.transpose(1, 2, 0) ** 2, (C,)),
    "T": (lambda x: x.T @ x, (A,)),
    "swapaxes": (lambda x: np.swapaxes(x, 0, -1) ** 2, (C,)),
    "moveaxis": (lambda x: np.moveaxis(x, 0, -1) ** 2, (C,)),
    "broadcast_to": (lambda x: np.broadcast_to(x, (3, 5)) * x, (V,)),
    "concatenate": (lambda x, z: np.concatenate([x * x, z, np.ones((1, 4))]) ** 2, (A, A[:2])),
    "concatenate axis": (lambda x, z: np.concatenate([x, x * z], axis=-1) ** 2, (A, A + 1)),
    "concatenate flat": (lambda x, z: np.concatenate([x, z], axis=None) ** 2, (A, V)),
    "stack": (lambda x, z: np.stack([x * z, z, np.ones(5)], axis=1) ** 2, (V, W)),
    "vstack": (lambda x, z: np.vstack([x * z, z]) ** 2, (V, W)),
    "concatenate one": (lambda x: np.concatenate([x * x], axis=-1), (A,)),
    "hstack": (lambda x, z: np.hstack([x * z, z]) ** 2, (V, W)),
    "hstack matrices": (lambda x, z: np.hstack([x * z, z]) ** 2, (A, A + 1)),
    "column_stack": (lambda x, z: np.column_stack([x, x * z, np.outer(z, z)]) ** 2, (V, W)),
    "flip": (lambda x: np.flip(x) * x, (A,)),
    "flip axis": (lambda x: np.flip(x, 1) * x, (A,)),
    "roll": (lambda x: np.roll(x, 2) * x, (A,)),
    "roll axis": (lambda x: np.roll(x, -1, axis=1) * x, (A,)),
    "take": (lambda x: np.take(x, [0, 0, 3], axis=1) ** 2, (A,)),
    "take flat": (lambda x: np.take(x, [[0, 11], [3, 3]]) ** 2, (A,)),
    "repeat": (lambda x: np.repeat(x, 2, axis=0) ** 2, (A,)),
    "repeat flat": (lambda x: x.repeat(3) ** 2, (A,)),
    "tile": (lambda x: np.tile(x, (2, 2)) ** 2, (A,)),
    "split": (lambda x: np.split(x, 2, axis=1)[1] ** 2 * np.split(x, [1, 3], axis=1)[0], (A,)),
    # indexing
    "item": (lambda x: x[1] * x[-1], (V,)),
    "slice": (lambda x: x[::2] ** 2, (V,)),
    "row": (lambda x: x[1] ** 2 + x[:, 2][:1], (A,)),
    "newaxis and ellipsis": (lambda x: x[None, ..., 1] ** 2, (A,)),
    "repeated indices": (lambda x: x[[0, 0, 1, 0]] ** 2, (V,)),
    "mask": (lambda x: x[MASK] ** 2, (V,)),
    "mask of comparison": (lambda x: x[x > 0] ** 2, (V,)),
    "two index arrays": (lambda x: x[[0, 1, 1], [2, 3, 3]] ** 2, (A,)),
    "argmax as index": (lambda x: x[np.argmax(x)] ** 2, (V,)),
    "sorted by argsort": (lambda x: x[np.argsort(x)] * np.arange(5) * x, (V,)),
    "item assignment": (assigned, (V,)),
    "full_like": (lambda x: np.full_like(x, 2.0) * x * x, (V,)),
    "ones_like and copy": (lambda x: np.ones_like(x) + np.copy(x) ** 2, (V,)),
    "iteration": (lambda x: sum(row @ row for row in x), (A,)),
    # choices
    "where": (lambda x, z: np.where(x > 0, x * z, z**2), (V, W)),
    "where broadcast": (lambda x, z: np.where(MASK, x, z**2), (V, A[0, :1])),
    "maximum arrays": (lambda x, z: np.maximum(x * z, z), (V, W)),
    "broadcasting (3,1)+(1,4)": (lambda x, z: (x + z) ** 2, (A[:, :1], A[:1])),
    "broadcasting (1,3)+(1,3,3)": (lambda x, z: (x + z) ** 2, (A[:1, :3], C[:1])),
    "scalar and array": (lambda x, z: x * z + np.sin(x) / z, (W[0], W)),
    # products
    "matmul mm": (lambda x, z: x @ z, (A, B)),
    "matmul mv": (lambda x, z: x @ z, (A, V[:4])),
    "matmul vm": (lambda x, z: x @ z, (V[:4], B)),
    "matmul vv": (lambda x, z: x @ z, (V, W)),
    "matmul batch": (lambda x, z: x @ z, (C, S)),
    "matmul batch vector": (lambda x, z: x @ z, (C, V[:3])),
    "matmul vector batch": (lambda x, z: x @ z, (V[:3], C)),
    "matmul broadcast batch": (lambda x, z: x @ z, (C[:, None], C[None])),
    "rmatmul": (lambda x: B.T @ x, (V[:4],)),
    "dot": (lambda x, z: np.dot(x, z), (A, B)),
    "dot scalar": (lambda x, z: np.dot(x, z), (W[0], V)),
    "dot array scalar": (lambda x, z: np.dot(x, z) * np.inner(x, z), (V, W[0])),
    "inner of a stack": (lambda x, z: np.inner(x, z), (C, A[:, :3])),
    "diagonal below a tall one": (lambda x: np.diagonal(np.outer(x, x[:3]), -1) ** 2, (V,)),
    "trace above": (lambda x: np.trace(x.T, -2) ** 2 * np.trace(x, 3), (A,)),
    "dot method": (lambda x, z: x.dot(z), (V, W)),
    "dot of stacks": (lambda x, z: np.dot(x, z), (A[:, :3], C)),
    "inner": (lambda x, z: np.inner(x, z), (A, A + 1)),
    "inner scalar": (lambda x, z: np.inner(x, z), (W[0], V)),
    "vdot": (lambda x, z: np.vdot(x, z), (A, A + 1)),
    "outer": (lambda x, z: np.outer(x, z), (V, W)),
    "tensordot": (lambda x, z: np.tensordot(x, z), (C, C[0])),
    "tensordot axes": (lambda x, z: np.tensordot(x, z, axes=([2, 0], [0, 1])), (C, C[0, :, :2])),
    "tensordot axis": (lambda x, z: np.tensordot(x, z, axes=(1, 0)), (A, B)),
    "einsum product": (lambda x, z: np.einsum("ij,jk->ik", x, z), (A, B)),
    "einsum implicit": (lambda x, z: np.einsum("ij,jk", x, z), (A, B)),
    "einsum trace": (lambda x: np.einsum("ii", x @ x), (S,)),
    "einsum diagonal": (lambda x: np.einsum("ii->i", x) ** 2, (S,)),
    "einsum lonely index": (lambda x, z: np.einsum("ij,k->i", x, z), (A, V)),
    "einsum three": (lambda x, z, w: np.einsum("ni,ij,nj->n", x, z, w), (A[:, :3], S, A[:, :3] + 1)),
    "einsum ellipsis": (lambda x, z: np.einsum("...ij,...jk->...ik", x, z), (C, S)),
    "einsum wide ellipsis": (lambda x, z: np.einsum("...ij,...jk->...ik", x, z), (C[:, None], S)),
    "einsum implicit ellipsis": (lambda x, z: np.einsum("...ij,j", x, z), (C, V[:3])),
    "einsum broadcast": (lambda x, z: np.einsum("ij,ij->ij", x, z), (A, A[:1])),
    # diagonals and triangles
    "trace": (lambda x: np.trace(x @ x), (S,)),
    "trace offset": (lambda x: x.trace(1) ** 2, (A,)),
    "diagonal": (lambda x: np.diagonal(x, -1) ** 2, (A,)),
    "diagonal of stack": (lambda x: x.diagonal(axis1=1, axis2=2) ** 2, (C,)),
    "diagonal axes": (lambda x: np.diagonal(x, 1, 2, 0) ** 2, (C,)),
    "diag of matrix": (lambda x: np.diag(x, 1) ** 2, (A,)),
    "diag of vector": (lambda x: np.diag(x) @ np.diag(x, 0), (V,)),
    "diag of vector offset": (lambda x: np.diag(x, -2) ** 2, (V,)),
    "tril": (lambda x: np.tril(x) ** 2, (A,)),
    "triu offset": (lambda x: np.triu(x, 1) ** 2, (C,)),
    # np.linalg
    "solve vector": (lambda x, z: np.linalg.solve(x, z), (S, V[:3])),
    "solve matrix": (lambda x, z: np.linalg.solve(x, z), (S, A)),
    "solve stack": (lambda x, z: np.linalg.solve(x, z), (C + 4 * np.eye(3), A[:, :2])),
    "solve stack vector": (lambda x, z: np.linalg.solve(x, z), (C + 4 * np.eye(3), V[:3])),
    "inv": (lambda x: np.linalg.inv(x), (S,)),
    "inv stack": (lambda x: np.linalg.inv(x), (C + 4 * np.eye(3),)),
    "det": (lambda x: np.linalg.det(x), (S,)),
    "det stack": (lambda x: np.linalg.det(x), (C,)),
    "slogdet": (lambda x: np.linalg.slogdet(x)[1], (S,)),
    "slogdet stack": (lambda x: np.linalg.slogdet(x).logabsdet, (C,)),
    "cholesky": (norm_of_symmetric(np.linalg.cholesky), (S,)),
    "cholesky stack": (norm_of_symmetric(np.linalg.cholesky), (C,)),
    "cholesky stack of stacks": (norm_of_symmetric(np.linalg.cholesky), (C[:, None],)),
    "norm": (lambda x: np.linalg.norm(x), (A,)),
    "norm axis": (lambda x: np.linalg.norm(x, axis=1), (A,)),
    "norm keepdims": (lambda x: x / np.linalg.norm(x, axis=-1, keepdims=True), (A,)),
    "norm 1": (lambda x: np.linalg.norm(x, 1), (V,)),
    "norm 2": (lambda x: np.linalg.norm(x, 2), (V,)),
    "norm inf": (lambda x: np.linalg.norm(x, np.inf, axis=1), (A,)),
    "norm fro": (lambda x: np.linalg.norm(x, "fro"), (A,)),
}


def directions_for(args, count=None):
    return tuple(
        rng.normal(size=np.shape(a) if count is None else (count, *np.shape(a))) if np.shape(a) or count
        else float(rng.normal())
        for a in args
    )  # fmt: skip


def moved(args, tangents, h):
    return tuple(a + h * t for a, t in zip(args, tangents, strict=True))


def central(f, args, tangents, h=1e-5):
    return (np.asarray(f(*moved(args, tangents, h))) - np.asarray(f(*moved(args, tangents, -h)))) / (2 * h)


def inner(xs, ys):
    return sum(float(np.sum(x * y)) for x, y in zip(xs, ys, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_every_mode_agrees(name):
    f, args = CASES[name]
    tangents = directions_for(args)
    value, tangent = jvp(f, args, tangents)
    plain = f(*args)
    assert np.shape(value) == np.shape(plain) == np.shape(tangent)
    assert value == pytest.approx(np.asarray(plain), rel=1e-12, abs=1e-12)
    assert tangent == pytest.approx(central(f, args, tangents), rel=1e-6, abs=1e-6)

    value, pullback = vjp(f, *args)
    assert value == pytest.approx(np.asarray(plain), rel=1e-12, abs=1e-12)
    cotangent = rng.normal(size=np.shape(value)) if np.shape(value) else 1.7
    adjoints = pullback(cotangent)
    assert [np.shape(a) for a in adjoints] == [np.shape(a) for a in args]
    assert inner(adjoints, tangents) == pytest.approx(inner([cotangent], [tangent]), rel=1e-9, abs=1e-9)

    graph = trace(f)(*args)
    assert graph.forward(*tangents) == pytest.approx(np.asarray(tangent), rel=1e-12, abs=1e-12)
    again = graph.replay(*moved(args, tangents, 1e-3))
    assert again.value == pytest.approx(np.asarray(f(*moved(args, tangents, 1e-3))), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_many_at_once_equal_one_by_one(name):
    f, args = CASES[name]
    tangents = directions_for(args, 3)
    _, together = jvp(f, args, tangents)
    single = [jvp(f, args, tuple(t[k] for t in tangents))[1] for k in range(3)]
    assert together == pytest.approx(np.stack(single), rel=1e-12, abs=1e-12)
    graph = trace(f)(*args)
    assert graph.forward(*tangents) == pytest.approx(together, rel=1e-12, abs=1e-12)

    cotangents = rng.normal(size=(3, *np.shape(graph.value)))
    together = graph.reverse(cotangents)
    for k in range(3):
        for many, one in zip(together, graph.reverse(cotangents[k]), strict=True):
            assert many[k] == pytest.approx(np.asarray(one), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_second_derivatives_agree_with_differences_of_first(name):
    f, args = CASES[name]
    weights = rng.normal(size=np.shape(f(*args)))

    def scalar(x):
        return np.sum(weights * f(x, *args[1:]) ** 2)

    x = args[0]
    (v,) = directions_for((x,))
    h = 1e-5
    first = grad(scalar)
    expected = (first(x + h * v) - first(x - h * v)) / (2 * h)
    scale = max(1.0, float(np.max(np.abs(expected))))
    assert hvp(scalar)(x, v) / scale == pytest.approx(expected / scale, rel=1e-5, abs=1e-6)
    # reverse over forward gives the same product
    other = grad(lambda x: jvp(scalar, (x,), (v,))[1])(x)
    assert other / scale == pytest.approx(hvp(scalar)(x, v) / scale, rel=1e-9, abs=1e-9)


def test_the_agreement_tests_can_fail(monkeypatch):
    """A transpose off by half a permille, and a tangent map off by as much, are both caught."""
    right = linalg.INV.transposes
    monkeypatch.setattr(linalg.INV, "transposes", (lambda g, y, A: 1.0005 * right[0](g, y, A),))
    with pytest.raises(AssertionError):
        test_every_mode_agrees("inv")
    monkeypatch.setattr(linalg.INV, "transposes", right)
    push = linalg.INV.tangents
    monkeypatch.setattr(linalg.INV, "tangents", (lambda t, y, A: 1.0005 * push[0](t, y, A),))
    with pytest.raises(AssertionError):
        test_every_mode_agrees("inv")


class TestConventions:
    def test_product_at_zero_and_its_second_derivative(self):
        x = np.array([0.0, 2.0, 3.0])
        assert grad(np.prod)(x).tolist() == [6.0, 0.0, 0.0]
        assert hvp(np.prod)(x, np.array([1.0, 0.0, 0.0])).tolist() == [0.0, 3.0, 2.0]
        assert grad(lambda x: np.prod(np.stack([x, 2.0, 3.0])))(0.0) == 6.0
        assert grad(np.prod)(np.zeros(3)).tolist() == [0, 0, 0]

    def test_ties_of_max_share_total_weight_one(self):
        assert grad(np.max)(np.array([1.0, 5.0, 5.0, 5.0])) == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3])
        assert jvp(np.min, (np.array([1.0, 1.0, 3.0]),), (np.array([4.0, 2.0, 9.0]),))[1] == 3.0
        assert grad(lambda x: np.sum(np.max(x, axis=1)))(np.ones((2, 2))).tolist() == [[0.5, 0.5]] * 2

    def test_norm_and_square_sum_at_zero(self):
        assert grad(np.linalg.norm)(np.zeros(2)).tolist() == [0, 0]
        assert grad(lambda x: np.sum(x**2))(np.zeros(2)).tolist() == [0, 0]

    def test_logsumexp_far_out(self):
        x = np.array([1000.0, 1000.0, -1000.0])
        assert logsumexp(x) == pytest.approx(1000 + np.log(2))
        assert grad(logsumexp)(x) == pytest.approx([0.5, 0.5, 0.0])
        assert logsumexp(np.full(2, -np.inf)) == -np.inf
        assert grad(logsumexp)(np.full(2, -np.inf)).tolist() == [0, 0]
        assert logsumexp([[1.0, 2.0], [3.0, 4.0]], axis=0).shape == (2,)
        assert np.array_equal(grad(logsumexp)(np.array([1.0, np.inf])), [0.0, np.nan], equal_nan=True)

    def test_cholesky_takes_the_symmetric_part(self):
        t = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
        _, along = jvp(np.linalg.cholesky, (SPD,), (t,))
        _, symmetric = jvp(np.linalg.cholesky, (SPD,), ((t + t.T) / 2,))
        assert along == pytest.approx(symmetric)
        gradient = grad(lambda m: np.sum(np.linalg.cholesky(m)))(SPD)
        assert gradient == pytest.approx(gradient.T)
        assert np.triu(along, 1).tolist() == np.zeros((3, 3)).tolist()

    def test_infinite_slope_beside_a_zero_adjoint(self):
        gradient = grad(lambda x: np.sum(np.where(x >= 0, x, np.sqrt(-x))))(np.array([1.0, 0.0, 4.0]))
        assert gradient.tolist() == [1.0, 1.0, 1.0]

    def test_empty_arrays(self):
        empty = np.zeros((0, 3))
        assert grad(np.sum)(empty).shape == (0, 3)
        assert jvp(lambda x: np.prod(x, axis=0), (empty,), (empty,))[0].tolist() == [1, 1, 1]
        assert grad(lambda x: np.prod(x))(np.zeros(0)).shape == (0,)
        assert grad(lambda x: np.sum(x * np.zeros(0)))(np.ones(1)).tolist() == [0.0]
        assert np.prod(Dual(empty, empty), axis=0, keepdims=True).shape == (1, 3)
        for f in (np.mean, np.var, np.std):
            assert f(Dual(empty, empty), axis=1).shape == (0,)


class TestChoicesSeePlainValues:
    def test_answers(self):
        x = Dual(np.array([3.0, 1.0, 2.0]), np.ones(3))
        assert np.argmax(x) == 0
        assert np.argmin(x) == 1
        assert np.argsort(x).tolist() == [1, 2, 0]
        assert np.any(x > 2)
        assert not np.all(x > 2)
        assert np.allclose(x, [3, 1, 2])
        assert np.size(x) == 3
        assert np.size(x, 0) == 3
        assert np.count_nonzero(x) == 3

    def test_nested_numbers_are_seen_through(self):
        inner_ = Dual(np.array([3.0, 1.0]), np.ones(2))
        assert np.argmax(Dual(inner_, inner_)) == 0


class TestItemAssignment:
    def test_aliases_follow_and_the_callers_array_does_not(self):
        x = np.array([1.0, 2.0])

        def f(x):
            y = x
            y[0] = 5.0
            return np.sum(x * y)

        value, gradient = vjp(f, x)[0], grad(f)(x)
        assert value == 29.0
        assert gradient.tolist() == [0.0, 4.0]
        assert jvp(f, (x,), (np.ones(2),)) == (29.0, 4.0)
        assert x.tolist() == [1.0, 2.0]

    def test_augmented_assignment_changes_all_names_of_an_array_and_rebinds_a_scalar(self):
        def f(x):
            y = x
            y += 1
            y *= 2
            return np.sum(x * y)  # (2 x + 2)² of an array, x (2 x + 2) of a scalar

        assert grad(f)(np.array([3.0])).tolist() == [32.0]
        assert jvp(f, (np.array([3.0]),), (np.ones(1),))[1] == 32.0
        assert grad(f)(3.0) == 14.0
        assert jvp(f, (3.0,), (1.0,))[1] == 14.0

    def test_dual_items(self):
        x = Dual(np.zeros(3), np.ones((2, 3)))
        x[1] = Dual(7.0, np.array([4.0, 5.0]))
        assert x.primal.tolist() == [0, 7, 0]
        assert x.tangent.tolist() == [[1, 4, 1], [1, 5, 1]]


class TestErrors:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda x: np.sum(x, out=np.zeros(())), "np.sum with out="),
            (
                lambda x: np.median(x, overwrite_input=True),
                "np.median with overwrite_input=True at test_arrays.py",
            ),
            (lambda x: np.pad(x, 1, "mean"), "np.pad with mode='mean'"),
            (lambda x: np.quantile(np.ones(3), x), "np.quantile got a Dual as q"),
            (lambda x: np.linalg.svd(np.outer(x, np.ones(3))), "np.linalg.svd .* write full_matrices=False"),
            (lambda x: np.roll(x, x), "cannot hold a Dual|got a Dual as argument 2"),
            (lambda x: x["a"], "an index is|only integers|not valid"),
            (lambda x: x[x], "an index is a Dual at test_arrays.py"),
        ],
    )
    def test_unsupported(self, call, message):
        with pytest.raises((UnsupportedOperation, IndexError), match=message):
            call(Dual(np.ones(2), np.ones(2)))

    def test_shapes(self):
        x = Dual(np.ones(2), np.ones(2))
        with pytest.raises(ValueError, match=r"np.matmul got a scalar at test_arrays.py line \d+"):
            x @ 2.0
        with pytest.raises(np.exceptions.AxisError):
            np.sum(x, axis=1)

    def test_rules_print_their_names(self):
        assert repr(maps.SUM) == "ArrayRule(sum)"
