"""Labs: pictures that compute, each a script and one Python class (`lab` says how one is made)."""

from lecture14.widgets.labs.dual import DualLab
from lecture14.widgets.labs.gaussian import GaussianLab

__all__ = ["DualLab", "GaussianLab"]
