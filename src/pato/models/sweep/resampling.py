"""Uncertainty of ranks: ranks and the front recomputed on resampled futures.

Statistics are kept by blocks of futures of each theory, and blocks are drawn with replacement: a bootstrap that needs no
table of futures and memberships. With 16 blocks its standard errors are some three per cent too small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pato.files.storage import whole
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.membership.stability import better_by, dominators, pareto_front
from pato.kernels.membership.tally import COUNTS, SUMS, Statistics

BLOCKS, FEWEST = 16, 4
MOST_STATES = 12
"""Pools with more states are not resampled: blocks of all their memberships would fill the memory."""
FILE = "resampling.npz"
_RESAMPLES = 200
_KEPT = ("members_gain", "outsiders_gain", "wars")


def blocks_for(theory: IntArray, states: int) -> int:
    """Return into how many blocks the futures of each theory are cut; 1 where there are too few, or too many memberships."""
    least = int(np.unique(theory, return_counts=True)[1].min())
    return min(BLOCKS, least) if states <= MOST_STATES and least >= FEWEST else 1


def groups_of(theory: IntArray, present: IntArray, blocks: int) -> IntArray:
    """Return the block of each future: those of a theory are adjacent, with its futures dealt out in turn, shape (future,)."""
    place = np.searchsorted(present, theory)
    turn = np.zeros(len(theory), np.int64)
    for t in range(len(present)):
        here = np.flatnonzero(place == t)
        turn[here] = np.arange(len(here)) % blocks
    return np.asarray(place * blocks + turn)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Sums of what memberships are judged by, block by block.

    Attributes
    ----------
    membership
        Their numbers, shape (membership,).
    sums
        Shape (theory, block, membership, criterion): members' and outsiders' gains, wars, and futures in which it holds.
    futures
        Of each block, shape (theory, block).
    weight
        Of theories, shape (theory,), summing to 1.
    """

    membership: IntArray
    sums: FloatArray
    futures: FloatArray
    weight: FloatArray

    @classmethod
    def of(cls, kept: Statistics, masks: IntArray, futures: FloatArray, weight: FloatArray) -> Blocks:
        """Return the blocks of statistics with theories and blocks on the first axis.

        Parameters
        ----------
        masks
            Requested memberships, of all those in the statistics.
        futures, weight
            As the attributes.
        """
        theories, blocks = futures.shape
        sums = np.stack(
            [
                *(kept.sums[:, masks, SUMS.index(name)] for name in _KEPT),
                kept.counts[:, masks, COUNTS.index("holds_exclusive")].astype(np.float64),
            ],
            axis=-1,
        )
        return cls(masks, sums.reshape(theories, blocks, len(masks), -1), futures, weight)

    def write(self, folder: Path) -> Path:
        """Write them into a folder, atomically."""
        path = folder / FILE
        with whole(path) as temporary, temporary.open("wb") as stream:
            np.savez(
                stream, membership=self.membership, sums=self.sums, futures=self.futures, weight=self.weight
            )
        return path

    @classmethod
    def read(cls, folder: Path) -> Blocks | None:
        """Return those of a folder; None where a sweep was not resampled."""
        path = folder / FILE
        if not path.is_file():
            return None
        with np.load(path) as held:
            return cls(held["membership"], held["sums"], held["futures"], held["weight"])


@dataclass(frozen=True, slots=True)
class Resampled:
    """Ranks of memberships in resampled futures.

    Attributes
    ----------
    front
        Share of resamples in which each is on the front, shape (membership,).
    ranks
        By named membership: its ranks, shape (resample, criterion).
    dominators, better
        By named membership: how many are no worse in anything and better in something, and how many better in all, shape (resample,).
    """

    front: FloatArray
    ranks: Mapping[int, IntArray]
    dominators: Mapping[int, IntArray]
    better: Mapping[int, IntArray]


def resampled(
    blocks: Blocks,
    sign: FloatArray,
    band: FloatArray,
    named: Sequence[int],
    *,
    resamples: int = _RESAMPLES,
    seed: int = 0,
) -> Resampled:
    """Return the ranks of memberships in resampled futures.

    Parameters
    ----------
    blocks
        Sums by block.
    sign
        1 where more of a criterion is better, else -1, shape (criterion,).
    band
        Bands of no difference, shape (criterion,).
    named
        Memberships to rank.
    """
    rng = np.random.default_rng(seed)
    theories, count = blocks.futures.shape
    at = {mask: int(np.flatnonzero(blocks.membership == mask)[0]) for mask in named}
    front = np.zeros(len(blocks.membership))
    ranks: dict[int, list[IntArray]] = {m: [] for m in at}
    beaten: dict[int, list[int]] = {m: [] for m in at}
    in_all: dict[int, list[int]] = {m: [] for m in at}
    for _ in range(resamples):
        drawn = rng.multinomial(count, np.full(count, 1 / count), size=theories).astype(np.float64)
        values = _means(blocks, drawn, sign)
        front += pareto_front(values, band)
        for mask, row in at.items():
            ranks[mask].append(1 + (values > values[row] + band).sum(0))
            beaten[mask].append(int(dominators(values, [row], band)[0]))
            in_all[mask].append(int(better_by(values, row, band).sum()))
    return Resampled(
        front / resamples,
        {m: np.array(r, np.int64) for m, r in ranks.items()},
        {m: np.array(b, np.int64) for m, b in beaten.items()},
        {m: np.array(b, np.int64) for m, b in in_all.items()},
    )


def _means(blocks: Blocks, drawn: FloatArray, sign: FloatArray) -> FloatArray:
    """Return the criteria of resampled futures, shape (membership, criterion), more being better: theories by their weights, else the worst of them."""
    if not len(blocks.weight):
        counted = (drawn * blocks.futures).sum(1)
        apart = np.einsum("tb,tbmc->tmc", drawn, blocks.sums) / counted[:, None, None]
        return np.asarray((sign * apart).min(0))
    share = blocks.weight[:, None] * drawn / (drawn * blocks.futures).sum(1, keepdims=True)
    return np.asarray(sign * np.tensordot(share, blocks.sums, axes=((0, 1), (0, 1))))
