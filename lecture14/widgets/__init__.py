"""Pictures that respond: `Explorer`, `Slider` and `Choice`."""

from lecture14.widgets.controls import Choice, Slider
from lecture14.widgets.explorer import Explorer

__all__ = ["Choice", "Explorer", "Slider"]
