"""From a C file to our syntax trees; everything that has no derivative is refused here, at its line and column."""
