"""`MixtureLab`: points, means and ellipses that drag, and the two steps of EM on them (slides 24-62)."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, NamedTuple

import numpy as np
import traitlets

from lecture14.clustering import GaussianMixture
from lecture14.clustering.covariances.table import TYPES
from lecture14.data import load_faithful, load_penguins, load_three_groups
from lecture14.figures import em
from lecture14.widgets.labs.lab import Lab, Numbers


class MixtureLab(Lab):
    """Fit a Gaussian mixture by hand: E step, M step, k-means, and everything between soft and hard.

    Parameters
    ----------
    preset : "faithful", "groups", "penguins", "em-trap", "kmeans-trap" or "own"
        Data and a start. Every value below replaces the preset's; the reader can choose another preset.
    points : (n, 2) array, n at most 400
    truth : (n,) array of int from 0 to 5, optional
        The class that each point comes from, -1 where it is unknown. No step sees it: misassigned points are ringed and
        counted, components going by the classes' names that suit them best.
    feature_names : list of two str
    mixture : GaussianMixture, optional
        Of two features: its weights, means, covariances and their type stand for the four values that follow.
    weights, means, covariances : (K,), (K, 2) and (K, 2, 2) arrays, K at most 6
        Of other points than the preset's, at least means are needed: weights are then equal, and each covariance is
        that of all points. Covariances are full matrices whatever the type, which keeps the nearest that it allows.
    covariance_type : "full", "tied", "diag" or "spherical"
    method : "em" or "soft_kmeans"
        `soft_kmeans` moves the means alone: equal weights, and one fixed covariance σ²I.
    softness : float from 0 to 2, 1/β
        With "em" the E step raises responsibilities to the power β, the sharpness: 1 is EM, 0 gives each point whole
        to its most probable component (hard EM).
    sigma : float, σ of "soft_kmeans"; 0 is k-means
    name : str, optional

    Raises
    ------
    ValueError
        If there is no preset of this name, or points come without means.

    Examples
    --------
    >>> lab = MixtureLab(preset="groups", covariance_type="tied")
    >>> lab.points.shape, lab.means
    ((30, 2), array([[3.9, 5.4],
           [6.1, 5.4],
           [5. , 4. ]]))

    Values that must fit together are set together:

    >>> with lab.hold_trait_notifications():
    ...     lab.weights, lab.means, lab.covariances = [1.0], [[5.0, 5.0]], [[[4.0, 0.0], [0.0, 4.0]]]
    """

    kind: ClassVar[str] = "mixture"
    scripts: ClassVar[tuple[str, ...]] = (
        "plane.js",
        "mixture-model.js",
        "mixture-drawing.js",
        "mixture-words.js",
        "mixture.js",
    )

    points = Numbers(np.empty((0, 2)), (None, 2))
    truth = Numbers([], (None,))
    feature_names = traitlets.List(traitlets.Unicode(), ["x₁", "x₂"], minlen=2, maxlen=2).tag(sync=True)
    weights = Numbers([1.0], (None,))
    means = Numbers([[0.0, 0.0]], (None, 2))
    covariances = Numbers([np.eye(2)], (None, 2, 2))
    covariance_type = traitlets.Enum(list(TYPES), "full").tag(sync=True)
    method = traitlets.Enum(["em", "soft_kmeans"], "em").tag(sync=True)
    softness = traitlets.Float(1.0, min=0.0, max=2.0).tag(sync=True)
    sigma = traitlets.Float(0.0, min=0.0).tag(sync=True)

    def __init__(
        self,
        preset: str = "faithful",
        name: str | None = None,
        mixture: GaussianMixture | None = None,
        **values: Any,
    ) -> None:
        known = {entry["id"]: entry for entry in presets()}
        if preset not in known:
            raise ValueError(f"preset is {preset!r}; expected one of {', '.join(known)}")
        if mixture is not None:
            values = {**_of(mixture), **values}
        if "points" in values:
            values = _around(**values)
        first = {key: value for key, value in known[preset].items() if self.has_trait(key)}
        super().__init__(name, **{**first, **values})
        self._presets, self._preset = presets(), preset
        if "points" in values:
            own = {"id": "page", "label": "this page's points", "limits": _limits(self.points, self.means)}
            self._presets, self._preset = (*presets(), {**own, **self.values()}), "page"

    def constants(self) -> dict[str, Any]:
        """The presets, among which a reader chooses; their points stand in the page once, and in no link."""
        return {"presets": self._presets, "id": self._preset}


def _limits(points: np.ndarray, means: np.ndarray) -> list[float]:
    """Limits of the axes: all points and means, and a tenth of their spread on each side."""
    both = np.vstack([points, means])
    low, high = both.min(axis=0), both.max(axis=0)
    room = np.where(high > low, 0.1 * (high - low), 1.0)
    return [float(v) for pair in zip(low - room, high + room, strict=True) for v in pair]


def _of(mixture: GaussianMixture) -> dict[str, Any]:
    kind, means = mixture.covariance_type, mixture.means_
    covariances = TYPES[kind].as_full(mixture.covariances_, *means.shape)
    return {
        "weights": mixture.weights_,
        "means": means,
        "covariances": covariances,
        "covariance_type": kind,
    }


def _around(points: Any, means: Any = None, **values: Any) -> dict[str, Any]:
    """Points of the caller's own, with what a start needs."""
    if means is None:
        raise ValueError("points came without means; expected means too, one row for each component")
    K, X = len(means), np.asarray(points, dtype=float)
    spread = np.cov(X.T, bias=True) if X.ndim == 2 and len(X) > 2 else np.eye(2)
    start = {"weights": np.full(K, 1 / K), "covariances": [spread] * K, "feature_names": ["x₁", "x₂"]}
    return {**start, **values, "points": points, "means": means}


class _Data(NamedTuple):
    points: np.ndarray
    names: list[str]
    limits: list[float]  #: of the axes: x from, to, y from, to
    python: list[str]  #: an import and an expression that load the points


@cache
def presets() -> tuple[dict[str, Any], ...]:
    """Data to choose from, each with a start, as JSON has them.

    Returns
    -------
    tuple of dict
        The keys are `id`, `label`, the traits of `MixtureLab`, `limits` of the axes (x from, to, y from, to),
        `python`, an import and an expression that load the points, and `best`, what the best of 50 starts reaches with
        so many components: the log-likelihood of "em" with full covariances, and the "inertia" of k-means.

    Examples
    --------
    >>> [entry["id"] for entry in presets()]
    ['faithful', 'groups', 'penguins', 'em-trap', 'kmeans-trap', 'own']
    """
    geyser = _Data(
        load_faithful().X,
        ["eruption (min)", "wait (min)"],
        [0.1, 6.9, 36, 105],
        ["from lecture14.data import load_faithful", "load_faithful().X"],
    )
    groups = _Data(
        load_three_groups(),
        ["x₁", "x₂"],
        [-0.8, 10.8, -0.7, 10.1],
        ["from lecture14.data import load_three_groups", "load_three_groups()"],
    )
    bills = _Data(
        load_penguins().X[:, :2],
        ["bill length (mm)", "bill depth (mm)"],
        [30, 62, 12, 23],
        ["from lecture14.data import load_penguins", "load_penguins().X[:, :2]"],
    )
    empty = _Data(np.empty((0, 2)), ["x₁", "x₂"], [0, 10, 0, 8], ["", "np.empty((0, 2))"])
    wide, one, flat = np.diag([2.0, 2.0]), np.eye(2), np.diag([9.0, 1.5])
    stuck = groups.points[[8, 9, 20]]
    best = {"em": -90.45, "inertia": 37.0}
    return (
        _preset(
            "faithful", "Old Faithful", geyser, em.GEYSER_MEANS, em.GEYSER_COVARIANCE, best={"em": -1130.26}
        ),
        _preset("groups", "three groups", groups, em.THREE_MEANS, em.THREE_COVARIANCE, best=best),
        _preset(
            "penguins", "penguins' bills", bills, [[38, 18], [48, 18], [47, 15]], flat, best={"em": -1634.19}
        ),
        _preset("em-trap", "a trap for EM", groups, [[4, 2.5], [7, 2.5], [5, 6.5]], wide, best=best),
        # Two means in one group.
        _preset("kmeans-trap", "a trap for k-means", groups, stuck, one, method="soft_kmeans", best=best),
        _preset("own", "none: click your own", empty, [[3.0, 4.0], [7.0, 4.0]], wide),
    )


def _preset(id: str, label: str, data: _Data, means: Any, covariance: Any, **more: Any) -> dict[str, Any]:
    K = len(means)
    start = {
        "weights": [1 / K] * K,
        "means": np.asarray(means, dtype=float).tolist(),
        "covariances": [covariance.tolist()] * K,
        "covariance_type": "full",
        "method": "em",
        "softness": 1.0,
        "sigma": 0.0,
    }
    given = {"points": data.points.tolist(), "feature_names": data.names, "limits": data.limits}
    return {"id": id, "label": label, "python": data.python, **given, **start, **more}
