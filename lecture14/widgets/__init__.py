"""Pictures that respond: `Explorer`, `Slider` and `Choice`; pictures that compute, the labs."""

from lecture14.widgets.controls import Choice, Slider
from lecture14.widgets.explorer import Explorer
from lecture14.widgets.labs import GaussianLab, MixtureLab

__all__ = ["Choice", "Explorer", "GaussianLab", "MixtureLab", "Slider"]
