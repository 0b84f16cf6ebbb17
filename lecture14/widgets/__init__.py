"""Pictures that respond: `Explorer`, `Slider` and `Choice`; pictures that compute, the labs."""

from lecture14.widgets import labs
from lecture14.widgets.controls import Choice, Slider
from lecture14.widgets.explorer import Explorer
from lecture14.widgets.labs import *  # noqa: F403 - a lab's one line is that in `labs`

__all__ = ["Choice", "Explorer", "Slider", *labs.__all__]
