"""From statements to the text of the tangent and of the adjoint program."""
