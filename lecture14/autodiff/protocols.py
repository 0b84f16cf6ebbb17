"""How our numbers answer NumPy: `np.sin(x)` and `np.sum(x)` arrive here and find their rule or their handler.

NumPy asks its arguments before it computes: `__array_ufunc__` for elementwise functions and matmul,
`__array_function__` for all others (NumPy enhancement proposals 13 and 18). That is how the language of a
program stays NumPy (slide 15). What has no rule fails here, with its name and the reader's line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from lecture14.autodiff.errors import UnsupportedOperation, here, no_rule
from lecture14.autodiff.rules import ALIASES, PREDICATES

# NumPy function -> handler that reads its arguments; filled by `functions.py`.
FUNCTIONS: dict[Callable, Callable] = {}
# Ufunc name -> handler, for ufuncs that are not elementwise (matmul) or are made of others (clip).
UFUNCS: dict[str, Callable] = {}


class NumPyProtocols:
    """The half of `Overloaded` that speaks with NumPy."""

    __slots__ = ()
    level: float
    _programs: Any  # ufunc -> quick function for Python floats, or None; see programs.py

    def _predicate(self, ufunc, args):
        raise NotImplementedError

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if method == "__call__" and not kwargs:
            program = self._programs[ufunc]
            if program is not None:
                return program(*inputs)
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
        name = ALIASES.get(name, name)
        if name in PREDICATES:
            return top_of(inputs)._predicate(ufunc, inputs)
        if name in UFUNCS:
            return UFUNCS[name](*inputs)
        raise no_rule(f"np.{name}", type(self).__name__, _position(inputs))

    def _ufunc_method(self, ufunc, method, inputs, kwargs):
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

    def __array_function__(self, func, types, args, kwargs):
        handler = FUNCTIONS.get(func)
        if handler is None:
            module = func.__module__.replace("numpy", "np")
            position = _position([*args, *kwargs.values()])
            raise no_rule(f"{module}.{func.__name__}", type(self).__name__, position)
        if isinstance(handler, partial):  # a function that only chooses takes all that NumPy's does
            return handler(*args, **kwargs)
        code = handler.__code__
        understood = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        given = {key: value for key, value in kwargs.items() if value is not np._NoValue}
        for key in [key for key in given if key not in understood]:
            value = given.pop(key)
            if value is not None:
                raise UnsupportedOperation(
                    f"np.{func.__name__} with {key}={value!r}{here()}: leave {key} out"
                )
        return handler(*args, **given)


def _position(args) -> int | None:
    """Which argument, counted from 1, is one of our numbers; None if they hide in a container."""
    return next((i for i, a in enumerate(args, 1) if isinstance(a, NumPyProtocols)), None)


def top_of(args) -> Any:
    """The argument of the highest level."""
    return max((a for a in args if isinstance(a, NumPyProtocols)), key=lambda a: a.level)
