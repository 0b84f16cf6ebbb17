"""k-means: EM's hard limit (slides 24-25 and 61)."""

from __future__ import annotations

import numpy as np


def lloyd(X, w, centres, max_iter=100):
    """Centres after Lloyd's iterations on distinct rows X with weights w: nearest centre, then mean, until
    nothing moves.

    A cluster that lost all its rows moves to the row that is farthest from its own centre.
    """
    shift = X.mean(axis=0)
    X, centres = X - shift, centres - shift
    labels = None
    for _ in range(max_iter):
        distance = -2 * centres @ X.T + (centres**2).sum(axis=1)[:, None]
        new = distance.argmin(axis=0)
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        member = (labels == np.arange(len(centres))[:, None]) * w
        counts = member.sum(axis=1)
        for k in np.flatnonzero(counts == 0):
            far = int(np.argmax(w * ((X - centres[labels]) ** 2).sum(axis=1)))
            member[:, far] = 0.0
            member[k, far] = w[far]
            labels[far] = k
            counts = member.sum(axis=1)
        centres = np.where(
            counts[:, None] > 0, member @ X / np.where(counts > 0, counts, 1)[:, None], centres
        )
    return centres + shift
