"""What ``import lecture14`` costs beyond ``import numpy``, and what it brings in: ``python benchmarks/import_time.py``.

Each time is the least of several fresh interpreters, in processor time: the cost without the machine's other business.
The modules are compiled already, as after the first import anywhere.
"""

import os
import platform
import subprocess
import sys

REPEATS = 15
PROGRAM = """
import sys, time
begin = time.process_time()
import numpy
between = time.process_time()
import lecture14
end = time.process_time()
modules = {name.split(".")[0] for name in sys.modules}
print(between - begin, end - between, *sorted(modules & {"matplotlib", "ipywidgets", "scipy", "sklearn"}))
"""


def main() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    runs = [
        subprocess.check_output([sys.executable, "-c", PROGRAM], text=True, env=environment).split()
        for _ in range(REPEATS)
    ]
    numpy, ours = (1000 * min(float(run[column]) for run in runs) for column in (0, 1))
    print(
        f"import lecture14 after numpy: {ours:.0f} ms, limit 60 ms; numpy itself: {numpy:.0f} ms "
        f"(least of {REPEATS}, {platform.machine()})"
    )
    print("brings in:", ", ".join(runs[0][2:]) or "neither matplotlib, ipywidgets, scipy nor sklearn")


if __name__ == "__main__":
    main()
