"""Is the derivative right? Divided differences, the checker, and the choices where mathematics leaves one."""
