"""Names of the array types that the annotations of `clustering` use; docstrings give the shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.signedinteger[Any]]
Mask = npt.NDArray[np.bool_]
