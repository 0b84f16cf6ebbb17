"""What scikit-learn's pipelines ask of a step: metadata routing, and transformed columns with names.

Both are scikit-learn's protocols by public names, written out here because we never inherit from it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from copy import deepcopy
from importlib import import_module
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.checks import check_choice

# What fit and score are called with in any case.
GIVEN = {"self", "X", "y"}
CONTAINERS = ("default", "pandas", "polars")


class Routed:
    """Metadata routing: which of the arguments beside X a pipeline or a search should pass on.

    Examples
    --------
    >>> import sklearn
    >>> from lecture14 import GaussianMixture
    >>> with sklearn.config_context(enable_metadata_routing=True):
    ...     mixture = GaussianMixture(2).set_fit_request(sample_weight=True)
    >>> mixture.get_metadata_routing().fit.requests
    {'sample_weight': True, 'known_labels': None}
    """

    def set_fit_request(self, **requests: bool | str | None) -> Self:
        """Ask for arguments of `fit` by name: True passes one on, False does not, a string is its other name.

        Needs scikit-learn with ``enable_metadata_routing=True``. Returns self.
        """
        return self._request("fit", requests)

    def set_score_request(self, **requests: bool | str | None) -> Self:
        """The same for arguments of `score`."""
        return self._request("score", requests)

    def get_metadata_routing(self) -> Any:
        """scikit-learn's MetadataRequest: what was asked for, method by method."""
        from sklearn.utils.metadata_routing import MetadataRequest

        known = getattr(self, "_metadata_request", None)
        if known is not None:
            return deepcopy(known)
        request = MetadataRequest(owner=type(self).__name__)
        for method in ("fit", "score"):
            for argument in self._metadata(method):
                getattr(request, method).add_request(param=argument, alias=None)
        return request

    def _metadata(self, method: str) -> list[str]:
        return [p for p in inspect.signature(getattr(self, method)).parameters if p not in GIVEN]

    def _request(self, method: str, requests: dict[str, bool | str | None]) -> Self:
        from sklearn import get_config

        if not get_config()["enable_metadata_routing"]:
            raise RuntimeError(
                f"set_{method}_request needs metadata routing: sklearn.set_config(enable_metadata_routing=True)"
            )
        unknown = set(requests) - set(self._metadata(method))
        if unknown:
            raise TypeError(f"set_{method}_request got {unknown}; expected some of {self._metadata(method)}")
        request = self.get_metadata_routing()
        for argument, alias in requests.items():
            getattr(request, method).add_request(param=argument, alias=alias)
        self._metadata_request = request
        return self


class Framed:
    """A transformer whose columns have names, and which returns a data frame where one is asked for."""

    _n_features_out: int
    _check_fitted: Callable[[], None]

    def set_output(self, *, transform: str | None = None) -> Self:
        """The container that `transform` returns: "default" (array), "pandas" or "polars"; None changes nothing."""
        if transform is not None:
            check_choice(transform, "transform", CONTAINERS)
            # The name by which scikit-learn's `clone` finds it.
            self._sklearn_output_config = {"transform": transform}
        return self

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Names of the columns of `transform`: the class's name in lower case and a number."""
        self._check_fitted()
        return np.array(
            [f"{type(self).__name__.lower()}{k}" for k in range(self._n_features_out)], dtype=object
        )

    def _contained(self, transformed: Array, X: Any) -> Any:
        """The transformed rows in the container that was asked for here, or of scikit-learn as a whole."""
        sklearn = sys.modules.get("sklearn")
        wanted = sklearn.get_config()["transform_output"] if sklearn else "default"
        wanted = getattr(self, "_sklearn_output_config", {}).get("transform", wanted)
        if wanted == "default":
            return transformed
        frames, names = import_module(wanted), self.get_feature_names_out()
        if wanted == "polars":
            return frames.DataFrame(transformed, schema=names.tolist(), orient="row")
        return frames.DataFrame(transformed, columns=names, index=getattr(X, "index", None))
