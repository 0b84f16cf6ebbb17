"""What a fit says while it runs: nothing, a bar, or a line every few iterations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lecture14.clustering.model.parameters import Parameters

Report = Callable[[int, Parameters, float], None]


@contextmanager
def reporting(verbose: int, interval: int, name: str, max_iter: int, count: float) -> Iterator[Report | None]:
    """The function that EM calls after each iteration, for one run.

    `verbose` 0 gives none; 1 a bar by tqdm, or none where tqdm is not installed; 2 lines.
    """
    if verbose == 1:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            yield None
            return
        with tqdm(total=max_iter, desc=name, leave=False) as bar:

            def advance(iteration: int, theta: Parameters, level: float) -> None:
                bar.set_postfix_str(f"mean log-likelihood {level / count:.6f}", refresh=False)
                bar.update(iteration - bar.n)

            yield advance
    elif verbose:
        print(name)
        last: list[float] = []

        def line(iteration: int, theta: Parameters, level: float) -> None:
            if iteration % interval == 0:
                gain = f", gain {(level - last[-1]) / count:.3e}" if last else ""
                print(f"  iteration {iteration}: mean log-likelihood {level / count:.6f}{gain}")
            last[:] = [level]

        yield line
    else:
        yield None
