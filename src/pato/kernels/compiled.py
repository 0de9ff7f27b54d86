"""The one decorator through which kernels are compiled (C13).

Compiled code is kept beside the source or in the user's cache; where neither can be written it is compiled anew
in every process instead of failing. No reassociation of sums: results do not depend on vector widths beyond the
contraction of a product and a sum into one rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}


def compiled(function: F) -> F:
    """Return a function compiled to machine code that releases the interpreter's lock and is serial inside."""
    try:
        made = njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # numba finds no folder that it can write
        made = njit(**_OPTIONS)(function)
    return cast("F", made)


def inlined(function: F) -> F:
    """Return a compiled function that is merged into its callers, for loops that cost less than a call."""
    return cast("F", njit(inline="always", **_OPTIONS)(function))
