"""Where EM and k-means begin: seeds chosen from the data.

Seeding looks at the distinct rows, sorted, each with its total weight, and draws by cumulative weight. So it
does not matter in which order the rows came, and a row with weight 3 is chosen exactly as three equal rows
would be.
"""

from __future__ import annotations

import numpy as np

# Seeds are sought among at most this many rows; the fit itself uses all of them.
ENOUGH = 2**15


def candidates(rows, rng):
    """Distinct rows to choose seeds from, as float64, and their weights; of a random sample if there are very many."""
    n, enough = len(rows), max(256, min(ENOUGH, 2**20 // rows.X.shape[1]))
    if n <= enough:
        X, w, _ = rows.block(slice(None))
        X = np.array(X, dtype=float)
    else:
        keep = np.sort(rng.choice(n, enough, replace=False))
        X, w, _ = rows.block(keep)
        X = np.asarray(X, dtype=float)
    w = np.ones(len(X)) if w is None else w
    distinct, index = np.unique(X[w > 0], axis=0, return_inverse=True)
    return distinct, np.bincount(np.ravel(index), w[w > 0])


def draw(weights, rng):
    """An index, with probability proportional to its weight; uniform if every weight is zero."""
    total = np.cumsum(weights)
    if not total[-1] > 0:
        total = np.arange(1.0, len(weights) + 1)
    return int(min(np.searchsorted(total, rng.random() * total[-1], side="right"), len(weights) - 1))


def squared_distances(X, centre):
    delta = X - centre
    return np.einsum("ij,ij->i", delta, delta)


def plus_plus(X, w, K, rng):
    """K seeds by greedy k-means++ (Arthur & Vassilvitskii 2007): far from the seeds so far, best of a few tries."""
    X = X - X[len(X) // 2]
    tries = 2 + int(np.log(K))
    chosen = [draw(w, rng)]
    nearest = squared_distances(X, X[chosen[0]])
    for _ in range(1, K):
        options = [draw(w * nearest, rng) for _ in range(tries)]
        reduced = [np.minimum(nearest, squared_distances(X, X[i])) for i in options]
        best = int(np.argmin([w @ r for r in reduced]))
        chosen.append(options[best])
        nearest = reduced[best]
    return np.array(chosen)


def distinct_rows(X, w, K, rng):
    """K different rows, drawn by weight without replacement."""
    w = w.astype(float)
    chosen = []
    for _ in range(K):
        i = draw(w, rng)
        chosen.append(i)
        w[i] = 0.0
    return np.array(chosen)
