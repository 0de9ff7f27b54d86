"""Challengers that a text may treat differently from all others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from pato.memo import Memo
from pato.treaties.contingencies import Contingency, at_home, holders
from pato.treaties.norms import Instrument
from pato.treaties.tried import KINDS, asks_of

_NAMED = Memo(4096)


class Singled(NamedTuple):
    """Challengers that may be treated differently from all others.

    Attributes
    ----------
    codes
        Individually: those that a text names, those that hold or lost a place where the target could be attacked, and
        claimants of one if a text depends on titles.
    parties
        The parties of each text that asks whether the attacker is one: all of one such text that are no party of another alike.
    """

    codes: frozenset[str]
    parties: tuple[frozenset[str], ...]

    def sort(self, challenger: str) -> str:
        """Return the key shared by challengers that are treated alike; empty for all others.

        All states owe the same against all challengers with one key, except the challenger itself, which owes
        nothing.
        """
        if challenger in self.codes:
            return challenger
        inside = [str(i) for i, parties in enumerate(self.parties) if challenger in parties]
        return f"party {' '.join(inside)}" if inside else ""


def singled_out(
    instruments: Sequence[Instrument],
    asked: Sequence[Contingency],
    target: str,
    date: str,
    granted: tuple[str, ...],
) -> Singled:
    """Return the challengers that some instruments may treat differently from all others.

    Parameters
    ----------
    instruments, asked, target, date
        The request.
    granted
        States that grant the target access to their soil.
    """
    named = [_NAMED.get(i, date, make=partial(_attackers_named, i, date)) for i in instruments]
    titles = any(n.titles for n in named)
    codes: set[str] = set().union(*(n.codes for n in named))
    for contingency in asked:
        held = counted(contingency, granted)
        codes |= (holders if titles else at_home)(contingency, target, date, held)
    return Singled(frozenset(codes), tuple(n.parties for n in named if n.parties))


class _Named(NamedTuple):
    """A text's conditions on attackers: codes, its parties if it refers to them, and whether it depends on titles."""

    codes: frozenset[str]
    parties: frozenset[str]
    titles: bool


def _attackers_named(instrument: Instrument, date: str) -> _Named:
    asks = [asks_of(instrument, o) for o in instrument.obligations if o.kind in KINDS]
    parties = frozenset(instrument.parties_on(date)) if any(a.by_party for a in asks) else frozenset()
    codes: frozenset[str] = frozenset().union(*(a.attackers for a in asks))
    return _Named(codes, parties, any(a.title for a in asks))


def counted(contingency: Contingency, granted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the states with territory to which access counts in a contingency."""
    return granted if (contingency.where or {}).get("granted_to_target") else ()
