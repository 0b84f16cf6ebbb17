"""NumPy's linear algebra on the package's numbers: products, einsum, diagonals, `np.linalg`."""

from __future__ import annotations

import string

import numpy as np

from lecture14.autodiff.arrays import items, linalg, maps
from lecture14.autodiff.arrays.functions import implements, normal_axis
from lecture14.autodiff.core.number import Number, apply, chosen
from lecture14.autodiff.core.protocols import UFUNCS
from lecture14.autodiff.core.writing import view
from lecture14.autodiff.support.errors import UnsupportedOperation, here

LETTERS = string.ascii_letters


def _matmul(a, b):
    a, b = (x if isinstance(x, Number) else np.asarray(x) for x in (a, b))
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        raise ValueError(f"np.matmul got a scalar{here()}: expected arrays of at least one axis; use x * z")
    return apply(linalg.MATMUL, (a, b))


UFUNCS["matmul"] = _matmul


@implements(np.dot)
def _dot(a, b):
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    return np.matmul(a, b) if np.ndim(b) <= 2 else np.tensordot(a, b, (-1, -2))


@implements(np.inner)
def _inner(a, b):
    return a * b if np.ndim(a) == 0 or np.ndim(b) == 0 else np.tensordot(a, b, (-1, -1))


@implements(np.vdot)
def _vdot(a, b):
    return np.dot(np.ravel(a), np.ravel(b))


@implements(np.outer)
def _outer(a, b):
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


@implements(np.tensordot)
def _tensordot(a, b, axes=2):
    if isinstance(axes, int):
        axes = (range(np.ndim(a) - axes, np.ndim(a)), range(axes))
    pairs = [
        normal_axis(x if hasattr(x, "__len__") else (x,), n)
        for x, n in zip(axes, (np.ndim(a), np.ndim(b)), strict=True)
    ]
    left, right = list(LETTERS[: np.ndim(a)]), list(LETTERS[np.ndim(a) : np.ndim(a) + np.ndim(b)])
    for i, j in zip(*pairs, strict=True):
        right[j] = left[i]
    kept = [s for i, s in enumerate(left) if i not in pairs[0]] + [
        s for j, s in enumerate(right) if j not in pairs[1]
    ]
    return np.einsum(f"{''.join(left)},{''.join(right)}->{''.join(kept)}", a, b)


@implements(np.einsum)
def _einsum(subscripts, *arrays_, optimize=False):
    if not isinstance(subscripts, str):
        raise UnsupportedOperation(
            f"np.einsum without a string of subscripts{here()}: write np.einsum('ij,jk->ik', …)"
        )
    operands = [a if isinstance(a, Number) else np.asarray(a) for a in arrays_]
    terms, output = explicit_subscripts(subscripts, [np.ndim(a) for a in operands])
    free = (letter for letter in LETTERS if letter not in subscripts and letter not in "".join(terms))
    # A letter twice in one term (a diagonal) becomes two letters and an identity matrix between them.
    for k, term in enumerate(list(terms)):
        for position, letter in enumerate(term):
            if letter in term[:position]:
                new = next(free)
                terms[k] = terms[k][:position] + new + terms[k][position + 1 :]
                terms.append(letter + new)
                operands.append(np.eye(np.shape(operands[k])[position]))
    return apply(linalg.EINSUM, tuple(operands), {"subscripts": f"{','.join(terms)}->{output}"})


def explicit_subscripts(subscripts: str, ndims: list[int]) -> tuple[list[str], str]:
    """Terms and output of einsum's subscripts, with … spelled out and the output always there.

    Examples
    --------
    >>> explicit_subscripts("...ij,jk", [3, 2])
    (['Zij', 'jk'], 'Zik')
    """
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    spare = [letter for letter in reversed(LETTERS) if letter not in subscripts]
    widths = [
        n - len(term.replace("...", "")) if "..." in term else 0 for term, n in zip(terms, ndims, strict=True)
    ]
    batch = "".join(spare[: max(widths)])
    terms = [t.replace("...", batch[len(batch) - w :]) for t, w in zip(terms, widths, strict=True)]
    if arrow:
        return terms, output.replace("...", batch)
    everything = "".join(terms)
    once = sorted(s for s in set(everything) if everything.count(s) == 1 and s not in batch)
    return terms, batch + "".join(once)


# Diagonals and triangles ----------------------------------------------------------------------------------


@implements(np.diagonal)
def _diagonal(a, offset=0, axis1=0, axis2=1):
    a = np.moveaxis(np.moveaxis(a, axis1, -1), normal_axis(axis2, np.ndim(a)) - (axis2 > axis1), -1)
    rows, columns = np.shape(a)[-2:]
    i = np.arange(max(rows, columns))
    i = i[(i - min(offset, 0) < rows) & (i + max(offset, 0) < columns)]
    return view(a, items.INDEX, {"index": (..., i - min(offset, 0), i + max(offset, 0))}, copied=True)


@implements(np.trace)
def _trace(a, offset=0, axis1=0, axis2=1):
    return np.sum(np.diagonal(a, offset, axis1, axis2), axis=-1)


@implements(np.diag)
def _diag(v, k=0):
    if np.ndim(v) == 2:
        return np.diagonal(v, k)
    n = np.size(v) + abs(k)
    i = np.arange(np.size(v))
    return apply(items.SCATTER, (v,), {"shape": (n, n), "index": (i - min(k, 0), i + max(k, 0))})


@implements(np.tril)
def _tril(m, k=0):
    return apply(maps.TRIL, (m,), {"k": k})


@implements(np.triu)
def _triu(m, k=0):
    return apply(maps.TRIU, (m,), {"k": k})


# np.linalg --------------------------------------------------------------------------------------------------


@implements(np.linalg.solve)
def _solve(a, b):
    return apply(linalg.SOLVE, (a, b))


@implements(np.linalg.inv)
def _inv(a):
    return apply(linalg.INV, (a,))


@implements(np.linalg.det)
def _det(a):
    return apply(linalg.DET, (a,))


def _sign_of_determinant(a):
    return np.linalg.slogdet(a)[0]


@implements(np.linalg.slogdet)
def _slogdet(a):
    sign = chosen(_sign_of_determinant, a)
    return type(np.linalg.slogdet(np.eye(1)))(sign, apply(linalg.LOGDET, (a,)))


@implements(np.linalg.cholesky)
def _cholesky(a):
    return apply(linalg.CHOLESKY, (a,))


@implements(np.linalg.norm)
def _norm(x, ord=None, axis=None, keepdims=False):
    axis = normal_axis(axis, np.ndim(x))
    vector = np.ndim(x) == 1 or isinstance(axis, int)
    if ord is None or (ord == 2 and vector) or (ord == "fro" and not vector):
        return apply(linalg.NORM, (x,), {"axis": axis, "keepdims": keepdims})
    if vector and ord == 1:
        return np.sum(np.abs(x), axis=axis, keepdims=keepdims)
    if vector and ord == np.inf:
        return np.max(np.abs(x), axis=axis, keepdims=keepdims)
    raise UnsupportedOperation(
        f"np.linalg.norm with ord={ord!r}{here()}: expected None, 'fro', or 1, 2, inf of vectors"
    )
