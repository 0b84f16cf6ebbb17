"""The table of conventions, line by line, in every mode."""

import math
import warnings

import numpy as np
import pytest

from lecture14 import (
    Dual,
    derivative,
    grad,
    hessian,
    jacobian,
    jvp,
    taylor,
    trace,
    value_and_grad,
    vjp,
)
from lecture14.autodiff import LeakedValue, UnsupportedOperation
from lecture14.autodiff.checks.conventions import CONVENTIONS, REMARKS, table
from tests.autodiff.texts import tangent_text


def same(a, b):
    return np.asarray(a, dtype=float) == pytest.approx(np.asarray(b, dtype=float), nan_ok=True)


@pytest.mark.parametrize("line", CONVENTIONS, ids=lambda c: c.case)
class TestEveryLine:
    def test_reverse(self, line):
        assert same(grad(line.f)(line.x), line.slope)

    def test_forward(self, line):
        if np.ndim(line.x) == 0:
            assert same(derivative(line.f)(line.x), line.slope)
        assert same(jacobian(line.f, "forward")(line.x), line.slope)

    def test_graph(self, line):
        graph = trace(line.f)(line.x)
        assert same(graph.reverse()[0], line.slope)
        assert same(graph.replay(line.x).reverse()[0], line.slope)

    def test_entries_of_arrays_as_well_as_floats(self, line):
        if np.ndim(line.x) == 0 and not line.case.startswith(("prod", "std")):
            x = np.array([line.x, line.x])
            expected = [line.slope, line.slope]
            assert same(grad(lambda v: np.sum(line.f(v)))(x), expected)
            assert same(np.diag(jacobian(line.f, "forward")(x)), expected)

    def test_taylor(self, line):
        if np.ndim(line.x) == 0 and np.isfinite(line.slope) and not line.case.startswith(("where", "0**")):
            assert same(taylor(line.f, line.x, 1)[1], line.slope)


def test_printed_table_has_every_line():
    text = table()
    assert len(text.splitlines()) == len(CONVENTIONS) + len(REMARKS)
    assert "maximum(x, 2) at 2: derivative 0.5, a tie is shared" in text


def singular_matrices():
    for f in (lambda m: np.linalg.slogdet(m)[1], lambda m: np.sum(np.linalg.inv(m))):
        with pytest.raises(np.linalg.LinAlgError):
            grad(f)(np.ones((2, 2)))
    assert grad(np.linalg.det)(np.ones((2, 2))).tolist() == [[1, -1], [-1, 1]]
    assert grad(np.linalg.det)(np.zeros((4, 4))).tolist() == np.zeros((4, 4)).tolist()
    m, v = (
        np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, 1.0]]),
        np.array([[0.0, 1, 0], [1, 0, 2], [0, 3, 1]]),
    )
    minors = np.array(
        [[np.linalg.det(np.delete(np.delete(m, i, 0), j, 1)) for j in range(3)] for i in range(3)]
    )
    cofactors = minors * [[1, -1, 1], [-1, 1, -1], [1, -1, 1]]
    assert grad(np.linalg.det)(m) == pytest.approx(cofactors, abs=1e-14)
    along = lambda t: np.linalg.det(m + t * v)  # noqa: E731
    exact = np.polyfit([0, 1, 2, 3], [along(float(t)) for t in range(4)], 3)[::-1]
    assert taylor(along, 0.0, 4) == pytest.approx([*exact, 0.0], abs=1e-11)
    assert derivative(grad(along))(0.0) == pytest.approx(2 * exact[2], abs=1e-11)


def kinks():
    pairs = [(derivative, derivative), (derivative, grad), (grad, derivative), (grad, grad)]
    v = np.array([1.0, -2.0])
    even = (
        lambda t: np.abs(t) ** 2, lambda t: np.hypot(t, 0.0) ** 2, lambda t: np.linalg.norm(t * v) ** 2 / 5,
        lambda t: np.maximum(t, -t) ** 2, lambda t: np.minimum(t, -t) ** 2, lambda t: np.max(np.stack([t, -t])) ** 2,
        lambda t: np.min(t * np.array([1.0, -1.0])) ** 2, lambda t: np.std(np.stack([t, -t])) ** 2,
    )  # fmt: skip
    for f in (
        *even,
        np.abs,
        lambda x: np.maximum(x * x, x),
    ):  # all of second derivative 2, or none, at the kink
        for outer, inner in pairs:
            assert np.isnan(outer(inner(f))(0.0))
    for outer, inner in pairs:
        assert [outer(inner(f))(3.0) for f in even] == pytest.approx([2.0] * len(even), rel=1e-14)


def last_digits():
    for x in (0.3, 1.7, 12.5):
        one, many = np.sin(Dual(x, 1.0)), np.sin(Dual(np.array([x]), np.ones(1)))
        assert (one.primal, one.tangent) == (math.sin(x), math.cos(x))
        assert (many.primal[0], many.tangent[0]) == (np.sin(np.array([x]))[0], np.cos(np.array([x]))[0])


def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert grad(np.log)(0.0) == np.inf
        assert grad(lambda x: np.sum(np.log(x)))(np.zeros(2)).tolist() == [np.inf, np.inf]
        assert jvp(np.sqrt, (np.zeros(1),), (np.ones(1),))[1].tolist() == [np.inf]
        graph = trace(lambda x: np.sqrt(x - 2.0))(1.0)
        assert graph.first_nonfinite().operation == "w3 = sqrt(w2)"


def symmetric_part():
    matrix, tangent = np.array([[4.0, 1.0], [1.0, 3.0]]), np.array([[1.0, 2.0], [0.0, 1.0]])
    along = jvp(np.linalg.cholesky, (matrix,), (tangent,))[1]
    assert along == pytest.approx(jvp(np.linalg.cholesky, (matrix,), ((tangent + tangent.T) / 2,))[1])


def constants_of_choices():
    m = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert grad(lambda m: np.linalg.slogdet(m)[0] * np.sum(m))(m).tolist() == [[-1.0, -1.0], [-1.0, -1.0]]
    x = np.array([3.0, 1.0])
    assert grad(lambda x: np.argmax(x) + np.sum(np.argsort(x)) + np.sum(x > 2) + x[0])(x).tolist() == [1, 0]


def branches():
    def f(x):
        while x < 10:
            x = 2 * x if x > 3 else x * x
        return x

    assert derivative(f)(2.0) == grad(f)(2.0) == 4 * 2 * 2


def kinds_of_numbers():
    assert derivative(lambda x: x * x)(3) == grad(lambda x: x * x)(3) == 6.0
    assert grad(lambda x: np.sum(x * x))(np.array([True, False])).tolist() == [2.0, 0.0]
    for d in (derivative, grad):
        with pytest.raises(UnsupportedOperation, match="complex"):
            d(lambda x: x)(1j)


def branches_not_taken():
    f = lambda x: np.sum(np.where(x >= 0, x, np.sqrt(-x)))  # noqa: E731
    x = np.array([1.0, 0.0])
    assert grad(f)(x).tolist() == jacobian(f, "forward")(x).tolist() == [1.0, 1.0]
    assert hessian(f)(x).tolist() == np.zeros((2, 2)).tolist()


def what_has_no_sweep():
    """Dual numbers made by hand know the zeros of their seeds, and never make a number of a computed one."""
    assert (np.sqrt(2 * Dual(0.0, 0.0)) + Dual(1.0, 1.0)).tangent == 1.0
    x1, x2 = Dual.seed(0.0, 1.0)
    assert (np.sqrt(x1) * x2).tangent.tolist() == [np.inf, 0.0]
    x = Dual(np.array([0.0, 4.0]), np.array([0.0, 1.0]))
    assert np.sum(np.sqrt(x)).tangent == 0.25
    assert np.sum(np.where(x.primal > 0, np.sqrt(np.where(x.primal > 0, x, 0.0)), 0.0)).tangent == 0.25
    for unknown in (np.cbrt(Dual(0.0, 1.0) ** 3), np.sum(np.cbrt(Dual(np.zeros(2), np.ones(2)) ** 3))):
        assert np.isnan(unknown.tangent)
    scope = {}
    exec(tangent_text(lambda x, z: np.sqrt(x) + z, 0.5, 1.0), scope)
    with np.errstate(all="ignore"):
        assert np.isnan(
            next(f for name, f in scope.items() if name.startswith("diff"))(0.0, 1.0, 0.0, 1.0)[1]
        )


def constant_results():
    f = lambda x: np.ones((2, 3))  # noqa: E731
    assert derivative(f)(1.0).tolist() == np.zeros((2, 3)).tolist()
    assert jacobian(f, "reverse")(np.ones(4)).tolist() == np.zeros((2, 3, 4)).tolist()
    assert grad(lambda x: 1.0)(np.ones(2)).tolist() == [0.0, 0.0]
    assert taylor(f, 1.0, 2)[1:].tolist() == np.zeros((2, 2, 3)).tolist()


def repeated_indices():
    assert grad(lambda x: np.sum(x[[0, 0, 1]] * np.array([1.0, 2.0, 4.0])))(np.ones(3)).tolist() == [3, 4, 0]


def assignments():
    def f(x):
        y = x
        y += 1
        z = y
        z[0] = 7.0
        return np.sum(x * y)  # x is y: 7**2 + (x[1] + 1)**2

    x = np.array([2.0, 3.0])
    assert (vjp(f, x)[0], grad(f)(x).tolist()) == (49 + 16, [0.0, 8.0])
    assert jvp(f, (x,), (np.ones(2),)) == (65.0, 8.0)
    assert x.tolist() == [2.0, 3.0]


def plain_arrays():
    def f(x):
        a = np.zeros(2)
        a[0] = x
        return a[0]

    for d, kind in ((derivative, "Dual"), (grad, "Variable")):
        with pytest.raises(TypeError, match=f"make it with np.zeros_like of a {kind}"):
            d(f)(1.0)
    with pytest.raises(ValueError, match="setting an array element") as caught:
        f(Dual(1.0, 1.0))
    assert "make it with np.zeros_like of a Dual" in str(caught.value.__cause__)


def out_and_reduce():
    x = Dual(np.array([2.0, 3.0]), np.ones(2))
    for settings in ({"out": np.zeros(2)}, {"where": np.array([True, False])}):
        with pytest.raises(UnsupportedOperation, match=r"np\.multiply with (out|where)="):
            np.multiply(x, 2.0, **settings)
    sums = np.add.reduce(x), np.multiply.reduce(x), np.maximum.reduce(x), np.minimum.reduce(x)
    assert [(s.primal, s.tangent) for s in sums] == [(5.0, 2.0), (6.0, 5.0), (3.0, 1.0), (2.0, 1.0)]
    running = np.add.accumulate(x), np.multiply.accumulate(x)
    assert [s.tangent.tolist() for s in running] == [[1.0, 2.0], [1.0, 5.0]]
    for method in ("at", "reduceat"):
        with pytest.raises(UnsupportedOperation, match=rf"np\.add\.{method} got a Dual"):
            getattr(np.add, method)(x, [0, 1], *([1.0] if method == "at" else []))


def leaks():
    kept = []
    grad(lambda x: kept.append(x) or x * x)(1.0)
    with pytest.raises(LeakedValue, match="after its trace had ended"):
        kept[0] * 2.0
    derivative(lambda x: kept.append(x) or x * x)(3.0)
    for later in (lambda f: derivative(f)(2.0), lambda f: grad(f)(2.0), lambda f: taylor(f, 2.0, 1)):
        with pytest.raises(
            LeakedValue, match="f returned a Dual of another derivative that has already ended"
        ):
            later(lambda x: x * x * kept[1])

    def leak(x):
        derivative(lambda y: kept.append(y) or y)(2.0)
        return x * kept[-1]

    with pytest.raises(LeakedValue, match="f returned a Dual of another derivative"):
        derivative(leak)(1.0)


def arrays_of_objects():
    def f(x):
        return np.array([x, 2.0]) * np.array([3.0, x])

    assert jacobian(f, mode="forward")(1.5).tolist() == [3.0, 2.0]
    assert jacobian(f, mode="reverse")(1.5).tolist() == [3.0, 2.0]
    for g in (lambda x: np.exp(np.array([x, 1.0])), lambda x: np.linalg.det(np.array([[x, 1.0], [0.0, x]]))):
        for mode in ("forward", "reverse"):
            with pytest.raises(UnsupportedOperation, match=r"build it with np\.stack"):
                jacobian(g, mode=mode)(1.5)


def spectra():
    A = np.array([[2.0, 1.0], [7.0, 3.0]])  # the upper triangle is not read
    value, slope = value_and_grad(lambda A: np.linalg.eigvalsh(A)[1])(A)
    assert value == pytest.approx(np.linalg.eigvalsh(A)[1])
    assert slope[0, 1] == 0.0
    assert np.isnan(grad(lambda A: np.linalg.eigh(A)[1][0, 0])(np.eye(2))).any()


CHECKS = {
    "Python floats are computed": last_digits,
    "Derivatives are computed without warnings": no_warnings,
    "Cholesky takes": symmetric_part,
    "det has": singular_matrices,
    "The sign that slogdet returns": constants_of_choices,
    "Comparisons, if and while": branches,
    "Integers and booleans": kinds_of_numbers,
    "Second derivatives at a kink": kinks,
    "All modes agree": branches_not_taken,
    "A generated program": what_has_no_sweep,
    "A constant result": constant_results,
    "An entry that is taken": repeated_indices,
    "y += 1 and y[0] = 1 change": assignments,
    "A plain array cannot hold": plain_arrays,
    "np.array of traced values": arrays_of_objects,
    "eigh and eigvalsh read": spectra,
    "out= is refused": out_and_reduce,
    "A value that outlives": leaks,
}


@pytest.mark.parametrize("remark", REMARKS)
def test_every_remark(remark):
    (check,) = [check for start, check in CHECKS.items() if remark.startswith(start)]
    check()


def test_no_check_is_left_without_its_remark():
    assert len(CHECKS) == len(REMARKS)
