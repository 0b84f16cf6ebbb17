"""From the text of a function to statements."""
