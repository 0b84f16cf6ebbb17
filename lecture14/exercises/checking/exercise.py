"""What the checks know of an exercise: the right answer, the inputs to try it on, and the mistakes that people make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

BY_PROGRAM, BY_HAND = 1e-9, 5e-4


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give, and what to say to them.

    Attributes
    ----------
    answer : callable
        Computes the wrong answer from the same inputs.
    says : str
        What to think about; not the solution.
    """

    answer: Callable[..., Any]
    says: str


def constant(value: Any) -> Callable[[], Any]:
    """The function of no arguments that returns a value."""
    return lambda: value


@dataclass(frozen=True)
class Exercise:
    """What `check` knows of an exercise.

    Attributes
    ----------
    id : str
        Chapter and topic, as in the book.
    correct : callable
        Computes the right answer.
    cases : sequence of tuples
        Inputs chosen by hand, which messages may show. ``[()]`` for an answer that is a value, not a function.
    mistakes : sequence of Mistake
    then : str
        One sentence for those who passed: what to read or to try next.
    draw : callable, optional
        Draws one more input, a tuple as in `cases`, from a generator: ``draw(rng)``. Whoever writes down the right
        results for `cases` fails on what is drawn. None for a value.
    rtol : float, optional
        Relative tolerance of the comparison, where the usual one does not fit.
    read : callable
        Makes a function of the cases' arguments from an answer that is none; what it raises is reported.
    """

    id: str
    correct: Callable[..., Any]
    cases: Sequence[tuple] = field(repr=False)
    mistakes: Sequence[Mistake] = field(repr=False)
    then: str = field(repr=False, default="")
    draw: Callable[[np.random.Generator], tuple] | None = field(repr=False, default=None)
    rtol: float | None = None
    read: Callable[[Any], Callable[..., Any]] = field(default=constant, repr=False)

    @property
    def tolerance(self) -> float:
        """Relative tolerance: what is worked by hand counts with four significant digits."""
        if self.rtol is not None:
            return self.rtol
        return BY_PROGRAM if self.cases[0] else BY_HAND
