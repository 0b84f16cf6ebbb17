"""Data and starts that several test modules share."""

import numpy as np
import pytest

from lecture14.data import load_faithful

TYPES = ("full", "tied", "diag", "spherical")


@pytest.fixture(params=TYPES)
def covariance_type(request):
    return request.param


@pytest.fixture(scope="session")
def faithful():
    return load_faithful().X


@pytest.fixture(scope="session")
def clouds():
    """300 rows from three well-spread Gaussians in three features, and their components."""
    rng = np.random.default_rng(14)
    y = rng.integers(3, size=300)
    factors = rng.normal(size=(3, 3, 3))
    means = np.array([[0.0, 0.0, 0.0], [6.0, 1.0, -2.0], [-3.0, 5.0, 4.0]])
    X = means[y] + np.einsum("nij,nj->ni", factors[y], rng.normal(size=(300, 3)))
    return X, y


def unit_precisions(covariance_type, K, d):
    return {
        "full": np.tile(np.eye(d), (K, 1, 1)),
        "tied": np.eye(d),
        "diag": np.ones((K, d)),
        "spherical": np.ones(K),
    }[covariance_type]


def start_at(X, K, covariance_type, rows):
    """Constructor arguments that start EM on given rows of X, with equal weights and unit precisions."""
    return {
        "covariance_type": covariance_type,
        "weights_init": np.full(K, 1 / K),
        "means_init": X[list(rows)],
        "precisions_init": unit_precisions(covariance_type, K, X.shape[1]),
    }
