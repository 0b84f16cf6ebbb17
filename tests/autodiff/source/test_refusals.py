"""What source transformation cannot read is refused, at its line and with the way out."""

import re

import numpy as np
import pytest

from lecture14.autodiff.source.python import adjoint_source, tangent_source
from lecture14.autodiff.source.reading.text import UnsupportedSyntax
from tests.autodiff.source import refused
from tests.autodiff.source.refused import CASES


@pytest.mark.parametrize("transform", [tangent_source, adjoint_source])
@pytest.mark.parametrize(("f", "line", "way_out"), CASES, ids=[f.__name__ for f, _, _ in CASES])
def test_refused_at_its_line(transform, f, line, way_out):
    with pytest.raises(UnsupportedSyntax) as caught:
        transform(f)
    message = str(caught.value)
    found = re.match(r"refused\.py line (\d+): ", message)
    assert found, message
    assert int(found[1]) - f.__code__.co_firstlineno + 1 == line, message
    assert way_out in message.partition(";")[2], message
    assert not re.search(r"\bw\d", message), message  # names that the text does not have


def test_decorated_function_is_refused():
    with pytest.raises(UnsupportedSyntax, match=r"a decorator wraps decorated; pass decorated.__wrapped__"):
        tangent_source(refused.decorated_call)
    with pytest.raises(UnsupportedSyntax, match="define the function without it"):
        tangent_source(refused.decorated.__wrapped__)


def test_lambda_is_refused():
    with pytest.raises(UnsupportedSyntax, match="write it with def"):
        tangent_source(lambda x: x)


@pytest.mark.parametrize("f", [np.sin, float, 3, "def f(x): return x", refused.CASES])
def test_what_is_no_function_is_refused(f):
    with pytest.raises(TypeError, match="expected a function written with def"):
        adjoint_source(f)


def test_function_without_text_is_refused():
    scope = {}
    # From 3.13 on, "<string>" is where Python keeps the text of `python -c`.
    exec(compile("def f(x):\n    return x\n", "<nowhere>", "exec"), scope)
    with pytest.raises(UnsupportedSyntax, match="keeps no text"):
        tangent_source(scope["f"])


def test_text_that_changed_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "changing.py"
    file.write_text("def f(x):\n    return 2.0 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    import changing

    file.write_text("def f(x):\n    return 3.0 * x\n")
    with pytest.raises(UnsupportedSyntax, match="import its module again"):
        tangent_source(changing.f)
