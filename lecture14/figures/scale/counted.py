"""Operations and bytes of the engine's own sweep, counted by arrays that ride along."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lecture14.clustering import Parameters
from lecture14.clustering.sweeps.features import FeatureSweep


class Counted(np.ndarray):
    """An array that notes, for every NumPy function it meets, operations done and bytes read and written.

    It computes nothing differently: like a dual number, it rides along on code that knows nothing of it. `tally` is the
    list ``[operations, bytes]`` that its views share. An exponential counts as one operation, as a product does.
    """

    tally: list[int] | None

    def __array_finalize__(self, obj):
        self.tally = getattr(obj, "tally", None)

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        plain = [np.asarray(a) for a in inputs]
        if out is not None:
            options["out"] = tuple(np.asarray(a) for a in out)
        result = getattr(ufunc, method)(*plain, **options)
        if ufunc is np.matmul:
            operations = 2 * result.size * plain[0].shape[-1]
        else:
            operations = plain[0].size if method == "reduce" else result.size
        noted = self._noted(result, operations, sum(a.nbytes for a in plain) + result.nbytes)
        return noted if out is None else out[0]

    def __array_function__(self, function, types, args, kwargs):
        # The sweep uses two: `copyto` reads and writes, and computes nothing; `dot` is a matrix product.
        plain = [np.asarray(a) for a in args]
        result = function(*plain, **kwargs)
        if function is np.dot:
            moved = sum(a.nbytes for a in plain) + result.nbytes
            return self._noted(result, 2 * result.size * plain[0].shape[-1], moved)
        return self._noted(result, 0, 2 * plain[0].nbytes)

    def _noted(self, result, operations, moved):
        """The result as an array that goes on counting, once this step is in the tally."""
        if self.tally is not None:
            self.tally[0] += operations
            self.tally[1] += moved
        if np.ndim(result) == 0:
            return result
        counted = result.view(Counted)
        counted.tally = self.tally
        return counted


@dataclass(frozen=True)
class Work:
    """What one row costs in a sweep: `operations`, bytes of the `row` itself, and bytes `moved` by all steps."""

    operations: float
    row: int
    moved: float

    @property
    def blocked(self) -> float:
        """Operations for each byte from memory if only the row comes from there, the working arrays from the cache."""
        return self.operations / self.row

    @property
    def unblocked(self) -> float:
        """Operations for each byte from memory if every step reads from there and writes to there."""
        return self.operations / self.moved


@cache
def count_sweep(d: int, K: int, n: int = 4096) -> Work:
    """Run the engine's own sweep over n rows on arrays that count.

    Examples
    --------
    >>> work = count_sweep(2, 3)
    >>> round(work.operations), work.row, round(work.moved)
    (95, 16, 544)
    """
    X = np.random.default_rng(0).normal(size=(n, d))
    theta = Parameters(np.full(K, 1 / K), X[:K], np.repeat(np.eye(d)[None], K, axis=0))
    sweep = FeatureSweep(theta, X.mean(axis=0), np.ptp(X, axis=0))
    tally = [0, 0]
    for name, shape in (("F", (sweep.p, n)), ("L", (K, n))):
        array = np.ones(shape).view(Counted)
        array.tally = tally
        setattr(sweep, name, array)
    sweep.add(X)
    return Work(tally[0] / n, 8 * d, tally[1] / n)
