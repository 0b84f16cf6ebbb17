"""Checks of chapter "The engine in half an hour"."""

import numpy as np

from lecture14.autodiff import RULES, derivative
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.rules import rule
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, number, whole

_LECTURE = Recording(lambda x1, x2: x1 * x2 + np.sin(x1), (1.5, 2.0)).nodes
_SQUARE = Recording(lambda x: x * x, (3.0,)).nodes
_HALVES = Recording(lambda x: 0.5 * x, (4.0,)).nodes


def _push(rule, values, tangents, *, seeded=True, operands=slice(None)):
    y = rule.value(*values)
    slopes = [slope(*values, y) for slope in rule.slopes]
    terms = [slope * (t if seeded else 1.0) for slope, t in zip(slopes, tangents, strict=True)]
    return y, sum(terms[operands])


def _rule_at(rng):
    """A rule of two operands, their values, and their tangents."""
    rule = RULES[str(rng.choice(["multiply", "divide", "subtract", "hypot", "arctan2", "power"]))]
    values, tangents = (tuple(draw(rng, 0.5, 2.5) for _ in range(2)) for draw in (number, either_sign))
    return rule, values, tangents


def _hand_on(nodes, index, adjoints, *, overwrite=False, local=False, once=False):
    node, result = nodes[index], list(adjoints)
    values = [nodes[i].value if type(i) is int else i for i in node.inputs]
    steps = node.active()
    for position, operand in {i: (k, i) for k, i in reversed(steps)}.values() if once else steps:
        slope = node.rule.slopes[position](*values, node.value)
        gain = slope if local else adjoints[index] * slope
        result[operand] = gain if overwrite else result[operand] + gain
    return result


def _record(rng):
    """The record of a program, the place of one of its operations, and adjoints."""
    a = number(rng, 1.5, 4)
    f, count, index = [
        (lambda x: a * x + x, 1, 1),
        (lambda x, z: np.sin(x + z) / a, 2, 4),
        (lambda x, z: x * z - a * z, 2, 2),
        (lambda x: x * x - a, 1, 1),
        (lambda x, z: (x - z) + x * x, 2, 3),
        (lambda x, z: np.exp(a * x) / (z * z), 2, 4),
    ][rng.integers(6)]
    nodes = Recording(f, tuple(number(rng, 0.5, 2) for _ in range(count))).nodes
    return nodes, index, tuple(either_sign(rng, 0.3, 3) for _ in nodes)


_RIGHT = [
    rule("sin", "sin(x)", "cos(x)"),
    rule("cube", "x*x*x", "3*x*x"),
    rule("product", "x*z", "z", "x"),
    rule("ratio", "x/z", "1/z", "-y/z"),
    rule("bell", "exp(-x*x)", "-2*x*y"),
]
_WRONG = [
    rule("cos", "cos(x)", "sin(x)"),
    rule("cube", "x*x*x", "3*x"),
    rule("product", "x*z", "x", "z"),
    rule("ratio", "x/z", "1/z", "-y"),
    rule("absolute", "abs(x)", "1"),
    rule("exp2", "exp2(x)", "0.693*y"),
]
_POINTS = [(1.0, 1.5), (-0.7, 2.0), (0.4, -1.2)]


def _gap(rule, point, k):
    """How far a slope is from the derivative of the rule's expression, by the lines of the package."""
    values = point[: len(rule.slopes)]

    def along(t):
        return rule.value(*values[:k], t, *values[k + 1 :])

    return abs(derivative(along)(values[k]) - rule.slopes[k](*values, rule.value(*values)))


def _faults(rules, points, *, points_seen=None, operands=2, gap=1e-6, how=any, first=0):
    return [
        (i + first, k + first)
        for i, rule in enumerate(rules)
        for k in range(len(rule.slopes))[:operands]
        if how(_gap(rule, point, k) > gap for point in points[:points_seen])
    ]


def _table(rng):
    """Four lines, two of them wrong, and three points on both sides of 0."""
    lines = [*rng.permutation(len(_RIGHT))[:2], *(len(_RIGHT) + rng.permutation(len(_WRONG))[:2])]
    rules = [[*_RIGHT, *_WRONG][i] for i in rng.permutation(lines)]
    points = [
        (float(whole(rng, 1, 2)), number(rng, 1.2, 2)),
        (-number(rng, 0.3, 2), number(rng, 0.4, 0.9)),
        (number(rng, 0.3, 0.9), either_sign(rng, 1.2, 2)),
    ]
    return rules, points


EXERCISES = (
    Exercise(
        "engine-tape",
        # w₂ = 0.5·w₁, w₃ = w₂w₁, w₄ = w₃ + w₁
        lambda: ((0.5, 0), (1, 0), (2, 0)),
        [()],
        [
            Mistake(
                lambda: ((0.5, 1), (2, 1), (3, 1)),
                "Places on the tape are counted from 0, as Python counts: w₁ has the index 0.",
            ),
            Mistake(
                lambda: ((0.5, 4.0), (2.0, 4.0), (8.0, 4.0)),
                "Those are the operands' values. A node holds an operand's place on the tape.",
            ),
            Mistake(
                lambda: ((0,), (1, 0), (2, 0)),
                "Nodes 3 and 4 are right. The first product has two operands; one of them is a constant.",
            ),
            Mistake(
                lambda: ((0, 0.5), (1, 0), (2, 0)),
                "Nodes 3 and 4 are right. Operands stand in the order in which the program multiplies them.",
            ),
        ],
        then="`Recording(lambda x: 0.5 * x * x + x, (4.0,)).nodes` holds these tuples as `inputs`: print them.",
    ),
    Exercise(
        "engine-push",
        _push,
        [
            (RULES["sin"], (0.3,), (2.0,)),
            (RULES["multiply"], (3.0, 2.0), (1.0, 0.5)),
            (RULES["divide"], (1.0, 4.0), (0.5, 1.0)),
            (RULES["exp"], (0.2,), (3.0,)),
        ],
        [
            Mistake(
                lambda rule, values, tangents: _push(rule, values, tangents, seeded=False),
                "That is the sum of the partial derivatives. Multiply each by its operand's tangent.",
            ),
            Mistake(
                lambda rule, values, tangents: _push(rule, values, tangents, operands=slice(1)),
                "The first operand's share alone. A rule of two operands has two slopes, and both tangents count.",
            ),
            Mistake(
                lambda rule, values, tangents: (rule.value(*values), sum(tangents)),
                "You add the tangents. Each is multiplied by the slope of its operand first.",
            ),
        ],
        draw=_rule_at,
        then="Read `pushed` in `lecture14.autodiff.core.chain_rule`: it also leaves out operands without a tangent.",
    ),
    Exercise(
        "engine-hand-on",
        _hand_on,
        [
            (_LECTURE, 4, (0.0, 0.0, 0.0, 0.0, 1.0)),
            (_LECTURE, 2, (0.25, 0.0, 2.0, 1.0, 1.0)),
            (_SQUARE, 1, (0.0, 1.0)),
            (_HALVES, 1, (0.5, 2.0)),
        ],
        [
            Mistake(
                lambda nodes, index, adjoints: _hand_on(nodes, index, adjoints, overwrite=True),
                "An operand may have heard from other users before: add to its adjoint, do not assign.",
            ),
            Mistake(
                lambda nodes, index, adjoints: _hand_on(nodes, index, adjoints, local=True),
                "Partial derivatives alone. Multiply each by the adjoint of the node that hands on.",
            ),
            Mistake(
                lambda nodes, index, adjoints: _hand_on(nodes, index, adjoints, once=True),
                "In x*x the same node is both operands, and each of the two places hands a share on.",
            ),
        ],
        draw=_record,
        then="Call yours at every operation, last one first: that is the whole sweep, and `grad` finds the same.",
    ),
    Exercise(
        "engine-faults",
        _faults,
        [
            ([_RIGHT[0], _WRONG[0], _RIGHT[3]], _POINTS),
            ([_WRONG[3], _WRONG[1], _RIGHT[2]], _POINTS[::-1]),
            ([_RIGHT[4], _WRONG[2], _WRONG[4], _WRONG[5]], _POINTS),
        ],
        [
            Mistake(
                lambda rules, points: _faults(rules, points, points_seen=1),
                "You look at the first point alone. A wrong slope may be right there by chance.",
            ),
            Mistake(
                lambda rules, points: _faults(rules, points, how=all),
                "You report a slope that is wrong at every point. One point is enough to refute it.",
            ),
            Mistake(
                lambda rules, points: _faults(rules, points, operands=1),
                "A rule of two operands has two slopes. You look at the first.",
            ),
            Mistake(
                lambda rules, points: _faults(rules, points, gap=1e-2),
                "You let a small gap pass. A good central difference is much nearer than that to a right slope.",
            ),
            Mistake(
                lambda rules, points: _faults(rules, points, first=1),
                "The slopes are found. Count the places from 0, as Python does.",
            ),
        ],
        draw=_table,
        then="A rule's expression is a program: `derivative(rule.value)` finds the same faults, without any step h.",
    ),
)
