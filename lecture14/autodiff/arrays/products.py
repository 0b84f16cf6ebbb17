"""NumPy's linear algebra on the package's numbers: products, einsum, diagonals, `np.linalg`."""

from __future__ import annotations

import string

import numpy as np

from lecture14.autodiff.arrays import items, linalg, maps
from lecture14.autodiff.arrays.functions import as_array, implements, normal_axis
from lecture14.autodiff.core.number import apply, chosen
from lecture14.autodiff.core.protocols import UFUNCS
from lecture14.autodiff.support.errors import here

LETTERS = string.ascii_letters


def _matmul(a, b):
    a, b = as_array(a), as_array(b)
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        raise ValueError(f"np.matmul got a scalar{here()}: expected arrays of at least one axis; use x * z")
    return apply(linalg.MATMUL, (a, b))


UFUNCS["matmul"] = _matmul


def _vecdot(x1, x2, axis=-1):
    x1, x2 = (np.moveaxis(as_array(a), axis, -1) for a in (x1, x2))
    if np.shape(x1)[-1] != np.shape(x2)[-1]:
        raise ValueError(f"np.vecdot got axes of lengths {np.shape(x1)[-1]} and {np.shape(x2)[-1]}{here()}")
    return np.sum(x1 * x2, axis=-1)


UFUNCS["vecdot"] = _vecdot
UFUNCS["matvec"] = lambda x1, x2: np.matmul(x1, np.expand_dims(x2, -1))[..., 0]
UFUNCS["vecmat"] = lambda x1, x2: np.matmul(np.expand_dims(x1, -2), x2)[..., 0, :]
UFUNCS["conjugate"] = lambda x: +x


@implements(np.dot)
def _dot(a, b):
    a, b = as_array(a), as_array(b)
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    return np.matmul(a, b) if np.ndim(b) <= 2 else np.tensordot(a, b, (-1, -2))


@implements(np.inner)
def _inner(a, b):
    a, b = as_array(a), as_array(b)
    return a * b if np.ndim(a) == 0 or np.ndim(b) == 0 else np.tensordot(a, b, (-1, -1))


@implements(np.vdot)
def _vdot(a, b):
    return np.dot(np.ravel(as_array(a)), np.ravel(as_array(b)))


@implements(np.outer)
def _outer(a, b):
    return np.reshape(as_array(a), (-1, 1)) * np.reshape(as_array(b), (1, -1))


@implements(np.kron)
def _kron(a, b):
    a, b = as_array(a), as_array(b)
    ndim = max(np.ndim(a), np.ndim(b))
    if ndim == 0:
        return a * b
    a, b = (np.reshape(x, (1,) * (ndim - np.ndim(x)) + np.shape(x)) for x in (a, b))
    product = a[(slice(None), None) * ndim] * b[(None, slice(None)) * ndim]
    return np.reshape(product, tuple(m * n for m, n in zip(np.shape(a), np.shape(b), strict=True)))


@implements(np.cross)
def _cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = np.moveaxis(as_array(a), axisa, -1), np.moveaxis(as_array(b), axisb, -1)
    if np.shape(a)[-1] != 3 or np.shape(b)[-1] != 3:
        raise ValueError(
            f"np.cross got vectors of {np.shape(a)[-1]} and {np.shape(b)[-1]} entries{here()}: expected 3 each"
        )
    turn, back = [1, 2, 0], [2, 0, 1]
    return np.moveaxis(a[..., turn] * b[..., back] - a[..., back] * b[..., turn], -1, axisc)


@implements(np.linalg.outer)
def _outer_of_vectors(x1, x2):
    if np.ndim(x1) != 1 or np.ndim(x2) != 1:
        raise ValueError(
            f"np.linalg.outer got {np.ndim(x1)} and {np.ndim(x2)} axes{here()}: expected vectors"
        )
    return np.outer(x1, x2)


implements(np.linalg.tensordot)(lambda x1, x2, axes=2: np.tensordot(x1, x2, axes))
implements(np.linalg.cross)(lambda x1, x2, axis=-1: np.cross(x1, x2, axis=axis))


@implements(np.tensordot)
def _tensordot(a, b, axes=2):
    a, b = as_array(a), as_array(b)
    if isinstance(axes, int | np.integer):
        axes = (range(np.ndim(a) - axes, np.ndim(a)), range(axes))
    pairs = [
        normal_axis(tuple(x) if hasattr(x, "__len__") else (x,), n)
        for x, n in zip(axes, (np.ndim(a), np.ndim(b)), strict=True)
    ]
    sizes = [[np.shape(x)[i] for i in axes] for x, axes in zip((a, b), pairs, strict=True)]
    if sizes[0] != sizes[1]:
        raise ValueError(f"np.tensordot sums over axes of lengths {sizes[0]} and {sizes[1]}{here()}")
    left, right = list(LETTERS[: np.ndim(a)]), list(LETTERS[np.ndim(a) : np.ndim(a) + np.ndim(b)])
    for i, j in zip(*pairs, strict=True):
        right[j] = left[i]
    kept = [s for i, s in enumerate(left) if i not in pairs[0]] + [
        s for j, s in enumerate(right) if j not in pairs[1]
    ]
    return np.einsum(f"{''.join(left)},{''.join(right)}->{''.join(kept)}", a, b)


@implements(np.einsum)
def _einsum(*operands, optimize=False):
    if isinstance(operands[0], str):
        subscripts, *arrays = operands
    else:  # operands, each with a list of whole numbers behind it, and perhaps the result's list
        *terms, output = (*operands, None) if len(operands) % 2 == 0 else operands
        arrays, lists = terms[::2], terms[1::2]
        subscripts = ",".join(map(_as_letters, lists)) + (
            "" if output is None else f"->{_as_letters(output)}"
        )
    arrays = list(map(as_array, arrays))
    terms, output = explicit_subscripts(subscripts, [np.ndim(a) for a in arrays])
    for k, term in enumerate(terms):
        while repeated := next(
            (x for x in term if term.count(x) > 1), None
        ):  # a diagonal, whose axis comes last
            first = term.index(repeated)
            second = term.index(repeated, first + 1)
            if np.shape(arrays[k])[first] != np.shape(arrays[k])[second]:
                raise ValueError(
                    f"np.einsum got the diagonal {term!r} of shape {np.shape(arrays[k])}{here()}"
                )
            arrays[k] = np.diagonal(arrays[k], 0, first, second)
            term = term[:first] + term[first + 1 : second] + term[second + 1 :] + repeated
        terms[k] = term
    return apply(linalg.EINSUM, tuple(arrays), {"subscripts": f"{','.join(terms)}->{output}"})


def _as_letters(numbers) -> str:
    return "".join("..." if n is Ellipsis else LETTERS[n] for n in numbers)


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


@implements(np.trace)
def _trace(a, offset=0, axis1=0, axis2=1, dtype=None):
    return np.sum(np.diagonal(a, offset, axis1, axis2), axis=-1, dtype=dtype)


implements(np.linalg.diagonal)(lambda x, offset=0: np.diagonal(x, offset, -2, -1))
implements(np.linalg.trace)(lambda x, offset=0, dtype=None: np.trace(x, offset, -2, -1, dtype))
implements(np.diagflat)(lambda v, k=0: np.diag(np.ravel(v), k))


@implements(np.diag)
def _diag(v, k=0):
    if np.ndim(v) == 2:
        return np.diagonal(v, k)
    if np.ndim(v) != 1:
        raise ValueError(f"np.diag got an array of {np.ndim(v)} axes{here()}: expected 1 or 2")
    n = np.size(v) + abs(k)
    i = np.arange(np.size(v))
    return apply(items.SCATTER, (v,), {"shape": (n, n), "index": (i - min(k, 0), i + max(k, 0))})


def _rows(m):
    """A matrix; NumPy makes one of a vector by repeating it."""
    return np.broadcast_to(m, (np.size(m), np.size(m))) if np.ndim(m) == 1 else m


@implements(np.tril)
def _tril(m, k=0):
    return apply(maps.TRIL, (_rows(m),), {"k": k})


@implements(np.triu)
def _triu(m, k=0):
    return apply(maps.TRIU, (_rows(m),), {"k": k})


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
def _cholesky(a, upper=False):
    if upper:
        return linalg.T(np.linalg.cholesky(linalg.T(a)))
    return apply(linalg.CHOLESKY, (a,))
