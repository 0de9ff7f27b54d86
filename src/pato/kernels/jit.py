"""The one decorator through which kernels are compiled (C13).

Compiled code is kept beside the source or in the user's cache, and is valid only for the sources of all compiled kernels, here and in folders below:
numba alone looks at the file of a function, not at those of the functions it calls, and would go on using old code.
Where no folder can be written, kernels are compiled anew in every process instead of failing. No reassociation of sums:
results do not depend on vector widths beyond the contraction of a product and a sum into one rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}


def compiled(function: F) -> F:
    """Return a function compiled to machine code that releases the interpreter's lock and is serial inside."""
    try:
        made = njit(cache=True, **_OPTIONS)(function)
        kept = made._cache._cache_file  # noqa: SLF001  numba has no public way to say what else the code depends on
        kept._source_stamp = (kept._source_stamp, sources_digest())  # noqa: SLF001
    except (
        RuntimeError,
        AttributeError,
    ):  # no folder can be written, or another numba: never trust what is kept
        made = njit(**_OPTIONS)(function)
    return cast("F", made)


@cache
def sources_digest() -> str:
    """Return a hash of the sources of all kernels that are compiled."""
    found = sha256()
    here = Path(__file__).parent
    for file in sorted(here.rglob("*.py")):
        source = file.read_bytes()
        if b"@compiled" in source:
            found.update(file.relative_to(here).as_posix().encode() + b"\0" + source + b"\0")
    return found.hexdigest()
