"""Model choice as one tidy table."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from lecture14.clustering import choose_model


def test_criteria_are_what_their_names_say(clouds):
    X, _ = clouds
    table = choose_model(X, [1, 3], ["full", "spherical"], n_init=2)
    assert [(c.n_components, c.covariance_type) for c in table] == [
        (1, "full"), (1, "spherical"), (3, "full"), (3, "spherical"),
    ]  # fmt: skip
    for c, model in zip(table, table.models, strict=True):
        assert c.bic == pytest.approx(model.bic(X))
        assert c.aic == pytest.approx(model.aic(X))
        R = np.clip(model.predict_proba(X), 1e-300, 1)
        assert c.icl == pytest.approx(c.bic - 2 * (R * np.log(R)).sum())
        assert len(c.starts) == 2
        assert max(c.starts) == pytest.approx(c.log_likelihood)
    assert table[0].icl == pytest.approx(table[0].bic)  # one component: no doubt about labels
    assert table.column("n_parameters").tolist() == [9, 4, 29, 14]


def test_the_right_number_is_found_and_the_table_speaks(clouds):
    table = choose_model(clouds[0], range(1, 5), ["full", "tied"])
    for criterion in ("bic", "icl"):
        assert table.best(criterion).n_components == 3
        assert table.best(criterion).covariance_type == "full"
    lines = repr(table).splitlines()
    assert len(lines) == 9
    assert lines[0].split() == ["K", "type", "q", "log-lik", "BIC", "AIC", "ICL"]
    assert lines[1].split()[:2] == ["3", "full"]


def test_a_model_that_collapses_is_listed_with_the_reason_and_not_chosen():
    X = np.repeat([[0.0, 1.0], [3.0, 2.0], [9.0, -1.0]], 10, axis=0)
    table = choose_model(X, [1, 3], ["full"], reg_covar=0.0)
    assert "a component has collapsed" in table[1].note
    assert table.models[1] is None
    assert table.best("bic").n_components == 1
    assert "collapsed" in repr(table).splitlines()[-1]
    hopeless = choose_model(X, [3], ["full"], reg_covar=0.0)
    with pytest.raises(ValueError, match="no model could be fitted"):
        hopeless.best()


def test_models_that_did_not_converge_say_so(clouds):
    table = choose_model(clouds[0], [3], ["full"], max_iter=1, tol=0.0)
    assert not table[0].converged
    assert repr(table).endswith("not converged")


@pytest.mark.slow
@pytest.mark.parametrize("units", [1.0, 1e-3])
def test_a_component_on_the_floor_of_reg_covar_is_marked(covariance_type, units):
    rng = np.random.default_rng(0)
    cloud, line = rng.normal(size=(60, 2)), np.column_stack([rng.normal(size=40), np.full(40, 9.0)])
    if covariance_type == "spherical":
        line[:] = [30.0, 9.0]  # only a point is narrower than a round component's floor
    X = np.concatenate([cloud, line]) * units
    table = choose_model(X, [1, 2], [covariance_type], n_init=5)
    if covariance_type == "tied":  # one matrix for both: the cloud holds it up
        assert [c.on_floor for c in table] == [(), ()]
        tilted = np.column_stack([cloud[:, 0], 2 * cloud[:, 0]])
        assert choose_model(tilted, [2], ["tied"])[0].on_floor == (0, 1)
    else:
        flat = table.models[1].predict(X[-1:])[0]
        assert [c.on_floor for c in table] == [(), (flat,)]
        assert repr(table).count("on the floor of reg_covar") == 1
    wide = choose_model(cloud, [2], [covariance_type], reg_covar=0.0)
    assert wide[0].on_floor == ()


def test_bad_arguments(clouds):
    with pytest.raises(ValueError, match="criterion is 'mdl'; expected one of 'bic', 'aic', 'icl'"):
        choose_model(clouds[0], [1], ["full"]).best("mdl")
    with pytest.raises(ValueError, match="n_components is 0"):
        choose_model(clouds[0], [0])


def test_models_on_the_floor_are_left_out_and_named():
    x = np.concatenate([np.random.default_rng(1).normal(size=200), np.full(20, 9.0)])[:, None]
    table = choose_model(x, range(1, 4), ["full", "tied"], n_init=2)
    lowest = min(table, key=lambda c: c.bic)
    assert lowest.on_floor
    assert table.best().on_floor_.size == 0
    assert (lowest.n_components, lowest.covariance_type) in table.left_out
    assert "left out: on the floor of reg_covar" in repr(table)
    only = choose_model(np.round(x / 9), [2], ["full"])
    with pytest.raises(ValueError, match=r"on the floor of reg_covar: 2 full; try fewer components"):
        only.best()


def test_weights_are_repeated_rows(clouds):
    X, c = clouds[0][:60], np.random.default_rng(0).integers(1, 4, 60, dtype=np.intp)
    repeated = np.repeat(X, c, axis=0)
    weighted = choose_model(X, [1, 2], ["tied"], sample_weight=c)
    for a, b in zip(weighted, choose_model(repeated, [1, 2], ["tied"]), strict=True):
        assert [a.bic, a.aic, a.icl] == pytest.approx([b.bic, b.aic, b.icl], rel=1e-6)
    fit = weighted.models[1]
    assert fit.icl(X, sample_weight=c) == pytest.approx(fit.icl(repeated, sample_weight=None))
    for criterion in (fit.bic, fit.aic, fit.icl):
        with pytest.raises(ValueError, match="sample_weight is missing, and the fit had some"):
            criterion(X)


def test_labels_count_in_the_likelihood(clouds):
    X, y = clouds
    known = np.where(np.arange(300) < 100, y, -1)
    fit = choose_model(X, [3], ["full"], known_labels=known).models[0]
    joint = np.log(fit.weights_[y]) + np.array(
        [multivariate_normal(fit.means_[k], fit.covariances_[k]).logpdf(x) for x, k in zip(X, y, strict=True)]
    )
    level = joint[:100].sum() + fit.score_samples(X[100:]).sum()
    assert fit.bic(X, known_labels=known) == pytest.approx(-2 * level + fit.n_parameters() * np.log(300))
    with pytest.raises(ValueError, match="known_labels is missing, and the fit had some"):
        fit.aic(X)
    assert fit.aic(X, known_labels=None) == pytest.approx(
        2 * fit.n_parameters() - 2 * fit.score_samples(X).sum()
    )


def test_a_candidate_that_fails_keeps_the_table(clouds):
    table = choose_model(clouds[0][:5], [1, 6], ["full", "spherical"])
    assert "expected at least 6" in table[2].note
    assert table.best().n_components == 1
    with pytest.raises(ValueError, match="NaN"):
        choose_model(np.where(clouds[0] > 5, np.nan, clouds[0]), [1, 2])


def test_the_search_and_the_picture(clouds):
    table = choose_model(clouds[0], [1, 3], ["full", "tied"], n_init=2)
    assert all(c.gradient_norm < 0.1 for c in table)
    assert all(a <= b + 1e-6 for c in table for a, b in zip(c.begun, c.starts, strict=True))
    assert "→" in table.search()
    page = table._repr_html_()
    assert '<th scope="col">q</th>' in page
    assert 'role="img"' in page
    assert "Lowest: K = 3, full" in page
    assert page.count("<tr>") == 5
    ax = table.plot("icl")
    assert [line.get_label() for line in ax.get_lines() if not line.get_label().startswith("_")] == [
        "full", "tied",
    ]  # fmt: skip
    assert ax.get_lines()[0].get_ydata().tolist() == [c.icl for c in table if c.covariance_type == "full"]
