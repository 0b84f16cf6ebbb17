"""C in, C out: a file of functions is read, and their derivatives are written (slides 13, 14).

`reading` makes syntax trees of our own (`program`) of what pycparser parsed, or refuses it at its line; `forward`
writes tangents, statement by statement in operations of the rule table; `reverse` writes adjoints. Nothing is run: the
text goes to a C compiler. pycparser comes with ``pip install "lecture14[c]"``.
"""

from lecture14.cdiff.program.refusal import Refused
from lecture14.cdiff.transform import differentiate

__all__ = ["Refused", "differentiate"]
