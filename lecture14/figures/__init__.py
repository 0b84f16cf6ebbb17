"""One function a picture of the lecture: it computes the data, draws them, and returns both.

Every function returns a `Picture` with ``figure``, ``alt`` and the numbers that were drawn. The text alternative is
written from those numbers, and so are the tests. `lecture14.widgets.Explorer` makes a picture respond to the reader.
"""

from .picture import Picture

__all__ = ["Picture"]
