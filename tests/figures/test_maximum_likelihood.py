"""The numbers in the pictures of chapter "Maximum likelihood with and without labels"."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm
from sklearn.mixture import GaussianMixture as Peer

from lecture14.clustering import GaussianMixture
from lecture14.data import load_penguins
from lecture14.figures import maximum_likelihood as figures


def log_likelihood(mu):
    birds = figures.two_species()
    density = sum(w * norm.pdf(birds.x, m, birds.sigma) for w, m in zip(birds.weights, mu, strict=True))
    return np.log(density).sum()


def test_one_gaussian_is_scipys():
    birds = load_penguins()
    x = birds.X[birds.y == 2, 2]
    picture = figures.one_gaussian(205.0)
    assert picture.log_likelihood == pytest.approx(norm.logpdf(x, 205.0, x.std()).sum())
    assert picture.best == pytest.approx(norm.logpdf(x, *norm.fit(x)).sum())


def test_species_estimates_are_the_groups_moments():
    birds = load_penguins()
    X = birds.X[:, [0, 2]]
    theta = figures.species_estimates().parameters
    for k in range(3):
        np.testing.assert_allclose(theta.means[k], X[birds.y == k].mean(axis=0))
        np.testing.assert_allclose(theta.covariances[k], np.cov(X[birds.y == k].T, ddof=0))


def test_two_species_are_known_as_stated():
    birds = figures.two_species()
    residual = birds.x - np.array([birds.x[birds.y == k].mean() for k in (0, 1)])[birds.y]
    assert birds.sigma == pytest.approx(np.sqrt(np.mean(residual**2)))
    np.testing.assert_allclose(birds.weights, [151 / 274, 123 / 274])


@pytest.mark.parametrize("index", [0, 1])
def test_tops_are_where_scipy_finds_them(index):
    means, height = figures.tops()[index]
    found = minimize(lambda mu: -log_likelihood(mu), means + np.array([2.0, -3.0]), tol=1e-10)
    np.testing.assert_allclose(found.x, means, atol=1e-3)
    assert height == pytest.approx(-found.fun)


def test_ascent_follows_the_gradient_of_differences():
    path, heights = figures.ascend((183.0, 226.0), 0.02)
    h = 1e-4
    slope = [(log_likelihood(path[0] + h * e) - log_likelihood(path[0] - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(path[1] - path[0], 0.02 * np.array(slope), rtol=1e-6)
    assert heights[-1] == pytest.approx(log_likelihood(path[-1]))


def test_the_start_and_the_step_decide_where_ascent_ends():
    arrived = {(name, rate): figures.arrival(start, rate)
               for name, start in figures.STARTS.items() for rate in (0.2, 0.6)}  # fmt: skip
    assert arrived["near the truth", 0.2] == arrived["both too long", 0.2] == "the top"
    assert arrived["the other way round", 0.2] == arrived["close together", 0.2] == "the lower top"
    assert arrived["both too long", 0.6] == "far off the data"
    assert "the top" not in [arrived[name, 0.6] for name in figures.STARTS]


def test_the_diagonal_is_no_border_of_gradient_ascent():
    assert figures.arrival((225.1, 225.0), 0.2) == "the top"
    assert figures.arrival((180.0, 180.2), 0.2) == "the lower top"


@pytest.mark.slow
@pytest.mark.parametrize("features", [(0, 1), (0, 2), (2, 3)])
def test_no_fresh_start_ends_above_the_quoted_fit(features):
    X = load_penguins().X[:, features]
    fresh = GaussianMixture(3, n_init=50, random_state=3, tol=1e-9, max_iter=2000).fit(X)
    quoted = figures.recover(features)[0]
    assert fresh.score(X) * len(X) <= quoted.score(X) * len(X) + 1e-4
    assert figures.climbs(features).max() == pytest.approx(quoted.score(X) * len(X), abs=1e-6)


@pytest.mark.slow
def test_the_heavy_component_is_male_gentoos():
    birds = load_penguins()
    mixture, guess, _ = figures.recover((2, 3))
    heavy = guess == mixture.means_[:, 1].argmax()
    assert set(birds.y[heavy]) == {2}
    assert set(birds.sex[heavy]) == {"male"}


@pytest.mark.slow
def test_hidden_labels_agree_with_scikit_learn():
    birds = load_penguins()
    peer = Peer(3, n_init=3, random_state=1, tol=1e-8, max_iter=500).fit(birds.X[:, [0, 1]])
    table = np.array(
        [
            [np.sum((birds.y == i) & (peer.predict(birds.X[:, [0, 1]]) == j)) for j in range(3)]
            for i in range(3)
        ]
    )
    recovered = np.sum(figures.recover((0, 1))[1] == birds.y)
    assert recovered == table.max(axis=1).sum() == 330
