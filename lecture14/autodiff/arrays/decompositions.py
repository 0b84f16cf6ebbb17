"""Eigenvalues, singular values and what NumPy makes of them: pinv, lstsq, cond, and all of the norms.

First-order perturbation theory (Giles 2008, sections 3.1 and 3.2; Golub & Pereyra 1973 for the pseudo-inverse).
Where values coincide, single ones have no derivative and their vectors have no meaning: it is nan there, as near
to a coincidence as the decomposition's own rounding. In the comments t is a tangent, g a cotangent.
"""

from __future__ import annotations

import functools
import operator

import numpy as np

from lecture14.autodiff.arrays.functions import as_array, implements
from lecture14.autodiff.arrays.linalg import NORM, T
from lecture14.autodiff.arrays.maps import ArrayRule
from lecture14.autodiff.core.number import apply, innermost
from lecture14.autodiff.support.errors import UnsupportedOperation, here

NOISE = 16  # in units of n·ε·max|w|: what rounding may do to eigenvalues and singular values


def _distinct(w):
    """For each pair of values whether rounding cannot have made them out of equal ones; True on the diagonal."""
    w = np.asarray(innermost(w))
    n = w.shape[-1]
    noise = NOISE * n * np.finfo(w.dtype).eps * np.max(np.abs(w), axis=-1, initial=0)[..., None, None]
    return (np.abs(w[..., None, :] - w[..., :, None]) > noise) | np.eye(n, dtype=bool)


def _simple(w):
    """1 for the values that stand alone, nan for the others."""
    return np.where(np.all(_distinct(w), axis=-1), 1.0, np.nan)


def _one_over_gaps(w):
    """F with Fᵢⱼ = 1/(wⱼ − wᵢ) and a zero diagonal; nan where two values coincide."""
    distinct, own = _distinct(w), np.eye(np.shape(w)[-1], dtype=bool)
    gaps = w[..., None, :] - w[..., :, None]
    return np.where(own, 0.0, np.where(distinct, 1.0, np.nan) / np.where(own | ~distinct, 1.0, gaps))


# Symmetric matrices: S V = V diag(w) --------------------------------------------------------------------------


def _eigenvalues_transpose(g, w, S):  # V diag(g) Vᵀ
    V = np.linalg.eigh(S)[1]
    return (V * (g * _simple(w))[..., None, :]) @ T(V)


def _eigenvalues_tangent(t, w, S):  # diag(Vᵀ t V)
    V = np.linalg.eigh(S)[1]
    return np.sum(V * (t @ V), axis=-2) * _simple(w)


EIGENVALUES = ArrayRule(
    "linalg.eigvalsh", np.linalg.eigvalsh, (_eigenvalues_tangent,), (_eigenvalues_transpose,)
)
EIGENVECTORS = ArrayRule(
    "linalg.eigh",
    lambda S: np.linalg.eigh(S)[1],
    (lambda t, V, S: V @ (_one_over_gaps(np.linalg.eigvalsh(S)) * (T(V) @ t @ V)),),
    (lambda g, V, S: V @ (_one_over_gaps(np.linalg.eigvalsh(S)) * (T(V) @ g)) @ T(V),),
)


def _symmetric(a, UPLO):
    """The symmetric matrix of which NumPy reads one triangle alone."""
    if UPLO.upper() not in ("L", "U"):
        raise ValueError(f"UPLO is {UPLO!r}{here()}: expected 'L' or 'U'")
    if np.ndim(a) < 2 or np.shape(a)[-1] != np.shape(a)[-2]:
        raise np.linalg.LinAlgError(f"a matrix has shape {np.shape(a)}{here()}: expected (…, n, n)")
    a = a if UPLO.upper() == "L" else T(a)
    return np.tril(a) + T(np.tril(a, -1))


@implements(np.linalg.eigvalsh)
def _eigvalsh(a, UPLO="L"):
    return apply(EIGENVALUES, (_symmetric(a, UPLO),))


@implements(np.linalg.eigh)
def _eigh(a, UPLO="L"):
    S = _symmetric(a, UPLO)
    return type(np.linalg.eigh(np.eye(1)))(apply(EIGENVALUES, (S,)), apply(EIGENVECTORS, (S,)))


# Any matrix: A = U diag(s) Vᵀ ---------------------------------------------------------------------------------


def _thin(A):
    U, s, Vh = np.linalg.svd(A, full_matrices=False)
    return U, s, T(Vh)


def _sound(s):
    """1 for the singular values that stand alone, nan for the others and at 0, where they have a kink."""
    s = np.asarray(innermost(s))
    zero = s <= NOISE * s.shape[-1] * np.finfo(s.dtype).eps * np.max(s, axis=-1, initial=0, keepdims=True)
    return np.where(zero, np.nan, _simple(s))


def _values_tangent(t, s, A):  # diag(Uᵀ t V)
    U, _, V = _thin(A)
    return np.sum(U * (t @ V), axis=-2) * _sound(s)


def _values_transpose(g, s, A):  # U diag(g) Vᵀ
    U, _, V = _thin(A)
    return (U * (g * _sound(s))[..., None, :]) @ T(V)


def _vectors_tangent(t, U, A, right):  # U (F∘(dP S + S dPᵀ)) + (1 − U Uᵀ) t V S⁻¹ with dP = Uᵀ t V
    V, s, _ = _thin(A)
    V, t = (V, T(t)) if right else (_thin(A)[2], t)
    dP = T(U) @ t @ V * s[..., None, :]
    y = U @ (_one_over_gaps(s * s) * (dP + T(dP)))
    if np.shape(U)[-2] > np.shape(U)[-1]:
        outside = t @ V / s[..., None, :]
        y = y + outside - U @ (T(U) @ outside)
    return y


def _vectors_transpose(g, U, A, right):  # (U (X + Xᵀ) S + (1 − U Uᵀ) g S⁻¹) Vᵀ with X = F∘(Uᵀ g)
    V, s, _ = _thin(A)
    V = V if right else _thin(A)[2]
    X = _one_over_gaps(s * s) * (T(U) @ g)
    y = U @ ((X + T(X)) * s[..., None, :])
    if np.shape(U)[-2] > np.shape(U)[-1]:
        outside = g / s[..., None, :]
        y = y + outside - U @ (T(U) @ outside)
    y = y @ T(V)
    return T(y) if right else y


SINGULAR_VALUES = ArrayRule(
    "linalg.svdvals",
    lambda A: np.linalg.svd(A, compute_uv=False),
    (_values_tangent,),
    (_values_transpose,),
)
SINGULAR_VECTORS = ArrayRule(
    "linalg.svd", lambda A, right: _thin(A)[2 if right else 0], (_vectors_tangent,), (_vectors_transpose,)
)


@implements(np.linalg.svd)
def _svd(a, full_matrices=True, compute_uv=True):
    s = apply(SINGULAR_VALUES, (a,))
    if not compute_uv:
        return s
    if full_matrices and np.shape(a)[-1] != np.shape(a)[-2]:
        raise UnsupportedOperation(
            f"np.linalg.svd of a matrix of shape {np.shape(a)}{here()}: the vectors that only fill up a basis have "
            "no derivative; write full_matrices=False"
        )
    U, V = (apply(SINGULAR_VECTORS, (a,), {"right": right}) for right in (False, True))
    return type(np.linalg.svd(np.eye(1)))(U, s, T(V))


implements(np.linalg.svdvals)(lambda x: apply(SINGULAR_VALUES, (x,)))


# The pseudo-inverse P, where A has full rank ------------------------------------------------------------------


def _full_rank(A):
    A = np.asarray(innermost(A))
    return np.where(np.linalg.matrix_rank(A) == min(A.shape[-2:]), 1.0, np.nan)[..., None, None]


def _pinv_tangent(t, P, A, rcond):  # −P t P + P Pᵀ tᵀ (1 − A P) + (1 − P A) tᵀ Pᵀ P
    left, right = P @ T(P) @ T(t), T(t) @ T(P) @ P
    return (-P @ t @ P + left - left @ A @ P + right - P @ A @ right) * _full_rank(A)


def _pinv_transpose(g, P, A, rcond):  # −Pᵀ g Pᵀ + (1 − A P)ᵀ… of the same three terms
    left, right = T(g) @ P @ T(P), T(P) @ P @ T(g)
    return (-T(P) @ g @ T(P) + left - A @ P @ left + right - right @ P @ A) * _full_rank(A)


PINV = ArrayRule(
    "linalg.pinv", lambda A, rcond: np.linalg.pinv(A, rcond), (_pinv_tangent,), (_pinv_transpose,)
)


@implements(np.linalg.pinv)
def _pinv(a, rcond=None, rtol=None):
    return apply(PINV, (a,), {"rcond": rcond if rtol is None else rtol})


@implements(np.linalg.lstsq)
def _lstsq(a, b, rcond=None):
    a, b = as_array(a), as_array(b)
    _, sums, rank, _ = np.linalg.lstsq(innermost(a), innermost(b), rcond)
    limit = np.finfo(np.result_type(a.dtype, float)).eps * max(np.shape(a)) if rcond in (None, -1) else rcond
    x = np.linalg.pinv(a, rcond=limit) @ b
    residual = b - a @ x
    return (
        x,
        np.reshape(np.sum(residual * residual, axis=0), -1) if len(sums) else sums,
        rank,
        _svd(a, False, False),
    )


@implements(np.linalg.cond)
def _cond(x, p=None):
    if p in (None, 2, -2):
        s = np.linalg.svd(x, compute_uv=False)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    return np.linalg.norm(x, p, (-2, -1)) * np.linalg.norm(np.linalg.inv(x), p, (-2, -1))


# Products -----------------------------------------------------------------------------------------------------


@implements(np.linalg.matrix_power)
def _matrix_power(a, n):
    if operator.index(n) <= 0:
        inverse = np.linalg.inv(a) if n else np.zeros_like(a) + np.eye(np.shape(a)[-1], dtype=a.dtype)
        return np.linalg.matrix_power(inverse, -n) if n else inverse
    if np.ndim(a) < 2 or np.shape(a)[-1] != np.shape(a)[-2]:
        raise np.linalg.LinAlgError(f"a matrix has shape {np.shape(a)}{here()}: expected (…, n, n)")
    if n == 1:
        return a
    half = np.linalg.matrix_power(a, n // 2)
    return half @ half @ a if n % 2 else half @ half


@implements(np.linalg.multi_dot)
def _multi_dot(arrays):
    if len(arrays) < 2:
        raise ValueError(f"np.linalg.multi_dot got {len(arrays)} arrays{here()}: expected at least 2")
    return functools.reduce(np.dot, map(as_array, arrays))


# Norms --------------------------------------------------------------------------------------------------------

OF_VECTORS = {
    np.inf: lambda x, **to: np.max(np.abs(x), **to),
    -np.inf: lambda x, **to: np.min(np.abs(x), **to),
    0: lambda x, **to: np.sum(np.where(x != 0, 1.0, x * 0.0), **to),
    1: lambda x, **to: np.sum(np.abs(x), **to),
}
# The sums of absolute values along rows or columns, and which of them counts; then those of singular values.
OF_MATRICES = {1: (0, np.max), -1: (0, np.min), np.inf: (1, np.max), -np.inf: (1, np.min)}
OF_SPECTRA: dict = {2: np.max, -2: np.min, "nuc": np.sum}


@implements(np.linalg.norm)
def _norm(x, ord=None, axis=None, keepdims=False):
    ndim = np.ndim(x)
    everything = axis is None
    axes = np.lib.array_utils.normalize_axis_tuple(range(ndim) if everything else axis, ndim)
    usual = {1: 2, 2: "fro"}.get(len(axes), "none")
    if ord == usual or (ord is None and (everything or usual != "none")):
        where = None if everything else axes[0] if len(axes) == 1 else axes
        return apply(NORM, (x,), {"axis": where, "keepdims": bool(keepdims)})
    if len(axes) == 1 and not isinstance(ord, str):
        to = {"axis": axes[0], "keepdims": keepdims}
        if ord in OF_VECTORS:
            return OF_VECTORS[ord](x, **to)
        return np.sum(np.abs(x) ** float(ord), **to) ** (1.0 / ord)
    if len(axes) == 2 and ord in OF_MATRICES:
        along, choose = OF_MATRICES[ord]
        sums = np.sum(np.abs(x), axis=axes[along], keepdims=True)
        return choose(sums if keepdims else np.squeeze(sums, axes[along]), **_other(axes, along, keepdims))
    if len(axes) == 2 and ord in OF_SPECTRA:
        y = OF_SPECTRA[ord](np.linalg.svd(np.moveaxis(x, axes, (-2, -1)), compute_uv=False), axis=-1)
        return np.expand_dims(y, axes) if keepdims else y
    raise ValueError(
        f"np.linalg.norm got ord={ord!r} for {len(axes)} axes{here()}: expected one that NumPy knows"
    )


def _other(axes, along, keepdims):
    """The settings of a reduction of the second of two axes, when the first is gone or kept."""
    other = axes[1 - along]
    return {"axis": other if keepdims or other < axes[along] else other - 1, "keepdims": keepdims}


@implements(np.linalg.vector_norm)
def _vector_norm(x, axis=None, keepdims=False, ord=2):
    if axis is None:
        y = np.linalg.norm(np.ravel(x), ord)
        return np.reshape(y, (1,) * np.ndim(x)) if keepdims else y
    return np.linalg.norm(x, ord, axis, keepdims)


@implements(np.linalg.matrix_norm)
def _matrix_norm(x, keepdims=False, ord="fro"):
    return np.linalg.norm(x, ord, (-2, -1), keepdims)
