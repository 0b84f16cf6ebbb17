"""Expectation and maximization (slides 46-52).

`steps`     the two steps alone, as functions
`loop`      the two in turn, from a start until nothing is gained
`initial`   where it starts
"""
