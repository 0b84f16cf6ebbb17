"""The graph and its sweeps: the lecture's numbers, laws, edges, and what must fail with a clear message."""

import gc
import math
import re
import subprocess
import sys
import tracemalloc
import weakref
from typing import NamedTuple

import numpy as np
import pytest

from lecture14 import Dual, derivative, grad, hessian, hvp, jacobian, jvp, trace, value_and_grad, vjp
from lecture14.autodiff import ControlFlowChanged, LeakedValue, UnsupportedOperation
from lecture14.autodiff.core.sweep import hand_on
from lecture14.autodiff.core.variable import OPEN, Variable
from lecture14.autodiff.views.drawing import BOX_HEIGHT, BOX_WIDTH, COLOURS, MARGIN, Layout, svg
from lecture14.figures.style import PALETTE

approx = pytest.approx


def slide(x1, x2):
    return x1 * x2 + np.sin(x1)


class TestTheLecturesGraph:
    def test_nodes_and_value(self):
        graph = trace(slide)(1.5, 2.0)
        assert [n.value for n in graph.nodes] == approx(
            [1.5, 2.0, 3.0, 0.9974949866040544, 3.9974949866040546]
        )
        assert [n.inputs for n in graph.nodes] == [(), (), (0, 1), (0,), (2, 3)]
        assert [n.rule.name for n in graph.nodes[2:]] == ["multiply", "sin", "add"]
        assert graph.value == approx(3.9974949866040546)
        assert graph.names == ["x1", "x2"]
        assert repr(graph) == "Graph(5 nodes, 2 inputs)"
        assert repr(graph.nodes[2]) == "Variable(w3 = 3.0)"

    def test_forward_sweep_slide_17(self):
        graph = trace(slide)(1.5, 2.0)
        assert graph.forward(1.0, 0.0) == approx(2.0707372016677)
        assert graph.forward(0.0, 1.0) == 1.5
        assert graph.tangents(1.0, 0.0) == approx([1.0, 0.0, 2.0, 0.0707372016677, 2.0707372016677])
        assert graph.forward(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == approx([2.0707372016677, 1.5])

    def test_reverse_sweep_slide_18(self):
        graph = trace(slide)(1.5, 2.0)
        assert graph.reverse() == approx((2.0707372016677, 1.5))
        assert graph.reverse() == graph.reverse()  # a second sweep gives the same
        assert graph.reverse(2.0) == approx((4.1414744033354, 3.0))
        assert graph.adjoints() == approx([2.0707372016677, 1.5, 1.0, 1.0, 1.0])
        assert graph.adjoints(keep=False)[2:] == [None, None, None]
        many = graph.reverse(np.array([1.0, -1.0]))
        assert many[0] == approx([2.0707372016677, -2.0707372016677])
        assert many[1].tolist() == [1.5, -1.5]

    def test_table_holds_the_three_programs(self):
        table = trace(slide)(1.5, 2.0).table(0.0, 1.0)
        assert [r.original for r in table.rows] == [
            "w1 = x1", "w2 = x2", "w3 = w1 * w2", "w4 = sin(w1)", "w5 = w3 + w4",
        ]  # fmt: skip
        assert [r.dual for r in table.rows] == [
            "ẇ1 = ẋ1", "ẇ2 = ẋ2", "ẇ3 = w2*ẇ1 + w1*ẇ2", "ẇ4 = cos(w1)*ẇ1", "ẇ5 = ẇ3 + ẇ4",
        ]  # fmt: skip
        assert [r.tangent for r in table.rows] == [0.0, 1.0, 1.5, 0.0, 1.5]
        assert [r.bar for r in table.rows] == approx([2.0707372016677, 1.5, 1.0, 1.0, 1.0])
        assert table.rows[2].adjoint == ("w̄1 += w2*w̄3", "w̄2 += w1*w̄3")
        assert table.rows[0].adjoint == ()
        assert repr(table) == str(table)
        assert [line.split()[:3] for line in repr(table).splitlines()[:2]] == [
            ["original", "program", "value"], ["w1", "=", "x1"],
        ]  # fmt: skip
        assert len(str(table).splitlines()) == 6
        html = table._repr_html_()
        assert html.count("<tr>") == 6
        assert "<code>w4 = sin(w1)</code>" in html

    def test_table_writes_a_result_in_its_own_slope(self):
        table = trace(lambda x: np.exp(2 * x))(0.5).table()
        assert [r[0] for r in table.rows] == ["w1", "w2", "w3"]
        assert [r.dual for r in table.rows][1:] == ["ẇ2 = 2.0*ẇ1", "ẇ3 = w3*ẇ2"]
        assert table.rows[2].adjoint == ("w̄2 += w3*w̄3",)
        (_, row) = trace(np.log)(0.5).table().rows
        assert (row.dual, row.adjoint) == ("ẇ2 = ẇ1/w1", ("w̄1 += w̄2/w1",))

    @pytest.mark.quick_layer
    def test_operations_on_floats_bring_their_reverse_program(self):
        assert all(node.pull is not hand_on for node in trace(slide)(1.5, 2.0).nodes[2:])
        assert all(node.pull is hand_on for node in trace(slide)(np.ones(1), 2.0).nodes)

    def test_table_of_constants_arrays_and_steps(self):
        def f(x):
            y = np.where(x > -0.5, 2 * x, -3.0) - 1.5
            return np.sum(y @ np.eye(2)) + np.floor(x[0])

        text = str(trace(f)(np.array([1.0, 2.0])).table())
        assert "where(w2, w3, (-3.0))" in text
        assert "greater(w1, (-0.5))" in text
        assert "w̄5 += matmulᵀ(w̄6)" in text
        assert "ẇ7 = ∂sum(w6→ẇ6, axis=None, keepdims=False)" in text
        assert "ẇ9 = 0" in text
        rows = trace(np.floor)(2.5).table().rows
        assert [(r.tangent, r.bar) for r in rows] == [(1.0, 0.0), (0.0, 1.0)]

    def test_cost(self):
        cost = trace(slide)(1.5, 2.0).cost()
        assert cost._asdict() == {
            "operations": 3, "multiplications": 3, "forward_additions": 2, "reverse_additions": 1,
            "live": 3, "stored": 5,
        }  # fmt: skip
        A = np.ones((2, 3))
        cost = trace(lambda x: np.sum((A @ x) ** 2))(np.ones(3)).cost()
        assert cost.operations == 6 + 2 + 2
        assert cost.multiplications == 6 + 2 + 2
        assert cost.stored == 3 + 2 + 2 + 1
        assert cost.live == 5
        assert trace(lambda x: x @ A)(np.ones(2)).cost().operations == 2 * 3

    def test_long_chains_are_cheap_for_forward_and_stored_for_reverse(self):
        def chain(x):
            for _ in range(100):
                x = np.sin(x)
            return x

        cost = trace(chain)(1.0).cost()
        assert (cost.live, cost.stored) == (2, 101)


def _box_texts(graph):
    """What stands in the nodes of a picture, without the labels of its edges."""
    return re.findall(r"font-weight='bold' [^>]*>([^<]*)<", graph._repr_svg_())


class TestDrawing:
    def test_every_node_and_edge_is_there(self):
        graph = trace(slide)(1.5, 2.0)
        picture = graph._repr_svg_()
        assert picture.count("<rect class='node'") == 5
        assert picture.count("<polyline") == 5
        for text in ("sin", "×", "w5 = 3.99749", "0.07074", "x1", "aria-label"):
            assert text in picture
        texts = re.findall(r"y='([\d.]+)' font-weight='(\w+)' [^>]*>(sin|w4 = [\d.]+)<", picture)
        assert [text[1:] for text in texts] == [("bold", "sin"), ("normal", "w4 = 0.997495")]
        middle = Layout(graph).y(1) + 4  # a line of text stands on its y: 4 pixels centre it
        assert [float(text[0]) for text in texts] == [middle - 6.5, middle + 6.5]
        assert "w̄1 = 2.07074" in svg(graph, "reverse")
        assert "ẇ5 = 1.5" in svg(graph, "forward", (0.0, 1.0))
        assert "ẇ5 = 3.57074" in svg(graph, "forward")
        assert "w̄5 = 2.0" in svg(graph, "reverse", 2.0)
        with pytest.raises(ValueError, match="sweep is 'up'; expected None, 'forward' or 'reverse'"):
            svg(graph, "up")

    def test_colours_are_the_books_and_its_light_values_where_there_is_no_book(self):
        picture = trace(slide)(1.5, 2.0)._repr_svg_()
        assert {name: PALETTE[name].light for name in COLOURS} == COLOURS
        coloured = re.findall(r"<(?:rect|text|polyline) [^>]*>", picture)
        assert len(coloured) == 1 + 5 * 3 + 5 * 2
        for element in coloured:
            variables = re.findall(r"(fill|stroke):var\(--l14-(\w+),(#\w+)\)", element)
            assert variables
            assert all(f"{part}='{PALETTE[name].light}'" in element for part, name, _ in variables)
            assert all(light == PALETTE[name].light for _, name, light in variables)

    def test_each_layer_stands_on_the_one_before(self):
        layout = Layout(trace(slide)(1.5, 2.0))
        assert layout.depth == [0, 0, 1, 1, 2]
        assert layout.layers == [[0, 1], [3, 2], [4]] or layout.layers == [[0, 1], [2, 3], [4]]

    def test_nodes_stand_above_their_operands(self):
        layout = Layout(trace(lambda x, y: np.sin(y) * np.cos(x))(1.0, 2.0))
        x, y, sine, cosine, _ = (layout.x[i] for i in range(5))
        assert (x < y) == (cosine < sine)

    def test_layers_follow_the_longest_path_and_no_two_nodes_overlap(self):
        def f(x, y, z):
            a = x * y
            b = np.sin(a) + z
            c = np.exp(-b * b)
            d = a / z + c
            return (np.sqrt(d * d + 1) - x) * np.log(y) + d * b

        graph = trace(f)(1.5, 2.0, 0.7)
        layout = Layout(graph)
        assert len(graph.nodes) == 19
        for source, target, _ in layout.edges:
            assert layout.depth[source] < layout.depth[target]
        places = {(round(layout.x[i]), layout.depth[i]) for i in range(19)}
        assert len(places) == 19
        for layer in layout.layers:
            assert np.mean([layout.x[entry] for entry in layer]) == approx(layout.width / 2)
        across, down = list(layout.x.values()), [layout.y(d) for d in layout.depth]
        assert min(across) - BOX_WIDTH / 2 == min(down) - BOX_HEIGHT / 2 == MARGIN
        assert max(across) + BOX_WIDTH / 2 == layout.width - MARGIN
        assert max(down) + BOX_HEIGHT / 2 == layout.height - MARGIN
        corners = re.findall(r"<rect class='node' x='([-\d.]+)' y='([-\d.]+)'", svg(graph))
        assert [(float(x), float(y)) for x, y in corners] == [
            (layout.x[i] - BOX_WIDTH / 2, down[i] - BOX_HEIGHT / 2) for i in range(19)
        ]

    def test_two_edges_between_the_same_nodes_stand_apart(self):
        graph = trace(lambda x: x * x)(2.0)
        layout = Layout(graph)
        lines = re.findall(r"<polyline points='([-\d.]+),([-\d.]+) ([-\d.]+),([-\d.]+)'", svg(graph))
        low, high = layout.y(0) - BOX_HEIGHT / 2, layout.y(1) + BOX_HEIGHT / 2
        x = layout.x[0]
        assert sorted(tuple(map(float, line)) for line in lines) == [
            (x - 7, low, x - 7, high),
            (x + 7, low, x + 7, high),
        ]

    def test_arrays_and_constants(self):
        picture = trace(lambda x: np.sum(2.0 * x) * x[0])(np.ones(3))._repr_svg_()
        assert "× 2.0" in picture
        assert "× 1.234e-05" in trace(lambda x: x * 1.234e-05)(1.0)._repr_svg_()
        assert _box_texts(trace(lambda x: x * 1.234567e-05)(1.0)) == ["x", "×"]
        assert "(3,)" in picture
        wide = trace(lambda x: x * np.ones((50, 40)))(1.0)._repr_svg_()
        assert "shape (50, 40)" in wide
        assert trace(lambda x: x)(1.0)._repr_svg_().count("<rect class='node'") == 1


class TestReplay:
    def test_new_inputs(self):
        graph = trace(slide)(1.5, 2.0)
        again = graph.replay(2.0, 3.0)
        assert again.value == approx(6 + math.sin(2))
        assert again.reverse() == approx((3 + math.cos(2), 2.0))
        assert graph.value == approx(3.9974949866040546)

    def test_changed_control_flow_is_an_error(self):
        def f(x):
            return x * x if x > 0 else -x

        graph = trace(f)(2.0)
        assert graph.replay(3.0).value == 9.0
        with pytest.raises(
            ControlFlowChanged,
            match=r"chose by bool of w2 = greater\(w1, 0.0\) at test_graph.py line \d+; that was True",
        ):
            graph.replay(-3.0)

    def test_masks_and_orders_are_choices_too(self):
        graph = trace(lambda x: np.sum(x[x > 0] ** 2))(np.array([1.0, -1.0]))
        assert graph.replay(np.array([3.0, -2.0])).value == 9.0
        with pytest.raises(ControlFlowChanged, match="chose by asarray"):
            graph.replay(np.array([-3.0, -2.0]))
        graph = trace(lambda x: x[np.nonzero(x)] * 2)(np.array([1.0, 0.0]))
        assert graph.replay(np.array([3.0, 0.0])).value.tolist() == [6.0]
        with pytest.raises(ControlFlowChanged, match="chose by nonzero"):
            graph.replay(np.array([3.0, 1.0]))

    def test_shapes_must_match(self):
        with pytest.raises(
            ValueError, match=r"arguments have shapes \[\(3,\)\]; expected those of the trace, \[\(2,\)\]"
        ):
            trace(np.sum)(np.ones(2)).replay(np.ones(3))

    def test_choices_beside_plain_arguments(self):
        graph = trace(lambda x: x[np.searchsorted(x, 1.5)] * 2)(np.array([1.0, 2.0, 3.0]))
        assert graph.replay(np.array([0.0, 4.0, 9.0])).value == 8.0
        with pytest.raises(ControlFlowChanged, match="chose by searchsorted"):
            graph.replay(np.array([0.0, 1.0, 9.0]))

    def test_where_needs_no_choice(self):
        graph = trace(lambda x: np.where(x >= 0, x, -3 * x))(2.0)
        assert graph.replay(-2.0).value == 6.0
        assert graph.replay(-2.0).reverse() == (-3.0,)


class TestCompiled:
    def test_both_sweeps_of_a_scalar_program(self):
        both = trace(lambda x, y, z: x * y + np.sin(x) * z)(1.0, 1.0, 1.0).compiled()
        value, slopes = both(1.5, 2.0, 3)
        assert value == approx(3.0 + 3 * math.sin(1.5))
        assert slopes == approx((2.0 + 3 * math.cos(1.5), 1.5, math.sin(1.5)))

    def test_constants(self):
        f = lambda x: np.maximum(x, -np.inf) * 0.5 + 0.0 * np.minimum(x, np.inf)  # noqa: E731
        assert trace(f)(2.0).compiled()(4.0) == (2.0, (0.5,))
        value, (slope,) = trace(lambda x: x * np.nan)(2.0).compiled()(1.0)
        assert math.isnan(value)
        assert math.isnan(slope)

    def test_at_a_pole_numpy_answers(self):
        assert trace(np.log)(1.0).compiled()(0.0) == (-math.inf, (math.inf,))
        assert trace(lambda x: 1 / x)(1.0).compiled()(0.0) == (math.inf, (-math.inf,))

    def test_changed_control_flow_and_arrays_are_errors(self):
        both = trace(lambda x: x * x if x > 0 else -x)(2.0).compiled()
        assert both(3.0) == (9.0, (6.0,))
        with pytest.raises(ControlFlowChanged, match="another branch"):
            both(-3.0)
        with pytest.raises(ValueError, match="is an array operation"):
            trace(lambda x: np.sum(x * np.ones(2)))(1.0).compiled()
        with pytest.raises(ValueError, match=r"argument a has shape \(2,\); expected a scalar"):
            trace(np.sum)(np.ones(2)).compiled()

    def test_zero_times_infinity_is_what_a_sweep_says(self):
        computed = lambda x: 0.0 * (x * math.inf)  # noqa: E731
        value, adjoints = trace(computed)(1.0).compiled()(1.0)
        assert math.isnan(value)
        assert math.isnan(adjoints[0])
        assert math.isnan(grad(computed)(1.0))
        left_out = lambda x: np.maximum(1.0, np.sqrt(x))  # noqa: E731
        assert trace(left_out)(0.0).compiled()(0.0) == (1.0, (grad(left_out)(0.0),)) == (1.0, (0.0,))

    def test_what_it_does_not_take(self):
        with pytest.raises(ValueError, match="got 3 arguments; expected the 2 scalars of the trace"):
            trace(slide)(1.0, 1.0).compiled()(1.0, 2.0, 3.0)
        with pytest.raises(ValueError, match=r"f returned 2 values; expected one: use Graph\.replay"):
            trace(lambda x: (x, x))(1.0).compiled()


class TestFirstNonFinite:
    def test_names_node_operation_and_line(self):
        def f(x):
            y = x - 2.0
            z = np.log(y)  # born here
            return z * 3 + y

        birth = trace(f)(1.0).first_nonfinite()
        assert birth.operation == "w3 = log(w2)"
        assert birth.operands == [-1.0]
        assert math.isnan(birth.value)
        line = f.__code__.co_firstlineno + 2
        assert str(birth) == f"w3 = log(w2) is nan at test_graph.py line {line}: w2 = -1.0"

    def test_arrays_inputs_and_constants(self):
        birth = trace(lambda x: np.sum(1.0 / x))(np.array([1.0, 0.0])).first_nonfinite()
        assert birth.operation == "w2 = 1.0 / w1"
        assert trace(lambda x: x * 2)(np.inf).first_nonfinite().operation == "w1 = x"
        assert trace(lambda x: x * 2)(1.0).first_nonfinite() is None
        assert (
            str(trace(lambda x: np.log(x), lines=False)(0.0).first_nonfinite())
            == "w2 = log(w1) is -inf: w1 = 0.0"
        )

    def test_inside_another_derivative(self):
        births = []

        def f(x):
            births.append(trace(lambda y: np.log(y - x))(1.0).first_nonfinite())
            return x

        derivative(f)(2.0)
        assert births[0].operation.startswith("w3 = log")

    def test_infinite_tangents_do_not_count_values_do(self):
        assert Dual(0.0, 1.0).primal == 0.0
        inner = []
        derivative(lambda x: inner.append(trace(lambda y: np.sqrt(y))(x).first_nonfinite()) or x)(0.0)
        assert inner == [None]


class TestGradients:
    def test_the_lectures_function(self):
        assert grad(slide, argnums=(0, 1))(1.5, 2.0) == approx((2.0707372016677, 1.5))
        assert grad(slide)(1.5, 2.0) == approx(2.0707372016677)
        assert grad(slide, argnums=-1)(1.5, 2.0) == 1.5
        assert value_and_grad(slide, 1)(1.5, 2.0) == approx((3.9974949866040546, 1.5))
        assert value_and_grad(slide)(1.5, 2.0) == approx((3.9974949866040546, 2.0707372016677))

    def test_shared_subexpressions(self):
        def f(a):
            b = a + a
            return b + b

        assert grad(f)(1.0) == 4.0

    def test_sixty_doublings_in_linear_time(self):
        def f(x):
            for _ in range(60):
                x = x + x
            return x

        graph = trace(f)(1.0)
        assert len(graph.nodes) == 61
        assert graph.reverse() == (2.0**60,)

    def test_entries_and_the_whole_array_share_one_adjoint(self):
        def f(x):
            entries = sum((i + 1.0) * x[i] for i in range(3))
            return entries + np.sum(x * x) + 5.0 * x[0] + np.sum(x[np.array([2, 2])]) + np.sum(x[1:])

        x = np.array([1.0, 2.0, 3.0])
        assert grad(f)(x).tolist() == [1 + 2 + 5, 2 + 4 + 1, 3 + 6 + 2 + 1]
        assert np.diag(hessian(f)(x)).tolist() == [2.0, 2.0, 2.0]
        cube = hessian(lambda x: x[0] ** 3 + x[0] * np.sum(x * x))(x)
        assert cube.tolist() == [[12, 4, 6], [4, 2, 0], [6, 0, 2]]

    def test_an_entry_never_writes_into_the_callers_cotangent(self):
        seed = np.array([1.0, 10.0])
        (x_bar,) = vjp(lambda x: (x, x[0]), np.array([3.0, 4.0]))[1]((seed, 100.0))
        assert (x_bar.tolist(), seed.tolist()) == ([101.0, 10.0], [1.0, 10.0])
        (x_bar,) = vjp(lambda x: (x[1], x + 0.0), np.ones(2, np.float32))[1]((100.0, seed))
        assert (x_bar.tolist(), seed.tolist()) == ([1.0, 110.0], [1.0, 10.0])

    def test_an_output_named_twice_collects_both_cotangents(self):
        def f(x):
            y = 3 * x
            return y, y

        assert vjp(f, 1.0)[1]((1.0, 10.0)) == (33.0,)

    def test_contributions_that_are_views_are_not_added_to_in_place(self):
        x = np.array([1.0, 2.0])
        assert grad(lambda x: np.sum(x * x) + np.sum(x))(x).tolist() == [3.0, 5.0]
        graph = trace(lambda x: np.sum(x * x) + np.sum(np.reshape(x, (2, 1)) * np.array([[7.0], [8.0]])))(x)
        adjoints = graph.adjoints()
        assert adjoints[0].tolist() == [9.0, 12.0]
        assert [a.ravel().tolist() for a in adjoints[1:4] if np.ndim(a)][-1] == [7.0, 8.0]

    def test_the_reverse_sweep_frees_cotangents_as_it_goes(self):
        def chain(x):
            for _ in range(100):
                x = np.sin(x)
            return np.sum(x)

        graph = trace(chain, lines=False)(np.ones(10_000))
        peaks = []
        for keep in (False, True):
            tracemalloc.start()
            graph.adjoints(keep=True) if keep else graph.reverse()
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[0] < 10 * 80_000 < 100 * 80_000 < peaks[1]

    def test_containers(self):
        def loss(params, x):
            return np.sum((params["w"] @ x + params["b"][0]) ** 2)

        params = {"w": np.ones((2, 3)), "b": [1.0, 2.0]}
        gradient = grad(loss)(params, np.ones(3))
        assert gradient["w"].tolist() == [[8.0] * 3] * 2
        assert gradient["b"] == [16.0, 0.0]
        value, pullback = vjp(lambda t: (t[0] * t[1], {"s": t[0]}), (2.0, 3.0))
        assert value == (6.0, {"s": 2.0})
        assert pullback((1.0, {"s": 10.0})) == ((13.0, 2.0),)

    def test_keyword_arguments_and_constants(self):
        assert grad(lambda x, *, k: k * x)(2.0, k=3.0) == 3.0
        assert grad(lambda x: 1.0)(np.ones(2)).tolist() == [0.0, 0.0]
        assert grad(lambda x, y: x * 1.0, argnums=(0, 1))(1.0, np.ones(2))[1].tolist() == [0.0, 0.0]
        _, pullback = vjp(lambda x: (x, np.ones(2)), 1.0)
        assert pullback((1.0, np.ones(2))) == (1.0,)
        assert trace(lambda x: np.ones(2))(3.0).forward(1.0).tolist() == [0, 0]
        assert trace(lambda x, y: y)(3.0, 2.0).forward(1.0, 1.0) == 1.0
        assert trace(np.floor)(3.0).forward(np.ones(4)).tolist() == [0, 0, 0, 0]
        assert trace(lambda x: (np.sum(x), np.ones(2)))(np.ones(3)).forward(np.ones((4, 3)))[1].shape == (
            4,
            2,
        )
        assert trace(lambda x: np.floor(x))(3.0).forward(1.0) == 0.0
        assert value_and_grad(lambda x: x * np.round(x, 1) + x.round())(2.66) == approx((2.66 * 2.7 + 3, 2.7))

    @pytest.mark.parametrize(
        ("f", "x", "slope"),
        [
            (lambda x: x**2.0, -3.0, -6.0),
            (lambda x: x**x, 2.0, 4 * (math.log(2) + 1)),
            (lambda x: 2**x, 3.0, 8 * math.log(2)),
            (lambda x: x**0, 0.0, 0.0),
            (lambda x: x**1, 0.0, 1.0),
            (np.sqrt, 0.0, math.inf),
            (np.abs, 0.0, 0.0),
            (np.tanh, 1000.0, 0.0),
            (lambda x: np.logaddexp(x, 1000.0), 1000.0, 0.5),
            (lambda x: np.maximum(x, 2.0), 2.0, 0.5),
            (lambda x: np.where(x >= 0, x, np.sqrt(-x)), 1.0, 1.0),
            (lambda x: x / 0, 1.0, math.inf),
            (lambda x: 1 / x, 0.0, -math.inf),
            (lambda x: np.exp(x), 1000.0, math.inf),
            (lambda x: True * x, 1.0, 1.0),
            (lambda x: np.float64(2.0) * x, 1.0, 2.0),
            (lambda x: np.int64(2) * x, 1.0, 2.0),
        ],
    )
    def test_edges_agree_with_forward_mode_and_with_arrays(self, f, x, slope):
        assert grad(f)(x) == approx(slope)
        assert derivative(f)(x) == approx(slope)
        assert grad(lambda a: np.sum(f(a)))(np.array([x])).item() == approx(slope)

    def test_an_undefined_power_is_nan_not_a_crash(self):
        assert math.isnan(grad(lambda y: (-2.0) ** y)(2.0))
        assert grad(lambda x, y: x**y, argnums=0)(-2.0, 3.0) == 12.0

    def test_integers_promote(self):
        assert grad(lambda x: x * x)(3) == 6.0
        gradient = grad(lambda x: np.sum(x * x / 2))(np.array([1, 2]))
        assert gradient.tolist() == [1.0, 2.0]

    def test_plain_arrays_on_the_left_keep_the_type(self):
        A = np.arange(4.0).reshape(2, 2)
        assert grad(lambda x: np.sum(A @ x))(np.ones(2)).tolist() == [2.0, 4.0]
        assert grad(lambda x: np.sum(np.ones(2) * x))(np.ones(2)).tolist() == [1.0, 1.0]

    def test_control_flow(self):
        def newton_sqrt(a):
            x = a
            while abs(x * x - a) > 1e-12:
                x = 0.5 * (x + a / x)
            return x

        assert grad(newton_sqrt)(2.0) == approx(1 / (2 * math.sqrt(2)), rel=1e-9)


class TestHigherOrder:
    def test_perturbation_confusion(self):
        assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1.0
        assert grad(lambda x: x * grad(lambda y: x * y)(1.0))(4.0) == 8.0
        assert grad(lambda x: x * derivative(lambda y: x * y)(1.0))(4.0) == 8.0
        assert derivative(lambda x: x * grad(lambda y: x * y)(1.0))(4.0) == 8.0

    @pytest.mark.parametrize("outer", [grad, derivative])
    @pytest.mark.parametrize("inner", [grad, derivative])
    def test_a_number_of_the_outer_derivative_is_a_constant_of_the_inner(self, outer, inner):
        assert outer(lambda x: inner(lambda y: x)(5.0))(3.0) == 0.0
        assert outer(lambda x: x * inner(lambda y: x)(5.0))(3.0) == 0.0
        assert outer(lambda x: vjp(lambda y: x * x, 5.0)[0])(3.0) == 6.0
        assert outer(lambda x: value_and_grad(lambda y: np.sum(x * y))(np.ones(2))[0])(3.0) == 2.0
        assert outer(lambda x: vjp(lambda y: x * y, 5.0)[0])(3.0) == 5.0
        assert outer(lambda x: jvp(lambda y: x * y, (5.0,), (1.0,))[0])(3.0) == 5.0
        assert outer(lambda x: jvp(lambda y: x * x, (5.0,), (1.0,))[0])(3.0) == 6.0

    def test_powers_at_zero_to_third_order_by_every_mixture(self):
        for outer in (grad, derivative):
            for middle in (grad, derivative):
                for inner in (grad, derivative):
                    assert outer(middle(inner(lambda x: x**2)))(0.0) == 0.0
                    assert middle(inner(lambda x: x**2))(0.0) == 2.0
                    assert outer(middle(inner(lambda x: x**3)))(0.0) == 6.0

    def test_hessian_and_products(self):
        def f(x):
            return x[0] ** 2 * x[1] + np.sin(x[2]) * x[0]

        x = np.array([1.0, 2.0, 0.5])
        c, s = math.cos(0.5), math.sin(0.5)
        expected = np.array([[4.0, 2.0, c], [2.0, 0.0, 0.0], [c, 0.0, -s]])
        assert hessian(f)(x) == approx(expected)
        assert hvp(f)(x, np.array([1.0, -1.0, 2.0])) == approx(expected @ [1.0, -1.0, 2.0])
        assert hessian(lambda x: x**3)(2.0) == 12.0
        assert hessian(lambda x: np.sum(x))(np.ones(2)).tolist() == [[0, 0], [0, 0]]
        assert hessian(lambda y, x: y * np.sum(x**2), argnum=1)(3.0, np.ones(2)).tolist() == [[6, 0], [0, 6]]
        assert hessian(lambda x, y: x**2 * y**3)(1.0, 2.0) == 16.0
        assert jacobian(lambda x, y: x**2 * y**3)(1.0, 2.0) == 16.0
        assert hessian(lambda m: np.sum(m @ m))(np.eye(2)).shape == (2, 2, 2, 2)
        assert grad(grad(lambda x: np.tanh(x)))(1000.0) == 0.0

    def test_a_branch_not_taken_stays_out_of_every_order(self):
        """Zero times infinity is zero for the derivatives of adjoints too."""
        f = lambda x: np.where(x >= 0, x, np.sqrt(-x))  # noqa: E731
        total = lambda x: np.sum(f(x))  # noqa: E731
        for outer in (grad, derivative):
            for inner in (grad, derivative):
                assert outer(inner(f))(1.0) == 0.0
                assert outer(lambda x, inner=inner: x * inner(f)(x))(1.0) == 1.0
        assert derivative(derivative(grad(lambda x: x * f(x))))(1.0) == 0.0
        x = np.array([1.0, 0.0, 4.0])
        assert hessian(total)(x).tolist() == np.zeros((3, 3)).tolist()
        assert grad(lambda x: np.sum(x * grad(total)(x)))(x).tolist() == [1.0, 1.0, 1.0]
        assert derivative(lambda t: grad(total)(t * np.ones(2)))(1.0).tolist() == [0.0, 0.0]
        mixed, curvature = np.array([1.0, -4.0]), -1 / 32
        assert hessian(total)(mixed).tolist() == [[0.0, 0.0], [0.0, curvature]]
        assert hvp(total)(mixed, np.ones(2)).tolist() == [0.0, curvature]
        finite_slope = lambda x: np.sum(np.where(x >= 0, x, x**1.5))  # noqa: E731
        assert hessian(finite_slope)(np.array([0.0, 1.0])).tolist() == [[0.0, 0.0], [0.0, 0.0]]

    def test_an_infinite_second_derivative_is_not_hidden(self):
        """The cotangent is zero but moves: its product with an infinite slope is no zero."""
        second = hessian(lambda x: np.sqrt(x[0]) * x[1])(np.zeros(2))
        assert second[0, 1] == second[1, 0] == np.inf
        assert hessian(lambda x: np.sqrt(x[0]) + x[1] ** 2)(np.array([0.0, 1.0])).tolist() == [
            [-np.inf, 0.0],
            [0.0, 2.0],
        ]


class TestJacobians:
    A = np.arange(6.0).reshape(2, 3)

    def test_columns_rows_and_auto(self):
        for mode in ("forward", "reverse", "auto"):
            J = jacobian(lambda x: self.A @ x, mode)
            assert J(np.ones(3)).tolist() == self.A.tolist()
        assert J.choice == "reverse: 2 rows are fewer than 3 columns"
        J = jacobian(lambda x: self.A.T @ x)
        assert J(np.ones(2)).tolist() == self.A.T.tolist()
        assert J.choice == "forward: 2 columns are no more than 3 rows"
        J = jacobian(np.sin)
        assert J(0.0) == 1.0
        assert J.choice == "forward: 1 columns are no more than 1 rows"
        forward = jacobian(np.sin, "forward")
        assert forward(0.0) == 1.0
        assert forward.choice == "forward: asked for; 1 columns, one an input"
        reverse = jacobian(np.sin, "reverse")
        assert reverse(0.0) == 1.0
        assert reverse.choice == "reverse: asked for; 1 rows, one an output"

    @pytest.mark.parametrize(
        ("mode", "outputs", "chosen", "runs"),
        [
            ("auto", 2, "reverse", 1),
            ("auto", 3, "forward", 2),
            ("auto", 4, "forward", 2),
            ("forward", 2, "forward", 1),
            ("reverse", 4, "reverse", 1),
        ],
    )
    def test_auto_counts_three_inputs_against_the_outputs(self, mode, outputs, chosen, runs):
        """It records a run to count, so f runs again, with tangents, where the choice is forward."""
        seen = []

        def f(p):
            seen.append(type(p["a"]).__name__)
            return np.ones((outputs, 3)) @ np.stack([p["a"], p["b"][0], p["b"][1]])

        J = jacobian(f, mode)
        J({"a": 1.0, "b": np.ones(2)})
        assert J.choice.startswith(chosen)
        assert len(seen) == runs
        assert (seen[-1] == "Dual") == (chosen == "forward")

    @pytest.mark.parametrize("mode", ["forward", "reverse", "auto"])
    def test_shapes(self, mode):
        J = jacobian(lambda m: np.stack([m, m * m]), mode)
        assert J(np.ones((3, 4))).shape == (2, 3, 4, 3, 4)
        assert jacobian(lambda x: x * np.ones((2, 3)), mode)(2.0).shape == (2, 3)
        assert np.shape(jacobian(lambda x: x * 2, mode)(np.array(2.0))) == ()
        assert jacobian(lambda x: x[:0], mode)(np.ones(3)).shape == (0, 3)
        assert jacobian(lambda x: np.sum(x), mode)(np.ones(0)).shape == (0,)
        assert jacobian(lambda x: x * 2, mode)(np.ones((0, 2))).shape == (0, 2, 0, 2)
        assert jacobian(lambda x: np.ones(2), mode)(np.ones(3)).tolist() == np.zeros((2, 3)).tolist()
        assert jacobian(lambda x, y: x * y, mode, argnum=1)(3.0, np.ones(2)).tolist() == [[3, 0], [0, 3]]
        assert jacobian(lambda x: x * x, mode)([1, 2]).tolist() == [[2, 0], [0, 4]]

    def test_errors(self):
        with pytest.raises(
            ValueError, match="mode is 'sideways'; expected one of 'auto', 'forward', 'reverse'"
        ):
            jacobian(np.sin, "sideways")
        with pytest.raises(ValueError, match="argnum is 2; expected a position among the 1 arguments"):
            jacobian(np.sin, argnum=2)(1.0)

    @pytest.mark.parametrize("mode", ["forward", "reverse", "auto"])
    def test_containers_give_containers_of_blocks(self, mode):
        def f(p):
            (a, b), c = p["ab"], p["c"]
            return {"y": a * c, "z": (np.sum(c) * b, 7.0)}

        c = np.array([3.0, 4.0, 5.0])
        J = jacobian(f, mode)({"ab": (2.0, np.ones((2, 1))), "c": c})
        assert list(J) == ["y", "z"]
        (y_a, y_b), y_c = J["y"]["ab"], J["y"]["c"]
        assert (y_a.tolist(), y_b.shape, y_c.tolist()) == ([3, 4, 5], (3, 2, 1), (2 * np.eye(3)).tolist())
        assert not y_b.any()
        (z_a, z_b), z_c = J["z"][0]["ab"], J["z"][0]["c"]
        assert (z_a.tolist(), z_c.tolist()) == ([[0], [0]], np.ones((2, 1, 3)).tolist())
        assert z_b.tolist() == [[[[12], [0]]], [[[0], [12]]]]
        constant = J["z"][1]
        assert [np.shape(d) for d in (*constant["ab"], constant["c"])] == [(), (2, 1), (3,)]
        assert not any(np.any(d) for d in (*constant["ab"], constant["c"]))
        assert jacobian(lambda x: (x, x * x), mode)(3.0) == (1.0, 6.0)

    def test_hessian_of_a_container(self):
        H = hessian(lambda p: p["a"] ** 2 * np.sum(p["b"] ** 3))({"a": 2.0, "b": np.array([1.0, 3.0])})
        assert H["a"]["a"] == 2 * 28
        assert H["a"]["b"].tolist() == H["b"]["a"].tolist() == [12, 108]
        assert H["b"]["b"].tolist() == [[24, 0], [0, 72]]


class TestState:
    def test_a_leaked_variable_is_a_clear_error(self):
        kept = []
        grad(lambda x: kept.append(x) or x * x)(1.0)
        for use in (lambda v: v * 2.0, lambda v: np.sin(v), lambda v: v > 0, bool, lambda v: v + np.ones(2)):
            with pytest.raises(LeakedValue, match=r"after its trace had ended: take its \.value instead"):
                use(kept[0])
        assert kept[0].value == 1.0

    def test_a_value_of_an_inner_trace_cannot_be_returned_by_the_outer(self):
        def f(x):
            kept = []
            grad(lambda y: kept.append(y * x) or y)(1.0)
            return kept[0]

        with pytest.raises(LeakedValue, match="f returned a Variable of another derivative"):
            grad(f)(1.0)

    def test_an_exception_inside_f_leaves_nothing_behind(self):
        def broken(x):
            raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            grad(broken)(1.0)
        assert not OPEN
        assert grad(lambda x: x * x)(3.0) == 6.0

    def test_a_graph_is_freed_without_the_garbage_collector(self):
        gc.collect()
        gc.disable()
        try:
            graph = trace(lambda x: np.sum(np.sin(x) * x))(np.ones(3))
            graph.reverse()
            watch = weakref.ref(graph)
            nodes = graph.nodes
            count = len(nodes)
            del graph
            assert watch() is None
            assert count == 4
            alive = sum(type(o) is Variable for o in gc.get_objects())
            del nodes
            assert sum(type(o) is Variable for o in gc.get_objects()) == alive - count
        finally:
            gc.enable()

    @pytest.mark.slow
    def test_a_million_nodes_without_recursion(self):
        def chain(x):
            for _ in range(1_000_000):
                x = x * 1.0
            return x

        graph = trace(chain, lines=False)(2.0)
        assert len(graph.nodes) == 1_000_001
        assert graph.reverse() == (1.0,)

    def test_importing_changes_no_global_state(self):
        program = (
            "import random, warnings, numpy as np\n"
            "def state(): return (np.geterr(), np.get_printoptions(), list(warnings.filters),\n"
            "                     random.getstate(), str(np.random.get_state()))\n"
            "before = state(); import lecture14, lecture14.autodiff; assert state() == before"
        )
        subprocess.run([sys.executable, "-c", program], check=True)

    def test_differentiating_changes_no_global_numpy_state(self):
        before = np.geterr(), np.get_printoptions()
        grad(lambda x: np.sum(np.log(x)))(np.zeros(2))
        assert (np.geterr(), np.get_printoptions()) == before


class TestErrors:
    def test_values_must_be_scalar_for_grad(self):
        with pytest.raises(
            ValueError, match=r"f returned an array of shape \(2,\); expected a scalar: use jacobian"
        ):
            grad(lambda x: x * 2)(np.ones(2))
        with pytest.raises(ValueError, match="f returned a container; expected a scalar"):
            grad(lambda x: (x, x))(1.0)
        with pytest.raises(ValueError, match="argnums has 1; expected positions among the 1 arguments"):
            grad(np.sin, argnums=1)(1.0)

    def test_seeds(self):
        graph = trace(lambda x, y: x * y)(np.ones(2), 1.0)
        with pytest.raises(ValueError, match="got 1 tangents; expected one an input, 2"):
            graph.forward(np.ones(2))
        with pytest.raises(
            ValueError, match=r"tangent 0 has shape \(3,\); expected \(2,\), or \(2,\) with one more"
        ):
            graph.forward(np.ones(3), 1.0)
        with pytest.raises(ValueError, match=r"tangent 0 has shape \(4, 3\); expected"):
            graph.forward(np.ones((4, 3)), np.ones(4))
        with pytest.raises(ValueError, match="tangents have different numbers of directions"):
            graph.forward(np.ones((4, 2)), 1.0)
        with pytest.raises(ValueError, match=r"cotangent has shape \(\); expected \(2,\)"):
            graph.reverse(1.0)
        with pytest.raises(ValueError, match="cotangent has 2 leaves; expected one an output, 1"):
            graph.reverse((1.0, 1.0))
        with pytest.raises(ValueError, match="cotangents of the outputs differ in number"):
            trace(lambda x: (x, x))(1.0).reverse((1.0, np.ones(2)))

    def test_what_would_lose_the_derivative(self):
        def f(x):
            return math.sin(x)

        with pytest.raises(
            TypeError, match=r"math.sin got a Variable at test_graph.py line \d+: use np.sin, which knows"
        ):
            grad(f)(1.0)
        with pytest.raises(TypeError, match=r"take \.value of it"):
            grad(lambda x: float(x))(1.0)
        with pytest.raises(
            UnsupportedOperation, match=r"np\.fft\.fft got a Variable as argument 1 at test_graph.py"
        ):
            grad(lambda x: np.fft.fft(x))(np.ones(2))
        with pytest.raises(UnsupportedOperation, match="multiply got a str as argument 2 at test_graph"):
            grad(lambda x: x * "a")(1.0)
        with pytest.raises(UnsupportedOperation, match="argument 0 got a complex"):
            grad(lambda x: x)(1j)

    def test_items_of_inner_derivatives_cannot_be_stored_outside(self):
        def f(x):
            def g(y):
                x[0] = y
                return y

            derivative(g)(1.0)
            return np.sum(x)

        with pytest.raises(
            LeakedValue, match="an item of a Variable was assigned a value of an inner derivative"
        ):
            grad(f)(np.ones(2))
        with pytest.raises(LeakedValue, match="an item of a Dual was assigned"):
            jvp(f, (np.ones(2),), (np.ones(2),))


def test_seeds_may_be_integers_lists_or_numbers_of_a_derivative():
    graph = trace(slide)(1.5, 2.0)
    assert graph.reverse(2) == approx((4.1414744033354, 3.0))
    assert graph.forward(0, 2) == 3.0
    assert trace(lambda x: x * np.ones(2))(3.0).reverse(np.array([1, 2])) == (3.0,)
    assert derivative(lambda seed: graph.reverse(seed)[1])(1.0) == 1.5
    assert derivative(lambda seed: graph.forward(0.0, seed))(1.0) == 1.5
    assert grad(lambda seed: graph.forward(0.0, seed) * seed)(2.0) == 6.0


def test_parameter_names_fall_back_on_positions():
    assert trace(np.maximum)(1.0, 2.0).names == ["x1", "x2"]
    assert trace(max)(1.0, 2.0).names == ["x1", "x2"]  # has no signature
    assert trace(lambda *xs: xs[0])(1.0, 2.0).names == ["x1", "x2"]
    assert trace(lambda p: p[0])((1.0, 2.0)).names == ["p_1", "p_2"]


class Point(NamedTuple):
    x: float
    y: float


def test_named_tuples_and_predicates():
    assert grad(lambda p: p.x * p.y)(Point(2.0, 3.0)) == Point(3.0, 2.0)
    graph = trace(lambda x: np.where(x > 0, x, 0.0))(1.0)
    assert repr(graph.nodes[1].rule) == "Predicate(greater)"


def test_gradients_may_be_written_to_and_share_no_memory():
    x = np.ones(2)
    a, b = grad(lambda x, y: np.sum(x + y), argnums=(0, 1))(x, x)
    a[0] = 7.0
    assert b.tolist() == [1.0, 1.0]
    seed = np.ones(2)
    (bar,) = trace(lambda x: x)(x).reverse(seed)
    bar[0] = 7.0
    assert seed.tolist() == [1.0, 1.0]


def test_duals_around_traces_and_traces_around_duals():
    x = Dual(2.0, 1.0)
    assert grad(lambda y: y * x * y)(3.0).tangent == 6.0
    assert grad(lambda y: (Dual(y, 1.0) ** 3).tangent)(2.0) == 12.0


class TestContainers:
    """Dicts are matched by their keys; the order in which they were written does not count."""

    @staticmethod
    def loss(p):
        return np.sum(p["w"] ** 2) * p["b"][0]

    P = {"w": np.array([1.0, 2.0]), "b": [3.0]}  # noqa: RUF012
    V = {"b": [1.0], "w": np.array([0.0, 1.0])}  # noqa: RUF012

    def test_forward_and_second_products(self):
        assert jvp(self.loss, (self.P,), (self.V,)) == (15.0, 17.0)
        product = hvp(self.loss)(self.P, self.V)
        assert product["w"].tolist() == [2.0, 10.0]
        assert product["b"] == [4.0]
        graph = trace(self.loss)(self.P)
        assert graph.forward(self.V) == 17.0
        assert graph.replay({"b": [1.0], "w": np.array([1.0, 1.0])}).value == 2.0
        assert graph.replay({"b": [1.0], "w": np.array([1.0, 1.0])}).reverse()[0]["w"].tolist() == [2.0, 2.0]

    def test_cotangents(self):
        _, pullback = vjp(lambda x: {"a": 2 * x, "b": 3 * x}, 1.0)
        assert pullback({"b": 10.0, "a": 1.0}) == (32.0,)
        with pytest.raises(ValueError, match=r"a dict has the keys \['a', 'c'\]; expected \['a', 'b'\]"):
            pullback({"a": 1.0, "c": 1.0})
        with pytest.raises(ValueError, match="cotangent has 1 leaves; expected one an output, 2"):
            pullback(1.0)

    def test_numbers_of_leaves(self):
        with pytest.raises(ValueError, match="tangents has 1 leaves; expected one a primal, 2"):
            jvp(lambda p: p[0], ((1.0, 2.0),), ((1.0,),))
