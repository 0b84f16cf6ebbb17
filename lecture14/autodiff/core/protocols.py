"""How our numbers answer NumPy: `np.sin(x)` and `np.sum(x)` arrive here and find their rule or their handler.

NumPy asks its arguments before it computes: `__array_ufunc__` for elementwise functions and matmul,
`__array_function__` for all others (NumPy enhancement proposals 13 and 18). That is how the language of a
program stays NumPy (slide 15). What has no rule fails here, with its name and the reader's line.
"""

from __future__ import annotations

import inspect
import itertools
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np

from lecture14.autodiff.core.rules import PREDICATES
from lecture14.autodiff.core.values import precision
from lecture14.autodiff.core.writing import SHARING, detached
from lecture14.autodiff.support.errors import UnsupportedOperation, here, no_rule

# NumPy function -> handler that reads its arguments; filled by `arrays`.
FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {}
# Ufunc name -> handler, for ufuncs that are not elementwise (matmul) or are made of others (clip).
UFUNCS: dict[str, Callable[..., Any]] = {}
# (ufunc's name, its method) -> handler with NumPy's keywords.
UFUNC_METHODS: dict[tuple[str, str], Callable[..., Any]] = {}


class NumPyProtocols:
    """The half of `Number` that speaks with NumPy."""

    __slots__ = ()
    level: float
    # NumPy's function -> the function of our numbers that answers it, or None without a rule.
    _answers: Mapping[Callable[..., Any], Callable[..., Any] | None]

    def _predicate(self, ufunc: np.ufunc, args: Sequence[Any]) -> Any:
        raise NotImplementedError

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method == "__call__" and not kwargs:
            answer = self._answers[ufunc]
            if answer is not None:
                return answer(*inputs)
        if method != "__call__":
            return self._ufunc_method(ufunc, method, inputs, kwargs)
        name = ufunc.__name__
        handler = UFUNCS.get(name)
        unknown = kwargs.keys() - (inspect.signature(handler).parameters if handler else ())
        for key in sorted(unknown):
            raise _leave_out(ufunc, key, kwargs[key])
        if name in PREDICATES:
            return top_of(inputs)._predicate(ufunc, inputs)
        if handler is not None:
            return handler(*inputs, **kwargs)
        raise no_rule(spelled(ufunc), type(self).__name__, _position(inputs))

    def _ufunc_method(
        self, ufunc: np.ufunc, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        if method == "outer" and not kwargs:
            a, b = inputs
            return ufunc(np.reshape(a, np.shape(a) + (1,) * np.ndim(b)), b)
        same = UFUNC_METHODS.get((ufunc.__name__, method))
        if same is None:
            raise no_rule(f"{spelled(ufunc)}.{method}", type(self).__name__, _position(inputs))
        # NumPy's reduce runs along the first axis unless told otherwise, its sum along all.
        array, *rest = inputs
        given = dict(zip(("axis", "dtype", "out", "keepdims"), rest, strict=False)) | kwargs
        given = {k: v for k, v in given.items() if k == "axis" or (v is not None and v is not np._NoValue)}
        for key in sorted(given.keys() - inspect.signature(same).parameters):
            raise _leave_out(ufunc, key, given[key])
        return same(array, **{"axis": 0} | given)

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        handler = FUNCTIONS.get(func)
        if handler is None:
            answer = self._answers[func]
            if answer is not None:
                return answer(*inspect.signature(func).bind(*args, **kwargs).args)
            position = _position([*args, *kwargs.values()])
            raise no_rule(spelled(func), type(self).__name__, position)
        if not args or len(args) > _shared(func, handler) or not _understood(handler, kwargs):
            args, kwargs = _arranged(func, handler, args, kwargs)
        result = handler(*args, **kwargs)
        return result if func in SHARING else detached(result)


def chooses(func: Callable[..., Any]) -> bool:
    """Whether a function only chooses (see `number.chosen`)."""
    return isinstance(FUNCTIONS.get(func), partial)


@cache
def _signature(func: Callable[..., Any], handler: Callable[..., Any]) -> inspect.Signature:
    """NumPy's signature of a function; that of its handler where an older NumPy does not tell."""
    try:
        return inspect.signature(func)
    except ValueError:
        return inspect.signature(handler)


@cache
def _parameters(handler: Callable[..., Any]) -> tuple[Sequence[str], bool, bool]:
    """A handler's arguments: their names, and whether it takes any number by position, and any by name."""
    parameters = inspect.signature(handler).parameters
    kinds = {p.kind for p in parameters.values()}
    return list(parameters), inspect.Parameter.VAR_POSITIONAL in kinds, inspect.Parameter.VAR_KEYWORD in kinds


@cache
def _shared(func: Callable[..., Any], handler: Callable[..., Any]) -> float:
    """How many leading arguments NumPy's function and its handler have in common."""
    names, any_position, _ = _parameters(handler)
    pairs = zip(_signature(func, handler).parameters, names, strict=False)
    return (
        math.inf
        if any_position
        else sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    )


def _understood(handler: Callable[..., Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether a handler takes these keywords as they are: the usual case, at a tenth of the cost of the next."""
    names, _, any_name = _parameters(handler)
    return all((any_name or key in names) and value is not np._NoValue for key, value in kwargs.items())


def _arranged(
    func: Callable[..., Any], handler: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
) -> tuple[Sequence[Any], dict[str, Any]]:
    """The arguments under NumPy's names; those that the handler does not take must be NumPy's defaults."""
    signature = _signature(func, handler)
    bound = signature.bind(*args, **kwargs)
    names, any_position, any_name = _parameters(handler)
    if any_position:
        args, named = bound.args, bound.kwargs
    else:
        args, named = (), {}
        for name, value in bound.arguments.items():
            many = signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD
            named |= value if many else {name: value}
    taken = {}
    for name, value in named.items():
        default = getattr(signature.parameters.get(name), "default", None)
        if value is not np._NoValue and (any_name or name in names):
            taken[name] = value
        elif value is not None and value is not default and not (isinstance(value, str) and value == default):
            raise _leave_out(func, name, value)
    return args, taken


def _leave_out(func: Callable[..., Any], name: str, value: Any) -> UnsupportedOperation:
    """The error for an argument of NumPy's that no handler reads."""
    called = spelled(func)
    if name == "out":
        value = value[0] if isinstance(value, tuple) else value
        return UnsupportedOperation(
            f"{called} with out={type(value).__name__}{here()}: a result with a derivative cannot be written "
            f"into an existing array; write y = {called}(…), or x = x + y in place of x += y"
        )
    shown = value if isinstance(value, str | int | float | tuple | type) else type(value).__name__
    return UnsupportedOperation(f"{called} with {name}={shown!r}{here()}: leave {name} out")


def spelled(function: Callable[..., Any]) -> str:
    """What a program calls one of NumPy's functions, or a ufunc of another library."""
    name = function.__name__
    if isinstance(function, np.ufunc) and getattr(np, name, None) is not function:
        special = sys.modules.get("scipy.special")
        return f"scipy.special.{name}" if getattr(special, name, None) is function else f"the ufunc {name}"
    return f"{getattr(function, '__module__', None) or 'numpy'}.{name}".replace("numpy.", "np.")


def _position(args: Sequence[Any]) -> int | None:
    """Which argument, counted from 1, is one of our numbers; None if they hide in a container."""
    return next((i for i, a in enumerate(args, 1) if isinstance(a, NumPyProtocols)), None)


def top_of(args: Sequence[Any]) -> Any:
    """The argument of the highest level."""
    return max((a for a in args if isinstance(a, NumPyProtocols)), key=lambda a: a.level)


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
