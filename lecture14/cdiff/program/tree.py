"""The syntax trees of this room: the C that has a derivative, and nothing else.

Types are the words "double", "int" and "void". Each name of a function means one variable: what C lets a block hide
has been renamed by the reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from lecture14.cdiff.program.refusal import Place


@dataclass(frozen=True)
class Literal:
    text: str
    type: str


@dataclass(frozen=True)
class Name:
    """A scalar variable; a constant of the file has no derivative."""

    name: str
    type: str
    constant: bool = False


@dataclass(frozen=True)
class Item:
    """An item of an array, or with fewer indices than the array has, one of its rows."""

    name: str
    indices: tuple[Expression, ...]
    type: str
    constant: bool = False


@dataclass(frozen=True)
class Unary:
    """Minus, not, or a cast, whose operator is the type in parentheses."""

    operator: str
    operand: Expression
    type: str


@dataclass(frozen=True)
class Binary:
    operator: str
    left: Expression
    right: Expression
    type: str


@dataclass(frozen=True)
class Choice:
    """``condition ? yes : no``"""

    condition: Expression
    yes: Expression
    no: Expression
    type: str


@dataclass(frozen=True)
class Call:
    """Of a function of math.h, or of the file; arrays among the arguments are items with too few indices."""

    name: str
    arguments: tuple[Expression, ...]
    type: str
    own: bool
    place: Place


Expression = Literal | Name | Item | Unary | Binary | Choice | Call


@dataclass(frozen=True)
class Declare:
    """A local variable; an array has sizes, and its values follow as assignments."""

    name: str
    type: str
    sizes: tuple[Expression, ...]
    value: Expression | None
    place: Place


@dataclass(frozen=True)
class Assign:
    """The operator is ``=``, ``+=`` or ``-=``; no target stands for a call whose result nobody takes."""

    target: Name | Item | None
    operator: str
    value: Expression
    place: Place


@dataclass(frozen=True)
class If:
    condition: Expression
    yes: tuple[Statement, ...]
    no: tuple[Statement, ...]
    place: Place


@dataclass(frozen=True)
class Loop:
    """``for`` and ``while``: the latter has neither start nor step."""

    start: tuple[Statement, ...]
    condition: Expression
    step: tuple[Statement, ...]
    body: tuple[Statement, ...]
    place: Place


@dataclass(frozen=True)
class Block:
    body: tuple[Statement, ...]
    place: Place


@dataclass(frozen=True)
class Jump:
    """``break`` or ``continue``"""

    word: str
    place: Place


@dataclass(frozen=True)
class Return:
    value: Expression | None
    place: Place


Statement = Declare | Assign | If | Loop | Block | Jump | Return


@dataclass(frozen=True)
class Parameter:
    """An array has sizes, the first of which may be left open (None)."""

    name: str
    type: str
    sizes: tuple[Expression | None, ...] = ()
    constant: bool = False


@dataclass(frozen=True)
class Function:
    name: str
    type: str
    parameters: tuple[Parameter, ...]
    body: tuple[Statement, ...]
    place: Place
    # The arrays that it may write to, itself or by calls.
    writes: frozenset[str] = frozenset()


@dataclass
class Unit:
    """A file: its functions, its constants, and every word that its text or a name in these uses."""

    functions: dict[str, Function] = field(default_factory=dict)
    constants: list[Declare] = field(default_factory=list)
    words: set[str] = field(default_factory=set)


def parts(node: Any) -> Iterator[Any]:
    """The node and all that it is made of, outermost first."""
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple) and not isinstance(node, Place):
            stack.extend(reversed(node))
        elif is_dataclass(node):
            yield node
            stack.extend(reversed([getattr(node, f.name) for f in fields(node)]))


def names(node: Any) -> set[str]:
    """The variables that a piece of program mentions."""
    return {part.name for part in parts(node) if isinstance(part, Name | Item)}


def active(expression: Expression) -> bool:
    """Whether an expression has a derivative: a double that depends on doubles that vary."""
    match expression:
        case Literal():
            return False
        case Name(type=kind, constant=constant) | Item(type=kind, constant=constant):
            return kind == "double" and not constant
        case Call(own=True, type=kind):
            return kind == "double"
        case Unary(type=kind, operand=operand):
            return kind == "double" and active(operand)
        case Binary(type=kind, left=left, right=right) | Choice(type=kind, yes=left, no=right):
            return kind == "double" and (active(left) or active(right))
    return any(map(active, expression.arguments))


def assigned(body: Any) -> set[str]:
    """The variables that a piece of program assigns or declares; what calls write is the caller's to add."""
    targets = {part.target.name for part in parts(body) if isinstance(part, Assign) and part.target}
    return targets | {part.name for part in parts(body) if isinstance(part, Declare)}


def leaves(body: tuple[Statement, ...], *kinds: type) -> bool:
    """Whether each way through these statements ends in a jump of one of these kinds."""
    if not body:
        return False
    match body[-1]:
        case If(yes=yes, no=no):
            return leaves(yes, *kinds) and leaves(no, *kinds)
        case Block(body=inner):
            return leaves(inner, *kinds)
    return isinstance(body[-1], kinds)


def always_returns(body: tuple[Statement, ...]) -> bool:
    """Whether no way leads to the end of a function's body without a return."""
    return leaves(body, Return)


def renamed(node: Any, new: dict[str, str]) -> Any:
    """The same piece of program with other names for some variables."""
    if isinstance(node, tuple) and not isinstance(node, Place):
        return tuple(renamed(part, new) for part in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {f.name: renamed(getattr(node, f.name), new) for f in fields(node)}
    if isinstance(node, Name | Item | Declare):
        changed["name"] = new.get(node.name, node.name)
    return type(node)(**changed)
