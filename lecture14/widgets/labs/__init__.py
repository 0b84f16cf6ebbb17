"""Labs: pictures that compute, each a script and one Python class (`lab` says how one is made)."""

from lecture14.widgets.labs.gaussian import GaussianLab
from lecture14.widgets.labs.mixture import MixtureLab

__all__ = ["GaussianLab", "MixtureLab"]
