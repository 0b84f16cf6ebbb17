"""One patient's drug: absorbed and cleared at which rates? An inverse problem with real numbers (slide 23).

The body is one compartment. The drug leaves the gut at a rate proportional to what is left there, and the blood at a
rate proportional to what is in it. The model is R's `SSfol` (Pinheiro & Bates 2000, appendix C): three unknowns, whose
logarithms may be any real numbers.
"""

from typing import NamedTuple

import numpy as np

from lecture14.autodiff import hessian
from lecture14.data import Patient

#: Where (k_a - k_e) t is nearer to 0 than this, the difference of the exponentials is replaced by its series.
NEAR = 0.25


def concentration(u, time, dose):
    """Concentration of a drug after one dose by mouth: D k_a k_e / (Cl (k_a − k_e)) · (e^(−k_e t) − e^(−k_a t)).

    Parameters
    ----------
    u : (3,) array
        Logarithms of the rate of absorption k_a and the rate of elimination k_e, both per hour, and of the clearance
        Cl, in litres an hour for each kg of the person.
    time : (m,) array
        Hours since the dose.
    dose : float
        mg for each kg of the person.

    Returns
    -------
    (m,) array, in mg/L

    Notes
    -----
    The formula is 0/0 where k_a = k_e. There, and nearby, (1 − e^(−z)) / z with z = (k_a − k_e) t is summed as a
    series, so that values and derivatives have no gap.

    Examples
    --------
    >>> concentration(np.log([2.0, 0.1, 0.04]), np.array([0.0, 1.0, 24.0]), 4.5).round(3)
    array([0.   , 9.113, 1.074])
    >>> concentration(np.log([0.5, 0.5, 0.04]), np.array([2.0]), 4.5).round(3)
    array([20.693])
    """
    absorption, elimination, clearance = np.exp(u[0]), np.exp(u[1]), np.exp(u[2])
    gap = absorption - elimination
    near = np.abs(gap * time) < NEAR
    # Each branch gets arguments that are safe where the other is taken: 0 times nan is nan, in a derivative, too.
    z = np.where(near, gap * time, 0.0)
    series = np.ones_like(z)
    for k in range(12, 1, -1):
        series = 1.0 - z / k * series
    apart = np.exp(-elimination * time) - np.exp(-absorption * time)
    quotient = apart / np.where(near, 1.0, gap)
    both = np.where(near, time * np.exp(-elimination * time) * series, quotient)
    return dose * absorption * elimination / clearance * both


def residuals_of(patient: Patient):
    """Model minus measurements, as a function of u alone: what least squares makes small.

    Parameters
    ----------
    patient : Patient

    Returns
    -------
    callable
        From u, as in `concentration`, to an array of the length of the patient's times, in mg/L.

    Examples
    --------
    >>> from lecture14.data import load_theophylline
    >>> residuals_of(load_theophylline()[2])(np.log([2.0, 0.1, 0.04])).shape
    (11,)
    """

    def residuals(u):
        return concentration(u, patient.time, patient.dose) - patient.concentration

    return residuals


class Uncertainty(NamedTuple):
    """How far to trust a least-squares estimate.

    Attributes
    ----------
    noise : float
        Standard deviation of a measurement, estimated from the residuals.
    covariance : (p, p) array
        Of the estimates.
    standard_errors : (p,) array
    correlation : (p, p) array
    """

    noise: float
    covariance: np.ndarray
    standard_errors: np.ndarray
    correlation: np.ndarray


def uncertainty(residuals, u, curvature=None) -> Uncertainty:
    """Standard errors and correlations of a least-squares estimate: s² H⁻¹, from the Hessian H of ½‖r‖².

    Parameters
    ----------
    residuals : callable
        From (p,) to (m,) with m > p.
    u : (p,) array
        The minimum.
    curvature : (p, p) array, optional
        In place of H, as JᵀJ, which R's `nls` takes.

    Returns
    -------
    Uncertainty

    Raises
    ------
    ValueError
        If there are no more residuals than unknowns, or the curvature is not positive definite: u is no minimum.

    Notes
    -----
    s² = ‖r‖² / (m − p). Seber & Wild (2003), chapter 2.

    Examples
    --------
    The mean of 1, 2, 3, 6 with its standard error, s / √4:

    >>> sample = np.array([1.0, 2.0, 3.0, 6.0])
    >>> found = uncertainty(lambda u: u - sample, np.array([3.0]))
    >>> bool(np.isclose(found.standard_errors[0], sample.std(ddof=1) / 2))
    True
    """
    u = np.asarray(u, dtype=float)
    r = np.asarray(residuals(u))
    freedom = len(r) - len(u)
    if freedom < 1:
        raise ValueError(
            f"residuals returned {len(r)} numbers for {len(u)} unknowns; expected more than unknowns"
        )
    H = hessian(lambda u: 0.5 * np.sum(residuals(u) ** 2))(u) if curvature is None else np.asarray(curvature)
    lowest = np.linalg.eigvalsh(H)[0]
    if not lowest > 0:
        raise ValueError(
            f"the curvature at u has the eigenvalue {lowest:.3g}; expected all positive: go on to a minimum"
        )
    variance = r @ r / freedom
    covariance = variance * np.linalg.inv(H)
    errors = np.sqrt(np.diag(covariance))
    return Uncertainty(float(variance**0.5), covariance, errors, covariance / np.outer(errors, errors))
