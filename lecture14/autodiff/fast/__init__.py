"""The quick layer for Python floats: small programs written out from the rule table, in place of walks through NumPy.

It changes no result. Without this folder everything works, about thirty times slower on floats; the tests run
both ways.
"""

from lecture14.autodiff.fast import duals, nodes

duals.install()
nodes.install()
