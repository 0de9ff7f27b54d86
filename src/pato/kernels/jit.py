"""The decorators through which kernels are compiled (C13), and where compiled code is kept.

`compiled` is for what Python calls, `inner` and `builder` for what only kernels call: they get no wrapper and no file of their
own, which compiles faster. Compiled code is valid for the sources of all kernels together: numba alone looks at the file of a
function, not at those of the functions it calls, and would go on using old code. No reassociation of sums: results do not
depend on vector widths beyond the contraction of a product and a sum into one rounding.

Compiled code is looked for in the installed package first, where a release carries it for one kind of processor
(`TARGET`), one version of numba and one of Python, and is taken only where all three fit. Then in a folder of the user's.
Both are pickles, which run what is in them: nothing is read from a folder that anybody else could write. Where no such
folder can be had, kernels are compiled anew in every process instead of failing.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeVar, cast

from numba import config, njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile
from numba.core.options import DefaultOptions
from numba.misc.appdirs import AppDirs

from pato.kernels.processor import SHIPPED, TARGET, shipped_fit, sources_digest

F = TypeVar("F", bound=Callable[..., Any])
KERNELS: dict[str, Any] = {}
"""Every kernel that Python calls, by module and name; filled as modules are imported."""

_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "fastmath": {"contract"},
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
}

# numba's name for it begins with an underscore: where a version lacks it, references are counted and kernels are slower;
# what is not told here, a function would inherit from the first that calls it
_COUNTS, _NO_COUNTS = ({"_nrt": on} if hasattr(DefaultOptions, "_nrt") else {} for on in (True, False))


def compiled(function: F) -> F:
    """Return a function compiled to machine code that releases the interpreter's lock and is serial inside."""
    made = njit(**_OPTIONS, **_COUNTS)(function)
    made._cache = _Cache(function, kept_in())  # noqa: SLF001  numba has no public way to choose it
    KERNELS[f"{function.__module__}.{function.__qualname__}"] = made
    return cast("F", made)


def inner(function: F) -> F:
    """Return a function compiled into the kernels that call it; Python cannot call it.

    It makes no arrays, takes none from what it calls and returns none: references to arrays are then not counted, which in rows of the membership kernels takes
    longer than the arithmetic, and much longer where threads share the arrays.
    """
    return cast("F", njit(**_OPTIONS, **_NO_COUNTS, no_cpython_wrapper=True)(function))


def builder(function: F) -> F:
    """Return a function as `inner` does, for functions that make or return arrays."""
    return cast("F", njit(**_OPTIONS, **_COUNTS, no_cpython_wrapper=True)(function))


class _Names(CompileResultCacheImpl):  # type: ignore[misc]  # numba has no types
    """Numba's way of writing compiled code, under names from the module alone: the same on every machine."""

    def __init__(self, function: Callable[..., Any]) -> None:
        version = f"py{sys.version_info[0]}{sys.version_info[1]}{getattr(sys, 'abiflags', '')}"
        self._filename_base = f"{function.__module__}.{function.__qualname__}.{version}"
        self._lineno, self._locator = function.__code__.co_firstlineno, None

    def check_cachable(self, data: Any) -> bool:
        """Return whether compiled code can be kept: not where it holds addresses of this process."""
        return not data.lifted and not data.library.has_dynamic_globals

    def reduce(self, data: Any) -> Any:
        """Return the parts of compiled code to keep: not the annotated source, which is long and names the builder's folders."""
        return tuple("" if isinstance(part, str) else part for part in super().reduce(data))


class _File(IndexDataCacheFile):  # type: ignore[misc]  # as above
    """Numba's files of compiled code, each with a hash of itself: truncated, changed or foreign files count as absent."""

    def _load_index(self) -> dict[Any, str]:
        try:
            stamp, overloads = self._read(self._index_path)
        except Exception:  # noqa: BLE001  whatever is wrong with it, the code is compiled anew
            return {}
        return cast("dict[Any, str]", overloads) if stamp == [self._version, self._source_stamp] else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        with self._open_for_write(self._index_path) as stream:
            stream.write(self._dump(([self._version, self._source_stamp], overloads)))

    def _load_data(self, name: str) -> Any:
        return self._read(self._data_path(name))

    def _dump(self, obj: Any) -> bytes:
        content: bytes = super()._dump(obj)
        return sha256(content).digest() + content

    @staticmethod
    def _read(path: str) -> Any:
        content = Path(path).read_bytes()
        if sha256(content[32:]).digest() != content[:32]:
            raise OSError("not what was written")  # numba's error for a missing file
        return pickle.loads(content[32:])  # noqa: S301  of a folder that this user alone can write, see the module


class _Cache(FunctionCache):  # type: ignore[misc]  # as above
    """Numba's cache, preceded by the kernels of a release, in a folder that no other user can write."""

    def __init__(self, function: Callable[..., Any], folder: Path | None) -> None:
        self._name, self._py_func, self._impl = repr(function), function, _Names(function)
        self._cache_path = str(folder or SHIPPED)
        name, stamp = self._impl.filename_base, sources_digest()
        self._shipped = _File(str(SHIPPED), name, stamp) if shipped_fit() else None
        self._cache_file = _File(str(folder), name, stamp) if folder else None
        self.enable()

    def _load_overload(self, sig: Any, target_context: Any) -> Any:
        of, machine, code = self._index_key(sig, target_context.codegen())
        try:
            data = self._shipped.load((of, (machine[0], TARGET, ""), code)) if self._shipped else None
            if data is None and self._cache_file:
                data = self._cache_file.load((of, machine, code))
            return None if data is None else self._impl.rebuild(target_context, data)
        except Exception:  # noqa: BLE001  a cache that is cut short, or of code that is gone, is compiled anew
            return None

    def _save_overload(self, sig: Any, data: Any) -> None:
        if self._cache_file and self._impl.check_cachable(data):
            with suppress(OSError):  # a full disk costs time, not the answer
                self._cache_file.save(self._index_key(sig, data.codegen), self._impl.reduce(data))


@cache
def kept_in() -> Path | None:
    """Return the folder of compiled code: with the source, else numba's own folder for this user; None if there is none."""
    told, appdirs = getattr(config, "CACHE_DIR", ""), cast("Any", AppDirs)("numba", appauthor=False)
    beside = Path(__file__).parent / "__pycache__"
    for place in (Path(told),) if told else (beside, Path(appdirs.user_cache_dir)):
        found = folder_in(place)
        try:
            found.mkdir(mode=0o700, parents=True, exist_ok=True)
            TemporaryFile(dir=found).close()
        except OSError:
            continue
        if private(found):
            return found
    return None


def folder_in(place: Path) -> Path:
    """Return the folder of compiled kernels in a place of caches."""
    return place / "pato-kernels"


def private(folder: Path) -> bool:
    """Return whether a folder belongs to this user and no other user can write to it."""
    if sys.platform == "win32":
        return True  # the folders of a user's profile are closed to others
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022
