"""Automatic differentiation in C++ by operator overloading (slide 15).

`headers` are C++ as it stands: `dual_numbers.hpp` for forward mode, `tape.hpp` for reverse mode. What they know about
functions, `rules.inc`, is written from the table of derivative rules. ``python -m lecture14.cpp FOLDER`` puts all three
into a folder. `programs` are the lecture's function and what the book runs with it.
"""

from lecture14.cpp.compiling import compiled, compiler, run
from lecture14.cpp.writing import HEADERS, PROGRAMS, rules, write_headers

__all__ = ["HEADERS", "PROGRAMS", "compiled", "compiler", "rules", "run", "write_headers"]
