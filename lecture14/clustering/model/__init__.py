"""What EM passes from step to step.

`parameters`   θ: mixing weights, means, covariances
`statistics`   sufficient statistics, which add
`history`      every step of one run
"""
