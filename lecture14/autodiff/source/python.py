"""`tangent_source` and `adjoint_source`: a Python function in, the Python text of its derivative out (slides 12-14).

The text is made from the function's text, so its loops and branches are there. What cannot be transformed is refused at
its line, with what to write instead. Only trees that these modules have made are compiled; of the user's text names,
numbers and checked expressions without derivative reach them, nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cached_property
from typing import Any

from lecture14.autodiff.source.reading.library import Library
from lecture14.autodiff.source.writing.adjoint import Adjoint
from lecture14.autodiff.source.writing.frame import Frame, Module
from lecture14.autodiff.source.writing.tangent import Tangent
from lecture14.autodiff.source.writing.trees import text


class Transformed(str):
    """A generated program: its text, which is a module of its own, and which can be called.

    Attributes
    ----------
    name : str
        What the text calls the function.
    """

    name: str
    _tree: ast.Module

    def __new__(cls, kind: type[Frame], f: Callable[..., Any], examples: tuple[Any, ...]) -> Transformed:
        """The program of f, written by a kind of frame for arguments like the examples."""
        library = Library(f, examples)
        module = Module(library)
        module.function(kind, library.main, library.ranks, top=True)
        tree = module.tree()
        last = tree.body[-1]
        assert isinstance(last, ast.FunctionDef)
        program = super().__new__(cls, text(tree))
        program.name, program._tree = last.name, tree
        return program

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The function itself; made of the tree, not of its text."""
        scope: dict[str, Any] = {}
        exec(compile(self._tree, f"<{self.name}>", "exec"), scope)
        function: Callable[..., Any] = scope[self.name]
        return function

    def __call__(self, *args: Any, **settings: Any) -> Any:
        return self.function(*args, **settings)

    __repr__ = str.__str__


def tangent_source(f: Callable[..., Any], *examples: Any) -> Transformed:
    '''The program for f's value and its derivative along a direction, with f's loops and branches.

    Parameters
    ----------
    f : callable
        Written with def, in a file or a cell: assignments, `+=`, tuples, if, for, while, break, continue, return, calls
        of functions written like it, functions of the rule table, entries of arrays, and whole arrays. Parameters
        with a default are settings, those that count or index are whole numbers; neither has a derivative. A
        parameter is a number unless f uses it as an array or its annotation says so, `x: np.ndarray`.
    *examples : float or array, optional
        Arguments as f will get them: where one is an array, so is its parameter.

    Returns
    -------
    Transformed
        A text, which defines `diff_f(x, …, dx, …)`, which returns the value and the tangent. It can be called.

    Raises
    ------
    UnsupportedSyntax
        At what f holds beyond that, with the line and with what to write instead.

    Notes
    -----
    Griewank & Walther (2008), section 3.1.

    Examples
    --------
    >>> import numpy as np
    >>> def heron(a, n):
    ...     x = a
    ...     for _ in range(n):
    ...         x = 0.5 * (x + a / x)
    ...     return x
    >>> program = tangent_source(heron)
    >>> print(program)
    from lecture14.autodiff.source import tools
    <BLANKLINE>
    <BLANKLINE>
    def diff_heron(a, n, da):
        """Value and tangent of heron, written by lecture14 from its text."""
        a, da = tools.numbers('a, da', a, da)
        n = tools.whole('n', n)
        # line 2: x = a
        x = a
        dx = da
        for _ in range(n):
            # line 4: x = 0.5 * (x + a / x)
            w1 = a / x
            dw1 = da / x - w1 / x * dx
            w2 = x + w1
            dw2 = dx + dw1
            x = 0.5 * w2
            dx = 0.5 * dw2
        # line 5: return x
        return x, dx
    <BLANKLINE>
    >>> value, slope = program(2.0, 5, 1.0)
    >>> round(float(slope), 6)
    0.353553
    '''
    return Transformed(Tangent, f, examples)


def adjoint_source(f: Callable[..., Any], *examples: Any) -> Transformed:
    '''The program for f's value and its gradient: a forward sweep, then a reverse sweep.

    Parameters
    ----------
    f : callable
    *examples : float or array, optional
        As in `tangent_source`.

    Returns
    -------
    Transformed
        A text, which defines `grad_f(x, …, y_bar=1.0)` (y1_bar, y2_bar … for several results), which returns the
        value and a tuple of the adjoints of the parameters that have derivatives. It can be called.

    Raises
    ------
    UnsupportedSyntax
        As `tangent_source`.

    Notes
    -----
    The forward sweep puts on a stack what it overwrites and the reverse sweep needs, and which branches it took;
    the reverse sweep pops them in the opposite order. Griewank & Walther (2008), chapters 4 and 6; Tapenade (Hascoët
    & Pascual 2013), from which the pairs of push and pop are taken, and that a called function runs once more
    before its own reverse sweep.

    Examples
    --------
    >>> import numpy as np
    >>> def heron(a, n):
    ...     x = a
    ...     for _ in range(n):
    ...         x = 0.5 * (x + a / x)
    ...     return x
    >>> program = adjoint_source(heron)
    >>> print(program)
    from lecture14.autodiff.source import tools
    <BLANKLINE>
    <BLANKLINE>
    def grad_heron(a, n, y_bar=1.0):
        """Value and adjoints of heron, written by lecture14 from its text."""
        a = tools.numbers('a', a)
        n = tools.whole('n', n)
        stack = []
        w1 = None
        # forward sweep
        # line 2: x = a
        x = a
        for _ in range(n):
            # line 4: x = 0.5 * (x + a / x)
            stack.append(w1)
            w1 = a / x
            w2 = x + w1
            stack.append(x)
            x = 0.5 * w2
        value = x
        y_bar = tools.seed('y_bar', y_bar, value)
        # reverse sweep
        x_bar = y_bar
        a_bar = 0.0
        for _ in reversed(range(n)):
            # line 4: x = 0.5 * (x + a / x)
            w2_bar = 0.5 * x_bar
            x = stack.pop()
            x_bar = w2_bar
            w1_bar = w2_bar
            a_bar += w1_bar / x
            x_bar += -w1 / x * w1_bar
            w1 = stack.pop()
        # line 2: x = a
        a_bar += x_bar
        return value, (a_bar,)
    <BLANKLINE>
    >>> value, (slope,) = program(2.0, 5)
    >>> round(float(slope), 6)
    0.353553
    '''
    return Transformed(Adjoint, f, examples)
