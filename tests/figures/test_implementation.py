"""The numbers in the picture of chapter "Implementation"."""

import pytest
from sklearn.mixture import GaussianMixture

import lecture14
from lecture14.figures import implementation as figures


@pytest.mark.parametrize(
    ("covariance_type", "n_parameters"), [("full", 17), ("tied", 11), ("diag", 14), ("spherical", 11)]
)
def test_parameters_and_bic(covariance_type, n_parameters):
    picture = figures.covariance_types(covariance_type)
    assert picture.n_parameters == n_parameters
    ours = figures.penguin_fit(covariance_type)
    peer = GaussianMixture(
        3, covariance_type=covariance_type, tol=1e-7, max_iter=1000,
        weights_init=ours.weights_, means_init=ours.means_, precisions_init=ours.precisions_,
    ).fit(figures.bills_and_flippers())  # fmt: skip
    assert picture.bic == pytest.approx(peer.bic(figures.bills_and_flippers()), abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_no_fresh_start_ends_above_the_drawn_fit(covariance_type):
    X = figures.bills_and_flippers()
    fresh = lecture14.GaussianMixture(
        3, covariance_type=covariance_type, n_init=50, tol=1e-9, max_iter=5000, random_state=3
    ).fit(X)
    drawn = figures.covariance_types(covariance_type).log_likelihood
    assert drawn == pytest.approx(fresh.score(X) * len(X), abs=1e-4)


def test_tied_wins():
    bic = {kind: figures.covariance_types(kind).bic for kind in ("full", "tied", "diag", "spherical")}
    assert min(bic, key=bic.get) == "tied"
