"""The engine in half an hour: a number that answers NumPy, rules, dual numbers, a record and its two sweeps."""
