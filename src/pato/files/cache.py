"""Cache of compiled YAML files: verified before use, rebuilt when in doubt, read record by record (C9).

Parsing YAML takes a second and imports ruamel and pydantic, so people edit YAML and quick commands read its compiled
form. A wheel ships the compiled form of the library and the registry. In a source tree, and for users' own files, the
compiled form lies in the cache folder and is used only while its source files keep their names, sizes and
modification times. Every cached file carries a checksum of itself and is rebuilt if the checksum does not match;
nothing is pickled. Every quick command loads this module, so it avoids pathlib and hashlib.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any
from zlib import crc32

from pato.errors import PatoError
from pato.files import storage

StrPath = str | os.PathLike[str]
Groups = Mapping[str, Mapping[str, Any]]
"""Compiled content: groups of records by id, each record plain JSON."""
Signature = list[list[Any]]

_MOST_BYTES, _OLDEST_DAYS = 100_000_000, 90.0
"""Largest total size of the compiled files in a cache folder, and the longest time one is kept; the library's take 15 MB."""
_PRUNED: set[str] = set()
_CRC = 11
"""Length of the checksum line: eight hexadecimal digits in quotes, and the line ending."""

_parsed = json.JSONDecoder().raw_decode


class Records(Mapping[str, Any]):
    """Records by id; each is parsed when it is first asked for."""

    __slots__ = ("_begin", "_content", "_read", "_spans")

    def __init__(self, content: bytes, begin: int, spans: dict[str, list[int]]) -> None:
        self._content, self._begin = content, begin
        self._spans = spans
        self._read: dict[str, Any] = {}

    def __getitem__(self, id_: str) -> Any:
        if id_ not in self._read:
            start, end = self._spans[id_]
            self._read[id_], _ = _parsed(self._content[self._begin + start : self._begin + end].decode())
        return self._read[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._spans

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)


def load(
    name: str,
    files: Callable[[], Iterable[StrPath]],
    build: Callable[[], Groups],
    *,
    shipped: str | None = None,
) -> dict[str, Records]:
    """Return the groups of records compiled from some files, from the cache where it is good.

    Parameters
    ----------
    name
        Name of the entry in the cache.
    files
        Returns the source files; not called where the package ships the compiled form.
    build
        Builds the records from the sources.
    shipped
        Path of the compiled form in an installed package.
    """
    if shipped is not None and (found := read(shipped)):
        return found
    cached, signature = _place_of(name, files())
    if found := read(cached, signature):
        return found
    content = encode(build(), signature)
    keep(cached, content)
    return _split(content)[1]


def held(name: str, files: Iterable[StrPath]) -> dict[str, Records]:
    """Return the groups that `hold` left under a name, while the files that they depend on are the same; empty where there are none."""
    return read(*_place_of(name, files)) or {}


def hold(name: str, files: Iterable[StrPath], groups: Groups) -> None:
    """Keep groups of records in the cache under a name, for `held` in another process.

    Parameters
    ----------
    name
        The name in the cache.
    files
        Files on which the records depend.
    groups
        The records.
    """
    cached, signature = _place_of(name, files)
    keep(cached, encode(groups, signature))


def _place_of(name: str, files: Iterable[StrPath]) -> tuple[str, Signature]:
    """Return where something lies in the cache folder, and the signature of what it depends on."""
    sources = list(files)
    key = crc32("|".join(map(str, sources[:1])).encode())
    folder = os.path.join(storage.cache_folder(), "compiled")  # noqa: PTH118  no pathlib here
    return os.path.join(folder, f"{name}-{key:08x}.jsonl"), _signature(sources)  # noqa: PTH118


def encode(groups: Groups, signature: Signature | None = None) -> bytes:
    """Return a compiled file: a checksum, a header with the place of each record, and one record per line."""
    lines: list[bytes] = []
    spans: dict[str, dict[str, list[int]]] = {}
    at = 0
    for group, records in groups.items():
        spans[group] = {}
        for id_, record in records.items():
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
            spans[group][id_] = [at, at + len(line)]
            lines.append(line)
            at += len(line) + 1
    header = json.dumps(
        {"signature": signature, "groups": spans}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    content = b"\n".join([header, *lines, b""])
    return b'"%08x"\n' % crc32(content) + content


def read(path: StrPath, signature: Signature | None = None) -> dict[str, Records] | None:
    """Return the records of a compiled file, or None where it is missing, stale or damaged."""
    try:
        with open(path, "rb") as stream:  # noqa: PTH123  no pathlib here
            content = stream.read()
    except OSError:
        return None
    if content[:_CRC] != b'"%08x"\n' % crc32(memoryview(content)[_CRC:]):  # nothing is copied
        return None
    try:
        written, groups = _split(content)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # the checksum matches, but the content is not something this program wrote
    return groups if signature is None or written == signature else None


def write(path: StrPath, groups: Groups) -> None:
    """Write a compiled file that a package ships; it is read without checking its source files."""
    storage.write_atomic(path, encode(groups))


def _split(content: bytes) -> tuple[Signature | None, dict[str, Records]]:
    begin = content.index(b"\n", _CRC) + 1
    found = json.loads(content[_CRC:begin])
    groups = {name: Records(content, begin, spans) for name, spans in found["groups"].items()}
    length = len(content) - begin
    for spans in found["groups"].values():
        if not all(0 <= start <= end <= length for start, end in spans.values()):
            raise ValueError("a record lies outside the file")
    return found["signature"], groups


def _signature(files: Iterable[StrPath]) -> Signature:
    """Return name, size and modification time of each file: an edit changes them, and they are found without reading."""
    found = []
    for file in files:
        status = os.stat(file)  # noqa: PTH116  no pathlib here
        found.append([str(file), status.st_size, status.st_mtime_ns])
    return found


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    text: str = _sha256()(content).hexdigest()
    return text


def keep(path: str, content: bytes) -> None:
    """Write a file of the cache; a folder that cannot be written costs time, not the answer."""
    folder = os.path.dirname(path)  # noqa: PTH120  no pathlib here
    if folder not in _PRUNED:
        _PRUNED.add(folder)
        storage.prune(folder, most_bytes=_MOST_BYTES, oldest_days=_OLDEST_DAYS)
    with suppress(PatoError):
        storage.write_atomic(path, content, durable=False)


@cache
def _sha256() -> Callable[..., Any]:
    """Return SHA-256 from the interpreter's own module: hashlib loads OpenSSL, which takes longer than everything else here."""
    try:
        from _sha2 import sha256  # type: ignore[import-not-found]
    except ImportError:
        try:
            from _sha256 import sha256  # type: ignore[import-not-found]
        except ImportError:
            from hashlib import sha256
    found: Callable[..., Any] = sha256
    return found
