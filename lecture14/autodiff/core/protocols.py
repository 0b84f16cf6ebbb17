"""How our numbers answer NumPy: `np.sin(x)` and `np.sum(x)` arrive here and find their rule or their handler.

NumPy asks its arguments before it computes: `__array_ufunc__` for elementwise functions and matmul,
`__array_function__` for all others (NumPy enhancement proposals 13 and 18). That is how the language of a
program stays NumPy (slide 15). What has no rule fails here, with its name and the reader's line.
"""

from __future__ import annotations

import inspect
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
        name = ufunc.__name__
        if method != "__call__":
            return self._ufunc_method(ufunc, method, inputs, kwargs)
        for key in kwargs:
            if key == "out":
                raise UnsupportedOperation(
                    f"np.{name} with out={type(kwargs['out'][0]).__name__}{here()}: "
                    "a result with a derivative "
                    f"cannot be written into an existing array; write y = np.{name}(…), "
                    "or x = x + y in place of x += y"
                )
            raise UnsupportedOperation(f"np.{name} with {key}={kwargs[key]!r}{here()}: leave {key} out")
        if name in PREDICATES:
            return top_of(inputs)._predicate(ufunc, inputs)
        if name in UFUNCS:
            return UFUNCS[name](*inputs)
        raise no_rule(f"np.{name}", type(self).__name__, _position(inputs))

    def _ufunc_method(
        self, ufunc: np.ufunc, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        same: Any = {
            ("add", "reduce"): np.sum,
            ("multiply", "reduce"): np.prod,
            ("maximum", "reduce"): np.max,
            ("minimum", "reduce"): np.min,
            ("add", "accumulate"): np.cumsum,
            ("multiply", "accumulate"): np.cumprod,
            ("logaddexp", "reduce"): FUNCTIONS.get(np.logaddexp),
        }.get((ufunc.__name__, method))
        if same is None:
            raise no_rule(f"np.{ufunc.__name__}.{method}", type(self).__name__, _position(inputs))
        # NumPy's reduce runs along the first axis unless told otherwise, its sum along all.
        return same(inputs[0], axis=kwargs.pop("axis", 0), **kwargs)

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        handler = FUNCTIONS.get(func) or self._answers[func]
        if handler is None:
            module = func.__module__.replace("numpy", "np")
            position = _position([*args, *kwargs.values()])
            raise no_rule(f"{module}.{func.__name__}", type(self).__name__, position)
        given = {key: value for key, value in kwargs.items() if value is not np._NoValue}
        understood = _keywords(handler)
        for key in [key for key in given if understood is not None and key not in understood]:
            value = given.pop(key)
            if value is not None:
                raise UnsupportedOperation(
                    f"np.{func.__name__} with {key}={value!r}{here()}: leave {key} out"
                )
        result = handler(*args, **given)
        return result if func in SHARING else detached(result)


def chooses(func: Callable[..., Any]) -> bool:
    """Whether a function only chooses (see `number.chosen`)."""
    return isinstance(FUNCTIONS.get(func), partial)


@cache
def _keywords(handler: Callable[..., Any]) -> frozenset[str] | None:
    """The arguments that a handler takes; None for one that only chooses, which takes all that NumPy's does."""
    return None if isinstance(handler, partial) else frozenset(inspect.signature(handler).parameters)


def _position(args: Sequence[Any]) -> int | None:
    """Which argument, counted from 1, is one of our numbers; None if they hide in a container."""
    return next((i for i, a in enumerate(args, 1) if isinstance(a, NumPyProtocols)), None)


def top_of(args: Sequence[Any]) -> Any:
    """The argument of the highest level."""
    return max((a for a in args if isinstance(a, NumPyProtocols)), key=lambda a: a.level)
