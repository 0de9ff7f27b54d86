"""Random words by index: one counter-based stream per seed and factor (C5).

The word with index i of a stream does not depend on other words requested, their order, the number of workers, or the
design's other factors.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.random import Philox

from pato.kernels.arrays import FloatArray, UInt64Array

_WORDS_PER_COUNT = 4  # Philox4x64 makes four words for each value of its counter


def key(seed: int, name: str) -> UInt64Array:
    """Return the two-word Philox key of a stream: the head of SHA-256 over seed and name.

    Parameters
    ----------
    seed
        Any integer.
    name
        Id of the factor (or of what else is drawn).

    Returns
    -------
    UInt64Array
        Shape (2,); the same on every platform.
    """
    digest = hashlib.sha256(f"pato-futures-1\x00{seed}\x00{name}".encode()).digest()
    return np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)


def words(seed: int, name: str, start: int, stop: int) -> UInt64Array:
    """Return raw 64-bit words with indices ``start`` to ``stop`` (exclusive) of a stream.

    Source: Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3" (Philox4x64-10).
    """
    count, offset = divmod(start, _WORDS_PER_COUNT)
    stream = Philox(key=key(seed, name), counter=count)
    raw: UInt64Array = stream.random_raw(stop - start + offset)
    return raw[offset:]


def unit_interval(raw: UInt64Array) -> FloatArray:
    """Map words to the middles of 2^52 equal cells of (0, 1): never 0, never 1, so every quantile is finite."""
    return ((raw >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
