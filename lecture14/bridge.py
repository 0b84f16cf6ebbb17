"""Where the lecture's two halves meet: the mixture's likelihood, differentiated by the package's own reverse mode.

The slides say that EM is "a type of gradient ascent" on the marginal likelihood (slides 43-47). Here that
likelihood is an ordinary NumPy function of unconstrained parameters; `value_and_grad` differentiates it,
`gradient_ascent` and `lbfgs` climb it from EM's own start, and `preconditioned_step` shows what EM's step is:
the gradient, times Σₖ/Nₖ (Xu & Jordan 1996).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lecture14.autodiff import grad, logsumexp, value_and_grad
from lecture14.clustering import History, Parameters
from lecture14.clustering.em.steps import m_step, responsibilities
from lecture14.clustering.gaussian.density import LOG_2PI
from lecture14.clustering.inputs import checks as check
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.standard_errors import StandardErrors, standard_errors


def unconstrained(parameters):
    """Numbers free to take any value, in place of weights that sum to 1 and matrices that are positive definite.

    Parameters
    ----------
    parameters : Parameters with full covariances

    Returns
    -------
    dict
        logits (K,): weights are their softmax; means (K, d); factors (K, d, d): above the diagonal that of U
        with Σ⁻¹ = U Uᵀ, on it the logarithms of U's; below it, zeros that are never used.

    Examples
    --------
    >>> theta = unconstrained(Parameters([0.5, 0.5], [[0.0], [1.0]], [[[1.0]], [[4.0]]]))
    >>> theta["factors"].ravel().round(4)
    array([ 0.    , -0.6931])
    """
    if parameters.covariance_type != "full":
        raise ValueError(f"parameters are of type {parameters.covariance_type!r}; expected 'full'")
    if not (parameters.weights > 0).all():
        raise ValueError(f"weights are {parameters.weights}; expected all above 0, for their logarithms")
    U = parameters.precisions_cholesky
    eye = np.eye(U.shape[1])
    log_diagonal = np.log(np.diagonal(U, axis1=1, axis2=2))
    return {
        "logits": np.log(parameters.weights),
        "means": np.array(parameters.means),
        "factors": np.triu(U, 1) + log_diagonal[:, :, None] * eye,
    }


def constrained(theta):
    """The mixture that unconstrained numbers stand for: the inverse of `unconstrained`."""
    log_diagonal = np.diagonal(theta["factors"], axis1=1, axis2=2)
    U = np.triu(theta["factors"], 1) + np.exp(log_diagonal)[:, :, None] * np.eye(log_diagonal.shape[1])
    weights = np.exp(theta["logits"] - np.logaddexp.reduce(theta["logits"]))
    return Parameters.from_precisions_cholesky(weights / weights.sum(), theta["means"], U)


def log_likelihood(theta, X):
    """Σᵢ log Σₖ πₖ N(xᵢ|μₖ,Σₖ) of unconstrained parameters, in operations that our autodiff knows.

    Parameters
    ----------
    theta : dict as `unconstrained` gives
    X : (n, d) array

    Returns
    -------
    scalar, in nats

    Notes
    -----
    Slide 43, with the density of slide 30.

    Examples
    --------
    >>> X = np.array([[0.0], [1.0]])
    >>> theta = unconstrained(Parameters([1.0], [[0.0]], [[[1.0]]]))
    >>> value, gradient = value_and_grad(log_likelihood)(theta, X)
    >>> round(float(value), 4), gradient["means"].tolist()
    (-2.3379, [[1.0]])
    """
    logits, means, factors = theta["logits"], theta["means"], theta["factors"]
    d = X.shape[1]
    log_diagonal = np.sum(factors * np.eye(d), axis=2)
    U = factors * np.triu(np.ones((d, d)), 1) + np.exp(log_diagonal)[:, :, None] * np.eye(d)
    z = (X - means[:, None, :]) @ U
    log_density = np.sum(log_diagonal, axis=1)[:, None] - 0.5 * (d * LOG_2PI + np.sum(z * z, axis=2))
    log_weights = logits - logsumexp(logits)
    return np.sum(logsumexp(log_weights[:, None] + log_density, axis=0))


class MeanStep(NamedTuple):
    """EM's step of the means beside the gradient that it follows.

    Attributes
    ----------
    em : (K, d) array
        Means after one EM iteration.
    gradient : (K, d) array
        ∂ℓ/∂μₖ by reverse mode.
    preconditioned : (K, d) array
        μₖ + (Σₖ/Nₖ) ∂ℓ/∂μₖ, equal to `em` up to rounding.
    closed_form : (K, d) array
        Σᵢ rᵢₖ Σₖ⁻¹(xᵢ - μₖ), equal to `gradient` up to rounding.
    """

    em: np.ndarray
    gradient: np.ndarray
    preconditioned: np.ndarray
    closed_form: np.ndarray


def preconditioned_step(X, parameters):
    """One EM step of the means is one gradient step, with Σₖ/Nₖ for a step size.

    Parameters
    ----------
    X : (n, d) array
    parameters : Parameters with full covariances

    Returns
    -------
    MeanStep

    Notes
    -----
    Xu & Jordan (1996), "On convergence properties of the EM algorithm for Gaussian mixtures", theorem 1.

    Examples
    --------
    >>> X = np.array([[0.0], [1.0], [5.0], [6.0]])
    >>> step = preconditioned_step(X, Parameters([0.5, 0.5], [[0.0], [4.0]], [[[1.0]], [[1.0]]]))
    >>> bool(np.allclose(step.em, step.preconditioned, rtol=1e-14))
    True
    """
    X = np.asarray(check.check_X(X, parameters.means.shape[1]), dtype=float)
    theta = unconstrained(parameters)
    gradient = grad(lambda means: log_likelihood({**theta, "means": means}, X))(theta["means"])
    R, _ = responsibilities(Rows(X), parameters)
    statistics = SufficientStatistics.from_responsibilities(X, R)
    step = np.einsum("kij,kj->ki", parameters.covariances, gradient) / statistics.counts[:, None]
    U = parameters.precisions_cholesky
    pull = np.einsum("nk,nki->ki", R, X[:, None] - parameters.means)
    return MeanStep(
        m_step(statistics).means,
        gradient,
        parameters.means + step,
        np.einsum("kij,klj,kl->ki", U, U, pull),
    )


def gradient_ascent(X, start, step=None, n_iter=100):
    """Climb the log-likelihood along its gradient in the unconstrained parameters.

    Parameters
    ----------
    X : (n, d) array
    start : Parameters with full covariances
    step : float or None
        None chooses it by backtracking: doubled after each success, halved until the Armijo condition holds. EM
        needs no such choice.
    n_iter : int

    Returns
    -------
    History
        Of the same layout as `GaussianMixture.history_`, so that both can be drawn in one picture. It ends
        early if no step climbs any more.

    Raises
    ------
    ValueError
        If a fixed step is so large that the likelihood leaves the numbers.

    Notes
    -----
    Slides 43-45; Nocedal & Wright (2006), algorithm 3.1.
    """
    X = np.asarray(check.check_X(X, start.means.shape[1]), dtype=float)
    Rows(X).summary()
    both = value_and_grad(log_likelihood)
    theta, path, values = unconstrained(start), [start], []
    value, gradient = both(theta, X)
    values.append(float(value))
    rate = 1.0 / len(X) if step is None else float(step)
    for iteration in range(1, check.check_integer(n_iter, "n_iter", 0) + 1):
        slope = sum(float((g * g).sum()) for g in gradient.values())
        while True:
            trial = {name: theta[name] + rate * gradient[name] for name in theta}
            with np.errstate(over="ignore", invalid="ignore", under="ignore"):
                reached = float(log_likelihood(trial, X))
            if step is not None:
                if not np.isfinite(reached):
                    raise ValueError(f"step is {step:g}; expected one small enough for iteration {iteration}")
                break
            if reached >= values[-1] + 1e-4 * rate * slope:
                break
            rate /= 2
            if rate * slope <= 1e-16 * abs(values[-1]):
                return History.of(path, values)
        theta = trial
        value, gradient = both(theta, X)
        values.append(float(value))
        path.append(constrained(theta))
        if step is None:
            rate *= 2
    return History.of(path, values)


def lbfgs(X, start, max_iter=100, tol=1e-10):
    """Climb the same function with SciPy's L-BFGS, fed by our gradient.

    Parameters
    ----------
    X : (n, d) array
    start : Parameters with full covariances
    max_iter : int
    tol : float, relative gain at which to stop

    Returns
    -------
    History
        The start and every iteration.

    Raises
    ------
    ModuleNotFoundError
        If SciPy is not installed; nothing else here needs it. Its ``name`` is SciPy's, so that Python in a page, which
        fetches what is missing by that name, need not be asked twice.
    """
    try:
        from scipy.optimize import minimize
    except ModuleNotFoundError as error:
        message = "lbfgs needs SciPy; install it with: pip install scipy"
        raise ModuleNotFoundError(message, name=error.name) from error
    X = np.asarray(check.check_X(X, start.means.shape[1]), dtype=float)
    Rows(X).summary()
    theta = unconstrained(start)
    shapes = {name: value.shape for name, value in theta.items()}
    n, both = len(X), value_and_grad(log_likelihood)

    def unpack(flat):
        parts = np.split(flat, np.cumsum([np.prod(s) for s in shapes.values()])[:-1])
        return {name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}

    def pack(tree):
        return np.concatenate([np.ravel(tree[name]) for name in shapes])

    def objective(flat):
        value, gradient = both(unpack(flat), X)
        return -float(value) / n, -pack(gradient) / n

    path, values = [start], [float(log_likelihood(theta, X))]

    def record(flat):
        path.append(constrained(unpack(flat)))
        values.append(float(log_likelihood(unpack(flat), X)))

    options = {"maxiter": max_iter, "ftol": tol, "gtol": 1e-12}
    minimize(objective, pack(theta), jac=True, method="L-BFGS-B", callback=record, options=options)
    return History.of(path, values)


__all__ = [
    "MeanStep",
    "StandardErrors",
    "constrained",
    "gradient_ascent",
    "lbfgs",
    "log_likelihood",
    "preconditioned_step",
    "standard_errors",
    "unconstrained",
]
