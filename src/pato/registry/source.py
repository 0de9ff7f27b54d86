"""From the registry's YAML to the records that the light engine reads (`pato.files.cache`)."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from pato.errors import UnknownNameError, unknown
from pato.files import cache as compile_cache
from pato.files.discover import files_in

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("states", "acts", "places", "alliances")
"""The registry's documents; ``places`` is a folder of files, the others one file each."""

_HERE = os.path.dirname(__file__)  # noqa: PTH120  pathlib costs start-up time (C9)
_COMPILERS = ("checking.py", "compiling.py", "schema.py", "../files/yaml.py")


class Document(dict[str, compile_cache.Records]):
    """A compiled document: groups of records (``states``, ``acts``, ``targets``, ``places``) and their ``index``."""

    def index(self, kind: str) -> Any:
        """Return one index of the document."""
        return self["index"][kind]


@cache
def load(name: str) -> Document:
    """Return a compiled registry document: ``states``, ``acts``, ``places`` or ``alliances``.

    Raises
    ------
    UnknownNameError
        If the registry has no such document.
    FileError
        If the YAML must be compiled first and has mistakes; all of them are reported (T8).
    """
    if name not in NAMES:
        raise UnknownNameError(unknown("registry document", name, NAMES))
    shipped = f"{_HERE}/_compiled/{name}.jsonl"
    return Document(
        compile_cache.load(name, lambda: _made_from(name), lambda: compile_document(name), shipped=shipped)
    )


def source_files(name: str) -> list[str]:
    """Return the YAML files of a document, sorted by name so that the compiled form has one order."""
    place = f"{_HERE}/data/{name}"
    single = f"{place}.yaml"
    found = [single] if os.path.exists(single) else (path for _, path in files_in(place, ".yaml"))  # noqa: PTH110
    return sorted(found)


def _made_from(name: str) -> list[str]:
    """Return all that the compiled form is made from: the YAML, and the code that compiles it."""
    return [*source_files(name), *(f"{_HERE}/{code}" for code in _COMPILERS)]


def compile_document(name: str) -> dict[str, dict[str, Any]]:
    """Parse, check and index the YAML of a document, without looking at any cache."""
    from pathlib import Path

    from pato.registry import compiling

    codes = load("states")["states"] if name in {"places", "alliances"} else ()
    return compiling.compile_files(name, [Path(f) for f in source_files(name)], codes)


def build(folder: "str | Path") -> "list[Path]":
    """Write the compiled form of all documents into a folder; the wheel's build hook calls this."""
    from pathlib import Path

    targets = [Path(folder) / f"{name}.jsonl" for name in NAMES]
    for name, target in zip(NAMES, targets, strict=True):
        compile_cache.write(target, compile_document(name))
    return targets
