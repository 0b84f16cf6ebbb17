"""Every function and method of NumPy's that the package answers, and how to draw a call of it."""

from __future__ import annotations

from functools import partial

import numpy as np

from lecture14.autodiff import RULES
from lecture14.autodiff.core.rules import ALIASES, PREDICATES
from tests.autodiff.fuzz.draw import Call, Draw, Operand

CALLS: dict = {}  # name -> Draw -> Call


def drawn(*names):
    """Register how calls of these functions of NumPy's (or `.methods` of arrays) are drawn."""

    def register(draw):
        for name in names:
            CALLS[name] = (draw, function_called(name))
        return draw

    return register


def function_called(name):
    if name.startswith("."):

        def method(self, *args, **kwargs):
            return getattr(self, name[1:])(*args, **kwargs)

        method.__name__ = name
        return method
    function = np
    for part in name.split("."):
        function = getattr(function, part, None)
    return function


def call_of(name: str, d: Draw) -> Call:
    draw, function = CALLS[name]
    made = draw(d)
    args, kwargs = made if isinstance(made[-1], dict) else (made, {})
    call = Call(function, tuple(args) if isinstance(args, tuple) else (args,), kwargs)
    return d.spelled(call)


# Reductions -----------------------------------------------------------------------------------------------


@drawn("sum", "prod")
def _(d):
    a = d.array()
    shape = a.value.shape
    more = d.some(initial=1.5) | (d.some(where=d.mask(shape)) if d.chance(0.3) else {})
    more |= {"dtype": d.one(np.float32, float)} if d.chance(0.1) else {}
    return (a,), d.some(axis=d.axes(len(shape)), keepdims=d.one(True, False)) | (
        more if d.chance(0.5) else {}
    )


@drawn("max", "min", "amax", "amin")
def _(d):
    a = d.array()
    shape = a.value.shape
    more = {"initial": d.one(0.0, 9.0, -9.0)} if d.chance(0.3) else {}
    more |= {"where": d.mask(shape)} if d.chance(0.2) else {}
    return (a,), d.some(axis=d.axes(len(shape)), keepdims=d.one(True, False)) | more


@drawn("mean")
def _(d):
    a = d.array()
    more = {"where": d.mask(a.value.shape)} if d.chance(0.2) else {}
    return (a,), d.some(axis=d.axes(a.value.ndim), keepdims=d.one(True, False)) | more


@drawn("var", "std")
def _(d):
    a = d.array()
    more = {"where": d.mask(a.value.shape)} if d.chance(0.2) else {}
    more |= {"ddof": d.one(1, 0.5, 4)} if d.chance(0.4) else {}
    return (a,), d.some(axis=d.axes(a.value.ndim), keepdims=d.one(True, False)) | more


@drawn(".sum", ".prod", ".mean", ".std", ".var", ".max", ".min", ".all", ".any", "all", "any")
def _(d):
    a = d.array()
    return (a,), d.some(axis=d.axes(a.value.ndim), keepdims=d.one(True, False))


@drawn("nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmax", "nanmin", "ptp")
def _(d):
    a = d.array()
    return (a,), d.some(axis=d.axes(a.value.ndim), keepdims=d.one(True, False))


@drawn("median")
def _(d):
    a = d.array(empty=False)
    return (a,), d.some(axis=d.axes(a.value.ndim), keepdims=d.one(True, False))


METHODS = (
    "linear",
    "lower",
    "higher",
    "nearest",
    "midpoint",
    "hazen",
    "weibull",
    "inverted_cdf",
    "median_unbiased",
)


@drawn("quantile", "percentile")
def _(d):
    a = d.array(empty=False)
    q = d.one(0.3, 0.0, 1.0, [0.1, 0.77], np.array([[0.2], [0.5]]))
    settings = d.some(axis=d.axes(a.value.ndim), keepdims=d.one(True, False), method=d.one(*METHODS))
    return (a, q), settings


@drawn("average")
def _(d):
    a = d.array(empty=False)
    shape = a.value.shape
    axis = d.axes(len(shape))
    if d.chance(0.3) and isinstance(axis, int | np.integer) and -len(shape) <= axis < len(shape):
        weights = d.array(shape=(shape[axis],), low=0.5, high=2.0, known=True)
    else:
        weights = d.array(shape=d.one(shape, shape, (2,)), low=0.5, high=2.0, known=True)
    return (a,), d.some(axis=axis, weights=weights, keepdims=d.one(True, False))


@drawn("cumsum", "cumprod", ".cumsum", ".cumprod")
def _(d):
    a = d.array()
    return (a,), d.some(axis=d.one(None, d.axis(a.value.ndim)))


@drawn(*(name for name in ("cumulative_sum", "cumulative_prod") if hasattr(np, name)))
def _(d):
    a = d.array(1, 2, 3)
    return (a,), d.some(axis=d.axis(a.value.ndim), include_initial=d.one(True, False))


@drawn("argmax", "argmin", ".argmax", ".argmin")
def _(d):
    a = d.array()
    return (a,), d.some(axis=d.one(None, d.axis(a.value.ndim)), keepdims=d.one(True, False))


@drawn("count_nonzero")
def _(d):
    a = d.array()
    return (a,), d.some(axis=d.axes(a.value.ndim))


@drawn("cov", "corrcoef")
def _(d):
    a = d.array(1, 2, empty=False, known=True)
    y = d.array(shape=a.value.shape, known=True)
    return (a,), d.some(y=y, rowvar=d.one(True, False))


# Order ----------------------------------------------------------------------------------------------------


@drawn("sort", "argsort", ".argsort")
def _(d):
    a = d.array(known=True)
    return (a,), d.some(axis=d.one(None, d.axis(a.value.ndim)), kind=d.one("stable", "quicksort", None))


@drawn("partition", "argpartition", ".argpartition")
def _(d):
    a = d.array(known=True, empty=False)
    return (a, 0), d.some(axis=d.one(None, d.axis(a.value.ndim)))


@drawn("searchsorted", "digitize")
def _(d):
    if d.chance(0.5):
        return Operand(np.sort(d.values((5,)))), d.one(0.3, np.array([0.1, -1.0]))
    return np.array([-1.0, 0.5, 1.0]), d.array(0, 1, known=True)


@drawn("nonzero", ".nonzero", "flatnonzero", "argwhere", "isposinf", "isneginf")
def _(d):
    return (d.array(1, 2, 3),)


# Shapes ---------------------------------------------------------------------------------------------------


@drawn("reshape", ".reshape")
def _(d):
    a = d.array()
    n = a.value.size
    shape = d.one(-1, (n,), (-1, 1), (1, n), [2, -1], (3, -1), (7,), np.int64(-1))
    return (a, shape), d.some(order=d.one("C", "F"))


@drawn("ravel", ".flatten", ".ravel")
def _(d):
    return (d.array(),), d.some(order=d.one("C", "F"))


@drawn("squeeze", "expand_dims", ".squeeze")
def _(d):
    a = d.array(shape=d.one((1,), (1, 3, 1), (2, 3), (), (4, 1)))
    return a, d.axes(a.value.ndim)


@drawn("atleast_1d", "atleast_2d", "atleast_3d")
def _(d):
    return d.one((d.array(),), (d.array(), d.array()), (d.array(), 2.0))


@drawn("transpose", "permute_dims", ".transpose")
def _(d):
    a = d.array()
    ndim = a.value.ndim
    axes = [int(i) - (ndim if d.chance(0.4) else 0) for i in d.rng.permutation(ndim)]
    return (a, d.one(None, tuple(axes), axes, (0,))) if d.chance(0.8) else (a,)


@drawn("swapaxes", "rollaxis", ".swapaxes")
def _(d):
    a = d.array(1, 2, 3)
    return a, d.axis(a.value.ndim), d.axis(a.value.ndim)


@drawn("moveaxis")
def _(d):
    a = d.array(1, 2, 3)
    ndim = a.value.ndim
    if d.chance(0.5):
        return a, d.axis(ndim), d.axis(ndim)
    count = d.rng.integers(1, ndim + 1)

    def pick():
        return [int(i) - (ndim if d.chance(0.5) else 0) for i in d.rng.permutation(ndim)[:count]]

    return a, tuple(pick()), pick()


@drawn("matrix_transpose", "linalg.matrix_transpose", "linalg.diagonal", "linalg.trace", "fliplr", "flipud")
def _(d):
    return (d.array(),)


@drawn("flip")
def _(d):
    a = d.array()
    return (a,), d.some(axis=d.axes(a.value.ndim))


@drawn("roll")
def _(d):
    a = d.array()
    ndim = a.value.ndim
    axes = d.axes(ndim)
    shift = d.one(1, -2, 7) if not isinstance(axes, tuple) else d.one(2, tuple(range(1, 1 + len(axes))))
    return (a, shift), ({"axis": axes} if axes is not None else {})


@drawn("rot90")
def _(d):
    a = d.array(1, 2, 3)
    return (a,), d.some(k=d.one(1, 2, -1), axes=d.one((0, 1), (1, 0), (-1, 0), (0, 0)))


@drawn("repeat", ".repeat")
def _(d):
    a = d.array()
    return (a, d.one(2, 0, [2], [1, 2, 0])), d.some(axis=d.one(None, d.axis(a.value.ndim)))


@drawn("tile", "resize")
def _(d):
    return d.array(empty=False), d.one(2, (2, 1), (2, 3), ())


@drawn("delete")
def _(d):
    a = d.array(1, 2, 3, empty=False)
    return (a, d.one(0, [0, -1], slice(None, None, 2), 9)), d.some(axis=d.axis(a.value.ndim))


@drawn("insert")
def _(d):
    a = d.array(1, 2, empty=False)
    values = d.one(2.5, d.array(shape=()), d.array(shape=a.value.shape[-1:]))
    return (a, d.one(0, -1, [0, -1], slice(None, None, 2), 9), values), d.some(axis=d.axis(a.value.ndim))


@drawn("take", ".take")
def _(d):
    a = d.array(empty=False)
    indices = d.one(0, [0, 0, 1], [[1, -1]], np.array([], int), [9], -1)
    return (a, indices), d.some(axis=d.one(None, d.axis(a.value.ndim)), mode=d.one("raise", "wrap", "clip"))


@drawn("take_along_axis")
def _(d):
    a = d.array(1, 2, 3, empty=False)
    axis = d.axis(a.value.ndim)
    return a, np.zeros((1,) * a.value.ndim, int), axis


@drawn("compress")
def _(d):
    a = d.array(1, 2, empty=False, known=True)
    return ([True, False, True][: a.value.shape[0]], a), {"axis": 0}


@drawn("broadcast_to")
def _(d):
    a = d.array(0, 1, 2)
    return a, d.one(a.value.shape, (2, *a.value.shape), (4,), 4, (7, 7))


@drawn("broadcast_arrays")
def _(d):
    a = d.array()
    return a, d.array(shape=d.like(a.value.shape))


@drawn("concatenate")
def _(d):
    a = d.array(0, 1, 2, 3)
    other = d.array(shape=d.one(a.value.shape, a.value.shape, (2, 3)))
    parts = [a, other] if d.chance(0.7) else [a, other, a.value.tolist()]
    return (parts if d.chance(0.5) else tuple(parts),), d.some(axis=d.one(None, d.axis(a.value.ndim)))


@drawn("stack")
def _(d):
    a = d.array()
    parts = [a, d.array(shape=d.one(a.value.shape, a.value.shape, (2, 3))), a.value.tolist()]
    return (parts[: d.one(1, 2, 3)],), d.some(axis=d.axis(a.value.ndim + 1))


@drawn("vstack", "hstack", "dstack", "column_stack")
def _(d):
    a = d.array(0, 1, 2, 3)
    return ([a, d.array(shape=a.value.shape), d.one(a, 1.0)][: d.one(2, 3)],)


@drawn("append")
def _(d):
    a = d.array()
    return (a, d.one(2.0, [1, 2], d.array(shape=a.value.shape))), d.some(axis=d.axis(a.value.ndim))


@drawn("block")
def _(d):
    a, b = d.array(2, empty=False), d.array(0, 1, 2)
    return (d.one([a, a], [[a, a], [a, a]], [[a], [b]], [a, b], a, [[a, [b]]]),)


@drawn("split", "array_split")
def _(d):
    a = d.array(1, 2, 3)
    return (a, d.one(2, 1, 3, [1], [1, 2], [0, 5], 0)), d.some(axis=d.axis(a.value.ndim))


@drawn(*(name for name in ("unstack",) if hasattr(np, name)))
def _(d):
    a = d.array(1, 2, 3)
    return (a,), d.some(axis=d.axis(a.value.ndim))


@drawn("hsplit", "vsplit", "dsplit")
def _(d):
    return d.array(), d.one(1, 2, [1])


@drawn("pad")
def _(d):
    a = d.array(1, 2, empty=False)
    width = d.one(1, (1, 2), [(0, 1)], [(1, 0), (2, 1)], 0)
    mode = d.one("constant", "edge", "reflect", "symmetric", "wrap", "mean", "linear_ramp")
    return (a, width, mode), (d.some(constant_values=d.one(3.0, (1, 2))) if mode == "constant" else {})


@drawn("diagonal", "trace", ".diagonal", ".trace")
def _(d):
    a = d.array(1, 2, 3)
    axes = {"axis1": d.axis(a.value.ndim), "axis2": d.axis(a.value.ndim)} if d.chance(0.6) else {}
    return (a,), d.some(offset=d.one(1, -1, 0, 5)) | axes


@drawn("diag", "diagflat")
def _(d):
    return (d.array(),), d.some(k=d.one(1, -2))


@drawn("tril", "triu")
def _(d):
    return (d.array(1, 2, 3),), d.some(k=d.one(1, -1))


@drawn("copy", "real", "imag", "fix", "nan_to_num", "shape", "ndim", "size")
@drawn(".copy", ".conj", ".tolist")
def _(d):
    return (d.array(),)


@drawn("zeros_like", "ones_like")
def _(d):
    a = d.array()
    return (a,), d.some(dtype=d.one(np.float32, float, int, bool))


@drawn("full_like")
def _(d):
    return d.array(), 2.5


@drawn(".astype")
def _(d):
    return d.array(), d.one(float, np.float32, "f8", int, bool)


@drawn(".item")
def _(d):
    a = d.array(0, 1, 2)
    return (a, *d.one((), (0,), (0, 0), ((0,),), (-1,)))


@drawn("round", "around", ".round")
def _(d):
    return (Operand(d.array().value, smooth=False),), d.some(decimals=d.one(1, 0, -1, 2))


# Choices --------------------------------------------------------------------------------------------------


@drawn("where")
def _(d):
    a = d.array()
    shape = a.value.shape
    return d.one(
        (d.mask(shape), a, d.array(shape=d.like(shape))),
        (d.mask(d.like(shape)), a, 0),
        (d.mask(shape), 1.5, a),
    )


@drawn("select")
def _(d):
    a = d.array(1, 2)
    masks = [d.mask(a.value.shape), d.mask(a.value.shape)]
    return (masks, [a, d.array(shape=a.value.shape)]), d.some(default=2.0)


def squared(part, factor=1.0):
    return factor * part * part


@drawn("piecewise")
def _(d):
    a = d.array(1, 2)
    masks = [d.mask(a.value.shape), d.mask(a.value.shape)]
    return a, masks, d.one([squared, np.sin], [squared, 2.0, np.cos], [0.5, squared, squared], [squared])


@drawn("clip", ".clip")
def _(d):
    a = d.array()
    low, high = d.one(-0.51, None, d.array(shape=a.value.shape, known=True)), d.one(0.53, None, 1)
    # Without any bound NumPy 2.0 raises, 2.1 copies.
    return (a, low, 1) if low is None and high is None else (a, low, high)


@drawn("maximum.reduce", "minimum.reduce", "add.reduce", "multiply.reduce")
def _(d):
    a = d.array(0, 1, 2, 3)
    return (a,), d.some(axis=d.one(None, d.axis(a.value.ndim)), keepdims=d.one(True, False))


@drawn("logaddexp.reduce")
def _(d):
    a = d.array(1, 2, 3, empty=False)
    return (a,), d.some(axis=d.one(None, d.axis(a.value.ndim)), keepdims=d.one(True, False))


@drawn("add.accumulate", "multiply.accumulate")
def _(d):
    a = d.array(1, 2, 3)
    return (a,), d.some(axis=d.axis(a.value.ndim))


@drawn("add.outer", "subtract.outer", "multiply.outer")
def _(d):
    return d.array(0, 1, 2), d.array(0, 1)


# Grids ----------------------------------------------------------------------------------------------------


@drawn("linspace")
def _(d):
    a = d.array(0, 1, 2, known=True)
    b = d.one(3.0, d.array(shape=d.like(a.value.shape), known=True))
    return (a, b), d.some(
        num=d.one(5, 1, 0, 2, -1), endpoint=d.one(True, False), axis=d.one(0, -1), retstep=True
    )


@drawn("logspace")
def _(d):
    a = d.array(0, 1, known=True)
    return (a, 1.0), d.some(num=d.one(5, 1), endpoint=d.one(True, False), base=d.one(2.0, 10.0))


@drawn("geomspace")
def _(d):
    a = d.array(0, 1, low=0.5, high=2, known=True, empty=False)
    return (a, d.one(9.0, -1.0)), d.some(num=d.one(5, 2, 1), endpoint=d.one(True, False))


@drawn("meshgrid")
def _(d):
    arrays = [d.array(0, 1), d.array(1), d.array(1)][: d.one(1, 2, 3)]
    return tuple(arrays), d.some(indexing=d.one("ij", "xy", "yx"), sparse=d.one(True, False))


@drawn("gradient")
def _(d):
    a = d.array(1, 2, 3, known=True)
    n = a.value.shape[0]
    step = d.one(
        (), (0.5,), (Operand(np.asarray(0.7), whole=False),), (Operand(np.sort(d.values((n,))), whole=False),)
    )
    return (a, *step), d.some(axis=d.one(0, -1, (0,), None), edge_order=d.one(1, 2))


@drawn("diff")
def _(d):
    a = d.array()
    return (a,), d.some(n=d.one(1, 2, 0, -1), axis=d.axis(a.value.ndim)) | d.some(
        prepend=0.5, append=d.one(1.0, 2)
    )


@drawn("trapezoid")
def _(d):
    a = d.array(1, 2, 3)
    axis = d.axis(a.value.ndim)
    n = a.value.shape[axis] if -a.value.ndim <= axis < a.value.ndim else 3
    x = d.one(
        {}, {"dx": 0.3}, {"x": Operand(np.sort(d.values((n,))))}, {"x": Operand(d.values(a.value.shape))}
    )
    return (a,), x | ({"axis": axis} if d.chance(0.7) or x else {})


@drawn("interp")
def _(d):
    xp = Operand(np.sort(d.values((d.one(5, 5, 2, 1),))))
    x = d.array(0, 1, 2, low=-3.0, high=3.0, known=True)
    return (x, xp, d.array(shape=xp.value.shape, known=True)), d.some(left=0.5, right=-1.0)


@drawn("polyval")
def _(d):
    return d.array(1, known=True), d.array(0, 1, 2)


@drawn("polyfit")
def _(d):
    return Operand(np.sort(d.values((6,)))), d.array(shape=d.one((6,), (6, 2)), known=True), d.one(1, 2, 0)


@drawn("convolve")
def _(d):
    return (d.array(0, 1, known=True), d.array(1, known=True)), d.some(
        mode=d.one("full", "same", "valid", "x")
    )


# Products -------------------------------------------------------------------------------------------------


@drawn("matmul", "dot", "inner", "vdot", "outer", "kron", "linalg.outer")
def _(d):
    shapes = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((), (3,)), ((2, 3), (2, 3))]
    shapes += [
        ((2, 3, 4), (4, 3)),
        ((4, 3), (2, 3, 2)),
        ((2, 3, 4), (2, 4, 3)),
        ((2, 0), (0, 3)),
        ((3,), (4,)),
    ]
    a, b = d.one(*shapes)
    return d.array(shape=a), d.array(shape=b)


@drawn("vecdot", "cross", "linalg.cross")
def _(d):
    a, b = d.one(((3,), (3,)), ((2, 3), (3,)), ((2, 3), (2, 3)), ((3,), (4,)), ((1, 3), (2, 1, 3)))
    return d.array(shape=a), d.array(shape=b)


@drawn("tensordot", "linalg.tensordot")
def _(d):
    a, b = d.array(shape=d.one((2, 3), (3, 2), (2, 3, 2))), d.array(shape=d.one((3, 2), (2, 3), (3,), (1, 2)))
    return (a, b), d.some(axes=d.one(0, 1, 2, ([0], [1]), ((1, 0), (0, 1)), (-1, 0), ([0], [0, 1])))


@drawn("einsum")
def _(d):
    forms = [("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)), ("ii", (3, 3)), ("ii->i", (3, 3))]
    forms += [("...i,...i->...", (2, 3), (3,)), ("ij,j", (2, 3), (4,)), ("i,i,i", (3,), (3,), (3,))]
    forms += [
        ("i,j->ij", (3,), (2,)),
        ("ijk,k->ij", (2, 3, 4), (4,)),
        ("ij,k->i", (2, 3), (4,)),
        ("ij", (3,)),
    ]
    forms += [("i,", (2,), ()), ("ij->", (2, 3)), ("ij->ji", (2, 3))]
    subscripts, *shapes = d.one(*forms)
    if d.chance(0.15):
        a, b = d.array(shape=(2, 3)), d.array(shape=(3, 4))
        return d.one((a, [0, 1], b, [1, 2], [0, 2]), (a, [0, 1], b, [1, 2]), (a, [1, 0]))
    return (subscripts, *(d.array(shape=s) for s in shapes)), d.some(optimize=d.one(True, False))


# np.linalg ------------------------------------------------------------------------------------------------


@drawn(
    "linalg.inv",
    "linalg.det",
    "linalg.slogdet",
    "linalg.pinv",
    "linalg.eigh",
    "linalg.eigvalsh",
    "linalg.svdvals",
)
def _(d):
    return (Operand(d.matrix(d.one(1, 2, 3))) if d.chance(0.9) else d.array(1, 2, empty=False, known=True),)


@drawn("linalg.cholesky")
def _(d):
    a = d.matrix()
    return (Operand(a @ np.swapaxes(a, -1, -2)),)


def cholesky(a):
    """Ours takes its argument as symmetric, where NumPy reads one triangle: see the conventions."""
    return np.linalg.cholesky((a + np.swapaxes(a, -1, -2)) / 2)


CALLS["linalg.cholesky"] = CALLS["linalg.cholesky"][0], cholesky


@drawn("linalg.matrix_power")
def _(d):
    return Operand(d.matrix()), d.one(0, 1, 2, 3, 5, -1, -2, 0.5)


@drawn("linalg.solve")
def _(d):
    a = Operand(d.matrix())
    return a, d.array(shape=d.one((3,), (3, 2), (4,)), known=True)


@drawn("linalg.lstsq")
def _(d):
    return Operand(d.values((5, 2))), d.array(shape=d.one((5,), (5, 3)), known=True)


@drawn("linalg.svd")
def _(d):
    a = Operand(d.values(d.one((3, 3), (4, 2), (2, 3), (2, 3, 3))))
    return (a,), d.one({"full_matrices": False}, {}, {"compute_uv": False})


@drawn("linalg.cond")
def _(d):
    return (Operand(d.matrix()),), d.some(p=d.one(1, -1, 2, -2, np.inf, "fro", "nuc", 3))


@drawn("linalg.multi_dot")
def _(d):
    return (
        [
            d.array(shape=(2, 3), known=True),
            d.array(shape=(3, 4), known=True),
            d.array(shape=(4,), known=True),
        ],
    )


ORDERS = (None, 1, 2, -1, -2, 0, 3, 0.5, np.inf, -np.inf, "fro", "nuc", "x")


@drawn("linalg.norm")
def _(d):
    a = d.array(empty=False)
    return (a,), d.some(ord=d.one(*ORDERS), axis=d.axes(a.value.ndim), keepdims=d.one(True, False))


@drawn("linalg.vector_norm")
def _(d):
    a = d.array(1, 2, 3, empty=False)
    return (a,), d.some(
        axis=d.one(None, d.axis(a.value.ndim)), keepdims=d.one(True, False), ord=d.one(1, 2, 3, np.inf)
    )


@drawn("linalg.matrix_norm")
def _(d):
    return (d.array(2, 3, empty=False, known=True),), d.some(
        ord=d.one("fro", 1, 2, "nuc"), keepdims=d.one(True, False)
    )


# Elementwise ----------------------------------------------------------------------------------------------


def _elementwise(d, count):
    a = d.array()
    return (a, *(d.array(shape=d.like(a.value.shape)) for _ in range(count - 1)))


STEPS = ("floor_divide", "remainder", "fmod")


@drawn(*STEPS)
def _(d):
    a = d.array()
    return a, d.array(shape=d.like(a.value.shape), low=1.1, high=3.0)


for _name in sorted({*(RULES.keys() - STEPS), *ALIASES, *PREDICATES, "conjugate"}):
    _ufunc = getattr(np, _name, None)
    if isinstance(_ufunc, np.ufunc):
        drawn(_name)(partial(_elementwise, count=_ufunc.nin))  # codespell:ignore nin
drawn("sinc")(lambda d: (d.array(),))


# Items ----------------------------------------------------------------------------------------------------


@drawn(".__getitem__")
def _(d):
    a = d.array(1, 2, 3, empty=False)
    n = a.value.shape[0]
    index = d.one(
        0, -1, n, slice(None, None, 2), slice(1, None), None, Ellipsis, (Ellipsis, 0), (0, None), [0, -1], d.mask((n,)),
        d.mask(a.value.shape), np.int64(0), np.array([[0], [n - 1]]), (slice(None), -1), (0, 0, 0, 0), "a", 1.5,
    )  # fmt: skip
    return a, index


for _name in list(CALLS):
    if CALLS[_name][1] is None:  # a function that this NumPy has not
        del CALLS[_name]
