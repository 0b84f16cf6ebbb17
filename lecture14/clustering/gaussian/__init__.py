"""One multivariate Gaussian (slides 29-35 and 42).

`density`        log density through a Cholesky factor of the precision
`ellipses`       principal axes, and the ellipse that holds a given share
`distribution`   `Gaussian`: estimate, sampling, parts
"""
