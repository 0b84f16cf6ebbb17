"""What ``import lecture14`` costs beyond ``import numpy``, and what it brings in: ``python benchmarks/import_time.py``.

Each time is the least of several fresh interpreters: the cost without the machine's other business.
"""

import platform
import subprocess
import sys

REPEATS = 15
PROGRAM = """
import sys, time
import numpy
begin = time.perf_counter()
import lecture14
took = time.perf_counter() - begin
print(took, *sorted({name.split(".")[0] for name in sys.modules} & {"matplotlib", "ipywidgets", "scipy", "sklearn"}))
"""


def main() -> None:
    runs = [
        subprocess.check_output([sys.executable, "-c", PROGRAM], text=True).split() for _ in range(REPEATS)
    ]
    least = min(float(run[0]) for run in runs)
    print(
        f"import lecture14 after numpy: {1000 * least:.0f} ms (least of {REPEATS}, {platform.machine()}); limit 60 ms"
    )
    print("brings in:", ", ".join(runs[0][1:]) or "neither matplotlib, ipywidgets, scipy nor sklearn")


if __name__ == "__main__":
    main()
