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
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np

from lecture14.autodiff.core.rules import PREDICATES
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
        if kwargs or len(args) > _shared(func, handler):
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
        if value is np._NoValue:
            continue
        parameter = signature.parameters.get(name)
        default = parameter.default if parameter else None
        if any_name or name in names:
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
