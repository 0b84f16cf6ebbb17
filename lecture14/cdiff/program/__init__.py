"""What reading and writing share: syntax trees of C, names, places, the functions of math.h."""
