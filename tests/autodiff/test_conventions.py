"""The table of conventions, line by line, in every mode."""

import numpy as np
import pytest

from lecture14 import derivative, grad, jacobian, taylor, trace
from lecture14.autodiff.conventions import CONVENTIONS, REMARKS, table


def same(a, b):
    return np.asarray(a, dtype=float) == pytest.approx(np.asarray(b, dtype=float), nan_ok=True)


@pytest.mark.parametrize("line", CONVENTIONS, ids=lambda c: c.case)
class TestEveryLine:
    def test_reverse(self, line):
        assert same(grad(line.f)(line.x), line.slope)

    def test_forward(self, line):
        if np.ndim(line.x) == 0:
            assert same(derivative(line.f)(line.x), line.slope)
        assert same(jacobian(line.f, "forward")(line.x), line.slope)

    def test_graph(self, line):
        graph = trace(line.f)(line.x)
        assert same(graph.reverse()[0], line.slope)
        assert same(graph.replay(line.x).reverse()[0], line.slope)

    def test_entries_of_arrays_as_well_as_floats(self, line):
        if np.ndim(line.x) == 0 and "prod" not in line.case:
            x = np.array([line.x, line.x])
            expected = [line.slope, line.slope]
            assert same(grad(lambda v: np.sum(line.f(v)))(x), expected)
            assert same(np.diag(jacobian(line.f, "forward")(x)), expected)

    def test_taylor_where_a_series_exists(self, line):
        if (
            np.ndim(line.x) == 0
            and np.isfinite(line.slope)
            and not line.case.startswith(("hypot", "where", "sqrt", "0**"))
        ):
            assert same(taylor(line.f, line.x, 1)[1], line.slope)


def test_printed_table_has_every_line():
    text = table()
    assert len(text.splitlines()) == len(CONVENTIONS) + len(REMARKS)
    assert "maximum(x, 2) at 2: derivative 0.5, a tie is shared" in text


class TestRemarks:
    def test_singular_matrices(self):
        with pytest.raises(np.linalg.LinAlgError):
            grad(np.linalg.det)(np.ones((2, 2)))

    def test_second_derivatives_at_a_kink_are_those_of_the_pieces(self):
        assert derivative(derivative(np.abs))(0.0) == 0.0
        assert grad(grad(lambda x: np.maximum(x * x, x)))(1.0) == 1.0
