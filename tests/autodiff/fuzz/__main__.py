"""The long run, ``make fuzz``: many calls of every function, and what came of them.

python -m tests.autodiff.fuzz [calls of each function] [seed]
"""

import sys
from collections import Counter

from tests.autodiff.fuzz.calls import CALLS
from tests.autodiff.fuzz.compare import Fault, tried

each, seed = (*map(int, sys.argv[1:]), *(400, 1)[len(sys.argv) - 1 :])
tally: Counter = Counter()
for name in CALLS:
    for turn in range(each):
        try:
            tally[tried(name, seed, turn)] += 1
        except Fault as fault:
            tally["FAULT"] += 1
            print(f"tried({name!r}, {seed}, {turn}): {fault}")
print(f"{tally.total()} calls of {len(CALLS)} functions and methods, seed {seed}: {dict(tally)}")
sys.exit(1 if tally["FAULT"] else 0)
