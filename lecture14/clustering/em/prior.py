"""The prior that a user asked for, from the data where they say so (Fraley & Raftery 2007, section 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.checks import real_array
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.kmeans.nearest import HardCentredSweep
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.prior import CovariancePrior


def prior_of(
    value: Any, covariance_type: str, K: int, rows: Rows, summary: Summary
) -> CovariancePrior | None:
    """The argument `covariance_prior`, checked by name.

    Raises
    ------
    ValueError
        If it is neither None, "data" nor (ν > d - 1, Λ symmetric and positive definite).
    """
    if value is None:
        return None
    d = len(summary.mean)
    if isinstance(value, str) and value == "data":
        return CovariancePrior.given((d + 2.0, covariance(rows, summary) / K ** (2 / d)), covariance_type, K)
    try:
        nu, scale = value
        nu, scale = float(nu), real_array(scale, "the scale matrix of covariance_prior", (d, d))
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"covariance_prior is {value!r}; expected None, 'data', or (degrees of freedom, scale matrix of shape "
            f"({d}, {d})): {error}"
        ) from None
    if not d - 1 < nu < np.inf:
        raise ValueError(
            f"covariance_prior has {nu:g} degrees of freedom; expected more than d - 1 = {d - 1}"
        )
    if not np.allclose(scale, scale.T, rtol=1e-10, atol=0) or np.linalg.eigvalsh(scale)[0] <= 0:
        raise ValueError("covariance_prior has a scale matrix that is not symmetric and positive definite")
    return CovariancePrior.given((nu, scale), covariance_type, K)


def covariance(rows: Rows, summary: Summary) -> Array:
    """(d, d) of all rows; a missing value counts as its column's mean."""
    if summary.missing:
        rows = replace(rows, fill=summary.mean)
    one = Parameters([1.0], summary.mean[None], [1.0], "spherical")
    whole = replace(rows, labels=None).fold(HardCentredSweep(one, "full"))
    matrix: Array = whole.scatter[0] / whole.counts[0]
    return matrix
