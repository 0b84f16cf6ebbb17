"""One function for each picture of the lecture: it computes the data, draws them, and returns both.

Every function returns a `Picture` with ``figure``, ``alt`` and the numbers that were drawn. The text alternative is
written from those numbers, and so are the tests. `lecture14.widgets.Explorer` makes a picture respond to the reader.

A chapter's pictures are in the module of its name, `lecture14.figures.bridge`. Where they are many it is a package:
each part holds one family of pictures, and `lecture14.figures.graph` offers what its parts define. `clusters` and
`style` hold what chapters share. What a reader sketches before seeing it is a `Curve` (module `curve`).
"""

from lecture14.figures.picture import Picture

__all__ = ["Picture"]
