"""The computation graph as users see it: a recorded program and its views (slides 12 and 17-19).

`trace(f)(*args)` runs f once and keeps every operation in order. Because a node comes after all its
operands, the forward sweep is a loop over the list and the reverse sweep the same loop backwards (see
`core.recording`): a chain of a million nodes is as easy as one of five. Griewank & Walther (2008), sections 3.1
and 3.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lecture14.autodiff.core.boundary import check_function
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.variable import place
from lecture14.autodiff.text.python import straight_line, written
from lecture14.autodiff.views import births, counting, drawing
from lecture14.autodiff.views.program_table import ProgramTable
from lecture14.autodiff.views.replay import replayed
from lecture14.autodiff.views.statements import input_names, statement

if TYPE_CHECKING:
    from lecture14.autodiff.text.c import CSource


class Graph(Recording):
    """The record of one evaluation of f, ready for sweeps in both directions.

    Made by `trace`. Sweeps do not change it: a second reverse sweep gives the same gradient.

    Attributes
    ----------
    nodes : list of Variable
        All nodes in the order of their computation; the first are the inputs.
    value
        The value of f, in the container that f returned.
    f : callable
        What was traced.
    """

    @property
    def names(self) -> list[str]:
        """What f calls the inputs."""
        return input_names(self)

    def replay(self, *args: Any) -> Graph:
        """The same operations on new inputs, without running f.

        Raises
        ------
        ControlFlowChanged
            If a comparison that the program made comes out differently there; trace f again.
        ValueError
            If the arguments have other containers or shapes than those of the trace.
        """
        return replayed(self, args)

    def compiled(self) -> Callable[..., Any]:
        """Both sweeps of a scalar program as one straight-line function, for many replays.

        Returns
        -------
        callable
            Takes the arguments (scalars); returns the value and a tuple of the arguments' adjoints.

        Raises
        ------
        ValueError
            If the program has array operations or several results: use `replay` for those. When called with
            another number of arguments.
        ControlFlowChanged
            When called where a choice of the program comes out differently.

        Examples
        --------
        >>> both = trace(lambda x1, x2: x1 * x2)(1.0, 1.0).compiled()
        >>> both(3.0, 2.0)
        (6.0, (2.0, 3.0))
        """
        return straight_line(self)

    def source(self, kind: str = "function") -> str:
        '''The program of this run, or of its derivative, as the text of a Python function.

        Loops come out unrolled and calls inlined. The text checks the branches that f took, and raises where
        another one would be. `tangent_source` and `adjoint_source` read the text of f instead, and keep both.

        Parameters
        ----------
        kind : {"function", "tangent", "adjoint"}
            `f(x1, …)` returns the value; `diff_f(x1, …, dx1, …)` the value and its tangent; `grad_f(x1, …,
            y_bar=1.0)` (y1_bar, y2_bar … for several results) the value and a tuple of the inputs' adjoints.

        Raises
        ------
        ValueError
            If the program works on arrays, or kind is none of these.

        Examples
        --------
        >>> import numpy as np
        >>> def f(x1, x2):
        ...     return x1 * x2 + np.sin(x1)
        >>> graph = trace(f)(1.5, 2.0)
        >>> print(graph.source("tangent"))
        import numpy as np
        <BLANKLINE>
        <BLANKLINE>
        def diff_f(x1, x2, dx1, dx2):
            """Value and tangent of f, of one run at x1 = 1.5, x2 = 2.0; by lecture14."""
            w3 = x1 * x2
            dw3 = x2*dx1 + x1*dx2
            w4 = np.sin(x1)
            dw4 = np.cos(x1)*dx1
            w5 = w3 + w4
            dw5 = dw3 + dw4
            return w5, dw5
        <BLANKLINE>
        >>> print(graph.source("adjoint"))
        import numpy as np
        <BLANKLINE>
        <BLANKLINE>
        def grad_f(x1, x2, y_bar=1.0):
            """Value and adjoints of f, of one run at x1 = 1.5, x2 = 2.0; by lecture14."""
            w3 = x1 * x2
            w4 = np.sin(x1)
            w5 = w3 + w4
            w5_bar = y_bar
            w3_bar = w5_bar
            w4_bar = w5_bar
            x1_bar = np.cos(x1)*w4_bar
            x1_bar += x2*w3_bar
            x2_bar = x1*w3_bar
            return w5, (x1_bar, x2_bar)
        <BLANKLINE>
        '''
        return written(self, kind)

    def to_c(self, kind: str = "adjoint") -> CSource:
        """This run in C: its function, its tangent (slide 14) or its adjoint.

        Parameters
        ----------
        kind : {"adjoint", "tangent", "function"}
            ``void grad_f(x1, …, *y, *x1_bar, …)``, ``void diff_f(x1, …, dx1, …, *y, *dy)`` or
            ``double f(x1, …)``. A flat tuple or list of scalars, or an array of which the program takes entries,
            is ``const double *x``.

        Returns
        -------
        CSource
            ``print`` shows its `text`; its ``compile()`` gives the function to Python.

        Raises
        ------
        ValueError
            If f works on whole arrays, chooses by more than comparisons of scalars, returns several values, or
            needs what math.h lacks.

        Notes
        -----
        Loops come out unrolled, calls inlined. Where the program chose by values, the C function checks that each
        choice comes out as in this run: it returns 0, or the number of the first that does not. A program of
        thousands of operations is written in pieces that share arrays.

        Examples
        --------
        >>> import numpy as np
        >>> def f(x1, x2):
        ...     return x1 * x2 + np.sin(x1)
        >>> print(trace(f)(1.5, 2.0).to_c())
        /* Written by lecture14: the adjoint of f, from one run at x1 = 1.5, x2 = 2.0. */
        #include <math.h>
        <BLANKLINE>
        void grad_f(double x1, double x2, double *y, double *x1_bar, double *x2_bar)
        {
            double w3 = x1 * x2;
            double w4 = sin(x1);
            double w5 = w3 + w4;
            double w5_bar = 1.0;
            double w3_bar = w5_bar;
            double w4_bar = w5_bar;
            double x1_sum = cos(x1)*w4_bar;
            x1_sum += x2*w3_bar;
            double x2_sum = x1*w3_bar;
            *y = w5;
            *x1_bar = x1_sum;
            *x2_bar = x2_sum;
        }
        <BLANKLINE>
        """
        from lecture14.autodiff.text.c import CSource  # what finds and runs a compiler is seldom needed

        return CSource(self, kind)

    def place(self, index: int) -> str:
        """Where in the user's program a node was computed, as ``" at chapter.py line 12"``."""
        return place(self.nodes[index])

    def text(self, index: int) -> str:
        """A node as a statement of the original program, `w3 = w1*w2`."""
        return statement(self, index)

    def first_nonfinite(self) -> births.Birth | None:
        """Where the first NaN or inf was born.

        Returns
        -------
        Birth or None
            The node, its operation as text, its value and operands, and the user's source line.

        Examples
        --------
        >>> import numpy as np
        >>> graph = trace(lambda x: np.sqrt(x - 2.0) * 3.0)(1.0)
        >>> print(graph.first_nonfinite())  # doctest: +ELLIPSIS
        w3 = sqrt(w2) is nan at ...: w2 = -1.0
        """
        return births.first_nonfinite(self)

    def table(self, *tangents: Any, cotangent: Any = 1.0) -> ProgramTable:
        """The lecture's programs side by side, with numbers: original, dual, adjoint (slides 11, 17, 18).

        Parameters
        ----------
        *tangents
            Seeds of the dual program, one an argument; all ones when left out.
        cotangent
            Seed of the adjoint program.
        """
        return ProgramTable(self, tangents, cotangent)

    def cost(self) -> counting.Cost:
        """Operation and memory counts of the evaluation and of each sweep; see `counting.Cost`."""
        return counting.cost(self)

    def _repr_svg_(self) -> str:
        return drawing.svg(self)

    def __repr__(self) -> str:
        return f"Graph({len(self.nodes)} nodes, {self.n_inputs} inputs)"


def trace(f: Callable[..., Any], lines: bool = True) -> Callable[..., Graph]:
    """The function that evaluates f and returns the graph of its operations.

    Parameters
    ----------
    f : callable
        Takes scalars, arrays, or containers of them.
    lines : bool
        Whether each node remembers the line of the program that computed it; without them tracing is faster.

    Examples
    --------
    >>> import numpy as np
    >>> graph = trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0)
    >>> graph
    Graph(5 nodes, 2 inputs)
    >>> round(graph.value, 4)
    3.9975
    """

    check_function(f)

    def traced(*args: Any, **kwargs: Any) -> Graph:
        return Graph(f, args, lines, kwargs)

    return traced
