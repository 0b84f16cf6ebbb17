"""The adjoint of a function: a forward sweep that remembers, and a reverse sweep that adds up derivatives (slide 18).

`grad_f` holds both sweeps. A function that others call is written as two halves, too: what its forward half left on the
stack waits there until the caller's reverse sweep comes back to the call.
"""

from __future__ import annotations

from lecture14.cdiff.forward.context import Context
from lecture14.cdiff.forward.flat import flat
from lecture14.cdiff.forward.hoisting import Hoisting
from lecture14.cdiff.forward.lines import alive, indented, mentioned, quiet, words
from lecture14.cdiff.forward.writing import declared, head, written
from lecture14.cdiff.program.names import Names
from lecture14.cdiff.program.tree import Declare, Function, Name, Return, Statement, assigned, parts, renamed
from lecture14.cdiff.reverse.backwards import Backwards
from lecture14.cdiff.reverse.counting import own_indices
from lecture14.cdiff.reverse.jumps import Jumps
from lecture14.cdiff.reverse.stack import Stack


class Adjoint:
    """Writes the adjoint of one function.

    Parameters
    ----------
    function : Function
    context : Context
    stack : Stack
    halves : dict
        The names of the forward and the reverse sweep of each function of the file.
    """

    def __init__(
        self, function: Function, context: Context, stack: Stack, halves: dict[str, tuple[str, str]]
    ):
        self.function, self.context, self.stack, self.halves = function, context, stack, halves
        self.names = Names(context.names.taken)
        self.body = self._prepared()
        self.indices = own_indices(self.body, context)
        self.locals = {
            part.name: part
            for part in parts(self.body)
            if isinstance(part, Declare) and part.name not in self.indices
        }
        moving = [p for p in function.parameters if p.type == "double"]
        self.pointers = {p.name for p in moving if not p.sizes}
        variables = [p.name for p in moving] + [d.name for d in self.locals.values() if d.type == "double"]
        self.bars = {name: self.names.fresh(f"{name}_bar") for name in variables}
        y = self.names.fresh("y")
        self.result = (y, self.names.fresh(f"{y}_bar")) if function.type == "double" else None
        self.at = self.names.fresh("stack")

    def _prepared(self) -> tuple[Statement, ...]:
        """The body without jumps and nested calls, where no parameter but an array changes."""
        function, place = self.function, self.function.place
        changing = [p for p in function.parameters if not p.sizes and p.name in assigned(function.body)]
        new = {p.name: self.names.fresh(f"{p.name}_now") for p in changing}
        copies = tuple(Declare(new[p.name], p.type, (), Name(p.name, p.type), place) for p in changing)
        hoisting = Hoisting(lambda: self.names.fresh("c"), self.context.unit)
        body = hoisting.body(renamed(function.body, new))
        return (*copies, *Jumps(function.type, self.names.fresh).function(body, place))

    def whole(self, name: str) -> list[str]:
        """`grad_f`, both sweeps in one function, which gives back the stack's memory."""
        forward, reverse, value = self._sweeps(f"&{self.at}")
        if self.result and value:
            forward = [*forward, f"*{self.result[0]} = {value};"]
        uses = any(f"&{self.at}" in line for line in [*forward, *reverse])
        stack = [f"{self.stack.type} {self.at} = {{NULL, 0, 0}};"] if uses else []
        free = [f"free({self.at}.values);"] if uses else []
        lines = [*stack, *self._declarations([*forward, *reverse]), *forward, *reverse, *free]
        results = [f"double {self.result[1]}", f"double *{self.result[0]}"] if self.result else []
        first = head(self.function, name, self.context, [*results, *self._bar_parameters()])
        names = [*(p.name for p in self.function.parameters), *self._bar_names()]
        names += [self.result[1]] if self.result else []
        return [first, "{", *indented(quiet(lines, names)), "}"]

    def forward_half(self) -> list[str]:
        """The forward sweep alone; at its end lie the variables that the reverse sweep begins with."""
        forward, reverse, value = self._sweeps(self.at)
        form = f"{self.stack.push}({self.at}, {{}});"
        pushes = [line for name in self._kept(reverse) for line in self._items(name, form)]
        lines = [*forward, *pushes]
        if value:
            result = self.names.fresh("result")
            lines = [*forward, f"const double {result} = {value};", *pushes, f"return {result};"]
        lines = [*self._declarations(lines), *lines]
        first = self._half_head(self.halves[self.function.name][0], [], self.function.type)
        return [
            first,
            "{",
            *indented(quiet(lines, [self.at, *(p.name for p in self.function.parameters)])),
            "}",
        ]

    def reverse_half(self) -> list[str]:
        """The reverse sweep alone."""
        _, reverse, _ = self._sweeps(self.at)
        pops = []
        for name in reversed(self._kept(reverse)):
            cast = "(int)" if self.locals[name].type == "int" else ""
            pops += self._items(name, f"{{}} = {cast}{self.stack.pop}({self.at});", backwards=True)
        lines = [*self._declarations([*pops, *reverse]), *pops, *reverse]
        seed = [f"double {self.result[1]}"] if self.result else []
        first = self._half_head(self.halves[self.function.name][1], [*seed, *self._bar_parameters()], "void")
        names = [self.at, *(p.name for p in self.function.parameters), *self._bar_names()]
        names += [self.result[1]] if self.result else []
        return [first, "{", *indented(quiet(lines, names)), "}"]

    def _sweeps(self, at: str) -> tuple[list[str], list[str], str | None]:
        """The forward and the reverse sweep, and the text of what the function returns."""
        needed = None
        for _ in range(2):
            names = Names(self.names.taken)
            writer = Backwards(
                self.context,
                names,
                self.stack,
                at,
                self.bars,
                self.pointers,
                self.indices,
                self.halves,
                needed,
            )
            last = self.body[-1] if self.body and isinstance(self.body[-1], Return) else None
            forward, reverse = writer.sequence(self.body[:-1] if last else self.body)
            value = None
            if last and last.value is not None and self.result:
                steps, root = flat(last.value, writer.fresh, self.context)
                lines = [f"const double {step.name} = {step.text};" for step in steps]
                lines += writer.contributions(steps, root, self.result[1])
                value = written(last.value, self.context)
                lines = alive(lines, writer.temporaries)
                writer.read |= words(lines)
                if lines:
                    reverse = [f"/* line {last.place.line}: return {value} */", *lines, *reverse]
            # An array that the function was given may be needed by the caller.
            needed = writer.read | {p.name for p in self.function.parameters}
        return forward, reverse, value

    def _declarations(self, lines: list[str]) -> list[str]:
        """The variables that lines use, and their adjoints."""
        used = mentioned(lines)
        result = []
        for name, variable in self.locals.items():
            sizes = "".join(f"[{written(size, self.context)}]" for size in variable.sizes)
            zero = "{0}" if sizes else "0" if variable.type == "int" else "0.0"
            for each in (name, self.bars.get(name)):
                if each in used:
                    result.append(f"{variable.type} {each}{sizes} = {zero};")
        return result

    def _kept(self, reverse: list[str]) -> list[str]:
        read = words(reverse)
        return [name for name in self.locals if name in read]

    def _items(self, name: str, form: str, backwards: bool = False) -> list[str]:
        """A line for a variable, or for each item of an array."""
        item, heads = name, []
        for size in self.locals[name].sizes:
            index, text = self.names.fresh("k"), written(size, self.context)
            item += f"[{index}]"
            ends = (
                (f"{text} - 1", f"{index} >= 0", f"--{index}")
                if backwards
                else ("0", f"{index} < {text}", f"++{index}")
            )
            heads.append(f"for (int {index} = {ends[0]}; {ends[1]}; {ends[2]}) {{")
        lines = [form.format(item)]
        for line in reversed(heads):
            lines = [line, *indented(lines), "}"]
        return lines

    def _bar_names(self) -> list[str]:
        return [self.bars[p.name] for p in self.function.parameters if p.type == "double"]

    def _bar_parameters(self) -> list[str]:
        moving = [p for p in self.function.parameters if p.type == "double"]
        return [
            declared(p, self.context, self.bars[p.name], False) if p.sizes else f"double *{self.bars[p.name]}"
            for p in moving
        ]

    def _half_head(self, name: str, extra: list[str], result: str) -> str:
        return head(
            self.function, name, self.context, extra, f"static {result}", f"{self.stack.type} *{self.at}"
        )
