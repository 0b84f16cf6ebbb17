"""Containers of numbers: tuples, lists and dicts taken apart into leaves and put together again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def leaves(tree: Any) -> list[Any]:
    """The numbers and arrays of a container, in order; a lone one is its own container.

    Examples
    --------
    >>> leaves({"w": [1.0, 2.0], "b": (3.0,)})
    [1.0, 2.0, 3.0]
    """
    if isinstance(tree, dict):
        return [leaf for value in tree.values() for leaf in leaves(value)]
    if isinstance(tree, tuple | list):
        return [leaf for value in tree for leaf in leaves(value)]
    return [tree]


def places(tree: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves in the same order, each with its place.

    Examples
    --------
    >>> dict(places({"w": [1.0, 2.0], "b": (3.0,)}))
    {"['w'][0]": 1.0, "['w'][1]": 2.0, "['b'][0]": 3.0}
    """
    if isinstance(tree, dict | tuple | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(value, f"{place}[{key!r}]")
    else:
        yield place, tree


def leaves_like(tree: Any, model: Any) -> list[Any]:
    """The leaves of a container in the order of another: dicts are matched by their keys.

    Where the other has a leaf, a list is one too: an array in the making.

    Raises
    ------
    ValueError
        If a dict has other keys than its model.

    Examples
    --------
    >>> leaves_like({"b": 3.0, "w": [1.0, 2.0]}, {"w": [0.0, 0.0], "b": 0.0})
    [1.0, 2.0, 3.0]
    """
    if isinstance(tree, dict) and isinstance(model, dict):
        if tree.keys() != model.keys():
            raise ValueError(f"a dict has the keys {list(tree)}; expected {list(model)}")
        return [leaf for key in model for leaf in leaves_like(tree[key], model[key])]
    if isinstance(tree, list) and not isinstance(model, dict | tuple | list):
        return [tree]
    both = isinstance(tree, tuple | list) and isinstance(model, tuple | list)
    if both and len(tree) == len(model):
        return [leaf for part, other in zip(tree, model, strict=True) for leaf in leaves_like(part, other)]
    return leaves(tree)


def tree_map(function: Callable[[Any], Any], tree: Any) -> Any:
    """The container with the function applied to each leaf.

    Examples
    --------
    >>> tree_map(lambda x: 2 * x, {"w": [1.0, 2.0], "b": (3.0,)})
    {'w': [2.0, 4.0], 'b': (6.0,)}
    """
    if isinstance(tree, dict):
        return {key: tree_map(function, value) for key, value in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(tree_map(function, value) for value in tree))
    if isinstance(tree, tuple | list):
        return type(tree)(tree_map(function, value) for value in tree)
    return function(tree)


def rebuilt(tree: Any, values: Iterable[Any]) -> Any:
    """The container with its leaves replaced by these values, in order.

    Examples
    --------
    >>> rebuilt([1.0, (2.0, 3.0)], [7, 8, 9])
    [7, (8, 9)]
    """
    iterator = iter(values)
    return tree_map(lambda _: next(iterator), tree)
