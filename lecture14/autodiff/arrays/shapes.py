"""NumPy's functions that move entries about: reshape, transpose, concatenate, repeat and their kin.

Nearly all are made of three rules: a reshape, a transpose, or an index that picks entries.
"""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.arrays import maps
from lecture14.autodiff.arrays.functions import implements, normal_axis
from lecture14.autodiff.core.number import Number, apply, innermost
from lecture14.autodiff.core.writing import view
from lecture14.autodiff.support.errors import UnsupportedOperation, here


@implements(np.reshape)
def _reshape(a, shape, order="C"):
    if order != "C":
        raise UnsupportedOperation(f"np.reshape with order={order!r}{here()}: only order='C' has a rule")
    return view(a, maps.RESHAPE, {"shape": shape if isinstance(shape, int) else tuple(shape)})


@implements(np.ravel)
def _ravel(a):
    flat = np.reshape(a, -1)
    return flat if np.asarray(innermost(a)).flags.c_contiguous else +flat  # a copy, as NumPy's


@implements(np.squeeze)
def _squeeze(a, axis=None):
    return np.reshape(a, np.squeeze(np.empty(np.shape(a), dtype=bool), axis).shape)


@implements(np.expand_dims)
def _expand_dims(a, axis):
    return np.reshape(a, np.expand_dims(np.empty(np.shape(a), dtype=bool), axis).shape)


@implements(np.atleast_1d)
def _atleast_1d(a):
    return np.reshape(a, np.shape(a) or (1,))


@implements(np.atleast_2d)
def _atleast_2d(a):
    return np.reshape(a, (1,) * (2 - np.ndim(a)) + np.shape(a))


@implements(np.transpose)
def _transpose(a, axes=None):
    order = range(np.ndim(a))[::-1] if axes is None else axes
    return view(a, maps.TRANSPOSE, {"axes": normal_axis(tuple(order), np.ndim(a))})


@implements(np.swapaxes)
def _swapaxes(a, axis1, axis2):
    axes = list(range(np.ndim(a)))
    axes[axis1], axes[axis2] = axes[axis2], axes[axis1]
    return np.transpose(a, axes)


@implements(np.moveaxis)
def _moveaxis(a, source, destination):
    order = list(range(np.ndim(a)))
    order.insert(normal_axis(destination, np.ndim(a)), order.pop(normal_axis(source, np.ndim(a))))
    return np.transpose(a, order)


@implements(np.broadcast_to)
def _broadcast_to(a, shape):
    return view(a, maps.BROADCAST, {"shape": (shape,) if isinstance(shape, int) else tuple(shape)})


@implements(np.concatenate)
def _concatenate(parts, axis=0):
    if axis is None:
        parts, axis = [np.reshape(a, -1) for a in parts], 0
    parts = tuple(a if isinstance(a, Number) else np.asarray(a) for a in parts)
    return apply(maps.CONCATENATE, parts, {"axis": normal_axis(axis, np.ndim(parts[0]))})


@implements(np.stack)
def _stack(parts, axis=0):
    return np.concatenate([np.expand_dims(a, axis) for a in parts], axis)


@implements(np.vstack)
def _vstack(parts):
    return np.concatenate([np.atleast_2d(a) for a in parts], 0)


@implements(np.hstack)
def _hstack(parts):
    parts = [np.atleast_1d(a) for a in parts]
    return np.concatenate(parts, 0 if np.ndim(parts[0]) == 1 else 1)


@implements(np.column_stack)
def _column_stack(parts):
    return np.concatenate([a if np.ndim(a) > 1 else np.reshape(a, (-1, 1)) for a in parts], 1)


def _along(axis: int, part) -> tuple:
    return (*(slice(None),) * axis, part)


@implements(np.flip)
def _flip(a, axis=None):
    axes = range(np.ndim(a)) if axis is None else normal_axis((axis,), np.ndim(a))
    return a[tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(np.ndim(a)))]


@implements(np.roll)
def _roll(a, shift, axis=None):
    if axis is None:
        return np.reshape(np.roll(np.ravel(a), shift, 0), np.shape(a))
    axis = normal_axis(axis, np.ndim(a))
    return np.take(a, np.roll(np.arange(np.shape(a)[axis]), shift), axis)


@implements(np.take)
def _take(a, indices, axis=None):
    return np.ravel(a)[indices] if axis is None else a[_along(normal_axis(axis, np.ndim(a)), indices)]


@implements(np.repeat)
def _repeat(a, repeats, axis=None):
    if axis is None:
        a, axis = np.ravel(a), 0
    axis = normal_axis(axis, np.ndim(a))
    return np.take(a, np.repeat(np.arange(np.shape(a)[axis]), repeats), axis)


@implements(np.tile)
def _tile(a, reps):
    positions = np.tile(np.arange(np.size(a)).reshape(np.shape(a)), reps)
    return np.ravel(a)[positions]


@implements(np.split)
def _split(a, indices_or_sections, axis=0):
    axis = normal_axis(axis, np.ndim(a))
    places = np.split(np.arange(np.shape(a)[axis]), indices_or_sections)
    starts = np.cumsum([0, *(len(p) for p in places)])
    return [
        a[_along(axis, slice(i, j))] for i, j in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    ]
