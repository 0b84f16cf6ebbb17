"""The E step and the sums of the M step, in one sweep over blocks of rows (slides 48 and 52).

A sweep takes parameters, meets each block once, and ends in `SufficientStatistics`. Several ways to do the same
arithmetic:

`features`   `FeatureSweep`: one matrix product for all log densities and one for all sums (see `covariances`). Fast; it
             expands |x - μ|² about a common centre, so its rounding grows with the square of (data's reach / narrowest
             component's width)
`whitened`   `WhitenedSweep`, full covariance only: squares Uᵀ(x - μ) of each component, and sums about the old means
`centred`    `CentredSweep`: subtracts each component's own mean before it squares; keeps its digits whatever the data,
             for several times the cost
`missing`    `MissingSweep`: rows with NaN, pattern by pattern
`base`       what all sweeps share, and log-sum-exp
`choice`     `choose` measures that ratio and takes a fast sweep while it is harmless; after the M step, `trusts` says
             whether the sums were still good for the components that came out of it
"""
