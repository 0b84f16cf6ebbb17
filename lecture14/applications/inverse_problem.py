"""An inverse problem: which parameters and which start of a predator-prey model explain noisy counts? (slide 23)

The model runs forward in time, one Runge-Kutta step after the other. The gradient of the misfit runs backward through
all those steps: one reverse sweep, whatever the number of unknowns. Data assimilation in weather forecasting calls
that sweep the adjoint model.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lecture14.applications.optimisation import Descent, bfgs


def lotka_volterra(y, growth, interaction):
    """ẏ = y ∘ (r + A y), for prey y₁ and predators y₂.

    Parameters
    ----------
    y : (2,) array
    growth : (2,) array r = (α, −γ), per unit of time
    interaction : (2, 2) array A = ((0, −β), (δ, 0)), per unit of time and animal

    Examples
    --------
    >>> lotka_volterra(np.array([2.0, 1.0]), *model_of(np.array([1.0, 0.5, 0.8, 0.4])))
    array([1., 0.])
    """
    return y * (growth + interaction @ y)


def model_of(parameters):
    """Growth r and interaction A from the array (α, β, γ, δ).

    α is the birth of prey, β the loss of prey to a predator, γ the death of predators, δ their gain by a prey.
    """
    growth = parameters[np.array([0, 2])] * np.array([1.0, -1.0])
    interaction = parameters[np.array([[1, 1], [3, 3]])] * np.array([[0.0, -1.0], [1.0, 0.0]])
    return growth, interaction


def runge_kutta(f: Callable, y, step: float, steps: int) -> list:
    """The classical Runge-Kutta method of order 4 for ẏ = f(y).

    Returns
    -------
    list of steps + 1 states, the start included

    Examples
    --------
    >>> round(float(runge_kutta(lambda y: -y, np.array([1.0]), 0.1, 10)[-1][0]), 6)
    0.36788
    """
    states = [y]
    for _ in range(steps):
        a = f(y)
        b = f(y + step / 2 * a)
        c = f(y + step / 2 * b)
        d = f(y + step * c)
        y = y + step / 6 * (a + 2 * (b + c) + d)
        states.append(y)
    return states


class Observations(NamedTuple):
    """Noisy counts of prey and predators.

    Attributes
    ----------
    t : (m,) array, units of time
    counts : (m, 2) array
    step : float
        Step of the model's Runge-Kutta method.
    every : int
        The model's steps from one observation to the next.
    truth : (6,) array
        Logarithms of α, β, γ, δ and of the two initial counts.
    """

    t: np.ndarray
    counts: np.ndarray
    step: float
    every: int
    truth: np.ndarray


def make_observations(seed: int = 0, m: int = 20, noise: float = 0.08) -> Observations:
    """Counts of a known model with multiplicative (log-normal) noise.

    Parameters
    ----------
    seed : int
    m : int
        How many times the animals are counted.
    noise : float
        Standard deviation of the logarithm.

    Examples
    --------
    >>> make_observations().counts.shape
    (20, 2)
    """
    truth = np.log([1.0, 0.5, 0.8, 0.4, 3.0, 1.0])
    step, every = 0.25, 2
    exact = np.array(trajectory(truth, step, every * m)[every::every])
    factors = np.exp(noise * np.random.default_rng(seed).standard_normal(exact.shape))
    return Observations(step * every * np.arange(1, m + 1), exact * factors, step, every, truth)


def trajectory(u, step: float, steps: int) -> list:
    """States of the model whose parameters and start have the logarithms u, (6,); `steps` + 1 of them.

    Examples
    --------
    >>> trajectory(np.zeros(6), 0.1, 2)[0]
    array([1., 1.])
    """
    p = np.exp(u)
    growth, interaction = model_of(p[:4])
    return runge_kutta(lambda y: lotka_volterra(y, growth, interaction), p[4:], step, steps)


def misfit(u, observed: Observations):
    """Mean squared difference of the logarithms of model and counts.

    Parameters
    ----------
    u : (6,) array
        Logarithms of the parameters and of the initial counts: any real number is allowed.
    observed : Observations

    Examples
    --------
    >>> observed = make_observations(noise=0.0)
    >>> round(float(misfit(observed.truth, observed)), 12)
    0.0
    """
    steps = observed.every * len(observed.t)
    model = np.stack(trajectory(u, observed.step, steps)[observed.every :: observed.every])
    return np.mean((np.log(model) - np.log(observed.counts)) ** 2)


def assimilate(observed: Observations, start=None, max_iterations: int = 60) -> Descent:
    """Recover parameters and initial state by BFGS; each gradient is one reverse sweep through the time stepper.

    Parameters
    ----------
    observed : Observations
    start : (6,) array, optional
        First guess of the logarithms; a model whose period is wrong by default.
    max_iterations : int

    Returns
    -------
    Descent
        Its points are logarithms.
    """
    first = np.log([0.7, 0.4, 0.6, 0.3, 2.0, 2.0]) if start is None else start
    return bfgs(lambda u: misfit(u, observed), first, tol=1e-4, max_iterations=max_iterations)
