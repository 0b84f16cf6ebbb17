"""The numbers in the pictures of chapter "Which model?"."""

import numpy as np
import pytest
from scipy import stats
from sklearn.mixture import GaussianMixture as Reference

from lecture14.data import load_penguins
from lecture14.exercises import check
from lecture14.figures import which_model as figures


@pytest.mark.parametrize("kind", ["diag", "full"])
def test_bill_fits_are_tops_for_scikit_learn_too(kind):
    X = figures.bills()
    reference = Reference(
        3, covariance_type=kind, means_init=figures.BILL_START[kind], random_state=0, tol=1e-7, max_iter=1000
    ).fit(X)
    assert figures.penguin_bills(kind).log_likelihood == pytest.approx(reference.score(X) * 342, abs=0.01)
    assert figures.penguin_bills(kind).bic == pytest.approx(reference.bic(X), abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["diag", "full"])
def test_bill_fits_are_the_best_of_ten_starts(kind):
    X = figures.bills()
    best = Reference(3, covariance_type=kind, n_init=10, random_state=0, tol=1e-6, max_iter=1000).fit(X)
    assert figures.penguin_bills(kind).log_likelihood > best.score(X) * 342 - 0.01


def test_full_covariance_saves_the_gentoos():
    assert (figures.penguin_bills("diag").wrong, figures.penguin_bills("full").wrong) == (55, 13)
    gentoo = load_penguins().y == 2
    owner = figures.bill_mixture("diag").predict(figures.bills())
    assert np.sum(owner[gentoo] == 1) > 40  # called Chinstraps


def test_fewer_assumptions_cost_a_little_when_the_assumption_holds():
    independent, slight, strong = (figures.tilted_clouds(r) for r in (0.0, 0.2, 0.9))
    assert independent.diagonal < independent.full
    assert slight.full < slight.diagonal
    assert strong.full <= 2
    assert strong.diagonal > 80


@pytest.mark.parametrize(
    ("scales", "correlation"), [((1.0, 1.0), 0.6), ((1.4, 1.0), -0.9), ((0.6, 1.4), 0.3)]
)
def test_eigenvalues_are_the_closed_form(scales, correlation):
    picture = figures.covariance_by_hand(*scales, correlation)
    (a, b), c = np.square(scales), correlation * np.prod(scales)
    root = np.hypot((a - b) / 2, c)
    np.testing.assert_allclose(picture.eigenvalues, [(a + b) / 2 + root, (a + b) / 2 - root])
    # The angle θ of the long axis satisfies tan 2θ = 2c/(a - b).
    assert np.tan(2 * np.radians(picture.angle)) * (a - b) == pytest.approx(2 * c) or a == b


def test_equal_scales_turn_to_45_degrees():
    assert figures.covariance_by_hand(1.0, 1.0, 0.3).angle == pytest.approx(45)
    assert figures.covariance_by_hand(1.0, 1.0, -0.3).angle == pytest.approx(-45)


@pytest.mark.parametrize("radius", [0.5, 1.0, 1.5, 3.0])
def test_coverage_is_chi_squared(radius):
    picture = figures.sigma_coverage(radius)
    assert picture.plane == pytest.approx(stats.chi2.cdf(radius**2, 2))
    assert picture.line == pytest.approx(stats.chi2.cdf(radius**2, 1))
    assert picture.counted == pytest.approx(picture.plane, abs=4 * 0.5 / np.sqrt(200_000))


def test_exchangeable_solution_is_the_maximum():
    """The average is the maximum-likelihood answer: no nearby matrix of the type gives more."""
    S = np.array([[4.0, 1.0, 0.5], [1.0, 2.0, -0.3], [0.5, -0.3, 3.0]])

    def log_likelihood(variance, shared):
        C = shared + (variance - shared) * np.eye(3)
        return -0.5 * (np.linalg.slogdet(C)[1] + np.trace(np.linalg.solve(C, S)))

    best = log_likelihood(3.0, 0.4)
    assert all(
        log_likelihood(3.0 + a, 0.4 + b) < best for a in (-0.1, 0, 0.1) for b in (-0.1, 0, 0.1) if a or b
    )
    assert check("which-exchangeable", lambda S: 0.0 * S).passed is False
