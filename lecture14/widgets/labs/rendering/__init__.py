"""How a lab reaches its reader: its scripts, a page of its own, and a widget in a live notebook."""
