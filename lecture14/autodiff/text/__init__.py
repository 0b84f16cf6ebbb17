"""Source transformation: derivative programs written out in Python and in C (slides 12-14)."""
