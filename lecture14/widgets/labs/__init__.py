"""Labs: pictures that compute, each a script and one Python class (`lab` says how one is made)."""

from lecture14.widgets.labs.gaussian import GaussianLab
from lecture14.widgets.labs.gradient import GradientLab
from lecture14.widgets.labs.landscape import LandscapeLab

__all__ = ["GaussianLab", "GradientLab", "LandscapeLab"]
