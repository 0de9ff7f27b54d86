"""Alternatives drawn evenly, by index.

Futures come in blocks of as many as a factor has levels, and each block holds every level once, in an order
that the factor's own stream shuffles. So each level takes its exact share of every whole block, a future's
level is found from its index alone, and two factors are independent of each other.

Why not a joint grid over all factors: its places would depend on which factors there are, and adding one would
move the draws of the others (C5). Among schemes in which a factor knows only its own key and its levels are
exactly balanced in blocks, none has a smaller mean-square imbalance between two factors than this one: the
imbalance is an inner product of two independent vectors, whose mean square is smallest when each is spread evenly
over the space that balance leaves. (Regular schemes, such as digits in a base, reach exact joint balance for most
keys and pay with complete confounding for a few.) Where exact joint balance is wanted, a design can declare factors
as ``crossed``: they are then drawn as one factor, whose levels are all combinations.
"""

from __future__ import annotations

import numpy as np

from pato.futures.streams import words
from pato.kernels.arrays import Int16Array

MOST_LEVELS = 10_000


def levels_by_index(seed: int, name: str, n_levels: int, start: int, stop: int) -> Int16Array:
    """Return the level, 0 to ``n_levels - 1``, of the futures ``start`` to ``stop`` (exclusive).

    Returns
    -------
    Int16Array
        Shape (stop - start,); within block b, futures ``b n_levels`` to ``(b + 1) n_levels - 1``, every level once.
    """
    first, last = start // n_levels, -(-stop // n_levels)
    raw = words(seed, name, first * n_levels, last * n_levels).reshape(-1, n_levels)
    shuffled = np.argsort(raw, axis=1, kind="stable").astype(np.int16)
    return shuffled.ravel()[start - first * n_levels : stop - first * n_levels]


def crossed_levels_by_index(
    seed: int, names: tuple[str, ...], n_levels: tuple[int, ...], start: int, stop: int
) -> dict[str, Int16Array]:
    """Return levels of factors that are drawn together: each block of the product's size holds every combination once."""
    combined = levels_by_index(seed, "*".join(names), int(np.prod(n_levels)), start, stop)
    parts = np.unravel_index(combined, n_levels)
    return {name: part.astype(np.int16) for name, part in zip(names, parts, strict=True)}
