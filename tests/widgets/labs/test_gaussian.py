"""The Gaussian lab's sample: the points that its ellipse holds, in V8 against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from lecture14.widgets import GaussianLab
from lecture14.widgets.labs.rendering.scripts import source
from tests.widgets.scripts import scripts

PLAY = """const lab = Lecture14.labs.gaussian, WIDTH = 390;
const play = (given, moves) => {
  let state = lab.start(given), id = null;
  for (const [kind, ...rest] of moves) {
    id = rest[0];
    state = kind === "act" ? lab.act(state, ...rest, lab.look(state)) : lab.move(state, ...rest, WIDTH);
  }
  const seen = lab.look(state), drawn = lab.shapes(state, seen, WIDTH).find((s) => s.id === "inside").parts;
  return { inside: seen.inside, S: seen.S, say: lab.say(state, seen, id), alt: lab.alt(state, seen),
    crosses: (drawn.find((s) => s.id === "held-out")?.a.d.match(/M/g) ?? []).length };
};"""

DRAWS = np.random.default_rng(30).standard_normal((500, 2)).round(2)


@pytest.fixture(scope="module")
def play():
    with scripts() as run:
        for text in (source(GaussianLab.scripts), PLAY):
            run.thread.submit(run.context.eval, text).result()
        yield lambda lab, *moves: run("play", lab.given(), list(moves))


@pytest.mark.parametrize("radius", [0.55, 1.05, 2.05, 2.95])
def test_the_ellipse_holds_the_share_of_chi_squared(play, radius):
    found = play(GaussianLab(draws=DRAWS, radius=radius))
    # A point is inside if (x - μ)ᵀ Σ⁻¹ (x - μ) is at most the radius squared, here with the lab's own covariance.
    lab = GaussianLab()
    x = DRAWS @ np.linalg.cholesky(lab.covariance).T
    inside = np.einsum("ni,ij,nj->n", x, np.linalg.inv(lab.covariance), x) <= radius**2
    assert found["inside"] == inside.sum() == 500 - found["crosses"]
    share = chi2.cdf(radius**2, 2)
    assert found["inside"] / 500 == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 500))


def test_dragging_an_axis_changes_the_matrix_and_not_the_count(play):
    lab = GaussianLab(draws=DRAWS)
    before, after = play(lab), play(lab, ["move", "axis0", [300, 60]])
    assert np.abs(np.subtract(before["S"], after["S"])).max() > 0.2
    assert after["inside"] == before["inside"] == 195
    assert (
        after["say"] == "The ellipse of 1.00 σ holds 195 of 500 points, however it is turned and stretched."
    )
    assert "1.00 σ holds 195 of 500." in after["alt"]


def test_a_wider_ellipse_is_said_to_hold_more(play):
    found = play(GaussianLab(draws=DRAWS), ["act", "radius", 3])
    assert found["say"].startswith("The ellipse of 3.00 σ holds 494 of 500")


def test_too_many_draws_are_refused():
    with pytest.raises(ValueError, match="draws has 501 entries"):
        _ = GaussianLab(draws=np.zeros((501, 2))).alt
