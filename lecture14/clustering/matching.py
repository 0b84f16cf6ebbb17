"""Components have no order of their own: line two fits up before comparing them.

The likelihood is the same under every renumbering of the components, so two fits of one model can differ in
nothing but their numbering. `match` finds the numbering of the second that agrees best with the first;
`compare` then says how far apart they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.inputs.arrays import Array, Labels


class Mixture(Protocol):
    """What is asked of a fitted mixture; scikit-learn's has it, too."""

    covariance_type: str
    weights_: Array
    means_: Array
    covariances_: Array


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two mixtures, component by component."""

    order: Labels  #: (K,) order[k] is the component of the second that matches component k of the first
    weights: float  #: largest difference between mixing weights
    means: float  #: largest distance between means, in standard deviations of the first fit's component
    covariances: float  #: largest relative difference between covariances (Frobenius norm)
    distances: Array  #: (K,) Bhattacharyya distance of each matched pair; 0 for equal Gaussians

    def __repr__(self) -> str:
        return (
            f"Comparison(order={self.order.tolist()}, weights differ by {self.weights:.2g}, "
            f"means by {self.means:.2g} standard deviations, covariances by {self.covariances:.2g} of their size)"
        )


def bhattacharyya(first: Mixture, second: Mixture) -> Array:
    """(K, L) Bhattacharyya distances between the components of two mixtures, in nats.

    ⅛ δᵀ S⁻¹ δ + ½ log(|S| / √(|Σ₁||Σ₂|)) with S = (Σ₁ + Σ₂)/2 (Bhattacharyya 1943).
    """
    m1, S1 = _moments(first)
    m2, S2 = _moments(second)
    S = (S1[:, None] + S2[None]) / 2
    delta = m1[:, None] - m2[None]
    quadratic = np.einsum("kli,kli->kl", delta, np.linalg.solve(S, delta[..., None])[..., 0])

    def log_det(matrices: Array) -> Array:
        determinants: Array = np.linalg.slogdet(matrices).logabsdet
        return determinants

    distances: Array = quadratic / 8 + (log_det(S) - (log_det(S1)[:, None] + log_det(S2)[None]) / 2) / 2
    return distances


def match(first: Mixture, second: Mixture) -> Labels:
    """(K,) numbering of the second mixture's components that agrees best with the first's.

    Parameters
    ----------
    first, second : fitted GaussianMixture (ours or scikit-learn's), of equal K and d

    Returns
    -------
    (K,) array of int: component k of the first corresponds to component order[k] of the second

    Raises
    ------
    ValueError
        If they have different numbers of components or features.

    Examples
    --------
    >>> from lecture14 import GaussianMixture
    >>> a = GaussianMixture.from_parameters([0.3, 0.7], [[0.0], [9.0]], [1.0, 1.0], "spherical")
    >>> b = GaussianMixture.from_parameters([0.6, 0.4], [[8.0], [1.0]], [1.0, 1.0], "spherical")
    >>> match(a, b)
    array([1, 0])
    """
    if first.means_.shape != second.means_.shape:
        raise ValueError(
            f"second has means of shape {second.means_.shape}; expected {first.means_.shape} as in the first"
        )
    return assign(bhattacharyya(first, second))


def compare(first: Mixture, second: Mixture) -> Comparison:
    """How far two fits of the same model are apart, whatever the order of their components.

    Examples
    --------
    >>> from lecture14 import GaussianMixture
    >>> a = GaussianMixture.from_parameters([0.3, 0.7], [[0.0], [9.0]], [1.0, 1.0], "spherical")
    >>> b = GaussianMixture.from_parameters([0.7, 0.3], [[9.0], [0.5]], [1.0, 1.0], "spherical")
    >>> compare(a, b).means
    0.5
    """
    order = match(first, second)
    m1, S1 = _moments(first)
    m2, S2 = (a[order] for a in _moments(second))
    delta = m1 - m2
    mahalanobis = np.einsum("ki,ki->k", delta, np.linalg.solve(S1, delta[..., None])[..., 0])
    difference = np.linalg.norm(S1 - S2, axis=(1, 2)) / np.linalg.norm(S1, axis=(1, 2))
    distances = bhattacharyya(first, second)[np.arange(len(order)), order]
    return Comparison(
        order,
        float(np.abs(first.weights_ - second.weights_[order]).max()),
        float(np.sqrt(mahalanobis.max())),
        float(difference.max()),
        np.maximum(distances, 0.0),
    )


def _moments(mixture: Mixture) -> tuple[Array, Array]:
    K, d = mixture.means_.shape
    return mixture.means_, TYPES[mixture.covariance_type].as_full(mixture.covariances_, K, d)


def assign(cost: npt.ArrayLike) -> Labels:
    """One column for each row of a square cost matrix, at the least total cost.

    The Hungarian method by shortest augmenting paths, O(K³) (Kuhn 1955; Jonker & Volgenant 1987).

    Examples
    --------
    >>> assign(np.array([[1.0, 2.0], [1.0, 9.0]]))
    array([1, 0])
    """
    cost = np.asarray(cost, dtype=float)
    n = len(cost)
    # Potentials keep every reduced cost non-negative; row_of[j] is the row that column j serves (n: none
    # yet).
    row_potential, column_potential = np.zeros(n + 1), np.zeros(n + 1)
    row_of = np.full(n + 1, n)
    for row in range(n):
        row_of[n] = row
        column, shortest = n, np.full(n, np.inf)
        came_from, done = np.full(n, n), np.zeros(n + 1, dtype=bool)
        while row_of[column] != n:
            done[column] = True
            i = row_of[column]
            reduced = cost[i] - row_potential[i] - column_potential[:n]
            closer = ~done[:n] & (reduced < shortest)
            shortest[closer], came_from[closer] = reduced[closer], column
            following = int(np.argmin(np.where(done[:n], np.inf, shortest)))
            step = shortest[following]
            row_potential[row_of[done]] += step
            column_potential[done] -= step
            shortest[~done[:n]] -= step
            column = following
        while column != n:
            row_of[column] = row_of[came_from[column]]
            column = int(came_from[column])
    order = np.empty(n, dtype=int)
    order[row_of[:n]] = np.arange(n)
    return order
