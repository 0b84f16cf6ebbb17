"""What to write in place of functions that know floats alone: of `math`, `cmath` and `statistics`, and `np.arange`."""

from __future__ import annotations

import re

import numpy as np

LGAMMA = "lecture14.autodiff.special.lgamma"
# Expressions in the operands x, z and w, or a function's name; empty where nothing has a derivative. A function that
# is not here goes by NumPy's name of it.
INSTEAD = {
    "math": {
        "comb": f"np.exp({LGAMMA}(x + 1) - {LGAMMA}(z + 1) - {LGAMMA}(x - z + 1))",
        "dist": "np.linalg.norm(x - z)",
        "erf": "lecture14.autodiff.special.erf",
        "erfc": "lecture14.autodiff.special.erfc",
        "fabs": "np.abs",
        "factorial": f"np.exp({LGAMMA}(x + 1))",
        "fma": "x*z + w",
        "frexp": "",
        "fsum": "np.sum",
        "gamma": f"np.exp({LGAMMA}(x))",
        "gcd": "",
        "isclose": "abs(x - z) <= 1e-9*max(abs(x), abs(z))",
        "isqrt": "np.floor(np.sqrt(x))",
        "lcm": "",
        "ldexp": "x*2.0**z",
        "lgamma": LGAMMA,
        "modf": "(x - np.trunc(x), np.trunc(x))",
        "nextafter": "",
        "perm": f"np.exp({LGAMMA}(x + 1) - {LGAMMA}(x - z + 1))",
        "pow": "np.power",
        "remainder": "x - z*np.rint(x/z)",
        "sumprod": "np.dot",
        "ulp": "",
    },
    "cmath": {"phase": "np.arctan2", "polar": "np.hypot", "rect": "x*np.cos(z)"},
    "statistics": {
        "NormalDist": "",
        "correlation": "np.corrcoef",
        "covariance": "np.cov",
        "fmean": "np.mean",
        "geometric_mean": "np.exp(np.mean(np.log(x)))",
        "harmonic_mean": "1/np.mean(1/x)",
        "linear_regression": "np.polyfit",
        "median_grouped": "np.median",
        "median_high": "np.median",
        "median_low": "np.median",
        "pstdev": "np.std",
        "pvariance": "np.var",
        "quantiles": "np.quantile",
        "stdev": "np.std(x, ddof=1)",
        "variance": "np.var(x, ddof=1)",
    },
    # Its length would follow from the number; what has a rule of NumPy's own is not asked for here.
    "numpy": {"arange": "x + z*np.arange(n)"},
}


def replacement(module: str, name: str) -> str:
    """What to write instead of a function of one of these modules; empty where there is nothing.

    Examples
    --------
    >>> replacement("math", "asin"), replacement("math", "fsum"), replacement("math", "gcd")
    ('np.arcsin', 'np.sum', '')
    """
    numpys = re.sub(r"^a(?=sin|cos|tan)", "arc", name)
    own = f"np.{numpys}" if module != "numpy" and hasattr(np, numpys) else ""
    return INSTEAD[module].get(name, own)
