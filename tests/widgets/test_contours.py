"""Contours in JavaScript against contourpy, and on grids whose contours are known."""

import contourpy
import numpy as np
import pytest

from tests.widgets.scripts import scripts

N = 17


@pytest.fixture(scope="module")
def js():
    with scripts("draw.js", "axes.js", "contours.js") as context:
        yield context


def lines(js, values, level):
    found = js("(grid, level) => Lecture14.contours.lines(grid, level)", grid(values), level)
    return [np.array(line) for line in found]


def grid(values):
    return {"n": len(values), "x": [0, 1], "y": [0, 1], "values": np.ravel(values).tolist()}


def crossings(found):
    """Where lines cross the grid: each place once."""
    return sorted({(round(float(x), 9), round(float(y), 9)) for line in found for x, y in line})


@pytest.mark.parametrize("seed", range(12))
def test_a_rough_grid_has_the_crossings_of_contourpy(js, seed):
    values = np.random.default_rng(seed).normal(size=(N, N))
    theirs = contourpy.contour_generator(z=values).lines(0.3)
    assert crossings(lines(js, values, 0.3)) == crossings(theirs)


def test_smooth_hills_have_the_lines_of_contourpy(js):
    x, y = np.meshgrid(np.linspace(-3, 3, 41), np.linspace(-3, 3, 41))
    values = np.cos(1.3 * x) + np.cos(y + 0.2 * x)
    for level in (-1.5, -0.4, 0.1, 1.2):
        ours, theirs = lines(js, values, level), contourpy.contour_generator(z=values).lines(level)
        assert sorted(map(len, ours)) == sorted(map(len, theirs))
        assert sum(closed(line) for line in ours) == sum(closed(line) for line in theirs)


def closed(line):
    return bool(np.array_equal(line[0], line[-1]))


def test_a_plane_has_one_straight_line(js):
    i, j = np.meshgrid(np.arange(N), np.arange(N))
    (line,) = lines(js, i + 2.0 * j, 20.5)
    assert line @ [1.0, 2.0] == pytest.approx(np.full(len(line), 20.5), abs=1e-12)
    assert not closed(line)


def test_lines_leave_out_what_is_not_finite(js):
    values = np.fromfunction(lambda j, i: i - 7.5, (N, N))
    values[8, 8] = np.nan
    found = lines(js, values, 0.0)
    assert sorted(len(line) for line in found) == [8, 8]
    assert lines(js, np.full((N, N), np.inf), 0.0) == []


def test_a_middle_above_the_level_joins_the_corners_that_lie_above(js):
    # Lower left and upper right are high: their lines pass by the low corners, or by the high ones.
    for high, gap in ((3.0, [0, 1]), (1.0, [0, 0])):
        found = lines(js, [[high, -1.0], [-1.0, high]], 0.5)
        near = min(np.abs(line - gap).sum(axis=1).max() for line in found)
        assert near < 1.0
        assert len(found) == 2


def test_values_between_the_points_are_linear(js):
    values = np.fromfunction(lambda j, i: 3.0 * i - 2.0 * j, (N, N))
    places = [[0.0, 0.0], [16.0, 16.0], [3.25, 7.5], [15.9, 0.1]]
    found = js("(g, p) => p.map(([u, v]) => Lecture14.contours.between(g, u, v))", grid(values), places)
    assert found == pytest.approx([3 * u - 2 * v for u, v in places], abs=1e-12)
