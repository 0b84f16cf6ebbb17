"""The layered drawing of a graph: nothing overlaps, nothing leaves the width, whatever the program."""

import random

import pytest

from tests.widgets.scripts import scripts

PLAN = """(nodes, width, lines) => { const p = Lecture14.graph.plan(nodes, width, { lines });
  return { ...p, at: nodes.map(({ id }) => p.at.get(id)), passes: null, twins: null }; }"""
ROUTES = """(nodes, width, pairs) => { const p = Lecture14.graph.plan(nodes, width), G = Lecture14.graph;
  return pairs.map(([from, to, position]) => { const r = G.route(p, from, to, position);
    return [r, [0, 0.25, 0.5, 0.75, 1].map((t) => G.along(r, t))]; }); }"""


@pytest.fixture(scope="module")
def js():
    with scripts("draw.js", "axes.js", "graph.js") as context:
        yield context


def random_graph(rng, size, inputs):
    """Nodes with one or two parents among those before, near ones more often."""
    nodes = [{"id": i, "parents": []} for i in range(inputs)]
    for i in range(inputs, size):
        reach = rng.choice((3, 6, i))
        nodes.append(
            {"id": i, "parents": [rng.randrange(max(i - reach, 0), i) for _ in range(rng.randint(1, 2))]}
        )
    return nodes


@pytest.mark.parametrize("width", [260, 304, 374, 480])
@pytest.mark.parametrize("size", [3, 9, 20, 40])
def test_boxes_stand_apart_inside_the_width_and_above_their_parents(js, width, size):
    rng = random.Random(size)
    for _ in range(8):
        nodes = random_graph(rng, size, rng.randint(1, min(8, size - 1)))
        plan = js(PLAN, nodes, width, 4)
        wide, high = plan["box"]["width"], plan["box"]["height"]
        at = plan["at"]
        for i, (x, y) in enumerate(at):
            assert wide / 2 <= x <= width - wide / 2
            assert high / 2 <= y <= plan["height"] - high / 2
            for u, v in at[:i]:
                assert abs(x - u) >= wide + 2 or abs(y - v) >= high + 20
            assert all(at[p][1] > y + high for p in nodes[i]["parents"])
        # Inputs are at the bottom, in their order where one parent is as near as another.
        assert all(at[i][1] == max(y for _, y in at) for i, n in enumerate(nodes) if not n["parents"])


LECTURE = [
    {"id": "x1", "parents": []},
    {"id": "x2", "parents": []},
    {"id": "mul", "parents": ["x1", "x2"]},
    {"id": "sin", "parents": ["x1"]},
    {"id": "add", "parents": ["mul", "sin"]},
]


def test_the_lectures_graph(js):
    plan = js(PLAN, LECTURE, 374, 1)
    assert plan["layers"][0] == ["x1", "x2"]
    assert sorted(plan["layers"][1]) == ["mul", "sin"]
    (x1, x2, mul, sin, add) = plan["at"]
    assert x1[0] < x2[0]
    assert sin[0] < mul[0]  # else two edges would cross
    assert add[0] == pytest.approx((sin[0] + mul[0]) / 2, abs=8)


def test_an_edge_leaves_one_box_and_ends_below_the_other(js):
    plan = js(PLAN, LECTURE, 374, 1)
    place = dict(zip((n["id"] for n in LECTURE), plan["at"], strict=True))
    half = plan["box"]["height"] / 2
    for (points, path), (source, target) in zip(
        js(ROUTES, LECTURE, 374, [["x1", "sin", 0], ["mul", "add", 0]]),
        [("x1", "sin"), ("mul", "add")],
        strict=True,
    ):
        assert (path[0], path[-1]) == (points[0], points[-1])
        assert points[0][1] == pytest.approx(place[source][1] - half)
        assert points[-1][1] == pytest.approx(place[target][1] + half + 2)
        heights = [y for _, y in path]
        assert heights == sorted(heights, reverse=True)


def test_two_edges_between_the_same_nodes_stand_side_by_side(js):
    square = [{"id": 0, "parents": []}, {"id": 1, "parents": [0, 0]}]
    (first, _), (second, _) = js(ROUTES, square, 374, [[0, 1, 0], [0, 1, 1]])
    assert second[0][0] - first[0][0] == pytest.approx(12)


def test_an_edge_that_was_not_planned_goes_round_the_boxes_between(js):
    """After an elimination the first node of a chain may lead to its last."""
    chain = [{"id": i, "parents": [i - 1] if i else []} for i in range(5)]
    plan = js(PLAN, chain, 374, 1)
    ((points, _),) = js(ROUTES, chain, 374, [[0, 4]])
    paths = js(
        """(nodes, from, to) => { const p = Lecture14.graph.plan(nodes, 374), r = Lecture14.graph.route(p, from, to);
        return Array.from({ length: 101 }, (_, i) => Lecture14.graph.along(r, i / 100)); }""",
        chain,
        0,
        4,
    )
    wide, high = plan["box"]["width"] / 2, plan["box"]["height"] / 2
    met = [(x, y) for x, y in paths for u, v in plan["at"][1:4] if abs(x - u) < wide and abs(y - v) < high]
    assert len(points) == 4
    assert met == []
