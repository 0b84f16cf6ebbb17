"""What a fit says: while it runs nothing, a bar, or a line every few iterations; at its end what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

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


def remarks(mixture: Any, twins: tuple[int, int] | None) -> Iterator[str]:
    """What a user should know of a fitted mixture, of which two components may be twins (see `ends.coincident`)."""
    if mixture.dead_components_.size:
        yield (
            f"components {mixture.dead_components_.tolist()} hold less than a millionth of a sample; "
            "expected every component to own some: lower n_components or choose another start"
        )
    if mixture.on_floor_.size:
        yield (
            f"components {mixture.on_floor_.tolist()} sit on the floor of reg_covar: in some direction their variance "
            "is that floor, not the data's; lower n_components or use a covariance_type with fewer parameters"
        )
    if twins:
        yield (
            f"components {twins[0]} and {twins[1]} coincide, and EM cannot tell them apart: this is a saddle, no "
            "maximum; choose another start or lower n_components"
        )
    elif not mixture.converged_ and mixture.max_iter > 0:
        yield (
            f"EM did not converge in max_iter={mixture.max_iter} iterations (tol={mixture.tol:g}); "
            "raise max_iter or tol, or choose another start"
        )
