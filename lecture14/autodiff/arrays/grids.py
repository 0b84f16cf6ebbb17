"""Functions on grids: points between traced ends, differences and integrals along them, interpolation, polynomials."""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.arrays.functions import as_array, implements, refuse_traced
from lecture14.autodiff.core.number import chosen
from lecture14.autodiff.support.errors import UnsupportedOperation, here


@implements(np.linspace)
def _linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    refuse_traced("np.linspace", num=num, endpoint=endpoint, axis=axis)
    places = np.linspace(0.0, 1.0, num, endpoint)
    start, stop = (a if isinstance(a, int | float) else as_array(a) for a in (start, stop))
    shape = np.broadcast_shapes(np.shape(start), np.shape(stop))
    t = np.reshape(places, (-1, *(1,) * len(shape)))
    # The sum of both shares, not start + step·i: so the last point is the end itself.
    y = np.moveaxis(start * (1 - t) + stop * t, 0, axis)
    ends = (getattr(a, "dtype", a) for a in (start, stop))
    y = y.astype(np.result_type(*ends, 1.0) if dtype is None else dtype)
    intervals = num - 1 if endpoint else num
    return (y, (stop - start) / intervals if intervals > 0 else np.nan) if retstep else y


@implements(np.logspace)
def _logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    return np.power(base, np.linspace(start, stop, num, endpoint, False, dtype, axis))


@implements(np.geomspace)
def _geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    start, stop = as_array(start), as_array(stop)
    sign = chosen(np.sign, start)
    if not np.all(sign * chosen(np.sign, stop) > 0):
        raise UnsupportedOperation(f"np.geomspace{here()}: expected ends of the same sign, neither of them 0")
    ends = np.log(start * sign), np.log(stop * sign)
    return np.exp(np.linspace(*ends, num, endpoint, False, dtype, axis)) * sign


def _cumulative(function, neutral):
    """A running sum or product as the array standard has it: along one axis, with the neutral number before."""

    def handler(x, axis=None, dtype=None, include_initial=False):
        if axis is None and np.ndim(x) != 1:
            raise ValueError(
                f"np.cumulative_{function.__name__[3:]} of {np.ndim(x)} axes{here()}: name one, axis=…"
            )
        y = function(x, axis=0 if axis is None else axis, dtype=dtype)
        if not include_initial:
            return y
        first = tuple(1 if i == (axis or 0) % np.ndim(x) else n for i, n in enumerate(np.shape(x)))
        return np.concatenate([np.full(first, neutral, y.dtype), y], axis or 0)

    return handler


for _name, _function, _neutral in (("sum", np.cumsum, 0.0), ("prod", np.cumprod, 1.0)):
    if f"cumulative_{_name}" in vars(np):  # NumPy 2.0 has none
        implements(vars(np)[f"cumulative_{_name}"])(_cumulative(_function, _neutral))


@implements(np.meshgrid)
def _meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    templates = np.meshgrid(*(np.zeros(np.size(x), bool) for x in xi), sparse=True, indexing=indexing)
    grids = [np.reshape(x, t.shape) for x, t in zip(xi, templates, strict=True)]
    shape = np.broadcast_shapes(*(t.shape for t in templates)) if templates else ()
    return tuple(grids) if sparse else tuple(np.broadcast_to(g, shape) + 0.0 for g in grids)


@implements(np.gradient)
def _gradient(f, *varargs, axis=None, edge_order=1):
    """Second-order differences inside, of first or second order at the ends (Fornberg's weights, as NumPy's)."""
    ndim = np.ndim(f)
    axes = np.lib.array_utils.normalize_axis_tuple(range(ndim) if axis is None else axis, ndim)
    alike = len(varargs) == 1 and np.ndim(varargs[0]) == 0
    steps = varargs * len(axes) if alike else varargs or (1.0,) * len(axes)
    if len(steps) != len(axes):
        raise TypeError(f"np.gradient got {len(varargs)} spacings{here()}: expected none, one or {len(axes)}")
    refuse_traced("np.gradient", edge_order=edge_order)
    found = tuple(_gradient_along(f, step, i, edge_order) for step, i in zip(steps, axes, strict=True))
    return found[0] if len(found) == 1 else found


def _gradient_along(f, step, axis, edge_order):
    f = np.moveaxis(f, axis, -1)
    n = np.shape(f)[-1]
    # NumPy refuses too few points and spacings that do not fit.
    np.gradient(
        np.zeros(n), *(() if np.ndim(step) == 0 else [np.arange(np.size(step))]), edge_order=edge_order
    )
    h = np.diff(as_array(step)) if np.ndim(step) else step
    left, right = (h[:-1], h[1:]) if np.ndim(step) else (h, h)
    slope = (f[..., 1:] - f[..., :-1]) / h
    if np.ndim(step):
        inside = (slope[..., :-1] * right + slope[..., 1:] * left) / (left + right)
    else:
        inside = (f[..., 2:] - f[..., :-2]) / (2.0 * h)
    first, last = slope[..., :1], slope[..., -1:]
    if edge_order == 2:  # the parabola through three points
        bend = (slope[..., 1:] - slope[..., :-1]) / (left + right)
        ends = (h[0], h[-1]) if np.ndim(step) else (h, h)
        first, last = first - bend[..., :1] * ends[0], last + bend[..., -1:] * ends[1]
    return np.moveaxis(np.concatenate([first, inside, last], -1), -1, axis)


def _trapezoid(y, x=None, dx=1.0, axis=-1):
    d = dx
    if x is not None:
        d = np.diff(as_array(x), axis=-1 if np.ndim(x) == 1 else axis)
        if np.ndim(d) == 1:
            ndim = np.ndim(y)
            d = np.reshape(d, [np.size(d) if i == axis % ndim else 1 for i in range(ndim)])
    y = np.moveaxis(as_array(y), axis, -1)
    d = np.moveaxis(d, axis, -1) if np.ndim(d) else d
    return np.sum(d * (y[..., 1:] + y[..., :-1]) / 2.0, axis=-1)


for _name in ("trapezoid", "trapz"):  # NumPy 2.0 has both names, later ones the first
    if _name in vars(np):
        implements(vars(np)[_name])(_trapezoid)


@implements(np.interp)
def _interp(x, xp, fp, left=None, right=None):
    x, xp, fp = (as_array(a).astype(float) for a in (x, xp, fp))
    if np.ndim(xp) != 1 or np.shape(xp) != np.shape(fp) or np.size(xp) == 0:
        raise ValueError(
            f"np.interp got xp of shape {np.shape(xp)} and fp of shape {np.shape(fp)}{here()}: "
            "expected the same shape (n,), n at least 1"
        )
    i = np.clip(chosen(np.searchsorted, xp, x, side="right") - 1, 0, max(len(xp) - 2, 0))
    j = np.minimum(i + 1, len(xp) - 1)
    width = xp[j] - xp[i]
    y = fp[i] + (x - xp[i]) * ((fp[j] - fp[i]) / np.where(chosen(np.equal, xp[j], xp[i]), 1.0, width))
    y = np.where(chosen(np.less, x, xp[0]), fp[0] if left is None else left, y)
    y = np.where(chosen(np.equal, x, xp[-1]), fp[-1], y)
    return np.where(chosen(np.greater, x, xp[-1]), fp[-1] if right is None else right, y)


@implements(np.polyval)
def _polyval(p, x):
    x = as_array(x)
    y = np.zeros_like(x)
    for coefficient in p:
        y = y * x + coefficient
    return y


@implements(np.polyfit)
def _polyfit(x, y, deg):
    x, y = (a.astype(np.promote_types(a.dtype, int)) for a in (as_array(x), as_array(y)))
    columns = np.stack([x ** float(k) if k else np.ones_like(x) for k in range(deg, -1, -1)], axis=1)
    scale = np.sqrt(np.sum(columns * columns, axis=0))
    solution = np.linalg.lstsq(columns / scale, y, rcond=None)[0]
    return (solution.T / scale).T


@implements(np.convolve)
def _convolve(a, v, mode="full"):
    a, v = np.atleast_1d(a, v)
    np.convolve(np.zeros(np.shape(a)), np.zeros(np.shape(v)), mode)  # NumPy checks the shapes and the mode
    if np.size(v) > np.size(a):
        a, v = v, a
    n, m = np.size(a), np.size(v)
    windows = np.pad(a, m - 1)[np.arange(n + m - 1)[:, None] + np.arange(m)]
    full = windows @ v[::-1]
    start, length = {"full": (0, n + m - 1), "same": ((m - 1) // 2, n), "valid": (m - 1, n - m + 1)}[mode]
    return full[start : start + length]
