"""The problem that every tool gets, lecture14's own answer to it, and how far another answer is from that."""

from __future__ import annotations

from typing import Any

import numpy as np

from lecture14 import value_and_grad
from lecture14.bridge import log_likelihood, unconstrained
from lecture14.clustering import Parameters
from lecture14.data import load_faithful

#: Where the lecture's f is evaluated, and a mixture that fits Old Faithful so-so: its gradient is far from zero.
POINT = (1.5, 2.0)
PARAMETERS = Parameters(
    [0.4, 0.6],
    [[2.0, 55.0], [4.3, 80.0]],
    [[[0.1, 0.5], [0.5, 36.0]], [[0.2, 1.0], [1.0, 40.0]]],
)


def problem() -> str:
    """What a script reads: n, d, K, the point of f, the data, then logits, means and factors, in full digits."""
    X, theta = load_faithful().X, unconstrained(PARAMETERS)
    parts = [POINT, X, theta["logits"], theta["means"], theta["factors"]]
    numbers = np.concatenate([np.ravel(part) for part in parts]).tolist()
    return " ".join(map(repr, [*X.shape, len(PARAMETERS.weights), *numbers]))


def answers() -> dict[str, dict[str, Any]]:
    """Value and gradient of both programs by the package's reverse mode."""
    value, gradient = value_and_grad(lambda x: x[0] * x[1] + np.sin(x[0]))(POINT)
    likelihood, slopes = value_and_grad(log_likelihood)(unconstrained(PARAMETERS), load_faithful().X)
    flat = np.concatenate([np.ravel(slopes[name]) for name in ("logits", "means", "factors")])
    return {
        "f": {"value": float(value), "gradient": [float(slope) for slope in gradient]},
        "mixture": {"value": float(likelihood), "gradient": flat.tolist()},
    }


def difference(answer: dict[str, Any], expected: dict[str, Any]) -> float:
    """The largest relative difference of value and slopes; where zero is expected, the number itself.

    Raises
    ------
    ValueError
        If there are not as many slopes as expected.

    Examples
    --------
    >>> difference({"value": 2.0, "gradient": [0.5, 1.0]}, {"value": 2.0, "gradient": [0.0, 4.0]})
    0.75
    """
    got, wanted = (np.array([a["value"], *a["gradient"]]) for a in (answer, expected))
    if got.shape != wanted.shape:
        raise ValueError(f"answer has {len(got) - 1} slopes; expected {len(wanted) - 1}")
    return float(np.max(np.abs(got - wanted) / np.where(wanted == 0, 1.0, np.abs(wanted))))
