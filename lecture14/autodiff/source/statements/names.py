"""Names for what a generated program computes: none that the function, or what it calls, has."""

from __future__ import annotations


class Names:
    """Hands out names that none of the functions uses; a taken one gets an underscore at its end.

    Examples
    --------
    >>> names = Names({"stack", "w1"})
    >>> names("stack"), names("x_bar"), names.temporary(), names.temporary()
    ('stack_', 'x_bar', 'w2', 'w3')
    """

    def __init__(self, taken: set[str]):
        self.taken = set(taken)
        self.counter = 0

    def __call__(self, wish: str) -> str:
        while wish in self.taken:
            wish += "_"
        self.taken.add(wish)
        return wish

    def temporary(self) -> str:
        """The name of an intermediate result: w1, w2, …"""
        self.counter += 1
        while f"w{self.counter}" in self.taken:
            self.counter += 1
        self.taken.add(f"w{self.counter}")
        return f"w{self.counter}"
