"""All labs, for the tests of what they have in common."""

import pytest

from lecture14.widgets import (
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

# Another lab joins by its line: a name, and how to make it.
FIRST = {
    "dual": DualLab,
    "elimination": EliminationLab,
    "gaussian": GaussianLab,
    "program": ProgramLab,
    "slope": SlopeLab,
    "newton": NewtonLab,
    "gradient": GradientLab,
    "landscape": LandscapeLab,
    "mixture": MixtureLab,
}
#: Other starts of them, for what may differ there.
PRESETS = {
    "dual-function": lambda: DualLab(operation="sin", a=[1.0, 1.0]),
    "gaussian-diag": lambda: GaussianLab(covariance_type="diag"),
    "gaussian-sample": lambda: GaussianLab(draws=[[0.3, 0.2], [-1.0, 0.6], [0.1, 2.5]]),
    "program-lines": lambda: ProgramLab(
        program="x = r*x*(1 - x)\nreturn x, 1/x", inputs={"r": 3.2, "x": 0.3}, view="adjoint"
    ),
    "landscape-ticks": lambda: LandscapeLab("ticks", sigma=0.02, steps=0),
    "mixture-groups": lambda: MixtureLab("groups", covariance_type="spherical"),
    "mixture-truth": lambda: MixtureLab(
        points=[[1.0, 1.0], [2.0, 1.5], [4.0, 3.0], [5.0, 1.0]],
        truth=[0, 0, 0, 1],
        means=[[1.0, 1.0], [5.0, 2.0]],
    ),
    "mixture-kmeans": lambda: MixtureLab("kmeans-trap"),
}
LABS = FIRST | PRESETS

#: A test of the labs' common frame takes each lab once.
once = pytest.mark.parametrize("lab", FIRST, indirect=True, scope="module")
always = pytest.mark.parametrize("lab", LABS, indirect=True, scope="module")
