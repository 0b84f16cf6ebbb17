"""The pictures of chapter "EM at scale": statistics that add, what they cost in memory, and what threads can gain."""

from .counted import Counted, Work, count_sweep
from .digits import OffsetError, added_variance, exact_variance, offset_error, raw_variance
from .eruptions import BLOCKS, geyser, top
from .folding import Fold, block_statistics, fold_blocks
from .footprint import COMPONENTS, FEATURES, SUPERSCRIPT, Memory, in_bytes, memory, power, working_bytes
from .passes import PASSES, Streaming, incremental_path, scaled, stepwise_path, streaming
from .threads import BANDWIDTH, CORE, PROBLEMS, Roofline, attainable, roofline

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
