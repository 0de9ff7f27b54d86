"""Chunks: ranges of futures, each one file with its checksum, written atomically."""

from __future__ import annotations

import hashlib


def named(index: int, ending: str = "nc") -> tuple[str, str]:
    """Return the names of a chunk and of its checksum.

    >>> named(7)
    ('00007.nc', '00007.sha256')
    """
    return f"{index:05d}.{ending}", f"{index:05d}.sha256"


def checked_bytes(checksum: bytes | None, content: bytes | None) -> bytes | None:
    """Return the bytes of a chunk; None where one is absent, or they are not those that the checksum is of."""
    if checksum is None or content is None:
        return None
    told = checksum.decode("ascii", "replace").split()
    return content if told and told[0] == hashlib.sha256(content).hexdigest() else None
