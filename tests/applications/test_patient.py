"""One patient's drug: the model against SymPy and mpmath, the fit against R."""

from functools import cache

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from lecture14 import applications as app
from lecture14 import hessian, jacobian
from lecture14.applications.patient import NEAR
from lecture14.data import load_theophylline

PATIENT = load_theophylline()[2]
RESIDUALS = app.residuals_of(PATIENT)

# R 4.2.2: d <- Theoph[Theoph$Subject == 3, ]
# f <- nls(conc ~ SSfol(Dose, Time, e, a, c), d, start = list(e = -2.5, a = .9, c = -3.2),
#          control = nls.control(tol = 1e-7)); here in the order a, e, c: absorption, elimination, clearance
R_ESTIMATE = [0.897542477873427, -2.508073546212076, -3.229964796060918]
R_ERRORS = [0.0693331796643182, 0.0561148812190913, 0.0397200497930611]
R_CORRELATIONS = [-0.574332044008229, -0.391732117514062, 0.933697580766805]
R_SIGMA, R_DEVIANCE = 0.233525676792432, 0.436273933770906
# The same with H from deriv3(…, hessian) in place of JᵀJ.
R_HESSIAN_ERRORS = [0.0686856253044468, 0.0548663426088295, 0.0389627846382665]
R_HESSIAN_CORRELATIONS = [-0.565069555184813, -0.377858335833105, 0.931053546471688]


def misfit(u):
    return 0.5 * np.sum(RESIDUALS(u) ** 2)


@pytest.fixture(scope="module")
def best():
    return app.gauss_newton(RESIDUALS, np.log([1.0, 0.1, 0.1]), tol=1e-10).points[-1]


def test_the_model_solves_its_differential_equations():
    ka, ke, clearance, dose = 1.7, 0.2, 0.05, 4.0
    exact = solve_ivp(
        lambda t, y: [-ka * y[0], ka * y[0] - ke * y[1]],
        (0, 10),
        [dose, 0],
        t_eval=[1, 4, 10],
        rtol=1e-10,
        atol=1e-12,
    ).y[1] / (clearance / ke)
    np.testing.assert_allclose(
        app.concentration(np.log([ka, ke, clearance]), np.array([1.0, 4.0, 10.0]), dose), exact, rtol=1e-8
    )


@cache
def exact():
    """Value, gradient and Hessian of the formula by SymPy, as functions of a, e, c, t for mpmath."""
    names = sp.symbols("a e c")
    t = sp.symbols("t")
    ka, ke, clearance = map(sp.exp, names)
    formula = sp.Float("4.53", 40) * ka * ke / (clearance * (ka - ke)) * (sp.exp(-ke * t) - sp.exp(-ka * t))
    gradient = [formula.diff(x) for x in names]
    second = [[g.diff(x) for x in names] for g in gradient]
    return sp.lambdify([*names, t], [formula, gradient, second], "mpmath")


@pytest.mark.parametrize("gap", [3.0, 1e-2, -1e-6, 1e-13, 0.24 / 2.02, 0.26 / 2.02])
def test_value_gradient_and_hessian_against_sympy(gap):
    u, times = np.log([0.5 + gap, 0.5, 0.04]), [0.27, 2.02, 24.17]
    first = jacobian(lambda u: app.concentration(u, np.array(times), 4.53))(u)
    second = hessian(lambda u: app.concentration(u, np.array(times[1:2]), 4.53)[0])(u)
    for i, t in enumerate(times):
        with mp.workdps(70):
            value, g, H = exact()(*map(mp.mpf, u), mp.mpf(t))
            value, g, H = float(value), np.array(g, float), np.array(H, float)
        assert app.concentration(u, np.array([t]), 4.53)[0] == pytest.approx(value, rel=1e-13)
        np.testing.assert_allclose(first[i], g, rtol=1e-11, atol=1e-11 * value)
        if i == 1:
            np.testing.assert_allclose(second, H, rtol=1e-9, atol=1e-9 * value)


def test_equal_rates_have_equal_slopes():
    J = jacobian(lambda u: app.concentration(u, PATIENT.time, 4.53))(np.log([0.3, 0.3, 0.04]))
    np.testing.assert_allclose(J[:, 0], J[:, 1], rtol=1e-12)
    assert np.all(J[1:] != 0)


@settings(max_examples=50, deadline=None)
@given(
    st.floats(-3, 2),
    st.one_of(st.just(0.0), st.floats(-1, 1), st.floats(-14, -1).map(lambda x: 10.0**x)),
    st.one_of(st.just(0.0), st.floats(1e-4, 25)),
)
@example(0.0, 3.85e-57, 1.0)
def test_no_gap_where_the_rates_meet(log_rate, apart, t):
    u = np.array([log_rate + apart, log_rate, -3.0])
    # Enough digits for the difference of two rates of 1 whose logarithms are apart by the smallest number.
    with mp.workdps(360):
        ka, ke, time = mp.exp(mp.mpf(u[0])), mp.exp(mp.mpf(u[1])), mp.mpf(t)
        gap = ka - ke
        shape = time * mp.exp(-ke * time) if gap == 0 else (mp.exp(-ke * time) - mp.exp(-ka * time)) / gap
        exact = float(ka * ke / mp.exp(-3) * shape)
    found = app.concentration(u, np.array([t]), 1.0)
    # The exponent loses the digits that its own size has before the point.
    np.testing.assert_allclose(found, [exact], rtol=1e-13 * (1 + np.exp(u[:2].max()) * t), atol=1e-300)
    swapped = app.concentration(u[[1, 0, 2]], np.array([t]), 1.0)
    np.testing.assert_allclose(swapped, found, rtol=1e-12 * (1 + np.exp(u[:2].max()) * t), atol=1e-300)


def test_the_plain_formula_would_fail_there():
    u = np.log([0.5, 0.5 * (1 + 1e-13), 0.04])
    ka, ke = np.exp(u[:2])
    plain = 4.53 * ka * ke / (0.04 * (ka - ke)) * (np.exp(-ke * 2) - np.exp(-ka * 2))
    safe = app.concentration(u, np.array([2.0]), 4.53)[0]
    assert abs(plain / safe - 1) > 1e-4
    assert abs((ka - ke) * 2) < NEAR


@pytest.mark.parametrize("guess", [(1.0, 0.1, 0.1), (1.0, 0.2, 0.02), (0.3, 0.1, 0.1)])
def test_gauss_newton_and_newton_end_where_nls_ends(guess):
    for path in (app.gauss_newton(RESIDUALS, np.log(guess)), app.newton_minimise(misfit, np.log(guess))):
        np.testing.assert_allclose(path.points[-1], R_ESTIMATE, atol=2e-7)
        assert 2 * path.values[-1] == pytest.approx(R_DEVIANCE, rel=1e-12)
        assert np.all(np.diff(path.values) < 0)


def test_standard_errors_are_those_of_nls(best):
    J = jacobian(RESIDUALS)(best)
    found = app.uncertainty(RESIDUALS, best, J.T @ J)
    assert found.noise == pytest.approx(R_SIGMA, rel=1e-10)
    np.testing.assert_allclose(found.standard_errors, R_ERRORS, rtol=1e-6)
    np.testing.assert_allclose(found.correlation[np.triu_indices(3, 1)], R_CORRELATIONS, rtol=1e-6)


def test_the_hessian_is_the_one_of_deriv3(best):
    found = app.uncertainty(RESIDUALS, best)
    np.testing.assert_allclose(found.standard_errors, R_HESSIAN_ERRORS, rtol=1e-6)
    np.testing.assert_allclose(found.correlation[np.triu_indices(3, 1)], R_HESSIAN_CORRELATIONS, rtol=1e-6)
    # The two differ by one to three per cent, so that neither test would pass with the other's numbers.
    assert np.all(found.standard_errors < 0.995 * np.array(R_ERRORS))


def test_the_second_optimum_fits_as_well_and_has_the_rates_swapped(best):
    other = app.gauss_newton(RESIDUALS, np.log([0.1, 1.0, 0.1]), tol=1e-10)
    np.testing.assert_allclose(other.points[-1], best[[1, 0, 2]], atol=1e-9)
    assert 2 * other.values[-1] == pytest.approx(R_DEVIANCE, rel=1e-12)
    np.testing.assert_allclose(
        app.uncertainty(RESIDUALS, other.points[-1]).standard_errors[[1, 0, 2]], R_HESSIAN_ERRORS, rtol=1e-6
    )
    volumes = np.exp([best[2] - best[1], other.points[-1][2] - other.points[-1][1]])
    # Steinijans, Eicke & Ahrens (1982): 0.258 to 0.789 L/kg after a dose into the vein.
    assert 0.258 < volumes[0] < 0.789
    assert volumes[1] < 0.258 / 10


def test_starts_with_equal_rates_end_on_a_saddle():
    for path in (
        app.gauss_newton(RESIDUALS, np.log([0.3, 0.3, 0.1])),
        app.newton_minimise(misfit, np.log([0.3, 0.3, 0.1])),
    ):
        end = path.points[-1]
        assert end[0] == pytest.approx(end[1], abs=1e-5)
        assert path.gradient_norms[-1] < 1e-6
        low, *others = np.linalg.eigvalsh(hessian(misfit)(end))
        assert low < 0 < min(others)
        with pytest.raises(ValueError, match=r"eigenvalue -13\.9; expected all positive: go on to a minimum"):
            app.uncertainty(RESIDUALS, end)


def test_as_many_residuals_as_unknowns_leave_no_noise_to_estimate():
    with pytest.raises(ValueError, match="residuals returned 2 numbers for 2 unknowns"):
        app.uncertainty(lambda u: u - 1.0, [1.0, 1.0])


def test_gauss_newton_solves_a_linear_problem_in_one_step():
    A = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 4.0]])
    y = np.array([1.0, 2.0, 2.0, 5.0])
    path = app.gauss_newton(lambda u: A @ u - y, [7.0, -3.0])
    assert len(path.points) == 2
    np.testing.assert_allclose(path.points[-1], np.linalg.lstsq(A, y, rcond=None)[0], rtol=1e-12)


def test_uncertainty_of_an_enzyme_as_nls_has_it():
    # R 4.2.2: d <- subset(Puromycin, state == "treated")
    # nls(rate ~ Vm * conc / (K + conc), d, start = list(Vm = 200, K = .05))
    conc = np.repeat([0.02, 0.06, 0.11, 0.22, 0.56, 1.1], 2)
    rate = np.array([76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200.0])

    def residuals(p):
        return p[0] * conc / (p[1] + conc) - rate

    best = app.gauss_newton(residuals, [200.0, 0.05], tol=1e-4).points[-1]
    np.testing.assert_allclose(best, [212.683741382723, 0.0641212789681], rtol=1e-7)
    J = jacobian(residuals)(best)
    found = app.uncertainty(residuals, best, J.T @ J)
    np.testing.assert_allclose(found.standard_errors, [6.9471550955509, 0.0082809492597], rtol=1e-6)
    assert found.noise == pytest.approx(10.9336581913)
    assert found.correlation[0, 1] == pytest.approx(0.765083700329, rel=1e-6)
    # H from deriv3(…, hessian).
    np.testing.assert_allclose(
        app.uncertainty(residuals, best).standard_errors, [7.1606678578469, 0.0087112407995], rtol=1e-6
    )
