"""What goes into a program and what comes out of it: lists and containers, positions, results, leaks."""

from collections import namedtuple
from fractions import Fraction

import numpy as np
import pytest

from lecture14 import Dual, derivative, grad, hessian, hvp, jacobian, jvp, taylor, trace, value_and_grad, vjp
from lecture14.autodiff import LeakedValue, check_derivatives


def cubes(x):
    return np.sum(x**3)


class TestListsOfNumbers:
    """An argument that is a list of numbers is an array, in every mode."""

    def test_each_mode_hands_f_an_array(self):
        x, v = [1.0, 2.0], [1.0, 0.0]
        assert grad(cubes)(x).tolist() == value_and_grad(cubes)(x)[1].tolist() == [3.0, 12.0]
        assert jacobian(cubes)(x).tolist() == vjp(cubes, x)[1](1.0)[0].tolist() == [3.0, 12.0]
        assert hvp(cubes)(x, v).tolist() == [6.0, 0.0]
        assert hessian(cubes)(x).tolist() == [[6.0, 0.0], [0.0, 12.0]]
        assert jvp(cubes, x, v) == jvp(cubes, (x,), (v,)) == (9.0, 3.0)
        assert trace(cubes)(x).replay([3.0, 0.0]).reverse()[0].tolist() == [27.0, 0.0]
        assert taylor(lambda x: x**2, x, 1).tolist() == [[1.0, 4.0], [2.0, 4.0]]
        assert check_derivatives(cubes, x)

    def test_directions_and_cotangents_may_be_lists(self):
        assert jvp(lambda x: 2 * x, [1.0, 2.0], [[1.0, 0.0], [0.0, 1.0]])[1].tolist() == [
            [2.0, 0.0],
            [0.0, 2.0],
        ]
        assert vjp(lambda x: 2 * x, [1.0, 2.0])[1]([[1.0, 0.0], [0.0, 1.0]])[0].tolist() == [
            [2.0, 0.0],
            [0.0, 2.0],
        ]

    @pytest.mark.parametrize(
        ("argument", "gradient"),
        [([[1, 2], [3, 4]], [[3, 12], [27, 48]]), ([np.float32(2.0), True], [12.0, 3.0]), ([], [])],
    )
    def test_rectangles_of_any_numbers(self, argument, gradient):
        assert grad(cubes)(argument).tolist() == gradient

    def test_numbers_of_an_outer_derivative(self):
        """d/dt of 3·(2t)² at 1.5."""
        assert derivative(lambda t: grad(cubes)([t, 2 * t])[1])(1.5) == 36.0
        assert grad(lambda t: np.sum(grad(cubes)([[t, 1.0], [2.0, t]])))(2.0) == 24.0

    def test_all_other_containers_stay_what_they_are(self):
        Layer = namedtuple("Layer", "w b")
        layers = [Layer(np.ones(2), 1.0), (2.0, [3.0, 4.0])]

        def loss(layers):
            (w, b), (c, d) = layers
            assert [type(layers), type(layers[0]), type(d)] == [list, Layer, list]
            return np.sum(w * b) * c * d[0] * d[1]

        (w, b), (c, d) = grad(loss)(layers)
        assert (w.tolist(), b, c, d) == ([24.0, 24.0], 48.0, 24.0, [16.0, 12.0])

    def test_rows_of_unequal_length_are_a_container(self):
        assert grad(lambda rows: rows[0][1] * rows[1][0])([[1.0, 2.0], [3.0]]) == [[0.0, 3.0], [2.0]]


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (
            {"a": 2.0, "b": "relu"},
            r"argument 0\['b'\] got a str at test_boundary.py line \d+: expected a number",
        ),
        ((1.0, [2.0, {"c": None}]), r"argument 0\[1\]\[1\]\['c'\] got a NoneType"),
        (np.complex128(1j), "argument 0 got a complex128 .*the real and the imaginary part"),
        (np.array(["a"]), "argument 0 got an array of dtype <U1"),
        (Fraction(1, 2), "argument 0 got a Fraction .*give float of it"),
        (np.ma.array([1.0]), "argument 0 got a MaskedArray .*give np.asarray of it"),
        (range(3), "argument 0 got a range .*a list or a tuple of its entries"),
        (len, "argument 0 got a builtin_function_or_method .*what it returns"),
    ],
)
def test_an_argument_that_is_no_number_is_named_by_its_place(argument, message):
    for way in (grad(lambda x: 1.0), jacobian(lambda x: 1.0, "forward"), trace(lambda x: 1.0)):
        with pytest.raises(TypeError, match=message):
            way(argument)
    with pytest.raises(TypeError, match="argument 1"):
        grad(lambda y, x: 1.0, 1)(1.0, argument)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (
            None,
            r"f returned a NoneType; expected a number, an array or a container of them: is a `return` missing\?",
        ),
        ({"a": 1.0, "b": [2.0, "x"]}, r"f returned a str at \['b'\]\[1\]; expected a number"),
        (1j, "f returned a complex; .*return the real and the imaginary part"),
        ({1.0}, "f returned a set; .*a list or a tuple of its entries"),
        (cubes, "f returned a function; .*return what it returns"),
        (np.array([None]), "f returned an array of dtype object; .*np.stack"),
    ],
)
def test_a_result_that_is_no_number_is_named(result, message):
    for way in (
        grad,
        derivative,
        jacobian,
        lambda f: lambda x: jvp(f, x, 1.0),
        trace,
        lambda f: lambda x: vjp(f, x),
    ):
        with pytest.raises(TypeError, match=message):
            way(lambda x: result)(1.0)


def test_an_empty_container_has_an_empty_derivative():
    assert jacobian(lambda x: ())(1.0) == ()
    assert vjp(lambda x: {}, np.ones(2))[1]({})[0].tolist() == [0.0, 0.0]


def test_a_container_that_holds_itself_is_refused():
    loop = [1.0]
    loop.append((loop,))
    with pytest.raises(ValueError, match="argument 0 is a container that holds itself"):
        grad(lambda x: x[0])(loop)
    with pytest.raises(ValueError, match="f's value is a container that holds itself"):
        jacobian(lambda x: loop)(1.0)


class TestPositions:
    def test_from_the_end_and_of_numpys_kind(self):
        assert grad(lambda x, z: x * z, (-1, np.int64(0)))(2.0, 3.0) == (2.0, 3.0)
        assert grad(lambda x, z: x * z, [1])(2.0, 3.0) == (2.0,)

    @pytest.mark.parametrize(
        ("argnums", "message"),
        [
            (2, "argnums has 2; expected positions among the 2 arguments"),
            ((0, -3), "argnums has -3; expected positions"),
            ((0, 0), r"argnums is \(0, 0\); expected each argument once"),
            ((0, -2), r"argnums is \(0, -2\); expected each argument once"),
            (0.0, "argnums is 0.0; expected positions among the arguments"),
            ("x", "argnums is 'x'; expected positions"),
            (None, "argnums is None; expected positions"),
            ({0, 1}, r"argnums is \{0, 1\}; expected positions"),
            ((0, "x"), r"argnums is \(0, 'x'\); expected positions"),
        ],
    )
    def test_of_a_gradient(self, argnums, message):
        with pytest.raises((TypeError, ValueError), match=message):
            grad(lambda x, z: x * z, argnums)(2.0, 3.0)

    @pytest.mark.parametrize("way", [jacobian, derivative])
    def test_there_is_one_where_one_is_asked_for(self, way):
        with pytest.raises(TypeError, match=r"argnum is \(0, 1\); expected a position among the arguments"):
            way(lambda x, z: x * z, argnum=(0, 1))(2.0, 3.0)


class TestLeaks:
    @pytest.mark.parametrize(
        "made_by", [derivative, lambda f: lambda x: taylor(f, x, 1)], ids=["Dual", "Series"]
    )
    @pytest.mark.parametrize(
        "used_by", [derivative, grad, jacobian, hessian, lambda f: lambda x: taylor(f, x, 2)]
    )
    def test_a_number_of_a_finished_derivative_raises_in_a_later_one(self, made_by, used_by):
        kept = []
        made_by(lambda x: kept.append(x) or x * x)(2.0)
        for use in (lambda y: y * kept[0], lambda y: {"a": [y + kept[0]]}["a"][0], lambda y: kept[0]):
            with pytest.raises(LeakedValue, match="already ended"):
                used_by(use)(3.0)

    def test_numbers_made_by_hand_and_those_of_open_derivatives_are_no_leak(self):
        by_hand = Dual(2.0, 1.0)
        assert derivative(lambda y: y * by_hand)(3.0).primal == 2.0
        assert derivative(lambda x: derivative(lambda y: x * x * y)(1.0))(3.0) == 6.0
        assert grad(lambda x: derivative(lambda y: x * x * y)(1.0))(3.0) == 6.0
