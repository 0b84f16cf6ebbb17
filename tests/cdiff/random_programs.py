"""Random programs with loops, branches, jumps, arrays and calls: one draw written as C and as Python.

All values stay of order one, since each assignment goes through sin, tanh or a mean; so digits can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

VARIABLES = ["a", "b", "s", "t"]
HELPER_C = """static double NAME_mix(double u[], double v)
{
    if (v > 0.4) { u[1] = sin(u[0] + v); return u[1]*v; }
    u[0] = u[0]*v;
    return tanh(u[2] - v);
}
"""
HELPER_PYTHON = """def mix(u, v):
    if v > 0.4:
        u[1] = np.sin(u[0] + v)
        return u[1]*v
    u[0] = u[0]*v
    return np.tanh(u[2] - v)
"""


@dataclass
class Writer:
    """Draws statements, and writes each in both languages."""

    draw: st.DrawFn
    c: list[str] = field(default_factory=list)
    python: list[str] = field(default_factory=list)
    depth: int = 0
    # The counters of the loops around, and of those that `while` counts.
    counters: list[str] = field(default_factory=list)
    loops: int = 0
    budget: int = 14

    def line(self, c: str, python: str | None = None) -> None:
        self.c.append("    " * (self.depth + 1) + c)
        self.python.append("    " * (self.depth + 1) + (c.rstrip(";") if python is None else python))

    def choose(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def place(self) -> str:
        index = self.choose("0", "1", "2", *(f"({k} + 1) % 3" for k in self.counters))
        return self.choose(*VARIABLES, f"x[{index}]")

    def value(self) -> str:
        one, two = self.place(), self.place()
        return self.choose(
            f"sin({one} + {two})", f"tanh({one}*{two} - 0.3)", f"0.5*({one} - {two})", f"{one}*cos({two})/2",
            f"{one}", "0.7", f"exp(-{one}*{one})", f"{one}/(2 + {two}*{two})",
        )  # fmt: skip

    def condition(self) -> str:
        return f"{self.place()} {self.choose('<', '>')} {self.choose('-0.25', '0.15', '0.45')}"

    def statements(self) -> None:
        for _ in range(self.draw(st.integers(1, 4))):
            self.statement()

    def inside(self) -> None:
        self.depth += 1
        self.statements()
        self.depth -= 1

    def statement(self) -> None:
        self.budget -= 1
        kinds = ["assign", "assign", "add", "ternary", "call"]
        if self.budget > 0 and self.depth < 3:
            kinds += ["if", "if", "for", "while"]
        if self.loops and self.depth:
            kinds += ["break", "continue"]
        if self.depth:
            kinds += ["return"]
        getattr(self, f"_{self.choose(*kinds)}")()

    def _assign(self) -> None:
        self.line(f"{self.place()} = {self.value()};")

    def _add(self) -> None:
        target, value = self.place(), self.value()
        self.line(f"{target} {self.choose('+=', '-=', '*=')} {value};")

    def _ternary(self) -> None:
        target, condition, yes, no = self.place(), self.condition(), self.value(), self.value()
        self.line(f"{target} = {condition} ? {yes} : {no};", f"{target} = {yes} if {condition} else {no}")

    def _call(self) -> None:
        target, value = self.choose(*VARIABLES), self.value()
        self.line(f"{target} = NAME_mix(x, {value});", f"{target} = mix(x, {value})")

    def _if(self) -> None:
        condition = self.condition()
        self.line(f"if ({condition}) {{", f"if {condition}:")
        self.inside()
        if self.draw(st.booleans()):
            self.line("} else {", "else:")
            self.inside()
        self.c.append("    " * (self.depth + 1) + "}")

    def _loop(self, c: str, python: str, counter: str) -> None:
        self.line(c, python)
        self.counters.append(counter)
        self.loops += 1

    def _leave(self) -> None:
        self.c.append("    " * (self.depth + 1) + "}")
        self.counters.pop()
        self.loops -= 1

    def _for(self) -> None:
        k, n = f"k{self.budget}", self.choose("2", "3", "n")
        if self.draw(st.booleans()):
            self._loop(f"for (int {k} = 0; {k} < {n}; ++{k}) {{", f"for {k} in range({n}):", k)
        else:
            self._loop(f"for (int {k} = {n}; {k} > 0; {k}--) {{", f"for {k} in range({n}, 0, -1):", k)
        self.inside()
        self._leave()

    def _while(self) -> None:
        k, condition = f"k{self.budget}", self.condition()
        self.line(f"int {k} = 0;", f"{k} = 0")
        self._loop(f"while ({k} < 3 && {condition}) {{", f"while {k} < 3 and {condition}:", k)
        self.line("", f"{k} += 1")
        self.c[-1] = "    " * (self.depth + 2) + f"{k}++;"
        self.python[-1] = "    " * (self.depth + 2) + f"{k} += 1"
        self.inside()
        self._leave()

    def _break(self) -> None:
        self.line("break;")

    def _continue(self) -> None:
        self.line("continue;")

    def _return(self) -> None:
        value = self.value()
        self.line(f"return {value};", f"return {value}, x")


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, str]:
    """A function of C, called NAME, and the same in Python, called f: two scalars, an array of three, an int."""
    writer = Writer(draw)
    writer.statements()
    writer.statements()
    c = [HELPER_C, "double NAME(double a, double b, double x[], int n)", "{", "    double s = 0.5, t = a*b;"]
    python = [HELPER_PYTHON, "def f(a, b, x, n):", "    s, t = 0.5 + 0*a, a*b"]
    c += [*writer.c, "    return s + t*x[2];", "}"]
    python += [*writer.python, "    return s + t*x[2], x"]
    return "\n".join(c) + "\n", "\n".join(python) + "\n"
