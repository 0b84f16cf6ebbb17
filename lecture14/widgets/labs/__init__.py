"""Labs: pictures that compute, each a script and one Python class."""
