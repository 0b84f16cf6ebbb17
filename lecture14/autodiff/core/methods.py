"""An array's attributes and methods on the package's numbers: most are NumPy's functions of the same name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lecture14.autodiff.core.protocols import FUNCTIONS, NumPyProtocols
from lecture14.autodiff.core.values import precision
from lecture14.autodiff.support.errors import here


def _methods(*functions: Any) -> Iterator[Callable[..., Any]]:
    """An array's methods that are NumPy's functions of the same name."""
    for function in functions:

        def method(self: Any, *args: Any, function: Any = function, **kwargs: Any) -> Any:
            return function(self, *args, **kwargs)

        method.__name__ = function.__name__
        method.__doc__ = f"Same as `np.{function.__name__}`."
        yield method


def _in_place(function: Any) -> Callable[..., None]:
    """An array's method that gives its entries the order of NumPy's function of the same name."""

    def method(self: Any, *args: Any, **kwargs: Any) -> None:
        self[...] = function(self, *args, **kwargs)

    method.__name__ = function.__name__
    method.__doc__ = f"The entries in the order of `np.{function.__name__}`, in place."
    return method


class ArrayMethods(NumPyProtocols):
    """What `Number` has in common with an array; items are the subclass's affair."""

    __slots__ = ()
    _plain: Any

    @property
    def shape(self) -> tuple[int, ...]:
        return np.shape(self._plain)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def dtype(self) -> np.dtype[Any]:
        return precision(self._plain)

    @property
    def T(self: Any) -> Any:
        return np.transpose(self)

    def reshape(self: Any, *shape: Any, order: Any = "C") -> Any:
        """Same as `np.reshape`; the shape may be given as one tuple or as several numbers."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape, order)

    def transpose(self: Any, *axes: Any) -> Any:
        """Same as `np.transpose`; the axes may be given as one tuple or as several numbers."""
        return np.transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def clip(self: Any, min: Any = None, max: Any = None, out: Any = None) -> Any:
        """Same as `np.clip`, whose bounds have other names in NumPy 2.0."""
        return np.clip(self, min, max, out)

    sum, mean, std, var = _methods(np.sum, np.mean, np.std, np.var)
    prod, cumsum, cumprod = _methods(np.prod, np.cumsum, np.cumprod)
    max, min, round = _methods(np.max, np.min, np.round)
    ravel, squeeze, swapaxes, repeat = _methods(np.ravel, np.squeeze, np.swapaxes, np.repeat)
    dot, trace, diagonal, take = _methods(np.dot, np.trace, np.diagonal, np.take)
    all, any, nonzero, searchsorted = _methods(np.all, np.any, np.nonzero, np.searchsorted)
    argmax, argmin, argsort, argpartition = _methods(np.argmax, np.argmin, np.argsort, np.argpartition)
    copy, conj, conjugate = _methods(np.copy, np.conj, np.conjugate)
    sort, partition = _in_place(np.sort), _in_place(np.partition)

    @property
    def mT(self: Any) -> Any:
        return np.matrix_transpose(self)

    @property
    def real(self) -> Any:
        return self

    @property
    def imag(self) -> Any:
        return np.zeros_like(self)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """The same number in another precision, derivative and all; there is none in whole numbers."""
        return FUNCTIONS[ArrayMethods.astype](self, dtype)

    def flatten(self: Any, order: Any = "C") -> Any:
        """A copy with one axis."""
        return np.copy(np.reshape(self, -1, order))

    def fill(self: Any, value: Any) -> None:
        """Assign one value to all entries."""
        self[...] = value

    def item(self: Any, *index: Any) -> Any:
        """One entry, by its index or its place in the flat array; it keeps its derivative."""
        if not index and self.size != 1:
            raise ValueError(f"item() of an array of shape {self.shape}{here()}: expected one entry")
        place = index[0] if len(index) == 1 and isinstance(index[0], tuple) else index
        return self[place] if len(place) > 1 else np.ravel(self)[place[0] if place else 0]

    def tolist(self: Any) -> Any:
        """The entries as nested lists; they keep their derivatives."""
        return [part.tolist() for part in self] if self.shape else self

    def __format__(self, spec: str) -> str:
        """The value in this format, as of a float; without one all that `str` tells."""
        return format(self._plain, spec) if spec else str(self)
