"""Rights and duties of associates under a text, in a phrase."""

from __future__ import annotations

from pato.models.membership.seats import Seats
from pato.treaties.norms import Instrument

_KINDS = {
    "defence": "defence",
    "assistance": "assistance",
    "consultation": "consultation",
    "access": "access",
    "arms": "arms",
    "non_aggression": "non-aggression",
    "neutrality": "neutrality",
}


def associates_told(treaty: Instrument, seats: Seats) -> str:
    """Return what associates owe, are owed and take part in, as a phrase."""
    owed = _listed(treaty, "owed_to")
    owes = _listed(treaty, "owed_by")
    parts = [
        f"is owed {owed}" if owed else "is owed nothing by name",
        f"owes {owes}" if owes else "owes nothing by name",
        f"takes {'' if seats.trading else 'no '}part in the economic chapters, where there are any",
        "is bound by the pledge" if seats.paying else "is not bound by the pledge or the common budget",
    ]
    return "; ".join(parts)


def _listed(treaty: Instrument, side: str) -> str:
    """Return the kinds of duty that associates owe or are owed, with their articles."""
    found = [
        f"{_KINDS.get(o.kind, o.kind)} (Article {o.article})"
        for o in treaty.obligations
        if "associates" in getattr(o, side)
    ]
    return ", ".join(dict.fromkeys(found))
