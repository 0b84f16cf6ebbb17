"""Labs: pictures that compute, each a script and one Python class (`lab` says how one is made)."""

from lecture14.widgets.labs.dual import DualLab
from lecture14.widgets.labs.elimination import EliminationLab
from lecture14.widgets.labs.gaussian import GaussianLab
from lecture14.widgets.labs.gradient import GradientLab
from lecture14.widgets.labs.landscape import LandscapeLab
from lecture14.widgets.labs.mixture import MixtureLab
from lecture14.widgets.labs.newton import NewtonLab
from lecture14.widgets.labs.program import ProgramLab
from lecture14.widgets.labs.slope import SlopeLab

__all__ = [
    "DualLab",
    "EliminationLab",
    "GaussianLab",
    "GradientLab",
    "LandscapeLab",
    "MixtureLab",
    "NewtonLab",
    "ProgramLab",
    "SlopeLab",
]
