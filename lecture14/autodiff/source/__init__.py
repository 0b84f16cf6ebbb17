"""Source transformation of the text of Python functions, with loops and branches kept (slides 12-14 and 16)."""
