"""The pictures of chapter "Jacobians, and the golden mean", slides 19 and 20."""

from lecture14.figures.jacobians.filling import SHAPES, JacobianSweeps, jacobian_sweeps, power_sums
from lecture14.figures.jacobians.modes import (
    SLIDE_20,
    LayerCosts,
    SweepCosts,
    ThreeShapes,
    chain_cost,
    layer_costs,
    layer_ratios,
    sweep_costs,
    three_shapes,
)
from lecture14.figures.jacobians.work import STATEMENTS, Ratios, Work, cost_ratios

__all__ = [
    "SHAPES",
    "SLIDE_20",
    "STATEMENTS",
    "JacobianSweeps",
    "LayerCosts",
    "Ratios",
    "SweepCosts",
    "ThreeShapes",
    "Work",
    "chain_cost",
    "cost_ratios",
    "jacobian_sweeps",
    "layer_costs",
    "layer_ratios",
    "power_sums",
    "sweep_costs",
    "three_shapes",
]
