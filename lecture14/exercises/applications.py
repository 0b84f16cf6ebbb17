"""Checks of chapter "Applications"."""

import numpy as np

from lecture14.applications import newton
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, number, whole

_T = np.array([0.0, 0.5, 1.0, 1.5])
_Y = np.array([2.1, 1.3, 0.7, 0.5])


def _gauss_newton(u, t, y, sign=-1.0, curvature=True, amplitude=True):
    """A step for the residual u₀ e^(u₁ t) − y, with its Jacobian by hand."""
    e = np.exp(u[1] * t)
    r, J = u[0] * e - y, np.stack([e, (u[0] if amplitude else 1.0) * t * e], axis=1)
    step = np.linalg.lstsq(J, r, rcond=None)[0] if curvature else J.T @ r
    return u + sign * step


def _measured(rng):
    """Parameters, four to six times, and measurements there."""
    count = whole(rng, 4, 6)
    u = np.array([number(rng, 0.5, 3), number(rng, -1.5, 0.5)])
    return u, array(rng, 0.2, 0.6, count).cumsum().round(2), array(rng, 0.3, 3, count)


def _decay(u, t):
    """The concentrations C₀ e^(−kt) and their derivatives in u = (log C₀, log k)."""
    C = np.exp(u[0] - np.exp(u[1]) * t)
    return C, np.stack([C, -np.exp(u[1]) * t * C], axis=1)


def _exposure(u, t, y, *, lost=2, noise=True, together=True, one_by_one=False):
    """The area C₀/k and its standard error: the two logarithms' variances, less twice their covariance."""
    C, J = _decay(u, t)
    matrix = J.T @ J
    covariance = np.diag(1 / np.diag(matrix)) if one_by_one else np.linalg.inv(matrix)
    if noise:
        covariance = covariance * np.sum((C - y) ** 2) / (len(t) - lost)
    variance = np.trace(covariance) - 2 * covariance[0, 1] * together
    area = np.exp(u[0] - u[1])
    return float(area), float(area * np.sqrt(variance))


def _with_error(error):
    """The right area with another number behind it."""

    def answer(*arguments):
        area, right = _exposure(*arguments)
        return area, error(area, right)

    return answer


def _one_patient(rng):
    """Five to seven times, concentrations there, and where Gauss–Newton steps end."""
    count = whole(rng, 5, 7)
    t = array(rng, 0.4, 1.6, count).cumsum().round(2)
    u = np.log([number(rng, 8, 15), number(rng, 0.15, 0.5)])
    y = (_decay(u, t)[0] * array(rng, 0.9, 1.1, count)).round(2)
    for _ in range(8):
        C, J = _decay(u, t)
        u = u - np.linalg.lstsq(J, C - y, rcond=None)[0]
    return u.round(4), t, y


def _van_der_pol(y):
    return np.stack([y[1], 10.0 * (1.0 - y[0] ** 2) * y[1] - y[0]])


def _van_der_pol_jacobian(y):
    return np.array([[0.0, 1.0], [-20.0 * y[0] * y[1] - 1.0, 10.0 * (1.0 - y[0] ** 2)]])


def _state(rng):
    """A state where the step's equation has one solution, and a step."""
    y = np.array([number(rng, 1.1, 1.8), number(rng, 0.5, 2)])
    return y * (1 if rng.random() < 0.5 else -1), number(rng, 0.03, 0.08, digits=3)


EXERCISES = (
    Exercise(
        "applications-newton-by-hand",
        # F = (x₁² + x₂² − 5, x₁x₂ − 2) at (3, 1): F = (5, 1), J = ((6, 2), (1, 3)), det J = 16
        lambda: (3.0 - 13 / 16, 1.0 - 1 / 16),
        [()],
        [
            Mistake(lambda: (3.0 + 13 / 16, 1.0 + 1 / 16), "Check the sign: Newton subtracts J⁻¹F."),
            Mistake(lambda: (13 / 16, 1 / 16), "That is J⁻¹F. The iterate is x − J⁻¹F."),
            Mistake(
                lambda: (3.0 - 5 / 6, 1.0 - 1 / 3),
                "You divided by the diagonal of J. Both equations contain both unknowns: solve the 2 × 2 system.",
            ),
            Mistake(
                lambda: (3.0 - 14 / 16, 1.0 + 4 / 16),
                "You solved with Jᵀ. A row of J belongs to one equation.",
            ),
            Mistake(
                lambda: (3.0 - 17 / 16, 1.0 - 11 / 16),
                "Check the inverse of J: the entries off the diagonal change their sign in it.",
            ),
        ],
        then="`app.newton(F, [3.0, 1.0]).points` goes on: four more steps end at the root (2, 1).",
    ),
    Exercise(
        "applications-gauss-newton",
        _gauss_newton,
        [(np.array([2.0, -1.0]), _T, _Y), (np.array([1.0, 0.3]), _T, _Y)],
        [
            Mistake(
                lambda u, t, y: _gauss_newton(u, t, y, sign=1.0),
                "Check the sign: with the residual model − y the solution of J s = r is subtracted.",
            ),
            Mistake(
                lambda u, t, y: _gauss_newton(u, t, y, curvature=False),
                "You went along −Jᵀr, down the gradient. The Gauss–Newton step also divides by JᵀJ.",
            ),
            Mistake(
                lambda u, t, y: u - _gauss_newton(u, t, y),
                "That is the solution of J s = r. Return the new parameters.",
            ),
            Mistake(
                lambda u, t, y: _gauss_newton(u, t, y, amplitude=False),
                "Check the second column of J: the derivative in u₂ keeps the factor u₁.",
            ),
        ],
        draw=_measured,
        then="From u = (2, −1) with t = 0, ½, 1, 1½ and y = 2.1, 1.3, 0.7, 0.5 four steps fix seven decimals.",
        rtol=1e-7,
    ),
    Exercise(
        "applications-exposure",
        _exposure,
        [
            (
                np.array([2.4971, -1.3675]),
                np.array([0.5, 1.0, 2.0, 4.0, 6.0, 8.0]),
                np.array([10.9, 9.1, 7.4, 4.3, 2.9, 1.4]),
            ),
        ],
        [
            Mistake(
                lambda u, t, y: _exposure(u, t, y, lost=0),
                "Check s²: you divide by the number of samples, although two unknowns were fitted to them.",
            ),
            Mistake(
                lambda u, t, y: _exposure(u, t, y, noise=False),
                "Where is s²? The inverse of JᵀJ alone does not know how large the errors are.",
            ),
            Mistake(
                lambda u, t, y: _exposure(u, t, y, together=False),
                "You add the two variances as if the unknowns erred independently. They err together: part cancels.",
            ),
            Mistake(
                lambda u, t, y: _exposure(u, t, y, one_by_one=True),
                "You inverted the diagonal of JᵀJ alone, as if the other unknown were known. Invert the matrix.",
            ),
            Mistake(
                _with_error(lambda area, error: error / area),
                "Your second number is the standard error of the area's logarithm. Which unit has the area?",
            ),
            Mistake(
                _with_error(lambda area, error: error**2),
                "Your second number is the variance. The standard error is its square root.",
            ),
        ],
        draw=_one_patient,
        then="`app.uncertainty` takes the Hessian in place of JᵀJ: by how much does your second number change?",
        rtol=1e-7,
    ),
    Exercise(
        "applications-backward-euler",
        lambda y, h: newton(lambda z: z - y - h * _van_der_pol(z), y).points[-1],
        [(np.array([2.0, 0.0]), 0.1), (np.array([1.5, -0.5]), 0.2)],
        [
            Mistake(
                lambda y, h: y + h * _van_der_pol(y),
                "That is the explicit Euler method: the slope must be taken at the new state.",
            ),
            Mistake(
                lambda y, h: (
                    y + np.linalg.solve(np.eye(2) - h * _van_der_pol_jacobian(y), h * _van_der_pol(y))
                ),
                "That is one Newton iteration. Repeat until the equation holds.",
            ),
            Mistake(
                lambda y, h: newton(lambda z: z - y + h * _van_der_pol(z), y).points[-1],
                "Check the sign in z − y − h f(z) = 0: yours goes backward in time.",
            ),
            Mistake(
                lambda y, h: newton(lambda z: z - y - h / 2 * (_van_der_pol(y) + _van_der_pol(z)), y).points[
                    -1
                ],
                "That is the trapezoidal rule, the mean of both slopes. Here the new state's slope counts alone.",
            ),
        ],
        draw=_state,
        then="Read `implicit_solve` in `lecture14.applications.stiff`: it solves two such equations in every step.",
        rtol=1e-8,
    ),
)
