"""What every script of this folder shares: the problem is read, the clock is stopped, one line of JSON is printed.

The runner (`book.tools.run`) writes the problem to a script's standard input, so that all tools get the same digits.
"""

import json
import sys
import time

import numpy as np

# A gradient's time is the best of this many batches; each fills about this many seconds, few enough that on a busy
# machine, too, some batch runs undisturbed.
BATCHES, SECONDS = 200, 0.0025


def problem():
    """The point x of f, then the mixture's parameters and data: (x1, x2), theta, X."""
    numbers = np.array(sys.stdin.read().split(), dtype=float)
    n, d, K = numbers[:3].astype(int)
    ends = np.cumsum([3, 2, n * d, K, K * d])
    x, X, logits, means, factors = np.split(numbers, ends)[1:]
    theta = {"logits": logits, "means": means.reshape(K, d), "factors": factors.reshape(K, d, d)}
    return tuple(x.tolist()), theta, X.reshape(n, d)


def report(version, function, mixture):
    """Print value, gradient and seconds of both programs.

    Parameters
    ----------
    version : str, the tool's own
    function, mixture : callables that prepare a gradient (trace it, compile it) and return what computes it
        The mixture's gradient is a dict like theta.
    """
    print(json.dumps({"version": version, "f": _measure(function), "mixture": _measure(mixture)}))


def _measure(prepare):
    begin = time.process_time()
    run = prepare()
    value, gradient = run()
    first = time.process_time() - begin
    flat = gradient
    if isinstance(gradient, dict):
        flat = np.concatenate([np.ravel(gradient[name]) for name in ("logits", "means", "factors")])
    slopes = [float(slope) for slope in flat]
    return {"value": float(value), "gradient": slopes, "seconds": _best(run), "compile": first}


def _best(run):
    run()
    begin = time.perf_counter()
    run()
    calls = max(1, round(SECONDS / (time.perf_counter() - begin)))
    times = []
    for _ in range(BATCHES):
        begin = time.perf_counter()
        for _ in range(calls):
            run()
        times.append((time.perf_counter() - begin) / calls)
    return min(times)
