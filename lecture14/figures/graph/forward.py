"""Slide 17: the local derivatives on the edges, and the forward sweep over them."""

from lecture14.autodiff.views.statements import dual_statement, statement, substitute
from lecture14.figures.graph.drawing import (
    beside,
    blank,
    draw_edge,
    draw_node,
    draw_title,
    math_number,
    mathtext,
    subscripts,
)
from lecture14.figures.graph.example import PLACES, SYMBOLS, edges, lecture_graph
from lecture14.figures.picture import Picture
from lecture14.figures.style import four_digits


class LocalDerivatives(Picture):
    """`partials`: the edges' labels, as text of the rule table."""

    partials: dict[tuple[int, int], str]


def local_derivatives() -> LocalDerivatives:
    """The graph of x₁x₂ + sin x₁ with the local partial derivative on each edge (slides 17 and 18).

    Examples
    --------
    >>> local_derivatives().partials[0, 3]
    'cos(w1)'
    """
    graph = lecture_graph(1.5, 2.0)
    partials = {}
    for node in graph.nodes[2:]:
        operands = {name: f"w{i + 1}" for name, i in zip(node.rule.arguments, node.inputs, strict=True)}
        for k, source in enumerate(node.inputs):
            partials[source, node.index] = substitute(node.rule.partials[k], operands)
    figure, ax = blank()
    for (source, target), text in partials.items():
        draw_edge(ax, PLACES[source], PLACES[target], "done", mathtext(text))
    for index, (place, symbol) in enumerate(zip(PLACES, SYMBOLS, strict=True)):
        draw_node(ax, place, symbol, "done")
        beside(ax, place, [mathtext(statement(graph, index))])
    draw_title(ax, "A node is an operation, an edge a partial derivative")
    alt = (
        "The graph of x₁x₂ + sin x₁: inputs x₁ and x₂ below, product w₃ and sine w₄ above them, their sum w₅ on "
        "top. From x₁ two paths lead up, one through the sine with derivative cos w₁, one through the product with "
        "derivative w₂; from x₂ one path, with derivative w₁. The edges into the sum carry 1."
    )
    return LocalDerivatives(figure, alt, partials)


class ForwardSweep(Picture):
    """`values` and `tangents` of the nodes reached so far; `multiplications` by partials so far."""

    values: tuple[float, ...]
    tangents: tuple[float, ...]
    multiplications: int


def forward_sweep(
    step: int = 3, seed: tuple[float, float] = (1.0, 0.0), x1: float = 1.5, x2: float = 2.0
) -> ForwardSweep:
    """The forward sweep over the lecture's graph, stopped after a number of nodes (slide 17).

    Parameters
    ----------
    step : int
        Nodes done, 0 to 5.
    seed : (float, float)
        Tangents ẋ₁, ẋ₂ of the inputs.
    x1, x2 : float
        The point.

    Examples
    --------
    >>> forward_sweep(5, (0.0, 1.0)).tangents
    (0.0, 1.0, 1.5, 0.0, 1.5)
    """
    graph = lecture_graph(x1, x2)
    all_tangents = [float(t) for t in graph.tangents(*seed)]
    values = tuple(float(node.value) for node in graph.nodes[:step])
    tangents = tuple(all_tangents[:step])
    figure, ax = blank()
    terms, multiplications = [], 0
    for edge in edges(graph):
        look = "now" if edge.target == step - 1 else "done" if edge.target < step else "waiting"
        label = "" if look == "waiting" else f"· {four_digits(edge.partial)}"
        draw_edge(ax, PLACES[edge.source], PLACES[edge.target], look, label)
        if look == "now":
            terms.append(f"{four_digits(edge.partial)}·{four_digits(all_tangents[edge.source])}")
        # Products with the constant 1 of a sum are no work.
        trivial = graph.nodes[edge.target].rule.name == "add"
        multiplications += look != "waiting" and not trivial
    for index, (place, symbol) in enumerate(zip(PLACES, SYMBOLS, strict=True)):
        done = index < step
        draw_node(ax, place, symbol, "now" if index == step - 1 else "done" if done else "waiting")
        lines = [mathtext(f"w{index + 1}")]
        if done:
            name = index + 1
            lines = [
                f"$w_{name} = {math_number(values[index])}$",
                rf"$\dot{{w}}_{name} = {math_number(tangents[index])}$",
            ]
        beside(ax, place, lines)
    if step == 0:
        title = f"Before the sweep: the seed is ({seed[0]:g}, {seed[1]:g})"
        said = "Before the forward sweep no node has a number."
    else:
        text = dual_statement(graph, step - 1)
        sums = (
            f" $= {' + '.join(terms)} = {math_number(tangents[-1])}$"
            if terms
            else f" $= {math_number(tangents[-1])}$"
        )
        title = f"Step {step}:  {mathtext(text)}{sums.replace('·', chr(92) + 'cdot ')}"
        said = f"Forward sweep, step {step} of 5: {subscripts(statement(graph, step - 1))} = "
        said += f"{four_digits(values[-1])}, {subscripts(text)} = {four_digits(tangents[-1])}."
    draw_title(ax, title)
    said += f" Seed ({seed[0]:g}, {seed[1]:g}); {multiplications} of 3 multiplications done."
    if step == 5:
        said += f" The derivative along the seed is {four_digits(tangents[-1])}."
    return ForwardSweep(figure, said, values, tangents, multiplications)
