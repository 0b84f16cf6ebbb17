"""The pictures of chapter "Source transformation and operator overloading", slides 13-16."""

from lecture14.figures.source_and_overloading.overloaded import (
    Instructions,
    Machine,
    RunTimes,
    cpp_instructions,
    cpp_output,
    cpp_run_times,
)
from lecture14.figures.source_and_overloading.programs import f, heron
from lecture14.figures.source_and_overloading.record import (
    RECORD,
    Recorded,
    RunTimesDrawn,
    recorded,
    run_times,
)
from lecture14.figures.source_and_overloading.sizes import (
    CodeSize,
    calls,
    code_size,
    kept_counts,
    line_counts,
    lines_of,
    recorded_lines,
)
from lecture14.figures.source_and_overloading.transformed import FUNCTION_C, c_output
from lecture14.figures.source_and_overloading.ways import WAYS, TwoWays, two_ways

__all__ = [
    "FUNCTION_C",
    "RECORD",
    "WAYS",
    "CodeSize",
    "Instructions",
    "Machine",
    "Recorded",
    "RunTimes",
    "RunTimesDrawn",
    "TwoWays",
    "c_output",
    "calls",
    "code_size",
    "cpp_instructions",
    "cpp_output",
    "cpp_run_times",
    "f",
    "heron",
    "kept_counts",
    "line_counts",
    "lines_of",
    "recorded",
    "recorded_lines",
    "run_times",
    "two_ways",
]
