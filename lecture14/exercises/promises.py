"""Checks of chapter "What AD promises, and what it does not"."""

import numpy as np

from lecture14.autodiff import derivative
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, number, whole, width
from lecture14.exercises.why_derivatives import Formula

_ORBITS = [(0.5, 1.4987011335178484), (0.2, 1.1853242038613385), (0.8, 1.7821913289379003)]


def _orbit(rng):
    """An eccentricity and its solution E, drawn first: E = 1 + e sin E, and e cos E is not small."""
    E = number(rng, *((1.1, 1.4) if rng.random() < 0.5 else (1.75, 1.9)), digits=3)
    return (E - 1) / float(np.sin(E)), E


def _score(h, noise, mu, sigma, *, power=1, factor=None):
    x = mu + sigma * noise
    return np.dot(h(x), noise if factor is None else factor(x)) / len(noise) / sigma**power


def _simulation(rng):
    """An answer to an input, noise on both sides of 0, and the input's mean and deviation."""
    text = ["1.0*(x > {})", "x*(x > {})", "np.maximum(x, {})", "x*x + {}"][rng.integers(4)]
    h = Formula(text.format(number(rng, -0.2, 0.4)))
    return h, array(rng, -2, 2, 6), number(rng, -0.5, 0.5), width(rng)


_FIRES = Formula("1.0*(x > 1)")

EXERCISES = (
    Exercise(
        "promises-count",
        # One sum, one product, one function: f takes 4 + 4 + 4, the tangent 4 + 6 + 5, the gradient 8 + 12 + 9.
        lambda: (27 / 12, 41 / 12),
        [()],
        [
            Mistake(
                lambda: (15 / 12, 29 / 12),
                "That is the extra work. The ratio counts f itself, too: its values are needed.",
            ),
            Mistake(
                lambda: (25 / 11, 39 / 11),
                "You counted the sine as 1 operation. In the book's measure an elementary function counts 2.",
            ),
            Mistake(
                lambda: ((4 + 7) / 4, (4 + 10) / 4),
                "You counted operations without the memory accesses. They are part of the measure.",
            ),
            Mistake(
                lambda: (19 / 8, 29 / 8),
                "You counted two statements. The sum is a statement as well.",
            ),
            Mistake(
                lambda: (27 / 12, (12 + 15 + 29) / 12),
                "The first is right. The adjoint statements need f's values, not those of the tangent.",
            ),
        ],
        then="A product of all inputs meets both bounds, 5/2 and 4: it has no other statements, as the chapter shows.",
    ),
    Exercise(
        "promises-implicit",
        lambda e, E: np.sin(E) / (1 - e * np.cos(E)),
        _ORBITS,
        [
            Mistake(
                lambda e, E: np.sin(E),
                "That is ∂g/∂e with E held fast. But E moves with e: add its feedback through g.",
            ),
            Mistake(
                lambda e, E: np.sin(E) / (1 + e * np.cos(E)),
                "Check the sign: E′ = ∂g/∂e + (∂g/∂E) E′. Bring both terms with E′ to one side.",
            ),
            Mistake(
                lambda e, E: np.sin(E) * (1 + e * np.cos(E)),
                "You let E′ act back on E once. It acts back without end: solve the equation for E′.",
            ),
            Mistake(
                lambda e, E: np.sin(E) / (1 - np.cos(E)),
                "The numerator is right. The feedback is ∂g/∂E, and e is a factor of g's second term.",
            ),
            Mistake(
                lambda e, E: e * np.cos(E) / (1 - np.sin(E)),
                "The two partial derivatives are exchanged: e stands first, E second.",
            ),
        ],
        draw=_orbit,
        then="Differentiate 50 turns of the loop E = 1 + e sin E at e = 0.5 by `derivative`: 1.03467, as by formula.",
        rtol=1e-7,
    ),
    Exercise(
        "promises-best-step",
        lambda noise, third: np.cbrt(3 * noise / third),
        [(1e-3, 0.5), (1e-6, 2.0), (1e-2, 1.0)],
        [
            Mistake(
                lambda noise, third: np.cbrt(noise / third),
                "The power is right. Differentiate the bound with respect to h and keep the constants.",
            ),
            Mistake(
                lambda noise, third: np.cbrt(6 * noise / third),
                "There the two terms are equal. Where is their sum smallest?",
            ),
            Mistake(
                lambda noise, third: np.sqrt(noise / third),
                "The square root belongs to the forward difference, whose error falls as h.",
            ),
            Mistake(
                lambda noise, third: 3 * noise / third,
                "That is h³.",
            ),
        ],
        draw=lambda rng: (round(number(rng, 1, 9.9) * 10.0 ** -whole(rng, 2, 6), 8), number(rng, 0.2, 5)),
        then="With f‴ = 1, rounding of 10⁻¹⁶ asks for h = 6.7·10⁻⁶, noise of 10⁻³ for h = 0.14.",
    ),
    Exercise(
        "promises-score",
        _score,
        [
            (_FIRES, np.array([0.4, -1.1, 0.9, 1.6, -0.3]), 0.5, 0.8),
            (_FIRES, np.array([1.2, -0.2, 0.1, -1.9]), -0.1, 1.5),
            (Formula("np.maximum(x, 0)"), np.array([0.3, -1.4, 1.1, 0.7, -0.6]), 0.2, 0.5),
        ],
        [
            Mistake(
                lambda h, noise, mu, sigma: derivative(lambda m: np.mean(h(m + sigma * noise)))(mu),
                "That is AD of the simulation, and for a count it is 0. Let μ move the density, not the input of h.",
            ),
            Mistake(
                lambda *a: _score(*a, power=0),
                "The factor ξ is right. A σ is missing: the density's slope is the density times (x − μ)/σ².",
            ),
            Mistake(
                lambda *a: _score(*a, power=2),
                "One σ too many: the noise is (x − μ)/σ, which holds one of the two already.",
            ),
            Mistake(
                lambda h, noise, mu, sigma: -_score(h, noise, mu, sigma),
                "Check the sign: above μ the density grows when μ grows.",
            ),
            Mistake(
                lambda *a: _score(*a, factor=lambda x: x),
                "You multiply by the input. The density's slope asks how far the input lies from μ.",
            ),
            Mistake(
                lambda h, noise, mu, sigma: len(noise) * _score(h, noise, mu, sigma),
                "A sum grows with the number of samples. An expected value is estimated by their mean.",
            ),
        ],
        draw=_simulation,
        then="Where h has a slope, AD scatters less: compare both ways for `np.maximum(x, 0)` over a hundred seeds.",
    ),
)
