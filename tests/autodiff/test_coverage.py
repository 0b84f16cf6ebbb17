"""What strangers' programs use: np.array of traced values, SciPy's functions, decompositions, single precision."""

import itertools
import math

import mpmath
import numpy as np
import pytest
import scipy.special

from lecture14 import Dual, derivative, grad, hessian, jacobian, jvp, taylor, value_and_grad, vjp
from lecture14.autodiff import RULES, UnsupportedOperation, logsumexp

V = np.array([0.3, 1.2])
S = np.array([[4.0, 1.0, 0.3], [1.0, 3.0, 1.0], [0.3, 1.0, 5.0]])


def differences(f, x, h=1e-5):
    """The Jacobian of f by central differences."""

    def flat(x):
        parts = f(x)
        return np.concatenate(
            [np.ravel(np.asarray(y, float)) for y in (parts if isinstance(parts, list) else [parts])]
        )

    directions = np.eye(x.size).reshape(x.size, *x.shape)
    return np.stack([(flat(x + h * e) - flat(x - h * e)) / (2 * h) for e in directions], -1)


def agrees(f, x, tol=1e-6):
    expected = differences(f, x)
    for mode in ("forward", "reverse"):
        found = jacobian(f, mode=mode)(x)
        rows = [np.reshape(part, (-1, x.size)) for part in (found if isinstance(found, list) else [found])]
        assert np.concatenate(rows) == pytest.approx(expected, rel=tol, abs=tol), mode


def rotated(x):
    c, s = np.cos(x[0]), np.sin(x[0])
    return np.array([[c, -s], [s, c]]) @ np.array([x[1], 2.0])


ARRAYS = {
    "a result": lambda x: np.array([x[0] ** 2, x[0] * x[1]]),
    "a rotation": rotated,
    "functions": lambda x: np.exp(np.array([x[0], x[1]])) * np.arctan2(np.array([x[0], x[1]]), 2.0),
    "nested": lambda x: np.array([[x[0], -x[1]], [x[1], 1.0]]) @ x,
    "of arrays": lambda x: np.array([x, 2 * x]),
    "asarray": lambda x: np.asarray(x) ** 2 * x,
    "reductions": lambda x: np.sum(np.array([x[0], x[1]])) * np.max(np.array([x[0], x[1]])),
    "norm": lambda x: np.linalg.norm(np.array([x[0], x[1]])),
    "dot": lambda x: np.dot(np.array([x[0], x[1]]), np.array([x[1], 3.0])),
    "meets ours": lambda x: (
        np.array([x[0], 1.0]) * x + x / np.array([x[1], 2.0]) + ([x[0], 1.0] * x) * (1.0, x[1])
    ),
    "meets a handler": lambda x: np.einsum("ij,j", np.array([[x[0], 1.0], [0.0, x[1]]]), x),
    "chosen": lambda x: np.where(np.array([x[0], x[1]]) > 1, np.array([x[0], x[1]]), 0.0),
    "in a list": lambda x: [np.array([x[0]]), x[1]],
    "stack": lambda x: np.stack([[x[0], -x[1]], [x[1], 1.0]]),
    "vstack": lambda x: np.vstack([[x[0], x[1]], [1.0, x[0]]]),
    "hstack": lambda x: np.hstack([[x[0], x[1]], [1.0, x[0]]]),
    "column_stack": lambda x: np.column_stack([[x[0], x[1]], [1.0, 2.0]]),
    "concatenate": lambda x: np.concatenate([x, [1.0, x[0]]]),
    "block": lambda x: np.block([[x[0], x[1]], [1.0, 2.0]]),
    "append": lambda x: np.append(x, [x[1], 1.0]),
    "full": lambda x: np.full(2, x[0]) * x,
}


class TestArraysOfNumbers:
    @pytest.mark.parametrize("name", ARRAYS)
    def test_in_both_modes(self, name):
        agrees(ARRAYS[name], V)

    def test_higher_derivatives_and_series(self):
        f = lambda x: np.sum(np.array([x[0] ** 2 * x[1], x[1] ** 3]))  # noqa: E731
        assert hessian(f)(V) == pytest.approx(np.array([[2.4, 0.6], [0.6, 7.2]]))
        found = taylor(lambda t: np.array([t**2, np.exp(t)]), 0.5, 2)
        assert found[:, 0] == pytest.approx([0.25, 1.0, 1.0])
        assert jvp(lambda x: {"y": np.array([x, 2 * x])}, (3.0,), (1.0,))[1]["y"].tolist() == [1.0, 2.0]

    @pytest.mark.parametrize(
        "f",
        [
            lambda x: np.array([x[0], 1.0], dtype=float),
            lambda x: np.mean(np.array([x[0], 1.0])),
            lambda x: np.array([x[0], 1.0]).std(),
        ],
    )
    def test_what_numpy_makes_floats_of_is_refused_with_what_to_write(self, f):
        with pytest.raises(
            UnsupportedOperation, match=r"at test_coverage.py line \d+: build arrays with np.stack"
        ):
            grad(f)(V)

    @pytest.mark.parametrize(
        "f",
        [
            lambda x: np.hypot(np.array([x[0], 1.0]), 2.0),
            lambda x: np.exp(np.array([x[0], 1.0])),
            lambda x: np.linalg.solve(np.array([[x[0], 1.0], [1.0, x[0]]]), np.ones(2)),
        ],
    )
    def test_functions_that_do_not_take_objects_apart_name_the_line_and_what_to_write(self, f):
        with pytest.raises(
            UnsupportedOperation, match=r"at test_coverage.py line \d+, .*build it with np.stack"
        ):
            grad(lambda x: np.sum(f(x)))(V)

    @pytest.mark.parametrize(
        ("f", "function"),
        [
            (lambda x: np.fromiter((t * t for t in x), float), "numpy.fromiter"),
            (lambda x: np.fill_diagonal(np.zeros((2, 2)), np.array([x[0], x[1]])), "numpy.fill_diagonal"),
        ],
    )
    def test_numpys_own_error_does_not_hide_ours(self, f, function):
        with pytest.raises(TypeError, match=f"{function} got a Variable at test_coverage.py"):
            grad(f)(V)

    def test_arrays_of_objects_as_an_argument_of_ours(self):
        weights = np.exp(V[:2]) / np.sum(np.exp(V[:2]))
        assert grad(lambda x: logsumexp(np.array([x[0], x[1]])))(V)[:2] == pytest.approx(weights)

    def test_a_sparse_matrix_is_no_scalar(self):
        sparse = scipy.sparse.csr_array(np.eye(len(V)))
        with pytest.raises(UnsupportedOperation, match=r"got a csr_array at .*; write .toarray\(\) of it"):
            grad(lambda x: np.sum(x @ sparse))(V)

    def test_libraries_get_no_objects(self):
        with pytest.raises(UnsupportedOperation, match="cannot hold a Variable"):
            grad(lambda x: scipy.special.logsumexp(x))(V)


def by_methods(x):
    y = x.copy()
    y.sort()
    filled = np.empty_like(x)
    filled.fill(x[0])
    return y[0] * 3 + x.std() * x.var() + x.flatten()[1] + x.item(0) + filled.take([0, 0]).sum() + x.real[0]


class TestMethodsAndAttributes:
    def test_values_and_derivatives(self):
        agrees(by_methods, V)
        assert by_methods(V) == pytest.approx(3 * 0.3 + np.std(V) * np.var(V) + 1.2 + 4 * 0.3)
        assert Dual(S, S).mT.tangent.tolist() == S.T.tolist()

    def test_choices(self):
        x = Dual(np.array([[3.0, 1.0], [2.0, 0.0]]), np.ones((2, 2)))
        assert (x.argmax(), x.argmin(axis=1).tolist(), x.any(), x.all()) == (0, [1, 1], True, False)
        assert x.argsort(axis=0).tolist() == [[1, 1], [0, 0]]
        assert [part.tolist() for part in x.nonzero()] == [[0, 0, 1], [0, 1, 0]]

    def test_formats(self):
        x = Dual(math.pi, 1.0)
        assert (f"{x:.3f}", f"{x:8.1e}") == ("3.142", " 3.1e+00")
        assert f"{x}" == str(x) == "Dual(primal=3.14159, tangent=1.0)"
        assert value_and_grad(lambda x: x * len(f"{x:.2f}"))(2.0) == (8.0, 4.0)
        with pytest.raises(TypeError, match="unsupported format string"):
            f"{Dual(V, V):.3f}"

    def test_precision(self):
        x = Dual(V, np.ones(2))
        assert x.astype(np.float32).tangent.dtype == np.float32
        assert x.astype("f4").astype(float).dtype == np.float64
        with pytest.raises(UnsupportedOperation, match=r"astype\(int64\) of a Dual at test_coverage.py"):
            x.astype(np.int64)

    def test_no_such_attribute(self):
        with pytest.raises(AttributeError, match="'Dual' object has no attribute 'nothing'"):
            _ = Dual(1.0, 1.0).nothing


SCIPY = {
    "expit": (mpmath.sigmoid if hasattr(mpmath, "sigmoid") else lambda x: 1 / (1 + mpmath.exp(-x)), 1),
    "erf": (mpmath.erf, 1),
    "erfc": (mpmath.erfc, 1),
    "gammaln": (mpmath.loggamma, 1),
    "psi": (mpmath.digamma, 1),
    "ndtr": (mpmath.ncdf, 1),
    "logit": (lambda x: mpmath.log(x / (1 - x)), 1),
    "log_expit": (lambda x: -mpmath.log(1 + mpmath.exp(-x)), 1),
    "log1p": (mpmath.log1p, 1),
    "expm1": (mpmath.expm1, 1),
    "xlogy": (lambda x, z: x * mpmath.log(z) if x else mpmath.mpf(0), 2),
    "xlog1py": (lambda x, z: x * mpmath.log1p(z) if x else mpmath.mpf(0), 2),
}


class TestSciPysFunctions:
    @pytest.mark.parametrize("name", SCIPY)
    def test_value_and_slope_against_mpmath(self, name):
        exact, count = SCIPY[name]
        function = getattr(scipy.special, name)
        for point in itertools.product((0.17, 0.31, 0.68, 0.93), repeat=count):
            with mpmath.workdps(40):
                slopes = [
                    float(mpmath.diff(exact, point, tuple(int(k == i) for k in range(count))))
                    for i in range(count)
                ]
                value = float(exact(*point))
            assert function(*(Dual(p, 1.0) for p in point)).primal == pytest.approx(value, rel=1e-14)
            assert grad(function, tuple(range(count)))(*point) == pytest.approx(slopes, rel=1e-13)
            arrays = tuple(np.array([p]) for p in point)
            assert vjp(function, *arrays)[1](np.ones(1))[0] == pytest.approx(slopes[:1], rel=1e-13)

    def test_zeros_of_xlogy(self):
        assert RULES["xlogy"].evaluate(0.0, 0.0) == 0.0
        assert np.isnan(RULES["xlogy"].evaluate(0.0, np.nan))
        assert RULES["xlog1py"].evaluate(0.0, -1.0) == 0.0

    def test_others_are_called_scipys(self):
        with pytest.raises(UnsupportedOperation, match=r"^scipy.special.erfinv got a Dual as argument 1 at"):
            scipy.special.erfinv(Dual(0.1, 1.0))


@pytest.mark.parametrize("name", ["ndtr", "normal_density", "logit"])
def test_new_lines_are_exact_to_eight_ulp(name):
    """Far into the tails, where x² or x/√2 alone would lose hundreds of units, and near the root of logit."""
    exact = {"ndtr": mpmath.ncdf, "normal_density": mpmath.npdf, "logit": lambda x: mpmath.log(x / (1 - x))}[
        name
    ]
    points = np.random.default_rng(3).uniform(-37, 8, 400)
    if name == "logit":
        points = np.concatenate(
            [np.random.default_rng(3).uniform(0, 1, 400), 0.5 + np.logspace(-3, -1, 50), [1e-300]]
        )
    with mpmath.workdps(60):
        for x in points.tolist():
            y, slope = (
                exact(mpmath.mpf(x)),
                mpmath.diff(exact, mpmath.mpf(x), h=abs(x) * mpmath.mpf(10) ** -20),
            )
            dual = RULES[name].function(Dual(x, 1.0))
            assert abs(dual.primal - y) <= 8 * math.ulp(float(y)), x
            assert abs(dual.tangent - slope) <= 8 * math.ulp(float(slope)) or abs(slope) < 1e-300, x


class TestFmaxAndFmin:
    @pytest.mark.parametrize("f", [np.fmax, np.fmin])
    def test_nan_is_no_number(self, f):
        assert grad(f, (0, 1))(2.0, np.nan) == (1.0, 0.0)
        assert grad(f, (0, 1))(np.nan, 2.0) == (0.0, 1.0)
        assert grad(f, (0, 1))(2.0, 2.0) == (0.5, 0.5)
        assert grad(lambda x: np.sum(f(x, np.array([np.nan, 0.0]))))(np.array([1.0, np.nan])).tolist() == [
            1.0,
            0.0,
        ]


class TestDecompositions:
    CASES = (
        lambda A: np.linalg.eigvalsh((A + A.T) / 2),
        lambda A: np.linalg.eigvalsh(A),  # of which NumPy reads one triangle
        lambda A: np.linalg.eigvalsh(A, UPLO="U"),
        lambda A: np.abs(np.linalg.eigh((A + A.T) / 2)[1]),
        lambda A: np.linalg.svd(A, compute_uv=False),
        lambda A: np.abs(np.linalg.svd(A[:, :2], full_matrices=False)[0]),
        lambda A: np.abs(np.linalg.svd(A[:2], full_matrices=False)[2]),
        lambda A: (lambda U, s, Vh: (U * s**2) @ Vh)(*np.linalg.svd(A)),
        lambda A: np.linalg.pinv(A[:, :2]),
        lambda A: np.linalg.pinv(A[:2]),
        lambda A: np.linalg.lstsq(A[:, :2], A[:, 2], rcond=None)[0],
        lambda A: np.linalg.cond(A) + np.linalg.cond(A, 1),
        lambda A: np.linalg.norm(A, 2) + np.linalg.norm(A, "nuc") + np.linalg.norm(A, -np.inf),
        lambda A: np.linalg.matrix_power(A, -3),
    )

    @pytest.mark.parametrize("f", CASES)
    def test_derivatives_of_both_orders(self, f):
        A = S + np.diag([0.1, 0.2, 0.3]) @ np.array([[0.0, 1, 2], [3, 0, 1], [1, 1, 0]])
        agrees(f, A)
        direction = np.arange(9.0).reshape(3, 3) / 9
        agrees(lambda A: jvp(f, (A,), (direction,))[1], A, tol=1e-5)

    @pytest.mark.parametrize(
        "f",
        [
            lambda A: np.linalg.eigvalsh(A),
            lambda A: np.linalg.eigh(A)[1],
            lambda A: np.linalg.svd(A)[1],
            lambda A: np.linalg.svd(A)[0],
        ],
    )
    @pytest.mark.parametrize("noise", [0.0, 1e-15])
    def test_coincident_values_have_no_derivative(self, f, noise):
        A = np.eye(3) + noise * np.diag([1.0, 2.0, 3.0])
        assert np.isnan(jvp(f, (A,), (np.ones((3, 3)),))[1]).any()
        assert np.isnan(vjp(f, A)[1](np.ones(np.shape(f(A))))[0]).any()

    def test_rank_deficient_inverse(self):
        A = np.outer([1.0, 2.0, 3.0], [1.0, 1.0])
        assert np.isnan(jvp(np.linalg.pinv, (A,), (np.ones((3, 2)),))[1]).all()


class TestSinglePrecision:
    @pytest.mark.parametrize(
        "f",
        [
            lambda x: np.sum(x**2),
            lambda x: np.exp2(x[0]) * np.log10(np.abs(x[1])) + 2.0,
            lambda x: np.linalg.norm(np.maximum(x, 0.0)) * np.mean(x),
            lambda x: np.concatenate([x, 2 * x[:1]]).std() + np.where(x > 0, x, 0).sum(),
            lambda x: (lambda y: (y.__setitem__(0, x[1]), np.prod(y + x))[1])(np.zeros_like(x)),
            lambda x: np.float32(1.0) * x[0],
        ],
    )
    def test_value_tangent_and_gradient_are_single(self, f):
        x = np.array([0.5, 1.5], np.float32)
        value, tangent = jvp(f, (x,), (np.ones(2),))
        assert (np.asarray(value).dtype, np.asarray(tangent).dtype) == (np.float32, np.float32)
        gradient = grad(f)(x)
        assert gradient.dtype == np.float32
        assert gradient == pytest.approx(grad(f)(x.astype(float)), rel=1e-5)
        assert jacobian(f, mode="forward")(x).dtype == np.float32

    def test_mixed_and_unused(self):
        x, y = np.ones(2, np.float32), np.ones(2)
        gradients = grad(lambda x, y: np.sum(x * y), argnums=(0, 1))(x, y)
        assert [g.dtype for g in gradients] == [np.float32, np.float64]
        assert grad(lambda x, y: np.sum(y), argnums=(0, 1))(x, y)[0].dtype == np.float32
        assert isinstance(derivative(lambda x: x * x)(np.float32(3.0)), np.float32)


def test_products_of_scalars():
    for product in (np.kron, np.outer, np.inner, np.dot):
        for mode in ("forward", "reverse"):
            assert jacobian(lambda x, f=product: f(x, 2.0), mode=mode)(3.0) == 2.0


def test_scalars_of_numpy_can_be_indexed():
    def f(x):
        return np.sum(np.sum(x**2)[None] * x) + np.sum(x**3)[()] + np.sum(x)[..., None][0]

    true = 2 * V * np.sum(V) + np.sum(V**2) + 3 * V**2 + 1
    assert grad(f)(V) == pytest.approx(true)
    assert jacobian(f, mode="forward")(V) == pytest.approx(true)


def test_keys_of_lexsort():
    def f(x):
        return np.sum(x[np.lexsort((x, [1, 0, 1, 0, 1][: len(x)]))] * np.arange(len(x)))

    order = np.lexsort((V, [1, 0, 1, 0, 1][: len(V)]))
    places = np.empty(len(V))
    places[order] = np.arange(len(V))
    assert grad(f)(V).tolist() == jacobian(f, mode="forward")(V).tolist() == places.tolist()


def test_piecewise_functions_see_their_own_entries():
    def f(x):
        return np.sum(np.piecewise(x, [x < 1, x > 3], [lambda t: t * x[1], 2.0, lambda t, a: t**a], 3.0))

    x = np.array([0.5, 2.0, 4.0])
    with pytest.raises(TypeError):  # NumPy hands the 3 to every function, ours too
        grad(f)(x)

    def g(x):
        return np.sum(np.piecewise(x, [x < 1, x > 3], [lambda t: t * x[1], 2.0, lambda t: t**3]))

    true = [2.0, 0.5 + 3 * 4.0, 0.0]
    assert grad(g)(x).tolist() == jacobian(g, mode="forward")(x).tolist() == true
    assert hessian(g)(x).tolist() == [[0, 1, 0], [1, 12, 0], [0, 0, 0]]
    assert derivative(lambda t: np.piecewise(t, [t < 0, t >= 0], [np.sin, np.exp]))(0.0) == 1.0


def test_insert_cuts_no_derivative_to_whole_numbers():
    assert grad(lambda x: np.sum(np.insert(np.zeros(2), 1, x[0] ** 2)))(V).tolist() == [0.6, 0.0]
    with pytest.raises(
        UnsupportedOperation, match=r"np.insert into an array of dtype int64 at .*: .* give floats"
    ):
        grad(lambda x: np.sum(np.insert(np.zeros(2, np.int64), 1, x[0])))(V)


class Vector:
    """A class of a reader's, which knows numbers on its left."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    __rmul__ = __mul__

    def __rsub__(self, k):
        return Vector(k - self.x, k - self.y)

    def __rpow__(self, k):
        return NotImplemented


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_class_of_the_readers_answers_for_its_operators(mode):
    def f(x):
        v = x[0] * Vector(x[1], 2.0) + (x[1] - Vector(1.0, x[0]))
        return v.x * v.y

    a, b = V  # (ab + b - 1)(2a + b - a)
    first, second = a * b + b - 1, a + b
    assert jacobian(f, mode=mode)(V) == pytest.approx([b * second + first, (a + 1) * second + first])
    with pytest.raises(UnsupportedOperation, match=r"power got a Vector as argument 2 at test_coverage\.py"):
        jacobian(lambda x: x ** Vector(1.0, 2.0), mode=mode)(V)
