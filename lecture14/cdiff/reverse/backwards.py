"""Each statement twice: for the forward sweep, which remembers, and for the reverse sweep.

A statement is read backwards by itself: it gets back the value that it had overwritten, its operations are computed
once more, and the derivative of its target goes to what it had read (Griewank & Walther, 2008, chapters 3 and 6).
"""

from __future__ import annotations

from collections.abc import Iterable

from lecture14.cdiff.forward.context import Context, Plain
from lecture14.cdiff.forward.flat import Operand, Step, flat
from lecture14.cdiff.forward.lines import alive, indented, words
from lecture14.cdiff.forward.original import assignment
from lecture14.cdiff.forward.writing import written
from lecture14.cdiff.program.names import Names
from lecture14.cdiff.program.tree import (
    Assign,
    Call,
    Declare,
    Expression,
    If,
    Item,
    Loop,
    Name,
    Statement,
    active,
    parts,
)
from lecture14.cdiff.reverse.counting import counting
from lecture14.cdiff.reverse.stack import Stack

Sweeps = tuple[list[str], list[str]]


class Backwards:
    """Writes the statements of one function.

    Parameters
    ----------
    context : Context
    names : Names
        Of the function.
    stack, at : Stack, str
        The stack's functions, and how this function calls its stack.
    bars : dict
        The adjoints of the function's parameters and variables; of a scalar parameter it is a pointer.
    pointers : set
        The scalar parameters.
    indices : set
        Variables that belong to the loops that count by them.
    halves : dict
        The names of the forward and the reverse sweep of each function of the file.
    needed : set or None
        What the reverse sweep reads; None as long as that is not known.
    """

    def __init__(
        self,
        context: Context,
        names: Names,
        stack: Stack,
        at: str,
        bars: dict[str, str],
        pointers: set[str],
        indices: set[str],
        halves: dict[str, tuple[str, str]],
        needed: set[str] | None,
    ):
        self.context, self.names, self.stack, self.at = context, names, stack, at
        self.bars, self.pointers, self.indices, self.halves = bars, pointers, indices, halves
        self.needed = needed
        self.plain = Plain(context.unit, Names(()))
        self.read: set[str] = set()
        self.assigned: set[str] = set()
        self.loops = 0
        self.number = 0
        self.temporaries: set[str] = set()

    def text(self, expression: Expression) -> str:
        return written(expression, self.context)

    def fresh(self, wish: str = "") -> str:
        if not wish:
            self.number += 1
        name = self.names.fresh(wish or f"w{self.number}")
        self.temporaries.add(name)
        return name

    def sequence(self, statements: Iterable[Statement]) -> Sweeps:
        sweeps = [self.statement(statement) for statement in statements]
        forward = [line for ahead, _ in sweeps for line in ahead]
        return forward, [line for _, back in reversed(sweeps) for line in back]

    def statement(self, statement: Statement) -> Sweeps:
        match statement:
            case Declare(value=None):
                return [], []
            case Declare(name=name, type=kind, value=value, place=place):
                assert value is not None
                return self.statement(Assign(Name(name, kind), "=", value, place))
            case Assign(value=Call(own=True, type="double" | "void") as call):
                return self.call(statement, call)
            case Assign():
                return self.assign(statement)
            case If():
                return self.branch(statement)
            case Loop():
                return self.loop(statement)
        raise AssertionError(statement)

    def bar(self, variable: Name | Item) -> str:
        """The adjoint of a variable, as an expression that can be assigned to."""
        name = self.bars[variable.name]
        if isinstance(variable, Name):
            return f"*{name}" if variable.name in self.pointers else name
        return self.text(variable).replace(variable.name, name, 1)

    def remember(self, target: Name | Item) -> tuple[list[str], list[str], bool]:
        """A line that pushes a value before it is overwritten, one that pops it; whether there was none yet."""
        first = isinstance(target, Name) and target.name not in self.assigned and not self.loops
        self.assigned.add(target.name)
        if first or not (self.needed is None or target.name in self.needed):
            return [], [], first
        text, cast = self.text(target), "(int)" if target.type == "int" else ""
        self.read |= {name for name in words([text]) if name != target.name}
        push, pop = f"{self.stack.push}({self.at}, {text});", f"{text} = {cast}{self.stack.pop}({self.at});"
        return [push], [pop], first

    def assign(self, statement: Assign) -> Sweeps:
        target = statement.target
        assert target is not None
        push, pop, first = self.remember(target)
        forward = [*push, f"{assignment(statement, self.context)};"]
        if target.type == "int":
            return forward, pop
        steps, root = flat(statement.value, self.fresh, self.context)
        bar = self.bar(target)
        lines = [f"const double {step.name} = {step.text};" for step in steps]
        seed = bar
        clear = [f"{bar} = 0.0;"] if statement.operator == "=" and not first else []
        if statement.operator == "-=" or not _apart(target, statement.value):
            seed = self.fresh(f"{target.name}_seed")
            lines += [f"const double {seed} = {'-' if statement.operator == '-=' else ''}{bar};", *clear]
            clear = []
        lines += [*self.contributions(steps, root, seed), *clear]
        return forward, self.noted(statement, pop, lines)

    def noted(self, statement: Assign, pop: list[str], lines: list[str]) -> list[str]:
        """Lines of the reverse sweep below a comment that says whose they are."""
        lines = alive(lines, self.temporaries)
        self.read |= words(lines)
        if not lines:
            return pop
        return [f"/* line {statement.place.line}: {assignment(statement, self.plain)} */", *pop, *lines]

    def contributions(self, steps: list[Step], root: Operand, seed: str) -> list[str]:
        """What each operand gets of the derivative of the whole."""
        if root.source is None:
            return []
        if not isinstance(root.source, Step):
            return [f"{self.bar(root.source)} += {seed};"]
        lines, seeds = [], {root.source.name: seed}
        for step in reversed(steps):
            if step.name not in seeds:
                continue
            for i, operand in enumerate(step.operands):
                if operand.source is None or not step.rule.moves(i):
                    continue
                term = step.term(i, seeds[step.name])
                if isinstance(operand.source, Step):
                    name = seeds[operand.source.name] = self.fresh(f"{operand.source.name}_bar")
                    lines.append(f"const double {name} = {term};")
                else:
                    sign = "-=" if term.startswith("-") else "+="
                    lines.append(f"{self.bar(operand.source)} {sign} {term.removeprefix('-')};")
        return lines

    def call(self, statement: Assign, call: Call) -> Sweeps:
        target = statement.target
        forward_name, reverse_name = self.halves[call.name]
        texts = ", ".join([self.at, *(self.text(argument) for argument in call.arguments)])
        before: list[str] = []
        after: list[str] = []
        adjoints = []
        ahead = [f"{forward_name}({texts});"]
        back: list[str] = []
        if target is not None:
            push, back, first = self.remember(target)
            ahead = [f"{self.text(target)} = {forward_name}({texts});"]
            if push:
                new = self.fresh()
                ahead = [
                    f"const double {new} = {forward_name}({texts});",
                    *push,
                    f"{self.text(target)} = {new};",
                ]
            seed = self.fresh(f"{target.name}_seed")
            before.append(f"const double {seed} = {self.bar(target)};")
            before += [] if first else [f"{self.bar(target)} = 0.0;"]
            adjoints.append(seed)
        parameters = self.context.unit.functions[call.name].parameters
        for argument, parameter in zip(call.arguments, parameters, strict=True):
            if parameter.type == "int":
                continue
            if parameter.sizes:
                assert isinstance(argument, Item)
                adjoints.append(self.bar(argument))
                continue
            steps, root = flat(argument, self.fresh, self.context)
            if isinstance(root.source, Name):
                name = self.bars[root.source.name]
                adjoints.append(name if root.source.name in self.pointers else f"&{name}")
                continue
            bar = self.names.fresh(f"{parameter.name}_bar")
            before += [f"const double {step.name} = {step.text};" for step in steps] + [
                f"double {bar} = 0.0;"
            ]
            after += self.contributions(steps, root, bar)
            adjoints.append(f"&{bar}")
        line = f"{reverse_name}({', '.join([texts, *adjoints])});"
        return ahead, self.noted(statement, back, [*before, line, *after])

    def branch(self, statement: If) -> Sweeps:
        known = set(self.assigned)
        yes, yes_back = self.sequence(statement.yes)
        after_yes, self.assigned = self.assigned, known
        no, no_back = self.sequence(statement.no)
        self.assigned |= after_yes
        condition = self.text(statement.condition)
        if yes_back or no_back:
            yes = [*yes, f"{self.stack.push}({self.at}, 1.0);"]
            no = [*no, f"{self.stack.push}({self.at}, 0.0);"]
        forward = [f"if ({condition}) {{", *indented(yes), *(["} else {", *indented(no)] if no else []), "}"]
        if not (yes_back or no_back):
            return forward, []
        question = f"{self.stack.pop}({self.at}) > 0.0"
        if not yes_back:
            return forward, [f"if (!({question})) {{", *indented(no_back), "}"]
        reverse = [f"if ({question}) {{", *indented(yes_back)]
        return forward, [*reverse, *(["} else {", *indented(no_back)] if no_back else []), "}"]

    def loop(self, statement: Loop) -> Sweeps:
        found = counting(statement, self.context)
        if found and found.index in self.indices:
            self.loops += 1
            forward, reverse = self.sequence(statement.body)
            self.loops -= 1
            forward = [found.head, *indented(forward), "}"]
            if not reverse:
                return forward, []
            self.read |= words([found.backwards])
            return forward, [found.backwards, *indented(reverse), "}"]
        start, start_back = self.sequence(statement.start)
        self.loops += 1
        forward, reverse = self.sequence((*statement.body, *statement.step))
        self.loops -= 1
        head = f"while ({self.text(statement.condition)}) {{"
        if not reverse:
            return [*start, head, *indented(forward), "}"], start_back
        trips = self.names.fresh("trips")
        remembered = f"{self.stack.push}({self.at}, {trips});"
        count = [f"int {trips} = 0;", head, *indented([*forward, f"++{trips};"]), "}", remembered]
        back = f"for (int {trips} = (int){self.stack.pop}({self.at}); {trips} > 0; --{trips}) {{"
        return [*start, *count], [back, *indented(reverse), "}", *start_back]


def _apart(target: Name | Item, value: Expression) -> bool:
    """Whether the value reads nothing that can be the target: two arrays may be one."""
    moving = [p for p in parts(value) if isinstance(p, Name | Item) and active(p)]
    if isinstance(target, Item):
        return not any(isinstance(p, Item) for p in moving)
    return target.name not in {p.name for p in moving}
