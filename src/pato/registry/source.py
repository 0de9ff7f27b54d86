"""From the registry's YAML to the plain dictionaries that the light engine reads.

People edit ``data/*.yaml``; the engine reads compiled twins, because parsing YAML takes a second and imports
ruamel and pydantic (C9). A twin is JSON that carries the digest of its own payload and of the YAML it was made
from, so it is used only while both agree, and is rebuilt otherwise: never trusted, never pickled. Twins are
looked for beside the package (the wheel ships them) and then in the user's cache folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from pato import storage
from pato.errors import PatoError, UnknownNameError, unknown

NAMES = ("states", "acts", "places")
"""The registry's documents; ``places`` is a folder of files, the others one file each."""

_HERE = Path(__file__).parent
_DATA = _HERE / "data"
_SHIPPED = _HERE / "_compiled"
_PREFIX = b'{"source":"%s","digest":"%s","payload":'
_PREFIX_LENGTH = len(_PREFIX) - 4 + 2 * 64


@cache
def load(name: str) -> dict[str, Any]:
    """Return a compiled registry document: ``states``, ``acts`` or ``places``.

    Raises
    ------
    UnknownNameError
        If the registry has no such document.
    FileError
        If the YAML must be compiled first and has mistakes; all of them are reported (T8).
    """
    files = source_files(name)
    key = _digest_of(files)
    cached = storage.cache_dir() / "registry" / f"{name}-{key[:16]}.json"
    for twin in (_SHIPPED / f"{name}.json", cached):
        found = _read_twin(twin, key)
        if found is not None:
            return found
    document = compile_document(name)
    _write_cache(cached, _twin(document, key))
    return document


def source_files(name: str) -> list[Path]:
    """Return the YAML files of a document, sorted by name so that the digest has one order."""
    if name not in NAMES:
        raise UnknownNameError(unknown("registry document", name, NAMES))
    single = _DATA / f"{name}.yaml"
    return [single] if single.exists() else sorted((_DATA / name).glob("*.yaml"))


def compile_document(name: str) -> dict[str, Any]:
    """Parse, check and index the YAML of a document, without looking at any twin."""
    from pato.registry import compiling

    return compiling.compile_files(name, source_files(name))


def build(folder: str | Path) -> list[Path]:
    """Write the compiled twins of all documents into a folder; the wheel's build hook calls this.

    Parameters
    ----------
    folder
        Where the twins go: ``pato/registry/_compiled`` of the wheel.

    Returns
    -------
    list[Path]
        The files written.
    """
    written = []
    for name in NAMES:
        target = Path(folder) / f"{name}.json"
        storage.write_atomic(target, _twin(compile_document(name), _digest_of(source_files(name))))
        written.append(target)
    return written


def _twin(document: dict[str, Any], key: str) -> bytes:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return _PREFIX % (key.encode(), _sha256()(body).hexdigest().encode()) + body + b"}"


def _read_twin(path: Path, key: str) -> dict[str, Any] | None:
    """Return the payload of a twin, or None where it is missing, stale or damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = content[_PREFIX_LENGTH:-1]
    if content[:_PREFIX_LENGTH] != _PREFIX % (key.encode(), _sha256()(body).hexdigest().encode()):
        return None
    try:
        found: dict[str, Any] = json.loads(body)
    except ValueError:
        return None
    return found


def _write_cache(path: Path, content: bytes) -> None:
    """Keep the compiled document; a cache folder that cannot be written costs time, not the answer."""
    try:
        storage.write_atomic(path, content)
    except PatoError:
        return


def _digest_of(files: list[Path]) -> str:
    digest = _sha256()()
    for file in files:
        content = file.read_bytes()
        digest.update(b"%s %d\n" % (file.name.encode(), len(content)))
        digest.update(content)
    return str(digest.hexdigest())


@cache
def _sha256() -> Callable[..., Any]:
    """Return SHA-256 from the interpreter's own module: importing hashlib loads OpenSSL, which takes longer than all else here."""
    try:
        from _sha2 import sha256  # type: ignore[import-not-found]
    except ImportError:
        try:
            from _sha256 import sha256  # type: ignore[import-not-found]
        except ImportError:
            from hashlib import sha256
    found: Callable[..., Any] = sha256
    return found
