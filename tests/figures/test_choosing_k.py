"""The numbers in the pictures of chapter "Choosing K and the covariance"."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import entr
from scipy.stats import multivariate_normal, norm
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture as Peer

from lecture14.clustering import GaussianMixture, choose_model
from lecture14.data import load_faithful, load_penguins
from lecture14.figures import choosing_k as figures
from lecture14.figures.choosing_k import known_answer


def peer_of(mixture):
    """scikit-learn's mixture with the very parameters of ours, not fitted."""
    peer = Peer(mixture.n_components, covariance_type=mixture.covariance_type)
    peer.weights_, peer.means_, peer.covariances_ = mixture.weights_, mixture.means_, mixture.covariances_
    peer.precisions_cholesky_ = mixture.precisions_cholesky_
    return peer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("components", "kind", "n_parameters"),
    [(4, "tied", 14), (4, "full", 23), (6, "spherical", 23), (3, "diag", 14), (1, "full", 5)],
)
def test_criteria_are_scikit_learns_on_the_same_parameters(components, kind, n_parameters):
    X, table = figures.training(), figures.selection()
    candidate, mixture = figures.model_in(table, components, kind)
    peer = peer_of(mixture)
    assert candidate.n_parameters == n_parameters
    assert candidate.bic == pytest.approx(peer.bic(X), rel=1e-9)
    assert candidate.aic == pytest.approx(peer.aic(X), rel=1e-9)
    assert candidate.icl == pytest.approx(peer.bic(X) + 2 * entr(peer.predict_proba(X)).sum(), rel=1e-9)


def test_the_table_is_that_of_choose_model(monkeypatch):
    """It is put together of four, one for each covariance type; by one start, which is soon done."""
    monkeypatch.setattr(known_answer, "TRIES", 1)
    monkeypatch.setattr(known_answer, "_of_type", known_answer._of_type.__wrapped__)
    ours = known_answer.selection.__wrapped__()
    theirs = choose_model(figures.training(), range(1, 7), n_init=1)
    assert list(map(repr, ours)) == list(map(repr, theirs))
    for candidate, model in zip(ours, ours.models, strict=True):
        assert candidate[:2] == (model.n_components, model.covariance_type)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("how", ["kmeans", "random_from_data"])
def test_fifty_other_starts_end_no_higher_than_the_table(kind, how):
    X = figures.training()
    for components in range(2, 7):
        other = GaussianMixture(
            components, covariance_type=kind, n_init=50, init_params=how, random_state=7, tol=1e-9, max_iter=5000
        ).fit(X)  # fmt: skip
        assert len(X) * (other.score(X) - figures.fit(components, kind).score(X)) < 1e-3, components


@pytest.mark.slow
def test_bic_finds_the_truth_aic_takes_more_and_icl_fewer():
    assert figures.criteria().best == (4, "tied")
    assert figures.three_criteria("tied").best == (4, 6, 2)
    assert figures.three_criteria("full").best == (3, 6, 3)
    # That ICL takes no more than BIC is no law.
    assert figures.three_criteria("diag").best == (3, 6, 6)


@pytest.mark.slow
def test_the_drawn_curves_are_the_tables():
    picture = figures.three_criteria("diag")
    assert picture.bic[2] == figures.model_in(figures.selection(), 3, "diag")[0].bic
    assert picture.icl[4] == figures.model_in(figures.selection(), 5, "diag")[0].icl
    n_parameters = np.array([4, 9, 14, 19, 24, 29])
    np.testing.assert_allclose(picture.bic - picture.aic, n_parameters * (np.log(150) - 2))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["tied", "full"])
def test_training_rises_and_held_out_falls_again(kind):
    picture = figures.held_out(kind)
    assert np.all(np.diff(picture.train) > 0)
    assert picture.test.argmax() + 1 == {"tied": 4, "full": 2}[kind]
    assert picture.test.max() - picture.test[-1] > 0.1
    peer = peer_of(figures.fit(3, kind))
    assert picture.train[2] == pytest.approx(peer.score(figures.training()))
    assert picture.test[2] == pytest.approx(peer.score(figures.held()))


@pytest.mark.slow
def test_the_ceiling_is_the_truths_own_density():
    density = sum(
        w * multivariate_normal.pdf(figures.held(), m, [[1.0, 0.55], [0.55, 0.7]])
        for w, m in zip((0.3, 0.3, 0.25, 0.15), [(-3, 0), (0.2, 1.8), (1.6, -1.6), (4.2, 1.4)], strict=True)
    )
    assert figures.held_out("tied").ceiling == pytest.approx(np.log(density).mean())


def climb_on(start, iteration=-1):
    """scikit-learn's EM from where a start of ours ended, or was at an iteration, with a small tolerance."""
    theta = figures.many("random_from_data").runs_[start - 1].history[iteration]
    peer = Peer(
        4, covariance_type="tied", weights_init=theta.weights, means_init=theta.means,
        precisions_init=np.linalg.inv(theta.covariances), tol=1e-8, max_iter=3000,
    ).fit(figures.training())  # fmt: skip
    return peer, peer.score(figures.training()) * 150


@pytest.mark.parametrize("start", [1, 2, 3])
def test_each_end_is_a_fixed_point_of_scikit_learns_em(start):
    theta = figures.many("random_from_data").runs_[start - 1].parameters
    peer, log_likelihood = climb_on(start)
    assert log_likelihood == pytest.approx(figures.reached("random_from_data")[start - 1], abs=0.05)
    np.testing.assert_allclose(peer.means_, theta.means, atol=0.2)


def test_start_13_ends_at_the_end_of_start_1():
    here, there = figures.reached("random_from_data")[[12, 0]]
    assert here == pytest.approx(there, abs=1e-6)


def test_early_stop_shows_a_plateau_that_ends():
    picture = figures.early_stop()
    levels, gains, stop = picture.levels, np.diff(picture.levels), picture.stop
    assert levels[-1] == pytest.approx(figures.reached("random_from_data")[12], abs=1e-6)
    assert levels[-1] - levels[stop] > 1
    # EM with the table's tolerance stops exactly there.
    start = figures.many("random_from_data").runs_[12].history[0]
    short = GaussianMixture(
        4, covariance_type="tied", weights_init=start.weights, means_init=start.means,
        precisions_init=np.linalg.inv(start.covariances), **figures.ARRIVE,
    ).fit(figures.training())  # fmt: skip
    assert short.n_iter_ == stop
    assert short.score(figures.training()) * 150 == pytest.approx(levels[stop], abs=1e-6)
    # The rule sees a gain when the next E step has measured it. Later ones are a hundred times as large.
    assert gains[stop - 2] < picture.asked < gains[: stop - 2].min()
    assert gains[stop:].max() > 100 * picture.asked
    assert f"{stop} iterations" in picture.alt
    # The end that the picture shows is where scikit-learn's EM goes from the stop.
    assert climb_on(13, stop)[1] == pytest.approx(levels[-1], abs=0.05)


@pytest.mark.slow
def test_ways_to_start():
    picture = figures.ways_to_start()
    assert picture.hits == {"kmeans": 15, "k-means++": 15, "random_from_data": 12, "random": 11}
    # The two tops fill most of the axis: one of 104 nats had them in a corner, 14 apart.
    low, high = picture.figure.axes[0].get_xlim()
    ends = np.concatenate(list(picture.reached.values()))
    assert low < ends.min() < ends.max() < high
    assert np.ptp(ends) > 0.6 * (high - low)
    # None stays on the saddle, where all components are the one Gaussian of the data.
    X = figures.training()
    alone = multivariate_normal.logpdf(X, X.mean(axis=0), np.cov(X.T, ddof=0)).sum()
    assert picture.reached["random"].min() > alone + 50


def spiked(sigma, seat):
    x = figures.LINE
    return np.log(0.5 * norm.pdf(x, 0.3, 1.4) + 0.5 * norm.pdf(x, seat, sigma)).sum()


@pytest.mark.parametrize("seat", figures.SEATS.values())
@pytest.mark.parametrize("sigma", [1.0, 0.03, 1e-6])
def test_spike_is_scipys(sigma, seat):
    picture = figures.spike(sigma, seat)
    assert picture.log_likelihood == pytest.approx(spiked(sigma, seat))
    top = minimize_scalar(lambda s: -spiked(s, seat), bounds=(0.5, 3), method="bounded")
    assert (picture.top_sigma, picture.top) == pytest.approx((top.x, -top.fun), abs=0.02)


def test_the_spike_gains_log_10_a_decade_and_overtakes():
    assert spiked(1e-6, 0.8) - spiked(1e-5, 0.8) == pytest.approx(np.log(10), rel=1e-5)
    picture = figures.spike(1.0, 0.8)
    assert spiked(0.9 * picture.overtaken, 0.8) > picture.top > spiked(1.1 * picture.overtaken, 0.8)
    off = figures.spike(1e-6, 0.6)
    assert off.overtaken == 0
    assert off.log_likelihood == pytest.approx(np.log(0.5 * norm.pdf(figures.LINE, 0.3, 1.4)).sum())


@pytest.mark.slow
def test_a_component_sits_on_a_rounded_minute():
    X, picture = load_faithful().X, figures.rounded(1e-6)
    assert picture.narrowest == pytest.approx(1e-3, rel=1e-3)
    assert picture.seat == pytest.approx(83)
    # The tied samples are exactly those that it can hold.
    assert picture.weight <= np.mean(X[:, 1] == 83) + 1e-6
    assert picture.bic == pytest.approx(peer_of(figures.geyser(1e-6)).bic(X), rel=1e-6)
    assert picture.bic < 2230
    bic = [figures.rounded(reg).bic for reg in (1e-6, 1e-4, 1e-3, 1e-2)]
    assert bic == sorted(bic)


@pytest.mark.slow
def test_penguins():
    birds, picture = load_penguins(), figures.penguins(3)
    assert picture.bic.argmin() + 1 == 4
    assert figures.penguin_selection().best().covariance_type == "tied"
    assert np.trace(picture.table[:, np.argmax(picture.table, axis=1)]) == 337
    chosen = figures.penguin_selection()
    for components in (3, 5):
        i = [(c.n_components, c.covariance_type) for c in chosen].index((components, "tied"))
        peer = peer_of(chosen.models[i])
        assert figures.penguins(components).bic[components - 1] == pytest.approx(peer.bic(birds.X), rel=1e-9)
        assert figures.penguins(components).agreement == pytest.approx(
            adjusted_rand_score(birds.y, peer.predict(birds.X))
        )


@pytest.mark.slow
def test_sketched_held_out_means_are_scikit_learns_on_the_same_parameters():
    counts, values = figures.held_out_curve().at_knots()
    np.testing.assert_allclose(counts, range(1, 9))
    peers = [peer_of(figures.fit(int(K), "tied")) for K in counts]
    np.testing.assert_allclose(values, [peer.score(figures.held()) for peer in peers], rtol=1e-9)


def test_sketched_spike_is_scipys():
    sigmas, values = figures.spike_curve().at_knots()
    np.testing.assert_allclose(sigmas, 10.0 ** np.arange(-6, 1))
    wide, narrow = norm.pdf(figures.LINE, *figures.WIDE), norm.pdf(figures.LINE, 0.8, sigmas[:, None])
    np.testing.assert_allclose(values, np.log((wide + narrow) / 2).sum(axis=1), rtol=1e-9)
