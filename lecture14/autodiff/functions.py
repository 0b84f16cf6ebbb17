"""NumPy's functions on the package's numbers: each reads NumPy's own arguments and names a rule.

What stands here is only translation (signatures, axes, defaults); the derivatives are in `arrays.py` and
`linalg.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lecture14.autodiff import arrays
from lecture14.autodiff.errors import here
from lecture14.autodiff.overload import FUNCTIONS, UFUNCS, Overloaded, UnsupportedOperation, apply


def implements(*numpy_functions: Callable):
    """Register the decorated function as what these NumPy functions do."""

    def register(handler: Callable):
        for function in numpy_functions:
            FUNCTIONS[function] = handler
        return handler

    return register


def normal_axis(axis, ndim: int):
    """None, or an axis or tuple of axes counted from the end made to count from the front.

    Examples
    --------
    >>> normal_axis(-1, 3), normal_axis((0, -1), 3), normal_axis(None, 3)
    (2, (0, 2), None)
    """
    if axis is None:
        return None
    if isinstance(axis, tuple | list):
        return tuple(np.lib.array_utils.normalize_axis_tuple(axis, ndim))
    return np.lib.array_utils.normalize_axis_index(axis, ndim)


@implements(np.sum)
def _sum(a, axis=None, keepdims=False):
    return apply(arrays.SUM, (a,), {"axis": normal_axis(axis, np.ndim(a)), "keepdims": keepdims})


@implements(np.mean)
def _mean(a, axis=None, keepdims=False):
    total = _sum(a, axis, keepdims)
    count = np.size(a) / max(np.size(total), 1)
    return total / count


@implements(np.reshape)
def _reshape(a, /, *shape, order="C"):
    if order != "C":
        raise UnsupportedOperation(f"np.reshape with order={order!r}{here()}: only order='C' has a rule")
    (shape,) = shape if len(shape) == 1 else (shape,)
    return apply(arrays.RESHAPE, (a,), {"shape": shape})


@implements(np.transpose)
def _transpose(a, *axes):
    order = axes[0] if len(axes) == 1 else axes or None
    order = range(np.ndim(a))[::-1] if order is None else order
    return apply(arrays.TRANSPOSE, (a,), {"axes": normal_axis(tuple(order), np.ndim(a))})


@implements(np.swapaxes)
def _swapaxes(a, axis1, axis2):
    axes = list(range(np.ndim(a)))
    axes[axis1], axes[axis2] = axes[axis2], axes[axis1]
    return apply(arrays.TRANSPOSE, (a,), {"axes": tuple(axes)})


@implements(np.expand_dims)
def _expand_dims(a, axis):
    return apply(
        arrays.RESHAPE, (a,), {"shape": np.expand_dims(np.empty(np.shape(a), dtype=bool), axis).shape}
    )


@implements(np.broadcast_to)
def _broadcast_to(a, shape):
    return apply(arrays.BROADCAST, (a,), {"shape": (shape,) if isinstance(shape, int) else tuple(shape)})


@implements(np.where)
def _where(condition, *choices):
    if len(choices) != 2:
        raise UnsupportedOperation(f"np.where with one argument{here()}: write np.where(condition, x, z)")
    return apply(arrays.WHERE, (condition, *choices))


def _as_vectors(a, b):
    """Operands of matmul as matrices, and the shape the product then loses."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        raise ValueError(f"np.matmul got a scalar{here()}: expected arrays of at least one axis; use x * z")
    return np.ndim(a) == 1, np.ndim(b) == 1


def _matmul(a, b):
    row, column = _as_vectors(a, b)
    product = apply(arrays.MATMUL, (a[None, :] if row else a, b[:, None] if column else b))
    if row:
        product = product[..., 0, :]
    return product[..., 0] if column else product


UFUNCS["matmul"] = _matmul


@implements(np.dot)
def _dot(a, b):
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    return np.matmul(a, b) if np.ndim(b) <= 2 else np.tensordot(a, b, (-1, -2))


@implements(np.concatenate)
def _concatenate(arrays_, axis=0):
    if axis is None:
        arrays_, axis = [np.reshape(a, -1) for a in arrays_], 0
    return apply(arrays.CONCATENATE, tuple(arrays_), {"axis": axis})


@implements(np.stack)
def _stack(arrays_, axis=0):
    return _concatenate([np.expand_dims(a, axis) for a in arrays_], axis)


@implements(Overloaded.__getitem__)
def _getitem(self, index):
    if isinstance(index, Overloaded) or (
        isinstance(index, tuple) and any(isinstance(i, Overloaded) for i in index)
    ):
        raise UnsupportedOperation(
            f"an index is a {type(self).__name__}{here()}: indices have no derivative; "
            "index with plain integers"
        )
    return apply(arrays.INDEX, (self,), {"index": index})


# Questions about an array, answered from its shape; templates without derivative.
implements(np.shape)(lambda a: a.shape)
implements(np.ndim)(lambda a: a.ndim)


@implements(np.size)
def _size(a, axis=None):
    return a.size if axis is None else a.shape[axis]


@implements(np.zeros_like)
def _zeros_like(a):
    return apply(arrays.FILL, (a,), {"value": 0.0})


@implements(np.ones_like)
def _ones_like(a):
    return apply(arrays.FILL, (a,), {"value": 1.0})


@implements(np.full_like)
def _full_like(a, fill_value):
    return _zeros_like(a) + fill_value
