"""`GaussianLab`: one Gaussian in the plane, an ellipse whose axes drag (slides 30-33)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import traitlets

from lecture14.widgets.labs.lab import Lab, Numbers


class GaussianLab(Lab):
    """Turn a covariance by its axes, and read matrix, correlation and eigenvalues.

    Parameters
    ----------
    mean : (2,) array
    covariance : (2, 2) array, symmetric positive definite
    covariance_type : "full", "diag" or "spherical", which ellipses the axes may make
    draws : (n, 2) array of standard normal numbers, n at most 500
        The ellipse stretches and turns them, so that they are a sample of the Gaussian. The lab counts those inside.
    radius : float from 0.25 to 3, of the ellipse that counts, in standard deviations
    name : str, optional

    Examples
    --------
    >>> lab = GaussianLab(mean=[0.0, 0.0], covariance=[[2.0, 1.2], [1.2, 1.0]])
    >>> lab.covariance
    array([[2. , 1.2],
           [1.2, 1. ]])
    """

    kind: ClassVar[str] = "gaussian"
    scripts: ClassVar[tuple[str, ...]] = ("plane.js", "gaussian.js")

    mean = Numbers([0.5, 0.3], (2,))
    covariance = Numbers([[2.2, 1.1], [1.1, 1.2]], (2, 2))
    covariance_type = traitlets.Enum(["full", "diag", "spherical"], "full").tag(sync=True)
    draws = Numbers(np.empty((0, 2)), (None, 2))
    radius = traitlets.Float(1.0, min=0.25, max=3.0).tag(sync=True)
