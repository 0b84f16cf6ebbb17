"""Linear algebra: tangent maps and transposes of products, solves, determinants and the Cholesky factor.

The formulas are those of Giles (2008), "Collected matrix derivative results for forward and reverse mode
algorithmic differentiation", and for the Cholesky factor of Murray (2016), arXiv:1602.07527. Stacks of
matrices work as in NumPy. In the comments t is a tangent, g a cotangent.
"""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.arrays.maps import SUM, ArrayRule, VariadicRule, multilinear
from lecture14.autodiff.core.chain_rule import unbroadcast
from lecture14.autodiff.core.number import apply, innermost
from lecture14.autodiff.core.rules import RULES


def T(a):
    """The transpose of each matrix of a stack."""
    return np.swapaxes(a, -1, -2)


# Products ---------------------------------------------------------------------------------------------------


def _as_matrices(g, a, b):
    """Operands and cotangent of a @ b with vectors made matrices: a row left, a column right."""
    if np.ndim(a) == 1:
        a, g = a[None, :], np.expand_dims(g, -1 if np.ndim(b) == 1 else -2)
    if np.ndim(b) == 1:
        b, g = b[:, None], np.expand_dims(g, -1)
    return g, a, b


def _left_factor(g, y, a, b):
    g, matrix, b = _as_matrices(g, a, b)
    return np.reshape(unbroadcast(g @ T(b), np.shape(matrix)), np.shape(a))


def _right_factor(g, y, a, b):
    g, a, matrix = _as_matrices(g, a, b)
    return np.reshape(unbroadcast(T(a) @ g, np.shape(matrix)), np.shape(b))


MATMUL = multilinear("matmul", np.matmul, _left_factor, _right_factor)


def _einsum_transpose(i, g, y, *operands, subscripts):
    """Swap the i-th operand's subscripts with the result's; a letter found nowhere else was summed alone."""
    inputs, output = subscripts.split("->")
    terms = inputs.split(",")
    mine, shape = terms[i], np.shape(operands[i])
    terms[i] = output
    others = [*operands[:i], g, *operands[i + 1 :]]
    found = set("".join(terms))
    present = "".join(letter for letter in mine if letter in found)
    result = np.einsum(f"{','.join(terms)}->{present}", *others)
    sizes = [n if letter in found else 1 for letter, n in zip(mine, shape, strict=True)]
    came = iter(np.shape(result))
    shape_found = [next(came) if letter in found else 1 for letter in mine]
    result = np.reshape(result, shape_found)
    return np.broadcast_to(unbroadcast(result, tuple(sizes)), shape)


EINSUM = VariadicRule(
    "einsum", lambda *operands, subscripts: np.einsum(subscripts, *operands), _einsum_transpose
)


# Systems and inverses -------------------------------------------------------------------------------------


def _solve_moving_matrix(t, y, A, b):  # −A⁻¹ t y
    if np.ndim(b) > 1:
        return -np.linalg.solve(A, t @ y)
    return -np.linalg.solve(A, t @ y[..., None])[..., 0]


def _solve_transpose_right(g, A, b):  # A⁻ᵀ g
    if np.ndim(b) == 1:
        return np.linalg.solve(T(A), g[..., None])
    return np.linalg.solve(T(A), g)


def _solve_to_matrix(g, y, A, b):  # −A⁻ᵀ g yᵀ
    y = y[..., None] if np.ndim(b) == 1 else y
    return unbroadcast(-_solve_transpose_right(g, A, b) @ T(y), np.shape(A))


def _solve_to_right(g, y, A, b):
    back = _solve_transpose_right(g, A, b)
    return unbroadcast(back[..., 0] if np.ndim(b) == 1 else back, np.shape(b))


SOLVE = ArrayRule(
    "linalg.solve",
    np.linalg.solve,
    (_solve_moving_matrix, lambda t, y, A, b: np.linalg.solve(A, t)),
    (_solve_to_matrix, _solve_to_right),
)
INV = ArrayRule(
    "linalg.inv",
    np.linalg.inv,
    (lambda t, y, A: -y @ t @ y,),
    (lambda g, y, A: -T(y) @ g @ T(y),),
)


# Determinants: d det A = tr(adj(A) dA), d log |det A| = tr(A⁻¹ dA) ------------------------------------------


def _trace_of_solve(A, t):
    return np.trace(np.linalg.solve(A, t), axis1=-2, axis2=-1)


def _adjugate(y, A):
    """det A · A⁻¹, which exists for a singular A too.

    There the method of Faddeev and LeVerrier, sums of products, is exact in derivatives of every order.
    """
    if np.all(innermost(y) != 0):
        return y[..., None, None] * np.linalg.inv(A) if np.ndim(y) else y * np.linalg.inv(A)
    n = np.shape(A)[-1]
    M = identity = np.broadcast_to(np.eye(n), np.shape(A))
    for k in range(1, n):
        AM = A @ M
        M = AM - np.sum(AM * identity, axis=(-2, -1), keepdims=True) / k * identity
    return M if n % 2 else 0.0 - M


DET = ArrayRule(
    "linalg.det",
    np.linalg.det,
    (lambda t, y, A: np.sum(T(_adjugate(y, A)) * t, axis=(-2, -1)),),
    (lambda g, y, A: (g[..., None, None] if np.ndim(g) else g) * T(_adjugate(y, A)),),
)
LOGDET = ArrayRule(
    "linalg.slogdet",
    lambda A: np.linalg.slogdet(A)[1],
    (lambda t, y, A: _trace_of_solve(A, t),),
    (lambda g, y, A: (g[..., None, None] if np.ndim(g) else g) * T(np.linalg.inv(A)),),
)


# Cholesky factor L of a symmetric A = L Lᵀ; only the symmetric part of a tangent counts -------------------


def _lower(a):
    """The lower triangle with half its diagonal."""
    n = np.shape(a)[-1]
    return a * (np.tril(np.ones((n, n)), -1) + 0.5 * np.eye(n))


def _symmetric(a):
    return (a + T(a)) * 0.5


def _cholesky_tangent(t, L, A):  # L Φ(L⁻¹ t L⁻ᵀ)
    inner = np.linalg.solve(L, T(np.linalg.solve(L, _symmetric(t))))
    return L @ _lower(inner)


def _cholesky_transpose(g, L, A):  # sym(L⁻ᵀ Φ(Lᵀ g) L⁻¹)
    inner = _lower(T(L) @ g)
    return _symmetric(np.linalg.solve(T(L), T(np.linalg.solve(T(L), T(inner)))))


CHOLESKY = ArrayRule("linalg.cholesky", np.linalg.cholesky, (_cholesky_tangent,), (_cholesky_transpose,))


# The Euclidean norm, with slope 0 at 0 --------------------------------------------------------------------


def _unit(y, a, axis, keepdims):
    if not keepdims and axis is not None:
        y = np.expand_dims(y, axis)
    return np.where(y != 0, a / (y + (y == 0)), apply(RULES["side"], (y,)))  # a kink at 0, of slope 0


NORM = ArrayRule(
    "linalg.norm",
    lambda a, axis, keepdims: np.sqrt(np.sum(a * a, axis=axis, keepdims=keepdims)),
    (lambda t, y, a, axis, keepdims: np.sum(_unit(y, a, axis, keepdims) * t, axis=axis, keepdims=keepdims),),
    (
        lambda g, y, a, axis, keepdims: (
            (g if keepdims or axis is None else np.expand_dims(g, axis)) * _unit(y, a, axis, keepdims)
        ),
    ),
)
NORM.pattern = SUM
