"""Items and templates: indexing, item assignment, arrays to fill, and what is chosen from values.

The rules of indexing are each other's transpose; what NumPy's signatures need on the way to them stands below.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from lecture14.autodiff.arrays.functions import as_array, implements, implements_by
from lecture14.autodiff.arrays.maps import ArrayRule, multilinear
from lecture14.autodiff.core.chain_rule import unbroadcast
from lecture14.autodiff.core.number import Number, apply, chosen
from lecture14.autodiff.core.writing import View, view
from lecture14.autodiff.support.errors import UnsupportedOperation, here

# Indexing: each is the other's transpose ------------------------------------------------------------------


BASIC = frozenset((int, slice, type(None), type(Ellipsis)))


def is_basic(index) -> bool:
    """Whether NumPy answers an index with a view: integers, slices, None and … alone, which select no entry twice."""
    for part in index if type(index) is tuple else (index,):
        if type(part) not in BASIC and not isinstance(part, np.integer):
            return False
    return True


def _add_entries(total, g, index):
    """So a loop over x[0], x[1], … costs one addition an entry, not an array of zeros but for one each time."""
    if is_basic(index):
        total[index] += g
    else:
        np.add.at(total, index, g)  # repeated indices add


def _scatter(g, shape, index):
    result = np.zeros(shape, dtype=np.result_type(g))
    _add_entries(result, g, index)
    return result


def _index_transpose(g, y, a, index):
    return apply(SCATTER, (g,), {"shape": np.shape(a), "index": index})


# A scalar of NumPy can be indexed, by None, … and (), and among ours it is a float.
INDEX = multilinear("index", lambda a, index: np.asarray(a)[index], _index_transpose)
INDEX.pull_into = _add_entries
SCATTER = multilinear("scatter", _scatter, lambda g, y, a, shape, index: g[index])


def _restored(a, y, index):
    return apply(SET_ITEM, (a, y), {"index": index}) if is_basic(index) else None


INDEX.restore = _restored


def _set_item(a, v, index):
    result = np.array(a)
    if not is_basic(index) and 0 < np.ndim(v) <= (selected := result[index]).ndim:
        # One order in memory, so that among repeated indices the last wins, as `_winners` has it.
        v = np.array(np.broadcast_to(v, selected.shape), order="C")
    result[index] = v
    return result


def _winners(shape, index):
    """Where repeated indices assign to one place more than once: which entries are what stands there afterwards."""
    places = np.empty(shape, dtype=int)
    order = np.arange(places[index].size).reshape(places[index].shape)
    places[index] = order
    return places[index] == order


def _assigned_transpose(g, y, a, v, index):
    entries = g[index]
    if not is_basic(index):
        entries = np.where(_winners(np.shape(a), index), entries, 0.0)
    shape = np.shape(v)  # NumPy overlooks ones in front
    return np.reshape(unbroadcast(entries, shape[max(0, len(shape) - np.ndim(entries)) :]), shape)


SET_ITEM: ArrayRule = ArrayRule(
    "set_item",
    _set_item,
    (
        lambda t, y, a, v, index: apply(SET_ITEM, (t, 0.0), {"index": index}),
        lambda t, y, a, v, index: apply(SET_ITEM, (np.zeros(np.shape(a)), t), {"index": index}),
    ),
    (lambda g, y, a, v, index: apply(SET_ITEM, (g, 0.0), {"index": index}), _assigned_transpose),
)
SET_ITEM.pattern = SET_ITEM


# A constant array that is one of our numbers all the same, so that its items can be assigned.
FILL = ArrayRule("fill", lambda a, value, dtype=None: np.full_like(a, value, dtype), (None,), (None,))


def _filled(a, value, dtype=None):
    """An array of ours, to be filled by assignment; a plain one if truth values or integers are asked for."""
    dtype = a.dtype if dtype is None else np.dtype(dtype)
    if dtype.kind != "f":
        return np.full(a.shape, value, dtype)
    return apply(FILL, (a,), {"value": value} if dtype == a.dtype else {"value": value, "dtype": dtype})


implements(np.zeros_like)(lambda a, dtype=None: _filled(a, 0.0, dtype))
implements(np.ones_like)(lambda a, dtype=None: _filled(a, 1.0, dtype))
implements(np.empty_like)(lambda prototype, dtype=None: _filled(prototype, 0.0, dtype))


@implements(np.full_like)
def _full_like(a, fill_value, dtype=None):
    plain = dtype is not None and np.dtype(dtype).kind != "f"
    return np.full(np.shape(a), fill_value, dtype) if plain else _filled(a, 0.0, dtype) + fill_value


implements(np.real)(lambda val: val)
implements(np.imag)(lambda val: np.zeros_like(val))


@implements(np.copy)
def _copy(a):
    return +a


@implements(np.lexsort)
def _lexsort(keys, axis=-1):
    return chosen(_lexsorted, as_array(keys), axis)


def _lexsorted(keys, axis):
    return np.lexsort(keys, axis)


CHOOSING = (
    np.all, np.allclose, np.any, np.argmax, np.argmin, np.argpartition, np.argsort, np.argwhere, np.array2string,
    np.array_equal, np.array_equiv, np.array_repr, np.array_str, np.count_nonzero, np.digitize, np.flatnonzero,
    np.isclose, np.iscomplexobj, np.isneginf, np.isposinf, np.isrealobj, np.nanargmax, np.nanargmin, np.nonzero,
    np.searchsorted,
)  # fmt: skip
implements_by(lambda function: partial(chosen, function), *CHOOSING)


def _plain_index(part):
    if isinstance(part, Number):
        value = chosen(np.asarray, part)
        if value.dtype.kind not in "bi":
            raise UnsupportedOperation(
                f"an index is a {type(part).__name__}{here()}: indices have no derivative; "
                "index with plain integers"
            )
        return value
    if type(part) is list:  # an empty one selects nothing
        return np.array(part, dtype=None if part else np.intp)
    return part


def _plain_indices(index):
    return tuple(map(_plain_index, index)) if isinstance(index, tuple) else _plain_index(index)


@implements(Number.__getitem__)
def _getitem(self, index):
    index = _plain_indices(index)
    return view(self, INDEX, {"index": index}) if is_basic(index) else apply(INDEX, (self,), {"index": index})


@implements(Number.__setitem__)
def _setitem(self, index, value):
    if not self.shape:
        raise TypeError(
            f"a scalar {type(self).__name__} has no items{here()}: write x = y in place of x[...] = y"
        )
    index = _plain_indices(index)
    if is_basic(index) and isinstance(value, View) and value._base is self:
        rule, params = value._made  # y[i] += x has written already
        if rule is INDEX and is_basic(params["index"]) and params["index"] == index:
            return
    self._written(apply(SET_ITEM, (self, value), {"index": index}))
