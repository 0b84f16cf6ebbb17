"""Checks of chapter "The computational graph"."""

import math

import numpy as np

from lecture14.autodiff import hvp
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, number, until, whole

# Programs as lists: for each node its operands with their local partial derivatives, (operand, partial).
_LECTURE = [[], [], [(0, 2.0), (1, 1.5)], [(0, math.cos(1.5))], [(2, 1.0), (3, 1.0)]]
_CHAIN = [[], [(0, 3.0)], [(1, -2.0), (0, 0.5)], [(2, 1.0), (2, 4.0)]]
_LADDER = [[], [], [(0, 2.0), (1, 3.0)], [(2, 0.5), (1, 1.0)], [(3, 2.0), (2, -1.0)]]


def _reverse(nodes, n, *, overwrite=False, forwards=False, local=False):
    adjoints = np.zeros(len(nodes))
    adjoints[-1] = 1.0
    order = range(len(nodes)) if forwards else reversed(range(len(nodes)))
    for index in order:
        for operand, partial in nodes[index]:
            gain = partial if local else partial * adjoints[index]
            adjoints[operand] = gain if overwrite else adjoints[operand] + gain
    return adjoints[:n].tolist()


def _program(rng):
    """A program whose first input has two users; the last node reads no input, and one inner node twice."""

    def edges(*operands):
        return [(operand, either_sign(rng, 0.3, 3)) for operand in operands]

    n = whole(rng, 1, 3)
    nodes = [[] for _ in range(n)] + [edges(*range(n)), edges(n, 0)]
    if rng.random() < 0.5:
        nodes.append(edges(whole(rng, 0, n), n + 1))
    last = len(nodes) - 1
    return [*nodes, edges(last, last, n)], n


def _rate(shares):
    """The rate of an enzyme and the adjoints of its three inputs, as ``shares(x1, x2, x3, seed)`` has them."""
    return lambda x1, x2, x3, seed: (x1 * x3 / (x2 + x3), *shares(x1, x2, x3, seed))


# Programs as lines (rule, operands), of products and sums: x₁²x₂, and x₁x₂x₃ + x₁ + x₁x₂ squared.
_CUBIC = ((None, ()), (None, ()), ("multiply", (0, 0)), ("multiply", (2, 1)))
_SUMS = (
    *((None, ()),) * 3,
    ("multiply", (0, 1)),
    ("add", (3, 0)),
    ("multiply", (3, 2)),
    ("add", (5, 4)),
    ("multiply", (6, 6)),
)


def _value(program, x):
    w = list(x)
    for rule, (a, b) in program[len(w) :]:
        w.append(w[a] * w[b] if rule == "multiply" else w[a] + w[b])
    return w[-1]


def _hessian_vector(program, x, v):
    return hvp(lambda x: _value(program, x))(np.array(x, float), np.array(v, float)).tolist()


def _both_sweeps(program, x, v, labels=True, adjoints=True, tangents=True, once=False):
    """Tangents of the inputs' adjoints, or with ``tangents=False`` the adjoints, some of the shares left out."""
    n, m = len(x), len(program)
    w, dw = list(x), list(v)
    for rule, (a, b) in program[n:]:
        w.append(w[a] * w[b] if rule == "multiply" else w[a] + w[b])
        dw.append(dw[a] * w[b] + w[a] * dw[b] if rule == "multiply" else dw[a] + dw[b])
    bar, dbar = [0.0] * m, [0.0] * m
    bar[-1] = 1.0
    for j in reversed(range(n, m)):
        rule, (a, b) = program[j]
        places = [(a, b), (b, a)]
        for i, other in places[: 1 if once and a == b else 2]:
            label, dlabel = (w[other], dw[other]) if rule == "multiply" else (1.0, 0.0)
            bar[i] += bar[j] * label
            dbar[i] += adjoints * dbar[j] * label + labels * bar[j] * dlabel
    return dbar[:n] if tangents else bar[:n]


def _polynomial(rng):
    """A program that reads each input, whose last line is a square; a point, and a direction."""
    n = whole(rng, 2, 3)
    lines = [*((None, ()),) * n, ("multiply", (0, 1)), ("add", (n, 0)), ("multiply", (n + 1, n - 1))]
    lines.append(("add" if rng.random() < 0.5 else "multiply", (n + 2, n)))
    lines.append(("multiply", (n + 3, n + 3)))
    point, direction = ([either_sign(rng, 0.3, 1.5) for _ in range(n)] for _ in range(2))
    return tuple(lines), point, direction


EXERCISES = (
    Exercise(
        "graph-by-hand",
        # w₃ = w₁ + w₂, w₄ = w₃w₂ at (3, 2)
        lambda: (2.0, 7.0, 2.0),
        [()],
        [
            Mistake(
                lambda: (2.0, 2.0, 2.0), "w₂ has two users. Its adjoint is the sum of what both hand down."
            ),
            Mistake(
                lambda: (2.0, 5.0, 2.0), "You counted the product's share of w̄₂. The sum w₃ uses w₂, too."
            ),
            Mistake(
                lambda: (5.0, 7.0, 5.0),
                "w̄₃ is the partial derivative of w₃w₂ with respect to w₃, not w₃ itself.",
            ),
            Mistake(
                lambda: (1.0, 6.0, 2.0),
                "The sum hands its labels down, both 1. Each is multiplied by the adjoint of the sum first.",
            ),
        ],
        then="`trace(lambda x1, x2: (x1 + x2) * x2)(3.0, 2.0).adjoints()` gives all four adjoints.",
    ),
    Exercise(
        "graph-reverse-sweep",
        _reverse,
        [(_LECTURE, 2), (_CHAIN, 1), (_LADDER, 2)],
        [
            Mistake(
                lambda nodes, n: _reverse(nodes, n, overwrite=True),
                "A node with several users collects: add to its adjoint, do not assign.",
            ),
            Mistake(
                lambda nodes, n: _reverse(nodes, n, forwards=True),
                "Everything is zero: the seed 1 is missing, or you walk the list upwards. "
                "A node's adjoint is complete only after all its users.",
            ),
            Mistake(
                lambda nodes, n: _reverse(nodes, n, local=True),
                "You add up partial derivatives. Multiply each by the adjoint of the node that reads the operand.",
            ),
            Mistake(
                lambda nodes, n: _reverse([list(dict(operands).items()) for operands in nodes], n),
                "A node may read the same operand twice, as x·x does. Both places hand a share on.",
            ),
            Mistake(
                lambda nodes, n: _reverse(nodes, len(nodes)),
                "You return the adjoints of all nodes. Only the inputs' were asked for.",
            ),
        ],
        draw=_program,
        then="The package's two loops are `Reverse.run` and `hand_on` in `lecture14.autodiff.core.sweep`.",
    ),
    Exercise(
        "graph-adjoint-program",
        _rate(
            lambda x1, x2, x3, seed: (
                seed * x3 / (x2 + x3),
                -seed * x1 * x3 / (x2 + x3) ** 2,
                seed * x1 * x2 / (x2 + x3) ** 2,
            )
        ),
        [(2.0, 1.0, 3.0, 1.0), (2.0, 1.0, 3.0, -4.0), (5.0, 0.5, 0.25, 0.5)],
        [
            Mistake(
                _rate(
                    lambda x1, x2, x3, s: (
                        s * x3 / (x2 + x3),
                        -s * x1 * x3 / (x2 + x3) ** 2,
                        s * x1 / (x2 + x3),
                    )
                ),
                "w₄ and w₅ both read x₃. You have the share that comes through w₄; where is the other one?",
            ),
            Mistake(
                _rate(
                    lambda x1, x2, x3, s: (
                        s * x3 / (x2 + x3),
                        -s * x1 * x3 / (x2 + x3) ** 2,
                        -s * x1 * x3 / (x2 + x3) ** 2,
                    )
                ),
                "w₄ and w₅ both read x₃. The share from w₅ alone is left: was the other one overwritten?",
            ),
            Mistake(
                _rate(
                    lambda x1, x2, x3, s: (
                        s * x3 / (x2 + x3),
                        s * x1 * x3 / (x2 + x3) ** 2,
                        s * x1 / (x2 + x3) + s * x1 * x3 / (x2 + x3) ** 2,
                    )
                ),
                "Check the sign of w̄₅: a larger denominator makes the quotient smaller if its numerator is positive.",
            ),
            Mistake(
                _rate(
                    lambda x1, x2, x3, s: (
                        s * x3 / (x2 + x3),
                        -s * x1 * x3 / (x2 + x3),
                        s * x1 / (x2 + x3) - s * x1 * x3 / (x2 + x3),
                    )
                ),
                "Check the label from w₅ to w₆: the derivative of a quotient in its denominator has its square below.",
            ),
            Mistake(
                _rate(
                    lambda x1, x2, x3, s: (
                        x3 / (x2 + x3),
                        -x1 * x3 / (x2 + x3) ** 2,
                        x1 * x2 / (x2 + x3) ** 2,
                    )
                ),
                "Right for the seed 1. The sweep starts with w̄₆ equal to the seed that is handed over.",
            ),
            Mistake(
                _rate(
                    lambda x1, x2, x3, s: (
                        s * x1 / (x2 + x3),
                        -s * x1 * x3 / (x2 + x3) ** 2,
                        s * x3 / (x2 + x3) - s * x1 * x3 / (x2 + x3) ** 2,
                    )
                ),
                "Check the labels of the product w₄: each factor receives the other factor times w̄₄.",
            ),
        ],
        draw=until(
            lambda rng: (
                number(rng, 1, 6),
                number(rng, 0.3, 2),
                number(rng, 0.3, 3),
                either_sign(rng, 0.3, 3),
            ),
            lambda x1, x2, x3, seed: abs(x1 - x3) > 0.1 and abs(seed - 1) > 0.1,
        ),
        then="`print(adjoint_source(rate))` writes such a program: compare its last lines with yours.",
    ),
    Exercise(
        "graph-hessian-vector",
        _hessian_vector,
        [
            (_CUBIC, [3.0, 2.0], [1.0, 0.0]),
            (_CUBIC, [3.0, 2.0], [1.0, -2.0]),
            (_SUMS, [1.0, 2.0, -1.0], [0.0, 1.0, 2.0]),
        ],
        [
            Mistake(
                lambda program, x, v: _both_sweeps(program, x, v, tangents=False),
                "That is the gradient: the adjoints themselves. Their tangents were asked for.",
            ),
            Mistake(
                lambda program, x, v: _both_sweeps(program, x, v, labels=False, adjoints=False),
                "Everything is zero: neither labels nor adjoints have a tangent. Is a product's label constant?",
            ),
            Mistake(
                lambda program, x, v: _both_sweeps(program, x, v, adjoints=False),
                "You let the labels move. The adjoints that multiply them move, too: a share is a product.",
            ),
            Mistake(
                lambda program, x, v: _both_sweeps(program, x, v, once=True),
                "A product may read the same operand twice. Both places hand a share on.",
            ),
            Mistake(
                lambda program, x, v: _hessian_vector(program, x, [1.0] * len(x)),
                "That is H times a vector of ones: the sum of its columns. Seed the inputs with v.",
            ),
            Mistake(
                lambda program, x, v: float(np.dot(_both_sweeps(program, x, v, tangents=False), v)),
                "That is one number, the derivative along v. The tangent of each input's adjoint was asked for.",
            ),
        ],
        draw=_polynomial,
        then="The package has it as `hvp`: for a Python function f of an array, `hvp(f)(x, v)`.",
    ),
)
