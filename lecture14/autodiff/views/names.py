"""Names for what a written program computes: each is handed out once, whatever the user's inputs are called."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from unicodedata import normalize

from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.support.tree import leaves


def as_python(name: str) -> str:
    """A name as Python's own parser reads it: in its compatible form (NFKC)."""
    return normalize("NFKC", name)


class Names:
    """Hands out names that are not taken yet; one that is taken gets a trailing underscore.

    Parameters
    ----------
    reserved : str
        A regular expression for the names that the language, or the text around, keeps for itself.
    identifier : callable
        A name as the language can write it.

    Examples
    --------
    >>> names = Names(reserved="np|lambda")
    >>> [names(wish) for wish in ("x", "np", "w3", "w3")]
    ['x', 'np_', 'w3', 'w3_']
    """

    def __init__(self, reserved: str = "", identifier: Callable[[str], str] = as_python):
        self.reserved = re.compile(reserved)
        self.identifier = identifier
        self.taken: set[str] = set()

    def __call__(self, wish: str) -> str:
        name = self.identifier(wish)
        while name in self.taken or self.reserved.fullmatch(name):
            name += "_"
        self.taken.add(name)
        return name


def input_names(recording: Recording, names: Names | None = None) -> list[str]:
    """What f calls its inputs: its own parameters' names where each argument is a single number or array."""
    try:
        parameters = list(inspect.signature(recording.f).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    own = [parameter.name for parameter in parameters if parameter.kind in kinds]
    wishes: list[str] = []
    for position, arg in enumerate(recording.arguments):
        name = own[position] if position < len(own) else f"x{position + 1}"
        single = not isinstance(arg, tuple | list | dict)
        wishes += [name] if single else [f"{name}_{i + 1}" for i in range(len(leaves(arg)))]
    return list(map(names or Names(), wishes))
