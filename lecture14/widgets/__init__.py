"""Pictures that respond: `Explorer`, `Slider` and `Choice`; pictures that compute, the labs."""

from lecture14.widgets.controls import Choice, Slider
from lecture14.widgets.explorer import Explorer
from lecture14.widgets.labs import (
    DualLab,
    EliminationLab,
    GaussianLab,
    GradientLab,
    LandscapeLab,
    MixtureLab,
    NewtonLab,
    ProgramLab,
    SlopeLab,
)

__all__ = [
    "Choice",
    "DualLab",
    "EliminationLab",
    "Explorer",
    "GaussianLab",
    "GradientLab",
    "LandscapeLab",
    "MixtureLab",
    "NewtonLab",
    "ProgramLab",
    "Slider",
    "SlopeLab",
]
