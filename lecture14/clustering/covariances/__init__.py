"""The four covariance types, as modules of pure functions with the same names (slides 28-33, 62).

=========  ===========  ====================  ======================  =============================
type       covariances  free parameters       scatter about the mean  features of x that EM needs
=========  ===========  ====================  ======================  =============================
full       (K, d, d)    K d(d+1)/2            Σ r δδᵀ                 1, x, xᵢxⱼ (i ≤ j)
tied       (d, d)       d(d+1)/2              Σₖ Σ r δδᵀ              1, x, and one shared form
diag       (K, d)       K d                   Σ r δ²                  1, x, x²
spherical  (K,)         K                     Σ r |δ|²                1, x, |x|²
=========  ===========  ====================  ======================  =============================

A Gaussian is an exponential family: log πₖN(x|μₖ,Σₖ) is *linear* in the last column's features. So one matrix
product of coefficients (K, p) with features (p, n) gives every log density, and one product of
responsibilities (K, n) with the features gives every sum that the M step asks for. Each type states
its features, its coefficients, and how to read its second moments out of those sums; everything else is one
line a type.

`table`       `TYPES`, the types by name, and `CovarianceType`, what each of them offers
`full`, `tied`, `diag`, `spherical`   one type each
`matrices`    what full and tied share
`variances`   what diag and spherical share
"""
