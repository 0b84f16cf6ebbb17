"""A C file as our own tree: functions, their parameters, the file's constants."""

from __future__ import annotations

import re
from typing import Any

from lecture14.cdiff.program.names import KEPT, Names
from lecture14.cdiff.program.refusal import Place, Refused
from lecture14.cdiff.program.tree import (
    Call,
    Declare,
    Expression,
    Function,
    Item,
    Parameter,
    Unit,
    always_returns,
    parts,
)
from lecture14.cdiff.program.vocabulary import MATHEMATICS
from lecture14.cdiff.reading.effects import arrays_written
from lecture14.cdiff.reading.expressions import Expressions, Signature, place, refuse
from lecture14.cdiff.reading.parsing import blanked, parsed, place_of
from lecture14.cdiff.reading.scopes import Scopes, Variable
from lecture14.cdiff.reading.statements import Statements, scalar_type


def read_file(text: str) -> Unit:
    """The functions of a C file.

    Raises
    ------
    Refused
        With line and column, if the file contains what is not differentiated.
    """
    unit = Unit()
    plain = blanked(text)
    unit.words = set(re.findall(r"\w+", plain))
    if found := re.search(r"\b_[_A-Z]\w*", plain):
        raise Refused(
            place_of(plain, found.start()), f"{found[0]} belongs to the compiler", "choose another name"
        )
    tree = parsed(text)
    file: dict[str, Variable] = {}
    signatures: dict[str, Signature] = {}
    definitions = []
    for node in tree.ext:
        here = place(node)
        match type(node).__name__:
            case "FuncDef":
                if node.param_decls:
                    raise Refused(here, "a parameter list of old C", "write f(double x)")
                name = node.decl.name
                _check_function(node.decl, signatures, here)
                parameters, returns = _parameters(node.decl.type, unit, file, signatures)
                signatures[name] = Signature(returns, parameters)
                definitions.append(node)
            case "Decl" if type(node.type).__name__ == "FuncDecl":
                pass  # a prototype: the definition says the same
            case "Decl":
                constant = _constant(node, file, signatures)
                unit.constants.append(constant)
                file[node.name] = Variable(constant.name, constant.type, 0, True, True)
            case _:
                raise refuse(node)
    if not definitions:
        raise Refused(Place(1, 1), "the file defines no function", "write double f(double x) { ... }")
    for name, positions in arrays_written(definitions).items():
        parameters = signatures[name].parameters
        signatures[name].writes = {parameters[i].name for i in positions if parameters[i].sizes}
    for node in definitions:
        _body(node, unit, file, signatures)
    return unit


def _check_function(decl: Any, signatures: dict[str, Signature], here: Place) -> None:
    if decl.name in signatures:
        raise Refused(here, f"{decl.name} is defined twice", "leave one definition")
    if decl.name in MATHEMATICS or KEPT.fullmatch(decl.name):
        raise Refused(here, f"{decl.name} is a name of C's own", "call the function otherwise")
    if "_Noreturn" in decl.funcspec:
        raise Refused(here, "a function that does not return", "return a double")


def _constant(node: Any, file: dict[str, Variable], signatures: dict[str, Signature]) -> Declare:
    here = place(node)
    if type(node.type).__name__ != "TypeDecl":
        raise refuse(node.type, here)
    kind = scalar_type(node.type, here)
    if "const" not in node.quals or node.init is None or set(node.storage) - {"static"}:
        raise Refused(
            here, f"{node.name} is a variable of the file", "pass it as a parameter, or make it const"
        )
    if KEPT.fullmatch(node.name) or node.name in signatures:
        raise Refused(here, f"{node.name} is a name of C's own", "call the constant otherwise")
    value = Expressions(Scopes({}, Names(())), {}).value(node.init, kind)
    if any(isinstance(part, Call | Item) for part in parts(value)):
        raise Refused(here, "a constant that calls a function", "write the number")
    return Declare(node.name, kind, (), value, here)


def _parameters(
    node: Any, unit: Unit, file: dict[str, Variable], signatures: dict[str, Signature]
) -> tuple[tuple[Parameter, ...], str]:
    """The parameters under the names that the file gives them, and the type of the result."""
    found: list[Parameter] = []
    scopes = Scopes(file, Names(unit.words))
    for item in [] if node.args is None else node.args.params:
        here = place(item)
        if type(item).__name__ == "Typename" and getattr(item.type.type, "names", None) == ["void"]:
            continue
        if type(item).__name__ != "Decl":
            raise (
                refuse(item)
                if type(item).__name__ == "EllipsisParam"
                else Refused(here, "a parameter without a type or a name", "write double x")
            )
        kind, sizes, constant = _parameter_type(item, Expressions(scopes, signatures), here)
        variable = scopes.declare(item.name, kind, len(sizes), constant, here)
        found.append(Parameter(variable.name, kind, sizes, constant))
    return tuple(found), scalar_type(node.type, place(node.type))


def _parameter_type(
    item: Any, expressions: Expressions, here: Place
) -> tuple[str, tuple[Expression | None, ...], bool]:
    sizes: list[Expression | None] = []
    node = item.type
    while type(node).__name__ in ("ArrayDecl", "PtrDecl"):
        if type(node).__name__ == "PtrDecl":
            if sizes or type(node.type).__name__ != "TypeDecl" or set(node.quals) - {"const", "restrict"}:
                raise refuse(node, here)
            sizes.append(None)
        else:
            if node.dim is None and sizes:
                raise refuse(node, here)
            sizes.append(None if node.dim is None or not sizes else expressions.integer(node.dim, "a size"))
        node = node.type
    kind = scalar_type(node, here)
    quals = {*item.quals, *node.quals} - {"const"}
    if quals or kind == "void":
        raise Refused(here, f"a parameter that is {min(quals, default='void')}", "write double x")
    constant = "const" in (*item.quals, *node.quals)
    return kind, tuple(sizes), constant or (kind == "int" and bool(sizes))


def _body(node: Any, unit: Unit, file: dict[str, Variable], signatures: dict[str, Signature]) -> None:
    """Read a function's body; calls are to any function of the file, so all signatures are known by now."""
    name, here = node.decl.name, place(node)
    signature = signatures[name]
    scopes = Scopes(file, Names(unit.words))
    given = [
        p.name
        for p in (node.decl.type.args.params if node.decl.type.args else [])
        if getattr(p, "name", None)
    ]
    for spelled, parameter in zip(given, signature.parameters, strict=True):
        variable = Variable(parameter.name, parameter.type, len(parameter.sizes), parameter.constant)
        scopes.levels[-1][spelled] = scopes.seen[spelled] = variable
        scopes.names.taken.add(parameter.name)
    reader = Statements(scopes, signatures)
    reader.returns, reader.written = signature.type, set()
    reader.constants = {p.name for p in signature.parameters if p.constant}
    body = reader.sequence(node.body)
    if signature.type != "void" and not always_returns(body):
        raise Refused(here, f"{name} has a way to its end without a return", "return a value there, too")
    if signature.type == "int" and signature.writes:
        raise Refused(
            here, f"{name} returns an int and writes to an array", "let it return nothing, or a double"
        )
    writes = frozenset(signature.writes)
    unit.functions[name] = Function(name, signature.type, signature.parameters, body, here, writes)
    unit.words |= scopes.names.taken  # a variable that hides another has got a new name
