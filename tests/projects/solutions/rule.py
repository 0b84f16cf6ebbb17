"""Two lines for the table of rules: log(1 - exp(-x)), and with it the logarithm of a difference (Mächler 2012).

>>> float(log1mexp(1.0).round(6))
-0.458675
>>> float(logsubexp(1001.0, 1000.0).round(6))  # of exp(1001) - exp(1000), which are no numbers
1000.541325
"""

from lecture14.autodiff import define

# Below log 2 the difference is small and expm1 has its digits; above it the exponential is small, and log1p takes it.
# Each form is held on its own side, since infinity times the zero of a comparison would be nan.
LOG_2 = 0.6931471805599453

#: log(1 - exp(-x)) for x > 0: with x = -log p the logarithm of 1 - p. Its slope overflows nowhere.
log1mexp = define(
    "log1mexp",
    f"(x <= {LOG_2})*log(-expm1(-minimum(x, {LOG_2}))) + (x > {LOG_2})*log1p(-exp(-maximum(x, {LOG_2})))",
    "exp(-x)/-expm1(-x)",
    domain="x > 0",
)

#: log(exp(x) - exp(z)) for x > z, where exp(x) and exp(z) may be too large or too small for numbers.
logsubexp = define(
    "logsubexp",
    "x + log1mexp(x - z)",
    "-1/expm1(z - x)",
    "exp(z - x)/expm1(z - x)",
    domain="x > z",
)
