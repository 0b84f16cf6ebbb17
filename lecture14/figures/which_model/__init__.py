"""The pictures of chapter "Which model?", slides 28-33."""

from lecture14.figures.which_model.covariance import (
    CovarianceByHand,
    ThreeKinds,
    covariance_by_hand,
    covariance_matrix,
    kind_of,
    three_kinds,
)
from lecture14.figures.which_model.coverage import Coverage, coverage_draws, sigma_coverage
from lecture14.figures.which_model.naive_bayes import (
    BILL_START,
    CLOUD_MEANS,
    NAMES,
    BillFit,
    TiltedClouds,
    bill_mixture,
    bills,
    penguin_bills,
    tilted_clouds,
)

__all__ = [
    "BILL_START",
    "CLOUD_MEANS",
    "NAMES",
    "BillFit",
    "CovarianceByHand",
    "Coverage",
    "ThreeKinds",
    "TiltedClouds",
    "bill_mixture",
    "bills",
    "covariance_by_hand",
    "covariance_matrix",
    "coverage_draws",
    "kind_of",
    "penguin_bills",
    "sigma_coverage",
    "three_kinds",
    "tilted_clouds",
]
