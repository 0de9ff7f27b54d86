"""Associates of a treaty: whether it knows any, and which of its parts apply to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pato.treaties.load import text_of
from pato.treaties.norms import Instrument

ASSOCIATE = "associate"


def has_class(treaty: Instrument) -> bool:
    """Return whether a treaty describes associates as a class of its own."""
    return "associate" in (_text(treaty).get("classes") or {})


def knows_associates(treaty: Instrument) -> bool:
    """Return whether a treaty has associates: a class, a party of that role, or duties by or to them."""
    if has_class(treaty) or any(m.role == ASSOCIATE for m in treaty.members):
        return True
    return any("associates" in (*o.owed_by, *o.owed_to) for o in treaty.obligations)


def applies_to_associates(treaty: Instrument, clause: str) -> bool:
    """Return whether the part of a treaty that contains a clause applies to associates.

    Parameters
    ----------
    clause
        ``economy``, ``burden`` or ``standards``.

    Notes
    -----
    Where a class names its parts, the part decides that holds the clause's article; otherwise all parts apply.
    """
    text = _text(treaty)
    parts = (text.get("classes") or {}).get("associate", {}).get("parts")
    if not parts:
        return True
    articles = _articles_of(text.get(clause) or {})
    held = {_part_of(text, a) for a in articles} - {None}
    return not held or bool(held & set(parts))


def _text(treaty: Instrument) -> Mapping[str, Any]:
    """Return the text of a treaty; None for one coded by a data set."""
    return {} if treaty.checked == "data" else text_of(treaty)


def _articles_of(clause: Mapping[str, Any] | list[Mapping[str, Any]]) -> list[int]:
    """Return the numbers of the articles that contain one or more clauses and their chapters."""
    each = clause if isinstance(clause, list) else [clause, *clause.get("chapters", ())]
    named = [c.get("article") for c in each]
    found = (_number(str(a)) for a in named if a is not None)
    return [n for n in found if n is not None]


def _part_of(text: Mapping[str, Any], article: int) -> str | None:
    """Return the part of an article: its own, or that of the last one written out before it."""
    written = [
        (number, a["part"])
        for a in text.get("articles", ())
        if a.get("part") and (number := _number(str(a["number"]))) is not None and number <= article
    ]
    return max(written, key=lambda w: w[0])[1] if written else None


def _number(article: str) -> int | None:
    found = re.match(r"\d+", article)
    return int(found.group()) if found else None
