"""Agreements between pairs, and their depth: in force, and under an architecture.

A pair's level of integration is that of its deepest agreement: 0 none, 1 shallow, 2 medium, 3 deep, and between them
for treaties with a depth read from their chapters. An architecture's effect on a pair is that of its new level minus
that of the old one, so that only depth beyond agreements in force counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.memo import Memo
from pato.models.trade import assumptions
from pato.treaties.architecture import Architecture, load_architecture
from pato.treaties.load import text_of
from pato.treaties.norms import Instrument
from pato.world import World

Pair = tuple[str, str]
AREAS = 18
"""Policy areas of the World Bank's data: what a score of 1 is deep in. A newer area counts as much as an old one."""
_LEVELS = {"shallow": 1.0, "medium": 2.0, "deep": 3.0, "uncoded": 1.0}
_FULL = {
    "binding": None,
    "partly_binding": "bindingness_partly_binding",
    "non_binding": "bindingness_non_binding",
}
_READ, _DEEPEST, _EFFECTS = Memo(16), Memo(4), Memo(1)
"""Networks that were read: every scenario of a world starts from the same. What no text outdoes. Effects of agreements and networks under the last draws."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An economic instrument as the model sees it.

    Attributes
    ----------
    key
        The World Bank's number, or the id of an instrument that it has not coded.
    label
        Name for readers.
    coded
        Level by the World Bank's cluster; None where it has not coded it.
    chapters
        ``(area, depth)`` of its chapters in the library; empty where it has none there.
    binding
        ``binding``, ``partly_binding`` or ``non_binding``.
    capped_by
        Agreements that cap its depth at the deepest of them: chapters of a treaty that the World Bank has not coded
        have never been applied, and count for no more than those in force.
    """

    key: str
    label: str
    coded: float | None
    chapters: tuple[tuple[str, str], ...] = ()
    binding: str = "binding"
    capped_by: tuple[Agreement, ...] = ()

    def without(self, area: str) -> Agreement:
        """Return the agreement without the chapters of one area, its depth read from the others."""
        kept = tuple(c for c in self.chapters if c[0] != area)
        return Agreement(self.key, self.label, None, kept, self.binding, self.capped_by)


@dataclass(frozen=True)
class Network:
    """Agreements between pairs.

    Attributes
    ----------
    pairs
        Keys of agreements by pair of states, codes in alphabetical order.
    agreements
        By key.
    """

    pairs: Mapping[Pair, frozenset[str]]
    agreements: Mapping[str, Agreement]

    def replaced(self, agreement: Agreement) -> Network:
        """Return the network with another text of one agreement."""
        return Network(self.pairs, {**self.agreements, agreement.key: agreement})

    def with_all(self, agreement: Agreement, states: Iterable[str]) -> Network:
        """Return the network in which an agreement binds all pairs of some states as well."""
        pairs = dict(self.pairs)
        for one, two in combinations(sorted(set(states)), 2):
            pairs[one, two] = pairs.get((one, two), frozenset()) | {agreement.key}
        return Network(pairs, {**self.agreements, agreement.key: agreement})

    def without(self, keys: Iterable[str]) -> Network:
        """Return the network without some agreements."""
        gone = set(keys)
        return Network({pair: held - gone for pair, held in self.pairs.items()}, self.agreements)

    def left_by(self, key: str, states: Collection[str]) -> Network:
        """Return the network in which an agreement binds some states no more."""
        pairs = {
            pair: held - {key} if pair[0] in states or pair[1] in states else held
            for pair, held in self.pairs.items()
        }
        return Network(pairs, self.agreements)

    def effects(self, draws: Draws, states: tuple[str, ...]) -> FloatArray:
        """Return the log effect of each pair's deepest agreement, shape (future, state, state), 0 on the diagonal.

        Those of the last draws are kept, since scenarios share networks and agreements: do not write into them.
        """
        of_draws: Memo = _EFFECTS.get(draws, make=lambda: Memo(1024))
        return of_draws.get(self, states, make=lambda: self._effects(draws, states, of_draws))

    def _effects(self, draws: Draws, states: tuple[str, ...], of_draws: Memo) -> FloatArray:
        known = {
            key: of_draws.get(a, make=partial(effect_of, a, draws)) for key, a in self.agreements.items()
        }
        place = {s: i for i, s in enumerate(states)}
        found = np.zeros((draws.n_futures, len(states), len(states)))
        combined: dict[frozenset[str], FloatArray] = {}
        for (one, two), held in self.pairs.items():
            if not held or one not in place or two not in place:
                continue
            if held not in combined:
                combined[held] = deepest([known[k] for k in sorted(held)])
            i, j = place[one], place[two]
            found[:, i, j] = found[:, j, i] = combined[held]
        return found


@dataclass(frozen=True, slots=True)
class Effect:
    """An agreement's level, and its effect reduced for non-binding parts, shape (future,) each."""

    level: FloatArray
    effect: FloatArray


def deepest(held: list[Effect]) -> FloatArray:
    """Return the effect of the deepest of several agreements, shape (future,); of equally deep ones the larger."""
    level, best = held[0].level.copy(), held[0].effect.copy()
    for other in held[1:]:
        better = (other.level > level) | ((other.level == level) & (other.effect > best))
        level, best = np.where(better, other.level, level), np.where(better, other.effect, best)
    return best


def effect_of(agreement: Agreement, draws: Draws) -> Effect:
    """Return the level of an agreement and its effect on trade in each future."""
    level = level_of(agreement, draws)
    by_depth = assumptions.load().effects(draws)
    below = np.minimum(level.astype(np.int64), len(assumptions.DEPTHS) - 1)
    rows = np.arange(draws.n_futures)
    effect = by_depth[rows, below] + (level - below) * (by_depth[rows, below + 1] - by_depth[rows, below])
    factor = _FULL[agreement.binding]
    share = draws[factor] if factor else np.ones(draws.n_futures)
    return Effect(level * share, effect * share)


def level_of(agreement: Agreement, draws: Draws) -> FloatArray:
    """Return the depth of an agreement in each future, 0 to 3, shape (future,)."""
    if agreement.coded is None:
        level = _level_by_chapters(agreement, draws)
        if not agreement.capped_by:
            return level
        return np.asarray(
            np.minimum(level, np.max([level_of(a, draws) for a in agreement.capped_by], axis=0))
        )
    coded = np.full(draws.n_futures, agreement.coded)
    if not agreement.chapters:
        return coded
    by_owner = draws.labels(assumptions.load().coding) == "owner"
    return np.where(by_owner, coded, _level_by_chapters(agreement, draws))


def score_of(agreement: Agreement, draws: Draws) -> FloatArray:
    """Return the depth of an agreement's chapters together, 0 to 1, shape (future,)."""
    count = {d: sum(depth == d for _, depth in agreement.chapters) for d in assumptions.DEPTHS}
    total = (
        count["deep"]
        + count["medium"] * draws["chapter_medium"]
        + count["shallow"] * draws["chapter_shallow"]
    )
    return np.asarray(np.minimum(total / AREAS, 1.0))


def _level_by_chapters(agreement: Agreement, draws: Draws) -> FloatArray:
    score, level, below = score_of(agreement, draws), np.zeros(draws.n_futures), np.zeros(draws.n_futures)
    for depth in assumptions.DEPTHS:
        mark = draws[f"score_{depth}"]
        level += np.clip((score - below) / (mark - below), 0.0, 1.0)
        below = mark
    return level


def of_instrument(instrument: Instrument, world: World) -> Agreement | None:
    """Return an instrument's economic side, or None where it has none."""
    economy = _economy(instrument)
    if economy is None:
        return None
    chapters = tuple((c["area"], c["depth"]) for c in economy.get("chapters", []))
    number = economy.get("wb_id")
    row = world.agreements.get(number) if number is not None else None
    if number is None or row is None:
        return Agreement(instrument.id, instrument.short, None, chapters, economy["binding"], _deepest(world))
    return Agreement(str(number), instrument.short, _LEVELS[row["depth"]], chapters, economy["binding"])


def _deepest(world: World) -> tuple[Agreement, ...]:
    """Return the agreements in force that no agreement without a code is deeper than."""
    return _DEEPEST.get(world, make=lambda: tuple(_coded(world)))


def _coded(world: World) -> Iterator[Agreement]:
    for name in assumptions.load().deepest:
        found = of_instrument(load_architecture(name).instrument(name), world)
        if found is not None and found.coded is not None:
            yield found


def _economy(instrument: Instrument) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = text_of(instrument).get("economy")
    return found


def parties(instrument: Instrument, date: str) -> tuple[str, ...]:
    """Return the participants in an instrument's economic chapters: parties and associates."""
    return instrument.expand(("parties", "associates"), date)


def in_force(world: World, status_quo: Architecture, date: str) -> Network:
    """Return the agreements of the provider's table and of the library that are in force on a date."""
    return _READ.get(world, status_quo, date, make=lambda: _in_force(world, status_quo, date))


def _in_force(world: World, status_quo: Architecture, date: str) -> Network:
    coded = {
        str(n): Agreement(str(n), row["name"], _LEVELS[row["depth"]]) for n, row in world.agreements.items()
    }
    pairs: dict[Pair, frozenset[str]] = {}
    for one, two in combinations(sorted(world.states), 2):
        ids = world.pair(one, two).figures.get("agreements")
        if ids is not None:
            pairs[one, two] = frozenset(str(ids.value).split())
    network = Network(pairs, coded)
    for instrument, agreement in economic(status_quo, world, date):
        network = network.with_all(agreement, parties(instrument, date))
    return network


def economic(architecture: Architecture, world: World, date: str) -> list[tuple[Instrument, Agreement]]:
    """Return an architecture's instruments with an economic side on a date, without what all others come on top of."""
    base = assumptions.load().base
    found = []
    for instrument in architecture.on(architecture.date or date).instruments:
        agreement = of_instrument(instrument, world) if instrument.id not in base else None
        if agreement is not None:
            found.append((instrument, agreement))
    return found
