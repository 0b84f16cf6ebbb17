"""The pictures of chapter "Choosing K and the covariance": criteria, many starts, singular solutions."""

from lecture14.figures.choosing_k.known_answer import ARRIVE, fit, held, model_in, selection, training, truth
from lecture14.figures.choosing_k.scores import Criteria, ThreeCriteria, criteria, three_criteria
from lecture14.figures.choosing_k.singular import (
    FLOORS,
    LINE,
    SEATS,
    WIDE,
    Rounded,
    Spike,
    geyser,
    rounded,
    spike,
    spike_curve,
    spike_log_likelihood,
)
from lecture14.figures.choosing_k.species import Penguins, adjusted_rand, penguin_selection, penguins
from lecture14.figures.choosing_k.starts import (
    STARTS,
    EarlyStop,
    Ways,
    early_stop,
    many,
    reached,
    ways_to_start,
)
from lecture14.figures.choosing_k.unseen import HeldOut, held_out, held_out_curve

__all__ = [
    "ARRIVE",
    "FLOORS",
    "LINE",
    "SEATS",
    "STARTS",
    "WIDE",
    "Criteria",
    "EarlyStop",
    "HeldOut",
    "Penguins",
    "Rounded",
    "Spike",
    "ThreeCriteria",
    "Ways",
    "adjusted_rand",
    "criteria",
    "early_stop",
    "fit",
    "geyser",
    "held",
    "held_out",
    "held_out_curve",
    "many",
    "model_in",
    "penguin_selection",
    "penguins",
    "reached",
    "rounded",
    "selection",
    "spike",
    "spike_curve",
    "spike_log_likelihood",
    "three_criteria",
    "training",
    "truth",
    "ways_to_start",
]
