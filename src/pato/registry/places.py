"""Places that treaties depend on: position, sovereign, administrator, and dates.

``sovereign`` is the state whose territory the place is, as that state holds and most others accept; it is None where
that is open, or where there is no territory (shoals under water, the high seas). ``administrator`` is who holds it in
fact. A third state's claim is ``contested_by`` (against a sovereign) and does not make a duty disputed.
"""

from functools import cache
from typing import NamedTuple

from pato.errors import UnknownNameError, unknown
from pato.registry import source
from pato.registry.dates import contains, iso_date
from pato.registry.names import fold


class Tenure(NamedTuple):
    """Sovereign and administrator of a place in ``[start, end)``, and whether it was metropolitan territory then."""

    start: str | None
    end: str | None
    sovereign: str | None
    administrator: str | None
    metropolitan: bool
    by_agreement: bool = False


class Place(NamedTuple):
    """A place at present or, from `at`, on a date.

    Attributes
    ----------
    id, name, aliases
        Its word in files (kebab-case), its name for readers, and other names.
    lat, lon
        WGS84 degrees; for an area a point that lies in it.
    kind
        ``capital``, ``city``, ``island``, ``feature`` (reef, shoal, rock), ``base``, ``border``, ``territory``,
        ``region`` or ``waters``.
    sovereign, administrator
        ISO codes or None; see the module.
    claimed_by
        All states that claim it, where the sovereign is open.
    contested_by
        States that contest the sovereign's title.
    eez_of
        For features and waters: the state in whose exclusive economic zone or shelf it lies as far as a tribunal or
        the geography decides; None where that is open or does not apply.
    region
        A word of the vocabulary of regions of `pato.registry.states`.
    ocean
        ``pacific``, ``atlantic``, ``indian``, ``arctic`` or ``mediterranean``; None inland.
    sea
        The marginal sea (``south-china-sea``), or None.
    island
        Whether it is an island (or on one), not on a mainland.
    metropolitan
        Whether it is part of the metropolitan territory of its sovereign, not an overseas or dependent one.
    history
        Tenures before the present one, where the registry knows them.
    note, checked
        Notes for readers; ``recalled``, ``text`` or ``second_source``.
    zone
        ``land``, ``port``, ``territorial_sea``, ``eez``, ``high_seas`` or ``air`` if given; None leaves it to its
        kind and to the target there (`pato.treaties.faces.zone_of`).
    taken_from
        States from which the holder took it by force, where the title is open.
    by_agreement
        Whether the administrator holds it by a lease or treaty with the sovereign, not by force.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    lat: float
    lon: float
    sovereign: str | None
    administrator: str | None
    claimed_by: tuple[str, ...]
    contested_by: tuple[str, ...]
    eez_of: str | None
    region: str
    ocean: str | None
    sea: str | None
    island: bool
    metropolitan: bool
    history: tuple[Tenure, ...]
    note: str
    checked: str
    zone: str | None = None
    taken_from: tuple[str, ...] = ()
    by_agreement: bool = False

    def at(self, date: str) -> "Place":
        """Return the place with the sovereign and administrator of a date.

        Dates before the first tenure in the registry use that first one.
        """
        day = iso_date(date)
        for tenure in self.history:
            if contains(day, tenure.start, tenure.end):
                return self._replace(
                    sovereign=tenure.sovereign,
                    administrator=tenure.administrator,
                    metropolitan=tenure.metropolitan,
                    by_agreement=tenure.by_agreement,
                )
        return self


def place(word: str, *, date: str | None = None) -> Place:
    """Return the place that an id or another name means, as it stood on a date if one is given.

    Raises
    ------
    UnknownNameError
        If the registry has no such place; the message names the nearest one.
    """
    document = source.load("places")
    found = word if word in document["places"] else document.index("place").get(fold(word))
    if found is None:
        raise UnknownNameError(unknown("place", word, document["places"]))
    there = _place(found)
    return there if date is None else there.at(date)


def coasts_of(state: str) -> tuple[str, ...]:
    """Return the oceans on which the registry has a coast of a state; empty for one inland."""
    return tuple(source.load("places").index("coasts").get(state, ()))


def places(*, region: str | None = None) -> tuple[Place, ...]:
    """Return all places, sorted by id, or those of one region."""
    every = (_place(id_) for id_ in sorted(source.load("places")["places"]))
    return tuple(p for p in every if region is None or p.region == region)


@cache
def _place(id_: str) -> Place:
    record = dict(source.load("places")["places"][id_])
    for field in ("aliases", "claimed_by", "contested_by", "taken_from"):
        record[field] = tuple(record[field])
    record["history"] = tuple(Tenure(*tenure) for tenure in record["history"])
    return Place(id=id_, **record)
