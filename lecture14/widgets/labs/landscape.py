"""`LandscapeLab`: the log-likelihood over two means, and three methods that climb it (slides 43-51)."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import numpy as np
import traitlets

from lecture14.figures.how_em_works import TICKS
from lecture14.figures.maximum_likelihood import HIGH, LOW, two_species
from lecture14.widgets.labs.lab import TYPED, Lab, Numbers


@cache
def _presets() -> dict[str, dict[str, Any]]:
    """Data with what is taken as known of them, the axes of both means, and where a reader begins."""
    birds = two_species()
    lengths, counts = np.unique(birds.x, return_counts=True)
    flippers = {
        "label": "flippers of 274 penguins",
        "x": lengths.tolist(),
        "count": counts.tolist(),
        "weights": birds.weights.tolist(),
        "sigma": birds.sigma,
        "sigmas": [3.0, 30.0],
        "limits": [LOW, HIGH],
        "start": [205.0, 199.0],
        "unit": "mm",
    }
    six = {
        "label": "six ticks on an axis",
        "x": TICKS.tolist(),
        "count": [1] * len(TICKS),
        "weights": [0.5, 0.5],
        "sigma": 0.01,
        "sigmas": [0.005, 1.0],
        "limits": [-0.005, 0.105],
        "start": [0.01, 0.06],
        "unit": "",
    }
    return {"flippers": flippers, "ticks": six}


class LandscapeLab(Lab):
    """Release EM, gradient ascent and Newton's method from one start, over the log-likelihood of two means.

    Parameters
    ----------
    data : "flippers" or "ticks"
        Flipper lengths of two species of penguins in mm (slides 44 and 47), or the six ticks of slide 50.
    sigma : float, optional
        Standard deviation of both components; the data's own by default.
    start : (2,) array, optional
    step : float
        Step length of gradient ascent in σ²/n; EM's own steps are σ²/Nₖ.
    steps : int
        How many steps each method has taken, at most 60.
    methods : list of "em", "ascent" and "newton"
        Which methods are released; all three by default.
    name : str, optional

    Examples
    --------
    >>> LandscapeLab("ticks", start=[0.01, 0.06], steps=10).alt[-55:]
    ' nats of A; Newton’s method: 2 steps to 0.01 nats of A.'
    """

    kind: ClassVar[str] = "landscape"
    scripts: ClassVar[tuple[str, ...]] = (
        *TYPED,
        "adjoint.js",
        "contours.js",
        "surface.js",
        "two-means.js",
        "landscape.js",
    )

    data = traitlets.Enum(["flippers", "ticks"]).tag(sync=True)
    sigma = traitlets.Float().tag(sync=True)
    start = Numbers([0.0, 0.0], (2,))
    step = traitlets.Float(1.3).tag(sync=True)
    steps = traitlets.Int(25).tag(sync=True)
    methods = traitlets.List(
        traitlets.Enum(["em", "ascent", "newton"]), ["em", "ascent", "newton"], minlen=1, maxlen=3
    ).tag(sync=True)

    def __init__(self, data: str = "flippers", name: str | None = None, **values: Any) -> None:
        preset = _presets().get(data, {})
        begin = {key: preset[key] for key in ("sigma", "start") if preset}
        super().__init__(name, data=data, **{**begin, **values})

    def constants(self) -> dict[str, Any]:
        return {"presets": _presets()}
