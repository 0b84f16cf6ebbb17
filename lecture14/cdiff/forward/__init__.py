"""From our syntax trees to C: the function as it was, and its tangent."""
