"""NumPy's functions that move entries about: reshape, transpose, concatenate, repeat and their kin.

Nearly all are made of three rules: a reshape, a transpose, or an index that picks entries. Which shape, order or
entries they mean NumPy says itself, asked with an array that holds no values: so all its arguments are understood
and refused as NumPy does.
"""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.arrays import items, maps
from lecture14.autodiff.arrays.functions import as_array, implements, implements_by, refuse_traced
from lecture14.autodiff.core.number import apply, innermost
from lecture14.autodiff.core.writing import SHARING, view
from lecture14.autodiff.support.errors import UnsupportedOperation, here


@implements(np.reshape)
def _reshape(a, shape=None, order="C", newshape=None):
    shape = newshape if shape is None else shape  # the name that NumPy 2.0 has
    if order == "F":
        shape = np.empty(np.shape(a), bool).reshape(shape).shape
        return np.transpose(np.reshape(np.transpose(a), shape[::-1]))
    if order != "C":
        raise UnsupportedOperation(f"np.reshape with order={order!r}{here()}: expected 'C' or 'F'")
    return view(a, maps.RESHAPE, {"shape": tuple(shape) if isinstance(shape, list) else shape})


@implements(np.ravel)
def _ravel(a, order="C"):
    flat = np.reshape(a, (-1,), order)
    return (
        flat if order != "C" or np.asarray(innermost(a)).flags.c_contiguous else +flat
    )  # a copy, as NumPy's


def _reshaped(function):
    """A function that gives an array another shape."""

    def handler(a, *args, **kwargs):
        return np.reshape(a, function(np.empty(np.shape(a), bool), *args, **kwargs).shape)

    return handler


def _permuted(function):
    """A function that gives an array's axes another order: the array (0, 1, 2, …) shows it by its shape."""

    def handler(a, *args, **kwargs):
        axes = function(np.empty(range(np.ndim(a)), bool), *args, **kwargs).shape
        return view(a, maps.TRANSPOSE, {"axes": axes})

    return handler


def _picked(function):
    """A function whose result holds entries of its first argument, at places that do not depend on them."""

    def handler(a, *args, **kwargs):
        name = f"np.{function.__name__}"
        refuse_traced(name, **{f"argument {i}": value for i, value in enumerate(args, 2)}, **kwargs)
        places = function(np.arange(np.size(a)).reshape(np.shape(a)), *args, **kwargs)
        if function in SHARING:
            return view(a, items.INDEX, {"index": np.unravel_index(places, np.shape(a))}, copied=True)
        return np.ravel(a)[places]

    return handler


def _named(*names):
    """NumPy's functions of these names, as far as this NumPy has them."""
    return [function for name in names if (function := getattr(np, name, None))]


implements_by(_reshaped, np.squeeze, np.expand_dims)
implements_by(
    _permuted, *_named("transpose", "permute_dims", "swapaxes", "moveaxis", "rollaxis", "matrix_transpose")
)
implements(np.linalg.matrix_transpose)(_permuted(np.matrix_transpose))
implements_by(
    _picked,
    np.delete,
    np.diagonal,
    np.repeat,
    np.resize,
    np.roll,
    np.rot90,
    np.take_along_axis,
    np.tile,
)


def _each(function):
    def handler(*arys):
        hollow = [(a, np.empty(np.shape(a), bool)) for a in map(as_array, arys)]
        results = tuple(np.reshape(a, function(shape_of).shape) for a, shape_of in hollow)
        return results[0] if len(results) == 1 else results

    return handler


implements_by(_each, np.atleast_1d, np.atleast_2d, np.atleast_3d)


@implements(np.compress)
def _compress(condition, a, axis=None):
    return np.take(
        a, np.compress(condition, np.arange(np.size(a) if axis is None else np.shape(a)[axis])), axis
    )


@implements(np.broadcast_to)
def _broadcast_to(array, shape):
    return view(array, maps.BROADCAST, {"shape": (shape,) if isinstance(shape, int) else tuple(shape)})


@implements(np.broadcast_arrays)
def _broadcast_arrays(*args):
    shape = np.broadcast_shapes(*map(np.shape, args))
    return tuple(np.broadcast_to(a, shape) for a in args)


@implements(np.concatenate)
def _concatenate(arrays, axis=0, dtype=None):
    arrays = list(map(as_array, arrays))
    if axis is None:
        arrays, axis = [np.reshape(a, -1) for a in arrays], 0
    axis = np.lib.array_utils.normalize_axis_index(axis, np.ndim(arrays[0]))
    y = apply(maps.CONCATENATE, tuple(arrays), {"axis": axis})
    return y if dtype is None else y.astype(dtype)


@implements(np.stack)
def _stack(arrays, axis=0):
    arrays = [as_array(a) for a in arrays]
    if len(shapes := {np.shape(a) for a in arrays}) != 1:
        raise ValueError(f"np.stack got arrays of shapes {sorted(shapes)}{here()}: expected the same for all")
    return np.concatenate([np.expand_dims(a, axis) for a in arrays], axis)


@implements(np.vstack)
def _vstack(tup):
    return np.concatenate([np.atleast_2d(as_array(a)) for a in tup], 0)


@implements(np.hstack)
def _hstack(tup):
    parts = [np.atleast_1d(as_array(a)) for a in tup]
    return np.concatenate(parts, 0 if np.ndim(parts[0]) == 1 else 1)


@implements(np.dstack)
def _dstack(tup):
    return np.concatenate([np.atleast_3d(as_array(a)) for a in tup], 2)


@implements(np.column_stack)
def _column_stack(tup):
    parts = map(as_array, tup)
    return np.concatenate([a if np.ndim(a) > 1 else np.reshape(a, (-1, 1)) for a in parts], 1)


@implements(np.insert)
def _insert(arr, obj, values, axis=None):
    refuse_traced("np.insert", obj=obj)
    arr, values = as_array(arr), as_array(values)
    if arr.dtype.kind != "f":
        raise UnsupportedOperation(
            f"np.insert into an array of dtype {arr.dtype}{here()}: the values would be cut to it; give floats"
        )
    n = np.size(arr)
    old = np.arange(n).reshape(np.shape(arr))
    new = np.arange(n, n + np.size(values)).reshape(np.shape(values))
    y = np.concatenate([np.ravel(arr), np.ravel(values)])[np.insert(old, obj, new, axis)]
    return y.astype(arr.dtype)


@implements(np.append)
def _append(arr, values, axis=None):
    return np.concatenate([arr, values], axis)


@implements(np.block)
def _block(arrays):
    def depth(part):
        return 1 + max(map(depth, part)) if isinstance(part, list) else 0

    def parts(part):
        return [p for sub in part for p in parts(sub)] if isinstance(part, list) else [part]

    levels = depth(arrays)
    np.block(_like(arrays, lambda a: np.zeros(np.shape(a), bool)))  # NumPy refuses what does not fit
    ndim = max(levels, *(np.ndim(a) for a in parts(arrays)))

    def joined(part, level):
        if isinstance(part, list):
            return np.concatenate([joined(p, level + 1) for p in part], axis=level - levels)
        return np.reshape(as_array(part), (1,) * (ndim - np.ndim(part)) + np.shape(part))

    return joined(arrays, 0)


def _like(nested, function):
    return [_like(part, function) for part in nested] if isinstance(nested, list) else function(nested)


def _along(axis: int, part) -> tuple:
    return (*(slice(None),) * axis, part)


@implements(np.flip)
def _flip(m, axis=None):
    ndim = np.ndim(m)
    axes = np.lib.array_utils.normalize_axis_tuple(range(ndim) if axis is None else axis, ndim)
    return (
        +m if not ndim else m[tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(ndim))]
    )


implements(np.flipud)(lambda m: np.flip(m, 0))
implements(np.fliplr)(lambda m: np.flip(m, 1))


@implements(np.take)
def _take(a, indices, axis=None, mode="raise"):
    refuse_traced("np.take", indices=indices)
    if axis is None or (np.ndim(a) == 0 and axis in (0, -1)):
        a, axis = np.ravel(a), 0
    axis = np.lib.array_utils.normalize_axis_index(axis, np.ndim(a))
    return a[_along(axis, np.take(np.arange(np.shape(a)[axis]), indices, mode=mode))]


def _split_by(function):
    """Parts are slices along an axis; NumPy's function says which."""

    def handler(ary, indices_or_sections, axis=0):
        refuse_traced(f"np.{function.__name__}", indices_or_sections=indices_or_sections)
        axis = np.lib.array_utils.normalize_axis_index(axis, np.ndim(ary))
        places = function(np.arange(np.shape(ary)[axis]), indices_or_sections)
        return [ary[_along(axis, slice(p[0], p[-1] + 1) if len(p) else slice(0, 0))] for p in places]

    return handler


implements_by(_split_by, np.split, np.array_split)


def _split_along(function):
    def handler(ary, indices_or_sections):
        function(np.empty(np.shape(ary), bool), 1)  # NumPy refuses arrays of too few axes
        axis = {np.vsplit: 0, np.hsplit: min(1, np.ndim(ary) - 1), np.dsplit: 2}[function]
        return np.split(ary, indices_or_sections, axis)

    return handler


implements_by(_split_along, np.vsplit, np.hsplit, np.dsplit)

for _function in _named("unstack"):  # NumPy 2.0 has none
    implements(_function)(lambda x, axis=0: tuple(np.moveaxis(x, axis, 0)))

PADDED = ("edge", "reflect", "symmetric", "wrap")


@implements(np.pad)
def _pad(array, pad_width, mode="constant", **kwargs):
    if mode not in ("constant", *PADDED):
        raise UnsupportedOperation(
            f"np.pad with mode={mode!r}{here()}: expected 'constant' or one of {PADDED}"
        )
    places = np.arange(np.size(array)).reshape(np.shape(array))
    if mode in PADDED:
        if kwargs.get("reflect_type", "even") != "even":
            raise UnsupportedOperation(
                f"np.pad with reflect_type={kwargs['reflect_type']!r}{here()}: leave it out"
            )
        return np.ravel(array)[np.pad(places, pad_width, mode, **kwargs)]
    refuse_traced("np.pad", **kwargs)
    known = np.pad(np.ones(np.shape(array), bool), pad_width)
    border = np.pad(np.zeros(np.shape(array), array.dtype), pad_width, **kwargs)
    if not np.size(array):
        return border + np.sum(array)
    return np.where(known, np.ravel(array)[np.pad(places, pad_width)], border)
