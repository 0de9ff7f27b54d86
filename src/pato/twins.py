"""Compiled twins of YAML files: JSON that is checked before it is used, and rebuilt when in doubt (C9).

Parsing YAML takes a second and imports ruamel and pydantic, so people edit YAML and quick commands read its
twin. A wheel ships the twins of the library. In a source tree, and for users' own files, a twin lies in the
cache folder and is used only while the files it was made from have the same names, sizes and times of change.
Every twin carries the digest of its payload; one that does not match is rebuilt: never trusted, never pickled.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pato import storage
from pato.errors import PatoError

_PREFIX = b'{"source":"%s","digest":"%s","payload":'
_PREFIX_LENGTH = len(_PREFIX) - 4 + 2 * 64


def load(name: str, files: Iterable[Path], build: Callable[[], Any], *, shipped: Path | None = None) -> Any:
    """Return the plain values compiled from some files, from a twin where one is good.

    Parameters
    ----------
    name
        The twin's name in the cache.
    files
        The files it is made from; not looked at where the package ships the twin.
    build
        Makes the values anew; its result must be JSON.
    shipped
        Where an installed package has the twin.
    """
    if shipped is not None:
        found = read(shipped)
        if found is not None:
            return found
    sources = list(files)
    key = stamp(sources)
    cached = storage.cache_dir() / "twins" / f"{name}-{digest(str(sources[:1]).encode())[:12]}.json"
    found = read(cached, key)
    if found is None:
        found = build()
        _keep(cached, encode(found, key))
    return found


def encode(value: Any, key: str = "0" * 64) -> bytes:
    """Return a twin: the values as JSON behind the digests of their source and of themselves."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return _PREFIX % (key.encode(), digest(body).encode()) + body + b"}"


def read(path: Path, key: str | None = None) -> Any:
    """Return the values of a twin, or None where it is missing, stale or damaged."""
    try:
        with open(path, "rb") as stream:  # noqa: PTH123  the quickest way to read a file
            content = stream.read()
    except OSError:
        return None
    body = content[_PREFIX_LENGTH:-1]
    written = content[11:75]
    if content[:_PREFIX_LENGTH] != _PREFIX % (written, digest(body).encode()) or (key is not None and written != key.encode()):
        return None
    try:
        return json.loads(body)
    except ValueError:
        return None


def stamp(files: Iterable[Path]) -> str:
    """Return a digest of names, sizes and times of change: what an edit changes, found without reading."""
    lines = []
    for file in files:
        found = os.stat(file)  # noqa: PTH116  see read
        lines.append(f"{file}|{found.st_size}|{found.st_mtime_ns}")
    return digest("\n".join(lines).encode())


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    text: str = _sha256()(content).hexdigest()
    return text


def _keep(path: Path, content: bytes) -> None:
    """Write a twin to the cache; a folder that cannot be written costs time, not the answer."""
    try:
        storage.write_atomic(path, content)
    except PatoError:
        return


@cache
def _sha256() -> Callable[..., Any]:
    """Return SHA-256 from the interpreter's own module: hashlib loads OpenSSL, which takes longer than all else here."""
    try:
        from _sha2 import sha256  # type: ignore[import-not-found]
    except ImportError:
        try:
            from _sha256 import sha256  # type: ignore[import-not-found]
        except ImportError:
            from hashlib import sha256
    found: Callable[..., Any] = sha256
    return found
