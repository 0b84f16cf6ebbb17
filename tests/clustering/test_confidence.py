"""`certainty`: a fit at the highest of many ends, and a planted local optimum that it finds out."""

import numpy as np
import pytest
import sklearn.mixture

from lecture14.clustering import GaussianMixture, certainty
from lecture14.data import load_faithful

X = load_faithful().X


def test_the_best_end_is_scikit_learns():
    found = certainty(GaussianMixture(2, random_state=0, tol=1e-9).fit(X), X, starts=10)
    theirs = sklearn.mixture.GaussianMixture(2, tol=1e-10, max_iter=5000, random_state=0).fit(X)
    assert found.best == pytest.approx(theirs.score(X) * len(X), abs=1e-3)
    assert abs(found.gap) < 1e-3
    assert sum(end.reached for end in found.ends) + found.failed == 10


@pytest.mark.filterwarnings("ignore:.*")
def test_a_planted_local_optimum_is_found_out():
    same = np.tile(X.mean(axis=0), (2, 1))
    stuck = GaussianMixture(
        2, weights_init=[0.5, 0.5], means_init=same, precisions_init=[np.linalg.inv(np.cov(X.T))] * 2
    )
    stuck.fit(X)
    found = certainty(stuck, X, starts=5)
    assert found.gap > 100
    assert "below the best end" in repr(found)
    assert "below the best end" in found._repr_html_()


def test_a_weighted_fit_is_refused():
    with pytest.raises(ValueError, match="plain fit"):
        certainty(GaussianMixture(2, random_state=0).fit(X, sample_weight=np.ones(len(X))), X)
