"""The pictures of chapter "EM at scale": statistics that add, what they cost in memory, and what threads can gain."""

from lecture14.figures.scale.counted import Counted, Work, count_sweep
from lecture14.figures.scale.digits import (
    OffsetError,
    added_variance,
    exact_variance,
    offset_curve,
    offset_error,
    raw_variance,
)
from lecture14.figures.scale.eruptions import BLOCKS, geyser, top
from lecture14.figures.scale.folding import Fold, block_statistics, fold_blocks
from lecture14.figures.scale.footprint import (
    COMPONENTS,
    FEATURES,
    SUPERSCRIPT,
    Memory,
    in_bytes,
    memory,
    power,
    working_bytes,
)
from lecture14.figures.scale.passes import (
    PASSES,
    Streaming,
    incremental_path,
    scaled,
    stepwise_path,
    streaming,
)
from lecture14.figures.scale.threads import BANDWIDTH, CORE, PROBLEMS, Roofline, attainable, roofline

__all__ = [
    "BANDWIDTH",
    "BLOCKS",
    "COMPONENTS",
    "CORE",
    "FEATURES",
    "PASSES",
    "PROBLEMS",
    "SUPERSCRIPT",
    "Counted",
    "Fold",
    "Memory",
    "OffsetError",
    "Roofline",
    "Streaming",
    "Work",
    "added_variance",
    "attainable",
    "block_statistics",
    "count_sweep",
    "exact_variance",
    "fold_blocks",
    "geyser",
    "in_bytes",
    "incremental_path",
    "memory",
    "offset_curve",
    "offset_error",
    "power",
    "raw_variance",
    "roofline",
    "scaled",
    "stepwise_path",
    "streaming",
    "top",
    "working_bytes",
]
