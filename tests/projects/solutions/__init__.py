"""One solution of each project, read after one's own."""
