"""NumPy's meaning, tried at random: calls are drawn, made on plain arrays and on ours, and compared."""
