"""Pictures that respond: `Explorer`, `Slider` and `Choice`."""

from .controls import Choice, Slider
from .explorer import Explorer

__all__ = ["Choice", "Explorer", "Slider"]
