"""The rows of the table of tools: what each is called, how it is run, and which modes its makers document."""

from __future__ import annotations

from dataclasses import dataclass

RELEASES = "https://github.com/rjhogan/Adept-2/releases"
INSTALLED = "make tools installs it"


@dataclass(frozen=True)
class Tool:
    """One row.

    Attributes
    ----------
    name : what the row is called
    folder : where its scripts lie, below ``book/tools``
    forward, reverse : whether its documentation describes the mode
    how : what becomes of the user's program
    source : the address of that documentation
    module : the Python module that is imported; "" for a C++ library
    header : the header that is included; "" for a Python package
    arguments : what the script is called with
    get : how one gets it where it is missing
    """

    name: str
    folder: str
    forward: bool
    reverse: bool
    how: str
    source: str
    module: str = ""
    header: str = ""
    arguments: tuple[str, ...] = ()
    get: str = INSTALLED


def _lecture14(name: str, way: str, forward: bool, reverse: bool, how: str) -> Tool:
    source = "https://doi.org/10.1137/1.9780898717761"
    return Tool(f"lecture14, {name}", "lecture14", forward, reverse, how, source, "lecture14", "", (way,))


def _jax(name: str, precision: str) -> Tool:
    how = "overloading traces a graph, which XLA compiles"
    source = "https://docs.jax.dev/en/latest/notebooks/autodiff_cookbook.html"
    return Tool(name, "jax", True, True, how, source, "jax", "", (precision,))


#: In the order of slide 22, between the book's own ways and tools of today.
TOOLS = (
    _lecture14("forward mode", "forward", True, False, "overloading: dual numbers"),
    _lecture14("reverse mode", "reverse", False, True, "overloading records a graph"),
    _lecture14("formulas", "formulas", False, False, "nothing: its derivatives are written by hand"),
    Tool(
        "TensorFlow",
        "tensorflow",
        True,
        True,
        "overloading records a graph, which tf.function keeps",
        "https://www.tensorflow.org/api_docs/python/tf/autodiff/ForwardAccumulator",
        module="tensorflow",
    ),
    Tool(
        "Theano, as PyTensor",
        "pytensor",
        True,
        True,
        "a graph of symbols, which Numba compiles",
        "https://pytensor.readthedocs.io/en/latest/tutorial/gradients.html",
        module="pytensor",
    ),
    Tool(
        "CppAD",
        "cppad",
        True,
        True,
        "overloading in C++ records a tape",
        "https://cppad.readthedocs.io/latest/Introduction.html",
        header="cppad/cppad.hpp",
    ),
    Tool(
        "Adept",
        "adept",
        True,
        True,
        "overloading in C++, by expression templates, records a tape",
        "https://doi.org/10.1145/2560359",
        header="adept_source.h",
        get=f"unpack a release from {RELEASES}, run ./configure && make in it, and set ADEPT_ROOT to its folder",
    ),
    _jax("JAX", "double"),
    _jax("JAX, single precision", "single"),
    Tool(
        "PyTorch",
        "pytorch",
        True,
        True,
        "overloading records a graph, used once",
        "https://docs.pytorch.org/tutorials/intermediate/forward_ad_usage.html",
        module="torch",
    ),
    Tool(
        "HIPS autograd",
        "autograd",
        True,
        True,
        "overloading records a graph, used once",
        "https://github.com/HIPS/autograd",
        module="autograd",
    ),
    Tool(
        "CasADi",
        "casadi",
        True,
        True,
        "a graph of symbols, which a virtual machine runs",
        "https://doi.org/10.1007/s12532-018-0139-4",
        module="casadi",
    ),
)
