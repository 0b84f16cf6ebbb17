"""Which earlier statements a cell needs: literal cases."""

from __future__ import annotations

import doctest
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext" / "runner" / "python"))
import needed as slicer
from needed import Statement, needed


def sources(*cells: str) -> list[str]:
    """The texts that the last cell needs."""
    return [statement.source for statement in needed(cells, len(cells) - 1)]


def test_example() -> None:
    assert doctest.testmod(slicer).failed == 0


def test_statements_say_where_they_stand() -> None:
    cells = ["import math\n\nx = 1; y = 2", "# why\nz = x + \\\n  1", "z"]
    assert needed(cells, 2) == [Statement(0, 3, "x = 1"), Statement(1, 2, "z = x + \\\n  1")]


def test_only_earlier_cells_count() -> None:
    cells = ["x = 1", "x", "x = 2", "globals()", "y = ("]
    assert needed(cells, 1) == [Statement(0, 1, "x = 1")]
    assert needed(cells, 0) == []


@pytest.mark.parametrize(
    ("before", "cell", "expected"),
    [
        # What is read, with what that needs in turn.
        (["a = 1", "b = a", "c = 3"], "b", ["a = 1", "b = a"]),
        (["a = 1", "b = 2"], "[a for b in (1, 2)]", ["a = 1"]),
        (["a = 1"], "a = 2\na", []),
        (["a = 1"], "a += 2", ["a = 1"]),
        (["a = 1"], "for a in range(3):\n    print(a)", []),
        (["a = 1"], "for i in range(3):\n    print(a)\n    a = i", ["a = 1"]),
        (["a = 1"], "if b:\n    a = 2\nprint(a)", ["a = 1"]),
        (["a = 1"], "if b:\n    a = 2\nelse:\n    a = 3\nprint(a)", []),
        (["a = 1"], "try:\n    a = b\nexcept NameError:\n    pass\na", ["a = 1"]),
        (["a = 1"], "with b as a:\n    a", []),
        (["a = 1"], "match b:\n    case [a, *_]:\n        print(a)", []),
        (["a = b = 1"], "f'{b!r:>{a}}'", ["a = b = 1"]),
        (["a, (b, *c) = d"], "c", ["a, (b, *c) = d"]),
        (["if (n := 3) > 2:\n    pass"], "n", ["if (n := 3) > 2:\n    pass"]),
        (["[last := i for i in range(3)]"], "last", ["[last := i for i in range(3)]"]),
        # What only shows is left out.
        (["from lecture14.figures import em\nx = 1\nprint(x)", "em.side_by_side(x)", "x"], "x", ["x = 1"]),
        (["from lecture14.widgets import Explorer\nx = [1]\nExplorer(x)"], "x", ["x = [1]"]),
        (["from lecture14.exercises import check\nx = [1]\ncheck('id', x)"], "x", ["x = [1]"]),
        # A later definition replaces an earlier one, unless it may not happen.
        (["a = 1", "a = 2"], "a", ["a = 2"]),
        (["a = 1", "if b:\n    a = 2"], "a", ["a = 1", "if b:\n    a = 2"]),
        (["a = 1", "for a in b:\n    pass"], "a", ["a = 1", "for a in b:\n    pass"]),
        (["def f():\n    return 1", "def f():\n    return 2"], "f()", ["def f():\n    return 2"]),
        (["a = 1", "b = a", "a = 2"], "a, b", ["a = 1", "b = a", "a = 2"]),
        (["a = 1", "del a"], "a", ["a = 1", "del a"]),
        (["a = 1\nb = 2", "del a, b", "b = 3"], "b", ["b = 3"]),
        # Types and annotations run, too.
        (["T = int"], "x: T = 1", ["T = int"]),
        (["T = int"], "def f(x: T) -> T: ...", ["T = int"]),
    ],
)
def test_reaching_definitions(before: list[str], cell: str, expected: list[str]) -> None:
    assert sources(*before, cell) == expected


@pytest.mark.parametrize(
    ("before", "cell", "expected"),
    [
        (["import numpy as np"], "np.sin(1)", ["import numpy as np"]),
        (["from a import b, c as d, e"], "d", ["from a import c as d"]),
        (["from a import (\n    b,\n    c,\n)"], "b, c", ["from a import (\n    b,\n    c,\n)"]),
        (["import a, b.c as d"], "d", ["import b.c as d"]),
        (["from .a import b, c"], "c", ["from .a import c"]),
        # Both make attributes of one package.
        (["import a.b\nimport a.c"], "a.b.f()", ["import a.b", "import a.c"]),
        (["import a\nfrom a.b import c\nfrom a.d import e"], "a.b.f()", ["import a", "from a.b import c"]),
        (["import a\nfrom a import b, c"], "a.b.f()", ["import a", "from a import b"]),
    ],
)
def test_imports_are_cut(before: list[str], cell: str, expected: list[str]) -> None:
    assert sources(*before, cell) == expected


K, F = "k = 2", "def f(x):\n    return k * x"


@pytest.mark.parametrize(
    ("before", "cell", "expected"),
    [
        ([K, F], "f(1)", [K, F]),
        # Needed when the function is called, not where it is defined.
        ([F, K], "f(1)", [F, K]),
        ([K, F, "k = 3"], "f(1)", [F, "k = 3"]),
        # y may hold a function that reads k later.
        ([K, F, "y = f(1)", "k = 3"], "y", [K, F, "y = f(1)", "k = 3"]),
        ([K, F], "def g(x):\n    return f(x)", []),
        ([K, F], "def g(x):\n    return f(x)\ng(1)", [K, F]),
        ([K, "def f(n=k): ..."], "f", [K, "def f(n=k): ..."]),
        ([K, "f = lambda x: [x * k for _ in 'ab']"], "f(1)", [K, "f = lambda x: [x * k for _ in 'ab']"]),
        ([K, "def f(k):\n    return k"], "f(1)", ["def f(k):\n    return k"]),
        (
            [K, "def f():\n    k = 1\n    return lambda: k"],
            "f()",
            ["def f():\n    k = 1\n    return lambda: k"],
        ),
        ([K, "class A:\n    n = k"], "A", [K, "class A:\n    n = k"]),
        # A method does not see the names of its class.
        (
            [K, "class A:\n    k = 1\n    def m(self):\n        return k"],
            "A().m()",
            [K, "class A:\n    k = 1\n    def m(self):\n        return k"],
        ),
        (["def once(f): ...", "@once\ndef f(): ..."], "f", ["def once(f): ...", "@once\ndef f(): ..."]),
        # Through a value that holds the function.
        ([K, F, "g = {'f': f}"], "g['f'](1)", [K, F, "g = {'f': f}"]),
        ([F, "g = {'f': f}", K], "g['f'](1)", [F, "g = {'f': f}", K]),
        (
            ["n = 0", "def f():\n    global n\n    n += 1", "f()"],
            "n",
            ["n = 0", "def f():\n    global n\n    n += 1", "f()"],
        ),
        (["n = 0", "def f():\n    global n\n    n += 1"], "n", ["n = 0"]),
    ],
)
def test_functions(before: list[str], cell: str, expected: list[str]) -> None:
    assert sources(*before, cell) == expected


NUMPY, X = "import numpy as np", "x = [3, 1]"


@pytest.mark.parametrize(
    "change",
    [
        "x[0] = 1",
        "x[0][1] += 1",
        "x.a = 1",
        "x += [1]",
        "del x[0]",
        "x.append(1)",
        "y = x.pop()",
        "y = x.unknown()",
        "x.model.fit(1)",
        "for i in range(3):\n    x.append(i)",
        "if x:\n    x[0] = 1",
        "[x.append(i) for i in range(3)]",
        "print(x.pop())",
        "list(map(x.append, range(3)))",
        "setattr(x, 'a', 1)",
        "y = next(x)",
        "vars(x)['a'] = 1",
        "getattr(x, 'a').append(1)",
        "x.copy_to(y)",
        "x(1)",
        "y = x(1)",
        "y.take_from(x)",
        "np.add.at(x, 0, 1)",
        "np.copyto(x, 0)",
        "y = np.add(1, 2, out=x)",
        "y = x; y += [1]",
        "y = x[1:]; y[0] = 1",
        "y = np.asarray(x); y[0] = 1",
        "y = (x, 1); y[0].append(2)",
        "y = []; y.append(x); y[0].append(1)",
        "y = {}; y['x'] = x; z = y['x']; z.append(1)",
        "add = x.append; add(1)",
        "(lambda: x.append(1))()",
        "def f():\n    x.append(1)\nf()",
        "def f(a):\n    a.append(1)\ny = f(x)",
        "def f(a):\n    for b in a:\n        b.n = 1\nf(x)",
        "def f(a):\n    a[0] = 1\ny = list(map(f, x))",
        "class A:\n    def m(self, a):\n        a.append(1)\nA().m(x)",
        "def get():\n    return x\nget().append(1)",
        "import heapq\ny = heapq.heappop(x)",
        "from heapq import heappush\nheappush(x, 1)",
        "exec('y[0] = 1', {'y': x})",
        "for y in x:\n    y.n = 1",
        "with open('f') as f:\n    x[0] = f.read()",
    ],
)
def test_changes_are_kept(change: str) -> None:
    kept = sources(NUMPY, X, change, "x")
    assert kept[-1] == change.split("; ")[-1].split("\n")[-1] or change.endswith(kept[-1])
    assert X in kept


@pytest.mark.parametrize(
    "use",
    [
        "y = f(x)",
        "y = np.sum(x)",
        "print(len(x), x)",
        "y = x",
        "y = []; y.append(x)",
        "y = x.copy()",
        "y = x.sum(axis=0)",
        "for v in x:\n    print(v)",
        "from lecture14 import GaussianMixture\nm = GaussianMixture(2).fit(x)",
        "from lecture14 import GaussianMixture\nm = GaussianMixture(2)\nm.fit(x)",
        "def f(a):\n    return sorted(a)\nf(x)",
        "assert x",
        "x",
        "del y",
        "z[0] = 1",
    ],
)
def test_uses_are_left_out(use: str) -> None:
    assert sources(NUMPY, "def f(a):\n    return a", X, use, "x") == [X]


RNG = "rng = np.random.default_rng(0)"


@pytest.mark.parametrize(
    "draw",
    [
        "y = rng.normal()",
        "print(rng.integers(3))",
        "y = np.apply_along_axis(len, rng)",
        "for _ in range(3):\n    rng.random()",
        "y = [rng.random() for _ in range(3)]",
        "y = scramble(random_state=rng)",
        "def f():\n    return rng.random()\ny = f()",
        "from scipy import stats\nm = stats.norm(rng)\ny = m.rvs()",
    ],
)
def test_drawing_changes_a_generator(draw: str) -> None:
    assert sources(NUMPY, RNG, draw, "rng.random()")[-1] == draw.split("\n")[-1] or draw.startswith("for")


def test_what_was_drawn_does_not_hold_the_generator() -> None:
    assert sources(NUMPY, RNG, "x = rng.normal(size=3)", "y = np.sum(x)", "rng.random()") == [
        NUMPY,
        RNG,
        "x = rng.normal(size=3)",
    ]
    assert sources(NUMPY, RNG, "x = np.ones(3)", "y = rng.random()", "x") == [NUMPY, "x = np.ones(3)"]


@pytest.mark.parametrize("made", ["iter(x)", "zip(x, x)", "(a for a in x)", "open(x)"])
def test_iterators_are_used_up(made: str) -> None:
    assert sources("x = [1]", f"it = {made}", "y = list(it)", "sum(it)") == [
        "x = [1]",
        f"it = {made}",
        "y = list(it)",
    ]


def test_generators_of_the_page_are_used_up() -> None:
    count = "def count():\n    yield from (1, 2)"
    assert sources(count, "it = count()", "a = next(it)", "b = list(it)", "list(it)") == [
        count,
        "it = count()",
        "a = next(it)",
        "b = list(it)",
    ]


@pytest.mark.parametrize(
    "setting",
    [
        "np.set_printoptions(precision=3)",
        "old = np.seterr(all='ignore')",
        "plt.rcParams['figure.dpi'] = 50",
        "plt.style.use('dark')",
        "np.nice = 3",
        "setattr(np, 'nice', 3)",
        "rc = plt.rcParams; rc['figure.dpi'] = 50",
        "def setup():\n    np.set_printoptions(precision=3)\nsetup()",
    ],
)
def test_settings_of_modules_are_kept(setting: str) -> None:
    kept = sources(f"{NUMPY}\nimport matplotlib.pyplot as plt", setting, "1 / 3")
    assert kept[-1] == setting.split("; ")[-1].split("\n")[-1]


@pytest.mark.parametrize(
    "blind",
    [
        "from numpy import *",
        "exec('a = 1')",
        "eval('a')",
        "globals()['a'] = 1",
        "locals()",
        "vars()['a'] = 1",
        "dir()",
        "np.random.seed(0)",
        "x = np.random.normal()",
        "from numpy.random import normal\nnormal()",
        "from numpy import random\nrandom.seed(1)",
        "npr = np.random\nnpr.seed(1)",
        "def f(text):\n    return eval(text)",
        "%matplotlib inline",
        "a = 1\n!ls",
        "print?",
    ],
)
def test_what_cannot_be_decided_needs_all(blind: str) -> None:
    before = ["import numpy as np, sys", "a = 1\nprint(a)", blind, "b = ("]
    kept = needed([*before, "1"], 4)
    assert [s.source for s in kept][:3] == ["import numpy as np, sys", "a = 1", "print(a)"]
    assert "\n".join(s.source for s in kept if s.cell == 2).split() == blind.split()
    assert kept[-1] == Statement(3, 1, "b = (")
    # In the cell itself it counts, too; behind it, it does not.
    if blind[0] != "%" and "!" not in blind and "?" not in blind:
        assert sources("import numpy as np, sys", blind) == ["import numpy as np, sys"]
    assert needed(["import sys", "1", blind], 1) == []


def test_a_namespace_of_its_own_can_be_decided() -> None:
    cells = [
        "import numpy as np, sys",
        "scope = {}",
        "exec('def f(): ...', scope)",
        "f = scope['f']",
        "print(f)",
        "x = np.eye(2)",
    ]
    assert sources(*cells, "x") == ["import numpy as np", "x = np.eye(2)"]
    assert sources(*cells, "f()")[:3] == ["scope = {}", "exec('def f(): ...', scope)", "f = scope['f']"]


def test_a_broken_cell() -> None:
    broken = "y = 2\nx = ("
    assert sources("z = 1", broken, "z") == ["z = 1"]
    # Its error is what the reader should see.
    assert sources("x = 1", broken, "x") == ["x = 1", broken]
    assert sources("def f():\n    return 1 +", "f()") == ["def f():\n    return 1 +"]
    # Nothing needs to run before an error of the cell itself.
    assert sources("x = 1", "x = x +") == []


def test_an_untouched_stub() -> None:
    first = "import numpy as np\nfrom lecture14 import Dual, jvp\nfrom lecture14.figures import em as figures"
    check = "from lecture14.exercises import check"
    stub = "def my_reciprocal(primal, tangent): ..."
    assert sources(
        first, f"{check}\n{stub}\ncheck('a', my_reciprocal)", f"{stub}\ncheck('a', my_reciprocal)"
    ) == [check]
    assert sources(first, check, "def f(x):\n    return np.sin(x)\ncheck('a', f)") == [
        "import numpy as np",
        check,
    ]
