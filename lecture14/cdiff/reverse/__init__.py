"""The adjoint: structured control flow run backwards, with a stack."""
