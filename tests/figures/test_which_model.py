"""The data and the fits of chapter "Which model?"."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture as Reference

from lecture14.data import load_penguins
from lecture14.exercises import check
from lecture14.figures import which_model as figures

X = load_penguins().X[:, :2]


@pytest.mark.parametrize("kind", ["diag", "full"])
def test_bill_fits_are_tops_for_scikit_learn_too(kind):
    reference = Reference(
        3, covariance_type=kind, means_init=figures.BILL_START[kind], random_state=0, tol=1e-9, max_iter=2000
    ).fit(X)
    assert figures.bill_mixture(kind).score(X) * 342 == pytest.approx(reference.score(X) * 342, abs=0.001)
    assert figures.bill_mixture(kind).bic(X) == pytest.approx(reference.bic(X), abs=0.002)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["diag", "full"])
def test_bill_fits_are_the_best_of_ten_starts(kind):
    best = Reference(3, covariance_type=kind, n_init=10, random_state=0, tol=1e-6, max_iter=1000).fit(X)
    assert figures.bill_mixture(kind).score(X) * 342 > best.score(X) * 342 - 0.01


def test_full_covariance_saves_the_gentoos():
    species = load_penguins().y
    diag, full = (figures.bill_mixture(kind).predict(X) for kind in ("diag", "full"))
    assert ((diag != species).sum(), (full != species).sum()) == (55, 12)
    assert np.sum(diag[species == 2] == 1) > 40  # called Chinstraps


@pytest.mark.parametrize("correlation", [0.0, 0.8])
def test_clouds_have_their_correlation_and_their_means(correlation):
    cloud, y = figures.clouds(correlation)
    for k in (0, 1):
        own = cloud[y == k]
        # Within four standard errors: that of a mean is 1/√120, that of a correlation (1 - ρ²)/√120.
        np.testing.assert_allclose(own.mean(axis=0), figures.CLOUD_MEANS[k], atol=4 / np.sqrt(120))
        assert np.corrcoef(own.T)[0, 1] == pytest.approx(
            correlation, abs=4 * (1 - correlation**2) / np.sqrt(120)
        )


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
