"""Text before the articles: the instrument, its dates, and its parties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pato.registry.names import listed
from pato.treaties.draft import wording
from pato.treaties.draft.clauses import Sources
from pato.treaties.draft.tree import Remark

if TYPE_CHECKING:
    from pato.treaties.schema import treaty as schema

_FORMULA = re.compile(
    r"The (States )?Parties to (this|the present) (Treaty|Agreement|Convention)(,.*)?"
    r"|(The Parties h|H)ave agreed as follows:?",
    re.IGNORECASE,
)
MOST_NAMED = 40
"""Largest number of parties in the opening words; more are listed in an annex."""


def dated(treaty: schema.Treaty) -> tuple[str | None, str]:
    """Return the date of the instrument itself, and its kind; None for an unsigned one."""
    if isinstance(treaty.signed, str):
        return treaty.signed, "signature"
    if treaty.in_force is not None:
        return treaty.in_force.from_, "entry into force"
    return None, "undated"


def status(treaty: schema.Treaty) -> Iterator[str]:
    """Yield the instrument, its dates, and the version of this text."""
    kind = wording.capitalised(wording.spoken(treaty.binding)) if treaty.binding != "none" else "Text"
    now = {
        "proposed": "proposed, not in force",
        "signed": "signed, not in force",
        "in_force": "in force",
        "terminated": "no longer in force",
    }[treaty.status]
    dates = []
    if treaty.signed is not None:
        dates.append(f"signed {wording.partial(treaty.signed)}")
    if treaty.in_force is not None:
        dates.append(f"in force {wording.span(treaty.in_force.from_, treaty.in_force.until)}")
    yield f"{kind}, {now}{': ' + ', '.join(dates) if dates else ''}."
    if treaty.status == "proposed":
        yield "Text of a proposal; there is no authentic text."
        return
    checked = {
        "recalled": "recalled from memory of public texts",
        "text": "checked against the text",
        "second_source": "checked against a second source",
    }
    yield f"A rendering of the clauses in our words, {checked[treaty.checked]}; it is not the authentic text."


def opening(treaty: schema.Treaty, *, named: bool) -> str:
    """Return the words before the recitals: who agrees."""
    members = [p.state for p in treaty.parties if p.role == "member"]
    codes = list(dict.fromkeys(members or [p.state for p in treaty.parties]))
    who = wording.names(codes)
    if treaty.binding == "domestic_law":
        return f"Law of {who}."
    if not _is_agreed(treaty):
        stop = "." if _in_sentences(treaty) else ","
        return f"{wording.capitalised(who)}{stop}" if named else f"The states named in the Annex{stop}"
    if _in_sentences(treaty):
        return f"The Parties to this {_noun(treaty)} are {who if named else 'named in the Annex'}."
    return f"The Parties to this {_noun(treaty)}, {who}," if named else "The Parties named in the Annex,"


def recitals(treaty: schema.Treaty) -> list[str]:
    """Return the recitals, without the words before and after them where the authors wrote those too."""
    return [text for text in treaty.preamble if not _FORMULA.fullmatch(" ".join(text.split()))]


def enacting(treaty: schema.Treaty) -> str:
    """Return the words after the recitals."""
    if _is_agreed(treaty):
        return "The Parties have agreed as follows:" if _in_sentences(treaty) else "Have agreed as follows:"
    return "Enacted as follows:" if treaty.binding == "domestic_law" else "Declare as follows:"


def _is_agreed(treaty: schema.Treaty) -> bool:
    return treaty.binding in {"treaty", "executive_agreement"}


def _in_sentences(treaty: schema.Treaty) -> bool:
    """Return whether the recitals are sentences of their own, and no parts of one that the parties are the subject of."""
    return any(text.rstrip().endswith(".") for text in recitals(treaty))


def _noun(treaty: schema.Treaty) -> str:
    return "Treaty" if treaty.binding == "treaty" else "Agreement"


def remarks(treaty: schema.Treaty, sources: Sources) -> tuple[Remark, ...]:
    """Return remarks on the instrument as a whole, its members and limits in their own law."""
    found = [Remark("Note", text) for text in treaty.notes]
    if treaty.supersedes:
        found.append(Remark("Takes the place of", ", ".join(treaty.supersedes)))
    if treaty.in_force and treaty.in_force.why:
        found.append(Remark("Dates", treaty.in_force.why))
    if treaty.depositary:
        found.append(Remark("Depositary", depositary(treaty.depositary)))
    found += [Remark("Member", text) for p in treaty.parties if (text := _member(p))]
    found += [
        Remark(f"Declaration of {wording.name(p.state)}", f"{d.kind}: {d.text}", sources.of(d.source))
        for p in treaty.parties
        for d in p.declarations
    ]
    if scope := treaty.applies_to:
        where = "; ".join(
            f"{what} {listed(names)}"
            for what, names in (("not to", scope.except_), ("disputed for", scope.disputed))
            if names
        )
        cited = sources.of(scope.source) if scope.source else ()
        found.append(Remark("Where it applies", f"{where} ({scope.article or 'scope'}).", cited))
    for limit in treaty.domestic_limits:
        dates = wording.span(limit.from_, limit.until)
        text = f"{limit.label.rstrip('.')}{f' ({dates})' if dates else ''}. This {limit.effect} what it can do under the instrument."
        found.append(Remark(f"Law of {wording.name(limit.state)}", text, sources.of(limit.source)))
    return tuple(found)


def depositary(said: str) -> str:
    """Return a depositary by its name."""
    return wording.capitalised(wording.speaker(said))


def _member(party: schema.Party) -> str:
    parts = []
    if said := wording.span(party.from_, party.until):
        parts.append(said)
    for rest in party.suspended:
        whose = f"duties of {wording.name(rest.by)} towards it" if rest.by else "its rights and duties"
        why = f": {rest.why.rstrip('.')}" if rest.why else ""
        parts.append(f"{whose} suspended {wording.span(rest.from_, rest.until)}{why}")
    if party.recognised_by is not None:
        parts.append(f"recognised by {wording.names(party.recognised_by) or 'no Party'}")
    if party.reservation:
        parts.append(f"reservation: {party.reservation.rstrip('.')}")
    if party.note:
        parts.append(party.note.rstrip("."))
    role = f" ({party.role})" if party.role != "member" else ""
    who = wording.capitalised(wording.name(party.state))
    return f"{who}{role}: {'; '.join(parts)}." if parts else ""
