"""The labs' parser against Python's own, and what a mistyped program is told."""

import ast
import random

import numpy as np
import pytest

from tests.widgets.scripts import scripts

UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Not: "not"}
BINARY = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
COMPARED = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


@pytest.fixture(scope="module")
def js():
    with scripts("tape.js", "parse.js", "program.js") as context:
        yield context


def tree(node):
    """Python's tree as nested lists; `SHAPE` makes the same of the parser's."""
    match node:
        case ast.Module(body=body):
            return [*map(tree, body)]
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return ["Assign", name, tree(value)]
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
            return ["AugAssign", name, BINARY[type(op)], tree(value)]
        case ast.Expr(value=value):
            return ["Expr", tree(value)]
        case ast.Constant(value=value):
            return ["Constant", float(value)]
        case ast.Name(id=name):
            return ["Name", name]
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            return ["Attribute", module, name]
        case ast.UnaryOp(op=op, operand=operand):
            return ["UnaryOp", UNARY[type(op)], tree(operand)]
        case ast.BinOp(left=left, op=op, right=right):
            return ["BinOp", BINARY[type(op)], tree(left), tree(right)]
        case ast.BoolOp(op=op, values=values):
            return ["BoolOp", "and" if isinstance(op, ast.And) else "or", *map(tree, values)]
        case ast.Compare(left=left, ops=ops, comparators=rights):
            return ["Compare", tree(left), [COMPARED[type(op)] for op in ops], *map(tree, rights)]
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return ["IfExp", tree(test), tree(body), tree(orelse)]
        case ast.Call(func=func, args=args):
            return ["Call", tree(func), *map(tree, args)]
        case ast.Tuple(elts=elements):
            return ["Tuple", *map(tree, elements)]
    raise AssertionError(ast.dump(node))


SHAPE = """
const shape = (n) => ({
  Assign: () => [n.target, shape(n.value)], AugAssign: () => [n.target, n.op, shape(n.value)],
  Expr: () => [shape(n.value)], Constant: () => [n.value], Name: () => [n.id], Attribute: () => [n.module, n.id],
  UnaryOp: () => [n.op, shape(n.operand)], BinOp: () => [n.op, shape(n.left), shape(n.right)],
  BoolOp: () => [n.op, ...n.values.map(shape)], Compare: () => [shape(n.left), n.ops, ...n.rights.map(shape)],
  IfExp: () => [n.test, n.body, n.orelse].map(shape), Call: () => [shape(n.func), ...n.args.map(shape)],
  Tuple: () => n.elements.map(shape),
}[n.type]().reduce((all, part) => (all.push(part), all), [n.type]));
"""
READ = f"""(texts) => {{ {SHAPE} return texts.map((text) => {{
  try {{ const p = Lecture14.parse(text); return [p.body.map(shape), Lecture14.program.unparse(p).join("\\n")]; }}
  catch (error) {{ return [error.message, ""]; }}
}}); }}"""


class Texts:
    """Random programs in the labs' part of Python, with spaces, parentheses and comments wherever Python has them."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def space(self):
        return self.rng.choice(("", "", " ", "  "))

    def name(self):
        return self.rng.choice(("x", "x1", "x2", "μ", "w_3", "_a", "ifx", "notx", "e"))

    def atom(self):
        numbers = ("2", "0", "3.5", ".5", "1.", "1e3", "2E-3", "1_000.5", "00", "1e+2", "4_2")
        return self.rng.choice((self.name(), self.name(), self.rng.choice(numbers), "np.pi"))

    def expression(self, depth):
        if depth == 0 or self.rng.random() < 0.08:
            return self.atom()
        a, b, c = (self.expression(depth - 1) for _ in range(3))
        s, t = self.space(), self.space()
        operator = self.rng.choice(("+", "-", "*", "/", "//", "%", "**", "**"))
        compare = self.rng.choice((*COMPARED.values(),))
        texts = (
            f"{a}{s}{operator}{t}{b}",
            f"{a}{s}{operator}{t}{b}",
            f"{self.rng.choice('-+')}{s}{a}",
            f"({s}{a}{t})",
            f"{a}{s}{compare}{t}{b}",
            f"{a} < {b} {compare} {c}",
            f"{a} {self.rng.choice(('and', 'or'))} {b}",
            f"not {a}",
            f"{a} if {b} else {c}",
            f"sin({s}{a}{t})",
            f"np.maximum({a},{s}{b}{self.rng.choice(('', ','))})",
            f"({a}\n  {operator} {b})",
        )
        return self.rng.choice(texts)

    def program(self):
        lines = []
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            sign = self.rng.choice(("=", "=", "+=", "**=", "//=", "%="))
            lines.append(f"{self.name()}{self.space()}{sign}{self.space()}{self.expression(2)}{self.space()}")
        ends = (self.expression(4), f"{self.expression(2)}, {self.expression(2)}")
        lines.append(self.rng.choice((ends[0], ends[0], ends[1])))
        return self.rng.choice(("\n", ";", "; ", "  # why\n", "\n\n")).join(lines)


@pytest.mark.slow
def test_trees_equal_pythons_on_ten_thousand_texts(js):
    """What Python refuses, `x + not y` say, the parser refuses too."""
    texts = Texts(14)
    programs = [texts.program() for _ in range(10_000)]
    refused = 0
    for text, (found, written) in zip(programs, js(READ, programs), strict=True):
        try:
            expected = tree(ast.parse(text))
        except SyntaxError:
            refused += 1
            assert isinstance(found, str), text
            continue
        assert found == expected, text
        assert tree(ast.parse(written)) == expected, (text, written)
    assert 100 < refused < 3000


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x1*x2 + sin(x1)", [1.5, 2.0]),
        ("w = x1*x2\nreturn w/(1 + exp(-x1)), w", [0.5, -1.0]),
        ("x = a\nx = 0.5*(x + a/x)\nx = 0.5*(x + a/x)", [2.0]),
        ("r*x*(1 - x) if x < 0.5 and r > 1 else -x**2", [3.2, 0.3]),
        ("r*x*(1 - x) if x < 0.5 and r > 1 else -x**2", [3.2, 0.7]),
        ("(x > 0)*x + abs(-x) + expit(x)*pi", [0.7]),
        ("s = x\ns *= y\ns **= 2", [0.7, -1.5]),
    ],
)
def test_the_copied_cell_computes_what_the_lab_computes(js, text, at):
    run = """(text, at) => { const p = Lecture14.program.read(text), r = Lecture14.program.record(p, at);
    const ones = (list) => list.map(() => 1);
    return [r.outputs.map((o) => r.values[o]), Lecture14.tape.jacobian(r.nodes, r.values, r.outputs).rows,
            Lecture14.program.asPython(p, at, ones(at), ones(r.outputs))]; }"""
    values, rows, cell = js(run, text, at)
    scope = {}
    exec(cell, scope)
    expected = np.atleast_1d(scope["graph"].value).astype(float)
    assert values == pytest.approx(expected, rel=1e-12)
    for row, unit in zip(rows, np.eye(len(values)), strict=True):
        cotangent = tuple(map(float, unit)) if len(values) > 1 else 1.0
        assert row == pytest.approx([float(v) for v in scope["graph"].reverse(cotangent)], rel=1e-12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x^2", "line 1, column 2: ^ is not understood; write ** for a power"),
        ("w = 3\n2x", "line 2, column 2: x follows the number 2; write 2*x"),
        ("x + max(x, 1)", "line 1, column 5: there is no function max; write np.maximum(x, z)"),
        ("erf(x)", "line 1, column 1: JavaScript has no erf, so labs have none; use lecture14 in a notebook"),
        ("sin(x, 2)", "line 1, column 1: sin takes 1 value, not 2; write sin(x)"),
        ("math.sin(x)", "line 1, column 1: math.sin takes floats alone; write np.sin"),
        ("np.expit(x)", "line 1, column 1: NumPy has no expit; write expit(x)"),
        ("sin + 1", "line 1, column 1: sin is a function; write sin(x)"),
        (
            "x1\nx2",
            "line 1, column 1: the value of this line is lost; write name = before it, or leave it out",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_remedy(js, text, message):
    read = "(text) => { try { Lecture14.program.read(text); } catch (error) { return error.message; } }"
    assert js(read, text) == message
