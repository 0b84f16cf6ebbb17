"""Names for what a written program computes: each is handed out once, whatever the user's inputs are called."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any
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


def argument_names(recording: Recording) -> list[str]:
    """What f calls its arguments: its own parameters' names, x2 for the second of those that it gathers by a star."""
    try:
        parameters = list(inspect.signature(recording.f).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    own = [parameter.name for parameter in parameters if parameter.kind in kinds]
    rest = [f"x{position + 1}" for position in range(len(own), len(recording.arguments))]
    return [*own, *rest][: len(recording.arguments)]


def leaf_names(name: str, argument: Any) -> list[str]:
    """The names of an argument's numbers and arrays: its own, or one with a number for each in a container."""
    if not isinstance(argument, tuple | list | dict):
        return [name]
    return [f"{name}_{i + 1}" for i in range(len(leaves(argument)))]


def input_names(recording: Recording, names: Names | None = None) -> list[str]:
    """What f calls its inputs: its own parameters' names where each argument is a single number or array."""
    arguments = zip(argument_names(recording), recording.arguments, strict=True)
    wishes = [wish for name, argument in arguments for wish in leaf_names(name, argument)]
    return list(map(names or Names(), wishes))
