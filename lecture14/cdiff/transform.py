from lecture14.cdiff.reading import read_file
differentiate=1
