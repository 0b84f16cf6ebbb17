"""Names that the generated text may use: none that the file uses, and none that C keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lecture14.autodiff.text.c_names import RESERVED

# Besides these the macros of stdlib.h, which the generated text includes for its stack.
KEPT = re.compile(f"{RESERVED}|NULL|EXIT_\\w+|RAND_MAX|MB_CUR_MAX|size_t")


class Names:
    """Hands out names.

    Examples
    --------
    >>> names = Names({"dx"})
    >>> names.fresh("dx"), names.fresh("dx"), names.fresh("w"), names.fresh("exp")
    ('dx_2', 'dx_3', 'w', 'exp_2')
    """

    def __init__(self, taken: Iterable[str]):
        self.taken = set(taken)
        self.numbers: dict[str, int] = {}

    def allows(self, name: str) -> bool:
        """Whether a variable of the file may keep its name."""
        return not KEPT.fullmatch(name)

    def fresh(self, wish: str) -> str:
        """The name wished for, or with a number behind it."""
        number = self.numbers.get(wish, 1)
        name = wish if number == 1 else f"{wish}_{number}"
        while name in self.taken or KEPT.fullmatch(name):
            number += 1
            name = f"{wish}_{number}"
        self.numbers[wish] = number
        self.taken.add(name)
        return name
