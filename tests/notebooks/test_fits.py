"""Every mixture that a page fits is compared with the ends of 50 starts at tolerance 1e-9.

The pages' cells run here, with `GaussianMixture.fit` listened to; a page that calls a fit's log-likelihood a maximum is
tested even if nobody thought of testing that number.
"""

from __future__ import annotations

import contextlib
import gc
import io
import re
import warnings
from pathlib import Path
from typing import NamedTuple

import matplotlib
import nbformat
import numpy as np
import pytest

from lecture14 import clustering
from lecture14.clustering import GaussianMixture, certainty

BOOK = Path(__file__).parents[2] / "book"

#: Fits that end lower on purpose: the page, the number of rows, the level if it is one fit, and what the page says.
LOWER: dict[tuple[object, ...], str] = {
    ("em", 30): "an exercise collects the lower maxima that single starts of three groups reach",
    ("choosing-k", 272): "a component on the floor is what the page shows, at two floors",
    (
        "choosing-k",
        342,
        -5129.2,
    ): "the search of penguins has three starts, and the page says that they may miss a top",
    ("choosing-k", 342, -5161.6): "and shows a higher one of this model",
    ("choosing-k", 342, -5153.2): "as the first",
    ("choosing-k", 342, -3847.5): "as the first, with two of the measurements",
    ("choosing-k", 342, -3842.4): "as that one",
    ("which-model", 240): "the run begins at the truth, and the page says that its end is not the highest",
    ("implementation", 273): "a fold of a cross-validation, of which the page shows the choice alone",
    ("implementation", 274): "another",
    ("projects", 123): "the page compares its fit with 20 starts itself; the others show a BIC alone",
    ("cells", 1263): "the page counts how many of eight starts find a rare strain of 13 events",
    ("cells", 1300): "of 50 events",
    ("cells", 1563): "of 313 events",
    ("cells", 3750): "`tol` leaves up to 0.07 nats: tests/figures/test_cells.py has its fifty starts",
    ("bridge", 300): "the race's common start leads to a lower top, and the page prints the higher ones",
}


class Fit(NamedTuple):
    page: str
    model: GaussianMixture
    X: np.ndarray

    @property
    def level(self) -> float:
        return float(self.model.score_samples(self.X).sum())

    @property
    def lower_on_purpose(self) -> bool:
        rows = self.page, len(self.X)
        return rows in LOWER or (*rows, round(self.level, 1)) in LOWER


def fits_of(page: str, monkeypatch: pytest.MonkeyPatch) -> list[Fit]:
    """The plain fits of a page's cells: complete rows without weights, labels or prior; one of a kind and level."""
    found: dict[tuple[object, ...], Fit] = {}
    fit = GaussianMixture.fit

    def listening(self: GaussianMixture, X: object, *rest: object, **more: object) -> GaussianMixture:
        result = fit(self, X, *rest, **more)
        rows = np.asarray(X)
        plain = not rest and not more and self.covariance_prior is None and rows.dtype.kind == "f"
        if plain and len(rows) <= MOST and np.isfinite(rows).all():
            one = Fit(page, self, rows)
            key = (self.n_components, self.covariance_type, rows.shape, rows.sum(), round(one.level, 3))
            found[key] = one
        return result

    monkeypatch.setattr(GaussianMixture, "fit", listening)
    # A page's own comparison of many starts fits each of them, the low ones too.
    monkeypatch.setattr(clustering, "certainty", lambda *_, **__: "left out")
    matplotlib.use("agg")
    # A fit that an earlier test left in a cache would not be heard.
    for kept in gc.get_objects():
        if type(kept).__name__ == "_lru_cache_wrapper" and "lecture14.figures" in str(kept.__module__):
            kept.cache_clear()
    scope: dict[str, object] = {}
    for cell in nbformat.read(BOOK / f"{page}.ipynb", as_version=4).cells:
        if cell.cell_type == "code" and not cell.source.startswith("%"):
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(cell.source, page, "exec"), scope)
    monkeypatch.undo()
    return list(found.values())


#: A page may name no mixture and leave its fits to the functions of its pictures.
PAGES = sorted(
    file.stem
    for file in BOOK.glob("*.ipynb")
    if re.search(r"GaussianMixture|lecture14\.clustering", file.read_text(encoding="utf-8"))
)
#: Pages of the list that fit nothing.
WITHOUT = {"how-em-works"}
#: Pages whose fits are all compared, however many they are.
WHOLE = {"choosing-k"}
#: The most rows of a fit that is compared.
MOST = 5000


def short_of_the_best(fits: list[Fit]) -> list[str]:
    """The fits that 50 starts surpass by more than the fit's own tolerance leaves open."""
    worse = []
    for fit in fits:
        found = certainty(fit.model, fit.X)
        # EM's last steps shrink by a factor each: what is left is at most a few of the last.
        left = 1e-3 + 2 * len(fit.X) * fit.model.tol
        if found.gap > left or found.on_floor:
            worse.append(f"{fit.page}: {fit.model.covariance_type}, K = {fit.model.n_components}:\n{found}")
    return worse


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_start_surpasses_what_a_page_fits(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fits = fits_of(page, monkeypatch)
    assert bool(fits) == (page not in WITHOUT)
    fits = [fit for fit in fits if not fit.lower_on_purpose]
    # A page of many fits of one kind is represented by every fifth; one that compares maxima is not.
    assert short_of_the_best(fits if len(fits) <= 12 or page in WHOLE else fits[::5]) == []


def test_the_guard_finds_a_fit_that_stopped_low() -> None:
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(mean, 0.5, (80, 1)) for mean in (-4.0, 0.0, 4.0)])
    low = GaussianMixture(3, means_init=[[-4.5], [-3.5], [2.0]], tol=1e-9, max_iter=2000, random_state=0).fit(
        X
    )
    assert len(short_of_the_best([Fit("a page", low, X)])) == 1
