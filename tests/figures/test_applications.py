"""The numbers in the pictures of chapter "Applications"."""

import numpy as np
import pytest
from scipy import stats

from lecture14.figures import applications as figures


def test_newton_ends_on_the_roots():
    # Roots of x² + y² = 4, eˣ + y = 1 as textbooks on numerical analysis print them.
    right = figures.newton_iterates("(1, −1)", 6)
    left = figures.newton_iterates("(2, 2)", 8)
    np.testing.assert_allclose(right.points[-1], [1.004168738, -1.729637287], atol=1e-8)
    np.testing.assert_allclose(left.points[-1], [-1.816264069, 0.837367760], atol=1e-8)


def test_first_iterate_by_hand():
    # At (1, −1): F = (−2, e − 2), J = ((2, −2), (e, 1)).
    step = np.linalg.solve([[2, -2], [np.e, 1]], [-2, np.e - 2])
    np.testing.assert_allclose(figures.newton_iterates("(1, −1)", 1).points[1], [1, -1] - step)


def test_picture_says_when_the_slider_is_past_the_last_iterate():
    picture = figures.newton_iterates("(1, −1)", 7)
    assert len(picture.points) == 6
    assert "solved at iterate 5" in picture.alt
    assert picture.figure.axes[0].get_title(loc="left") == "iteration 7: solved at iterate 5"
    assert "solved" not in figures.newton_iterates("(1, −1)", 5).alt


def test_residual_grows_before_it_falls_from_two_two():
    residuals = figures.newton_iterates("(2, 2)", 8).residuals
    assert residuals[3] > residuals[2]


def test_valley_ranks_the_methods():
    picture = figures.valley()
    assert len(picture.newton.values) < len(picture.bfgs.values) < len(picture.gradient.values)
    assert picture.gradient.values[-1] > 1e-4 > picture.bfgs.values[-1]


@pytest.mark.slow
def test_the_fit_ends_where_nls_ends_and_the_methods_are_ranked():
    # R 4.2.2, nls with SSfol on Theoph's subject 3; see tests/applications/test_patient.py.
    expected = np.exp([0.897542477873427, -2.508073546212076, -3.229964796060918])
    gradient, gauss, newton = figures.descents().values()
    for path in (gradient, gauss, newton):
        np.testing.assert_allclose(np.exp(path.points[-1]), expected, rtol=1e-6)
    assert len(newton.points) < len(gauss.points) < len(gradient.points) / 20
    picture = figures.patient_fit("Newton", 5)
    np.testing.assert_allclose(picture.values, expected, rtol=1e-6)
    assert picture.misfit == pytest.approx(0.436273933770906 / 2)
    # Past the last iterate the picture stays at it.
    assert "After 5 iterations of Newton" in figures.patient_fit("Newton", 9).alt


def test_the_clearance_that_suits_two_rates_best():
    u = np.log([0.9, 0.3, 1.0])
    lowest, clearance = figures.least_misfit(0.9, 0.3)
    around = [figures.misfit([u[0], u[1], np.log(factor * clearance)]) for factor in (0.99, 1.0, 1.01)]
    assert around[1] == pytest.approx(lowest)
    assert around[1] < min(around[0], around[2])


def test_two_minima_mirror_each_other():
    picture = figures.two_minima()
    ends, misfits = picture.ends, picture.misfits
    np.testing.assert_allclose(ends[:3], np.tile(ends[0], (3, 1)), rtol=1e-5)
    np.testing.assert_allclose(ends[3:6], np.tile(ends[0][[1, 0, 2]], (3, 1)), rtol=1e-5)
    np.testing.assert_allclose(misfits[:6], 0.436273933770906 / 2, rtol=1e-9)
    np.testing.assert_allclose(ends[6:, 0], ends[6:, 1], rtol=1e-9)
    assert np.all(misfits[6:] > 14)


def test_profiles_against_r():
    picture = figures.profiles()
    # R 4.2.2: confint(f) for the nls fit, by MASS: profile intervals of the logarithms.
    r = [
        [0.742017378111625, 1.05965221126568],
        [-2.636970190967170, -2.38347801336631],
        [-3.322364558986514, -3.14233567380549],
    ]
    np.testing.assert_allclose(np.log(picture.profiled), r, atol=3e-4)
    assert np.all(np.abs(np.log(picture.straight) - r) > 1e-4)
    assert pytest.approx(stats.t.ppf(0.975, 8), rel=1e-8) == figures.STUDENT


def test_training_separates_the_moons():
    before, after = figures.moons(0), figures.moons(200)
    assert before.loss == pytest.approx(np.log(2), abs=0.3)
    assert after.wrong <= 2 < before.wrong


@pytest.mark.slow
def test_differences_are_v_shaped_and_a_scale_moves_the_window_over_the_usual_step():
    picture = figures.stiff_jacobians()
    for counts in (picture.absolute, picture.scaled):
        assert np.nanmin(counts) == pytest.approx(picture.exact, rel=0.02)
    assert picture.absolute[0] > 1.2 * picture.exact
    assert np.all(np.isnan(picture.absolute[picture.h > 1e-4]))
    assert np.isnan(picture.scaled[0])
    usual = np.argmin(np.abs(np.log(picture.h / 1e-8)))
    assert picture.scaled[usual] == picture.exact < picture.absolute[usual]


@pytest.mark.slow
@pytest.mark.parametrize("floor", [1e-3, 1e-5, 1e-8])
def test_scaled_steps_of_the_usual_size_do_as_well_as_forward_mode(floor):
    exact = figures.robertson_solution().iterations
    assert figures.difference_iterations(2.0**-26, floor) == pytest.approx(exact, rel=0.01)
    assert figures.difference_iterations(1e-8) > 1.05 * exact


def test_the_samples_to_sketch_are_counted_one_by_one():
    curve = figures.wrong_side()
    curve.check()
    X, labels, course = figures.trained()
    for step in (0, 20, 100):
        w = course.weights[step]
        sides = [w["W2"] @ np.tanh(x @ w["W1"] + w["b1"]) + w["b2"] > 0 for x in X]
        assert curve.y[step] == sum(side != label for side, label in zip(sides, labels, strict=True))
    # A straight line first, then an S; from step 140 on nobody is wrong.
    assert curve.y[20] > 4 * curve.y[80] > 0
    assert not curve.y[140:].any()
