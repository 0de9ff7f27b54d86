"""Names of the arrays that functions take and give, by what an element is: one place for all of pato.

Kernels import nothing else of pato, so that everything may import them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
StrArray = npt.NDArray[np.str_]
AnyArray = npt.NDArray[Any]
"""Of whatever it is."""

WholeArray = npt.NDArray[np.integer]
"""Whole numbers of any width."""

Float32Array = npt.NDArray[np.float32]
Int8Array = npt.NDArray[np.int8]
Int16Array = npt.NDArray[np.int16]
Int32Array = npt.NDArray[np.int32]
UInt8Array = npt.NDArray[np.uint8]
UInt16Array = npt.NDArray[np.uint16]
UInt64Array = npt.NDArray[np.uint64]
