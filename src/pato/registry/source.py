"""From the registry's YAML to the records that the light engine reads.

People edit ``data/``; the engine reads compiled twins, because parsing YAML takes seconds and imports ruamel and
pydantic (C9). A twin names the files it was made from and carries a checksum of itself: it is used only while both
agree, and made anew otherwise. It is never trusted further than that, and never pickled. Twins lie beside the
package (the wheel ships them) or in the user's cache folder. A record is parsed when it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from pato import storage
from pato.errors import PatoError, UnknownNameError, unknown

NAMES = ("states", "acts", "places")
"""The registry's documents; ``places`` is a folder of files, the others one file each."""

_HERE = Path(__file__).parent
_DATA = _HERE / "data"
_SHIPPED = _HERE / "_compiled"
_COMPILERS = ("checking.py", "compiling.py", "schema.py")
_CRC_LENGTH = 8

Signature = list[list[Any]]


class Records(Mapping[str, Any]):
    """Records by id, parsed one at a time from the twin's text."""

    __slots__ = ("_body", "_spans")

    def __init__(self, body: bytes, spans: dict[str, list[int]]) -> None:
        self._body = body
        self._spans = spans

    def __getitem__(self, id_: str) -> Any:
        start, end = self._spans[id_]
        return json.loads(self._body[start:end].decode())

    def __contains__(self, id_: object) -> bool:
        return id_ in self._spans

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)


class Document(Mapping[str, Mapping[str, Any]]):
    """A compiled document: groups of records (``states``, ``acts``, ``targets``, ``places``) and their ``index``."""

    __slots__ = ("_groups", "_read")

    def __init__(self, body: bytes, groups: dict[str, dict[str, list[int]]]) -> None:
        self._groups = {name: Records(body, spans) for name, spans in groups.items()}
        self._read: dict[str, Any] = {}

    def __getitem__(self, group: str) -> Mapping[str, Any]:
        return self._groups[group]

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    def index(self, kind: str) -> dict[str, Any]:
        """Return one index of the document, parsed once."""
        if kind not in self._read:
            self._read[kind] = self._groups["index"][kind]
        found: dict[str, Any] = self._read[kind]
        return found


@cache
def load(name: str) -> Document:
    """Return a compiled registry document: ``states``, ``acts`` or ``places``.

    Raises
    ------
    UnknownNameError
        If the registry has no such document.
    FileError
        If the YAML must be compiled first and has mistakes; all of them are reported (T8).
    """
    signature = _signature(name)
    shipped = _read_twin(_SHIPPED / f"{name}.jsonl")
    # An installer sets its own times, so for what the wheel ships names and sizes must do.
    if shipped and _sizes(shipped[0]["signature"]) == _sizes(signature):
        return Document(shipped[1], shipped[0]["groups"])
    place = storage.cache_dir() / "registry" / f"{name}-{crc32(str(_DATA).encode()):08x}.jsonl"
    cached = _read_twin(place)
    if cached and cached[0]["signature"] == signature:
        return Document(cached[1], cached[0]["groups"])
    digest = _digest(name)
    if cached and cached[0]["source"] == digest:
        twin = _join({**cached[0], "signature": signature}, cached[1])
    else:
        twin = _twin(compile_document(name), digest, signature)
    _write_cache(place, twin)
    header, body = _split(twin)
    return Document(body, header["groups"])


def source_files(name: str) -> list[Path]:
    """Return the YAML files of a document, sorted by name so that the digest has one order."""
    if name not in NAMES:
        raise UnknownNameError(unknown("registry document", name, NAMES))
    single = _DATA / f"{name}.yaml"
    return [single] if single.exists() else sorted((_DATA / name).glob("*.yaml"))


def compile_document(name: str) -> dict[str, dict[str, Any]]:
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
        target = Path(folder) / f"{name}.jsonl"
        storage.write_atomic(target, _twin(compile_document(name), _digest(name), _signature(name)))
        written.append(target)
    return written


def _twin(document: dict[str, dict[str, Any]], digest: str, signature: Signature) -> bytes:
    """Return a twin: a checksum, a header with the place of each record, and one record a line."""
    lines: list[bytes] = []
    groups: dict[str, dict[str, list[int]]] = {}
    at = 0
    for group, records in document.items():
        spans = groups[group] = {}
        for id_, record in records.items():
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
            spans[id_] = [at, at + len(line)]
            lines.append(line)
            at += len(line) + 1
    return _join({"signature": signature, "source": digest, "groups": groups}, b"\n".join(lines) + b"\n")


def _join(header: dict[str, Any], body: bytes) -> bytes:
    content = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + body
    return b'"%08x"\n' % crc32(content) + content


def _split(twin: bytes) -> tuple[dict[str, Any], bytes]:
    header, _, body = twin[_CRC_LENGTH + 3 :].partition(b"\n")
    found: dict[str, Any] = json.loads(header)
    return found, body


def _read_twin(path: Path) -> tuple[dict[str, Any], bytes] | None:
    """Return header and records of a twin, or None where it is missing or damaged."""
    try:
        twin = path.read_bytes()
    except OSError:
        return None
    if twin[: _CRC_LENGTH + 3] != b'"%08x"\n' % crc32(twin[_CRC_LENGTH + 3 :]):
        return None
    return _split(twin)


def _write_cache(path: Path, content: bytes) -> None:
    """Keep the compiled document; a cache folder that cannot be written costs time, not the answer."""
    try:
        storage.write_atomic(path, content)
    except PatoError:
        return


def _signature(name: str) -> Signature:
    """Return name, size and time of all that a twin is made from: the YAML, and the code that compiles it."""
    found = []
    for file in [*source_files(name), *(_HERE / code for code in _COMPILERS)]:
        status = file.stat()
        found.append([file.name, status.st_size, status.st_mtime_ns])
    return found


def _sizes(signature: Signature) -> list[list[Any]]:
    return [entry[:2] for entry in signature]


def _digest(name: str) -> str:
    """Return the SHA-256 of all that a twin is made from; only asked for where times or sizes differ."""
    from hashlib import sha256

    digest = sha256()
    for file in [*source_files(name), *(_HERE / code for code in _COMPILERS)]:
        content = file.read_bytes()
        digest.update(b"%s %d\n" % (file.name.encode(), len(content)))
        digest.update(content)
    return digest.hexdigest()
