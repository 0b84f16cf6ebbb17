"""Recording single operations on Python floats and plain arrays, and handing floats' adjoints on, as text.

Each rule gives two small programs: one computes the value and writes the node down, as `variable.record` does; the
other, which the node brings along, does to adjoints of floats what `sweep.hand_on` does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lecture14.autodiff.core.rules import Rule
from lecture14.autodiff.core.sweep import hand_on
from lecture14.autodiff.core.tape import OPEN
from lecture14.autodiff.core.values import FLOAT64
from lecture14.autodiff.core.variable import Variable, record
from lecture14.autodiff.expressions.compiled import (
    OUT_OF_RANGE,
    compile_function,
    float_expression,
    float_names,
    names_used,
    times,
)
from lecture14.autodiff.fast.programs import Programs
from lecture14.autodiff.support.errors import user_site


def install() -> None:
    """From now on variables record through these programs."""
    Programs(Variable, recording_program, _names, arrays=True).install()


def recording_program(rule: Rule, operands: str) -> str:
    """Lines that compute one operation and write it down."""
    pairs = list(zip(rule.arguments, "ab", operands, strict=False))
    loads = "; ".join(f"{x} = {a}.value" if kind == "n" else f"{x} = {a}" for x, a, kind in pairs)
    first = next(a for _, a, kind in pairs if kind == "n")
    ours = [x for x, _, kind in pairs if kind == "n"]
    floats = " and ".join(f"type({x}) is float" for x in ours)
    arrays = " and ".join(f"type({x}) is ndarray and {x}.dtype is FLOAT64" for x in ours)
    # 1.0*a makes a float of an int, like float(a), without the cost of a call.
    inputs = ", ".join(f"{a}.index" if kind == "n" else f"1.0*{a}" for _, a, kind in pairs)
    return f"""{loads}
if {floats}:
    try:
        y = {float_expression(rule.expression)}
        {"" if operands == "nn" else f"level = {first}.level"}
        tape = OPEN[level]
        result = Kind()
        result.value = y
        result.rule = rule
        result.inputs = ({inputs},)
        result.pull = pull_{operands}
        result.level = level
        result.index = len(tape)
        result.params = None
        result.site = site() if tape.lines else None
        tape.append(result)
        return result
    except UNUSUAL:
        pass
elif {arrays}:
    with errstate(all="ignore"):
        y = on_arrays({", ".join(x for x, _, _ in pairs)})
    return record({first}.level, rule, ({inputs},), None, y)
"""


def _names(rule: Rule) -> dict[str, Any]:
    """What these lines refer to: the tapes, and the reverse program for each kind of operands."""
    patterns = ("n",) if len(rule.arguments) == 1 else ("nn", "nc", "cn")
    pulls = {f"pull_{operands}": quick_pull(rule, operands) for operands in patterns}
    return pulls | {
        "OPEN": OPEN,
        "site": user_site,
        "UNUSUAL": (*OUT_OF_RANGE, KeyError),
        "ndarray": np.ndarray,
        "FLOAT64": FLOAT64,
        "errstate": np.errstate,
        "on_arrays": rule.value,
        "record": record,
    }


@cache
def quick_pull(rule: Rule, operands: str) -> Callable[..., None]:
    """The reverse program of one operation on floats, for operands "n" on the tape and "c" constant."""
    names = float_names(rule.partials) | {"OUT_OF_RANGE": OUT_OF_RANGE, "hand_on": hand_on}
    return compile_function(pull_program(rule, operands), "pull", names)


def pull_program(rule: Rule, operands: str) -> str:
    """Its text; values that no partial derivative mentions are not looked up.

    Examples
    --------
    >>> from lecture14.autodiff.core.rules import RULES
    >>> print(pull_program(RULES["multiply"], "nc"))
    def pull(node, g, nodes, adjoints, sweep):
        if type(g) is not float: return hand_on(node, g, nodes, adjoints, sweep)
        ix, z = node.inputs
        try:
            cx = z*g
        except OUT_OF_RANGE:
            return hand_on(node, g, nodes, adjoints, sweep)
        known = adjoints[ix]
        adjoints[ix] = cx if known is None else known + cx
    <BLANKLINE>
    """
    kinds = dict(zip(rule.arguments, operands, strict=True))
    terms = [
        (x, times(float_expression(partial), "g"))
        for x, kind, partial in zip(kinds, operands, rule.partials, strict=True)
        if kind == "n" and partial != "0"
    ]
    used = names_used(*(term for _, term in terms))
    lines = ["if type(g) is not float: return hand_on(node, g, nodes, adjoints, sweep)"]
    targets = "".join(f"i{x}, " if kind == "n" else f"{x}, " for x, kind in kinds.items())
    lines += [f"{targets.rstrip() if len(kinds) == 1 else targets.rstrip(', ')} = node.inputs"]
    lines += [f"{x} = nodes[i{x}].value" for x, kind in kinds.items() if kind == "n" and x in used]
    lines += ["y = node.value"] if "y" in used else []
    # Nothing is added before all terms are known: at a pole the general way starts afresh.
    lines += ["try:", *(f"    c{x} = {term}" for x, term in terms)] if terms else []
    lines += ["except OUT_OF_RANGE:", "    return hand_on(node, g, nodes, adjoints, sweep)"] if terms else []
    for x, _ in terms:
        lines += [f"known = adjoints[i{x}]", f"adjoints[i{x}] = c{x} if known is None else known + c{x}"]
    return "def pull(node, g, nodes, adjoints, sweep):\n" + "".join(f"    {line}\n" for line in lines)
