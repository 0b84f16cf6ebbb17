"""Data whose answer is known: four Gaussians, draws from them, and the models fitted to the draws."""

import itertools
from functools import cache
from typing import Any

import numpy as np

from lecture14.clustering import GaussianMixture, choose_model
from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.selection import Candidate, Selection

#: Settings of every fit here. Criteria compare tops, so EM must arrive.
ARRIVE: dict[str, Any] = {"tol": 1e-6, "max_iter": 2000}

#: Starts of every model whose maximum is compared: with five components the best top may wait for the thirty-third.
TRIES = 40


@cache
def truth() -> GaussianMixture:
    """Four Gaussians that share one tilted covariance: the answer that the criteria should find.

    Examples
    --------
    >>> truth().n_components, truth().covariance_type
    (4, 'tied')
    """
    return GaussianMixture.from_parameters(
        [0.3, 0.3, 0.25, 0.15],
        [[-3.0, 0.0], [0.2, 1.8], [1.6, -1.6], [4.2, 1.4]],
        [[1.0, 0.55], [0.55, 0.7]],
        "tied",
    )


@cache
def training() -> np.ndarray:
    """150 draws from `truth`: (150, 2)."""
    return truth().sample(150, 2)[0]


@cache
def held() -> np.ndarray:
    """5000 further draws, which no fit sees: (5000, 2)."""
    return truth().sample(5000, 102)[0]


@cache
def fit(components: int, covariance_type: str) -> GaussianMixture:
    """The best of `TRIES` starts on `training`; from the table of `selection` where that has it."""
    if components <= 6:
        return model_in(_of_type(covariance_type), components, covariance_type)[1]
    mixture = GaussianMixture(
        components, covariance_type=covariance_type, n_init=TRIES, random_state=0, **ARRIVE
    )
    return mixture.fit(training())


@cache
def _of_type(covariance_type: str) -> Selection:
    """Every K from 1 to 6 with one covariance type, on `training`: who asks for one does not wait for all four."""
    return choose_model(training(), range(1, 7), [covariance_type], n_init=TRIES)


@cache
def selection() -> Selection:
    """Every K from 1 to 6 with every covariance type, on `training`, as `choose_model` lists them."""
    tables = [_of_type(covariance_type) for covariance_type in TYPES]
    candidates = itertools.chain.from_iterable(zip(*tables, strict=True))
    models = itertools.chain.from_iterable(zip(*(table.models for table in tables), strict=True))
    return Selection(tuple(candidates), tuple(models))


def model_in(table: Selection, components: int, covariance_type: str) -> tuple[Candidate, GaussianMixture]:
    """One model of a table, and its fit."""
    for candidate, mixture in zip(table, table.models, strict=True):
        if candidate[:2] == (components, covariance_type) and mixture is not None:
            return candidate, mixture
    raise ValueError(f"({components}, {covariance_type!r}) is not among the fitted models of the table")
