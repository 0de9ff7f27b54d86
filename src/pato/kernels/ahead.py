"""Compile kernels before they are called: for a release, for ``pato warm``, and for ``make demo`` while it installs.

The kernels that commands call, and the types they call them with, are in ``signatures.json``, which
``python tools/make_signatures.py`` writes. ``python -m pato.kernels.ahead`` compiles them here; with a folder, into that
folder and for the processor that releases are made for. Nothing but numba and numpy is needed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from numba import types

from pato.kernels import jit
from pato.kernels.processor import MADE_FOR, TARGET, made_for

SIGNATURES = Path(__file__).with_name("signatures.json")


def signatures() -> list[tuple[str, str]]:
    """Return every kernel with each of its signatures, those of a comparison first."""
    told: dict[str, list[str]] = json.loads(SIGNATURES.read_text(encoding="utf-8"))
    return [(name, one) for name, each in told.items() for one in each]


def compile_one(name: str, signature: str) -> None:
    """Compile a kernel for the types of a signature, or load it where it was compiled before."""
    module, _, function = name.rpartition(".")
    getattr(import_module(module), function).compile(read(signature))


def compile_all() -> Iterator[tuple[int, int]]:
    """Compile every kernel; yield how many are done and how many there are."""
    todo = signatures()
    for done, (name, signature) in enumerate(todo):
        yield done, len(todo)
        compile_one(name, signature)
    yield len(todo), len(todo)


def written(arguments: tuple[Any, ...]) -> str:
    """Return a signature in the form that `read` parses.

    Raises
    ------
    TypeError
        If an argument is neither array, number nor tuple of them.
    """
    return f"({', '.join(map(_word, arguments))},)"


def _word(given: Any) -> str:
    kind: Any = given  # numba's types have no types
    if isinstance(kind, types.Array):
        writable = "" if kind.mutable else ", readonly=True"
        return f"Array({_word(kind.dtype)}, {kind.ndim}, '{kind.layout}'{writable})"
    if isinstance(kind, types.BaseNamedTuple):
        made = kind.instance_class
        return f"NamedTuple({written(tuple(kind.types))}, named('{made.__module__}', '{made.__name__}'))"
    if isinstance(kind, types.BaseTuple):
        return f"Tuple({written(tuple(kind.types))})"
    if kind == types.boolean:
        return "boolean"
    if isinstance(kind, types.Number) and getattr(types, str(kind), None) == kind:
        return str(kind)
    raise TypeError(f"a kernel is called with {kind!r}: pass it arrays and numbers.")


def read(signature: str) -> tuple[Any, ...]:
    """Return the types of a signature of the file."""
    words = {
        **vars(types),
        "__builtins__": {},
        "named": lambda module, name: getattr(import_module(module), name),
    }
    found: tuple[Any, ...] = eval(signature, words)  # noqa: S307  a file of the package
    return found


def build(folder: Path) -> list[Path]:
    """Compile every kernel for the processor of a release into a folder; return the files.

    Raises
    ------
    RuntimeError
        If the compiling process failed, with its message.
    """
    more = {
        "NUMBA_CPU_NAME": TARGET,
        "NUMBA_CPU_FEATURES": "",
        "NUMBA_CACHE_DIR": str(folder),
        "PYTHONPATH": str(Path(jit.__file__).parents[2]),
    }
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)  # noqa: S603  our own module
    if done.returncode:
        raise RuntimeError(done.stderr)
    names = {name for name, _ in signatures()}
    made = sorted(jit.folder_in(folder).iterdir())
    told = folder / MADE_FOR
    told.write_text(json.dumps(made_for()), encoding="utf-8")
    return [told, *(file for file in made if file.name.split(".py")[0] in names)]


def main() -> None:
    """Compile every kernel and say how far it is, where somebody can see it."""
    for done, total in compile_all():
        if sys.stderr and sys.stderr.isatty():
            print(f"\rcompiling kernels: {done} of {total}", end="", file=sys.stderr)  # noqa: T201
    if sys.stderr and sys.stderr.isatty():
        print(file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
