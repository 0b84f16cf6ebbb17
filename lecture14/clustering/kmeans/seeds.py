"""Where EM and k-means begin: seeds chosen from the data.

Seeding looks at the distinct rows, sorted, each with its total weight, and draws by cumulative weight. So it
does not matter in which order the rows came, and a row with weight 3 is chosen exactly as three equal rows
would be.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.rows import Rows

# Seeds are sought among at most this many rows; the fit itself uses all of them.
ENOUGH = 2**15


def candidates(rows: Rows, rng: np.random.Generator) -> tuple[Array, Array]:
    """Distinct rows to choose seeds from, as float64, and their weights; of a random sample if there are very many."""
    keep, _ = some_rows(rows, ENOUGH, rng)
    X, w, _ = rows.block(keep)
    return merge_equal(np.asarray(X, dtype=float), np.ones(len(X)) if w is None else w)


def some_rows(rows: Rows, enough: int, rng: np.random.Generator) -> tuple[slice | Labels, bool]:
    """Which rows to choose among: all that have weight, or `enough` of them; and whether these are all."""
    present = None if rows.weights is None else np.flatnonzero(rows.weights > 0)
    n, enough = len(rows if present is None else present), max(256, min(enough, 2**20 // rows.X.shape[1]))
    keep: slice | Labels = slice(None) if present is None else present
    if n <= enough:
        return keep, True
    chosen = np.sort(rng.choice(n, enough, replace=False))
    return (chosen if present is None else present[chosen]), False


def merge_equal(X: Array, w: Array) -> tuple[Array, Array]:
    """The different rows, sorted, and the total weight of each."""
    order = np.argsort(X[:, 0])
    if (np.diff(X[order, 0]) > 0).all():
        return X[order], w[order]
    # Only a tie in the first column asks for the others, at many times the cost.
    order = np.lexsort(X.T[::-1])
    X, w = X[order], w[order]
    new = np.concatenate([[True], (X[1:] != X[:-1]).any(axis=1)])
    return X[new], np.add.reduceat(w, np.flatnonzero(new))


def draw(weights: Array, rng: np.random.Generator, number: int = 1) -> list[int]:
    """Indices, with probability proportional to their weight; uniform if every weight is zero."""
    total = np.cumsum(weights)
    if not total[-1] > 0:
        total = np.arange(1.0, len(weights) + 1)
    found = np.searchsorted(total, rng.random(number) * total[-1], side="right")
    chosen: list[int] = np.minimum(found, len(weights) - 1).tolist()
    return chosen


def squared_distances(X: Array, centre: Array) -> Array:
    """(n,) squared distance of each row from a centre (d,)."""
    delta = X - centre
    squares: Array = np.einsum("ij,ij->i", delta, delta)
    return squares


def plus_plus(
    X: Array, w: Array, K: int, rng: np.random.Generator, centres: Sequence[Array] | Array = ()
) -> Labels:
    """K seeds by greedy k-means++ (Arthur & Vassilvitskii 2007): far from the seeds so far, best of a few tries.

    `centres` (m, d) are there already.
    """
    tries = 2 + int(np.log(K))
    chosen = [] if len(centres) else draw(w, rng)
    distances = [squared_distances(X, centre) for centre in (*centres, *X[chosen])]
    nearest: Array = np.min(distances, axis=0)
    for _ in range(len(chosen), K):
        options = draw(w * nearest, rng, tries)
        reduced = [np.minimum(nearest, squared_distances(X, X[i])) for i in options]
        best = int(np.argmin([w @ r for r in reduced]))
        chosen.append(options[best])
        nearest = reduced[best]
    return np.array(chosen)


def distinct_rows(X: Array, w: Array, K: int, rng: np.random.Generator) -> Labels:
    """K different rows, drawn by weight without replacement."""
    w = w.astype(float)
    chosen: list[int] = []
    for _ in range(K):
        (i,) = draw(w, rng)
        chosen.append(i)
        w[i] = 0.0
    return np.array(chosen)
