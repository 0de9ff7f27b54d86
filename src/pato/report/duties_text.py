"""The answer to an event as a person reads it on a terminal: grouped, with readings and limits below.

Light: `pato who` prints this (C9).
"""

from __future__ import annotations

from pato.cells import printable
from pato.table import Table
from pato.treaties.cascade import Answer, headline
from pato.treaties.duties import KINDS, Duty

_EXPRESS_THREATS = {"threat_of_force", "ultimatum", "nuclear_threat", "declaration_of_war"}
_STATUS = {
    "obliged": "obliged",
    "obliged_on_request": "obliged on request",
    "obliged_on_decision": "obliged on decision",
    "disputed": "DISPUTED",
}


def answer_text(answer: Answer, width: int | None = None) -> str:
    """Return the whole answer as text of the given width."""
    event = answer.event
    called = [d for d in answer.duties if d.round == 0 and not d.standing and d.kind != "non_aggression"]
    broken = [d for d in answer.duties if d.round == 0 and d.kind == "non_aggression"]
    standing = [d for d in answer.duties if d.standing and d.round == 0]
    later = [d for d in answer.duties if d.round > 0]
    marks = _Marks()
    parts = [f"{headline(event)}\nArchitecture: {answer.architecture}\n"]
    parts.append(
        _table("What the event itself calls (round 0)", called, marks, width)
        if called
        else "No state owes anything that this event calls.\n"
    )
    if later:
        parts.append(
            _table(
                "The cascade: owed to those who fight, if they are struck in turn",
                later,
                marks,
                width,
                rounds=True,
            )
        )
    if broken:
        parts.append(f"{_broken(answer)}: " + "; ".join(_pledge(d) for d in broken) + ".\n")
    if standing:
        parts.append(_table("Standing duties that bear on it", standing, marks, width))
    parts.append(marks.text())
    parts.append("\n".join(printable(note) for note in answer.notes) + "\n")
    return "\n".join(part for part in parts if part.strip())


class _Marks:
    """Numbers the readings and limits that rows refer to, and lists them once below the tables."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def of(self, duty: Duty) -> str:
        lines = [
            f"{duty.short} {duty.article}, reading '{r.id}': {'holds' if r.holds else 'does not hold'}, {_says(r.said_by)} ({r.source})"
            for r in duty.readings
        ]
        lines += [f"{duty.state}: {limit}" for limit in duty.limits if duty.kind == "defence"]
        return "".join(f"[{self._lines.setdefault(line, len(self._lines) + 1)}]" for line in lines)

    def text(self) -> str:
        return "".join(f"[{number}] {printable(line)}\n" for line, number in self._lines.items())


def _says(who: tuple[str, ...]) -> str:
    return f"{'say' if len(who) > 1 else 'says'} {', '.join(who)}"


def _broken(answer: Answer) -> str:
    """Say what the act does to pledges: a test or an unsafe manoeuvre breaks one only if it threatens with force."""
    act = answer.event.act
    said = act.legal_class != "threat" or act.id in _EXPRESS_THREATS
    return "Pledges that the act breaks" + ("" if said else ", if it is a threat of force")


def _pledge(duty: Duty) -> str:
    return f"{duty.state} to {', '.join(duty.to)} ({duty.short} {duty.article})"


def _table(title: str, duties: list[Duty], marks: _Marks, width: int | None, *, rounds: bool = False) -> str:
    groups: dict[tuple[object, ...], list[Duty]] = {}
    for d in sorted(duties, key=lambda d: (d.round, KINDS.index(d.kind), d.instrument, d.article)):
        groups.setdefault(
            (d.round if rounds else 0, d.kind, d.duty, d.status, d.instrument, d.article, marks.of(d), d.to),
            [],
        ).append(d)
    rows = [
        (
            *((key[0],) if rounds else ()),
            ", ".join(dict.fromkeys(d.state for d in found)),
            f"{str(key[1]).replace('_', ' ')}: {str(key[2]).replace('_', ' ')}"
            if not rounds
            else str(key[1]),
            ", ".join(dict.fromkeys(state for d in found for state in d.to)),
            f"{_STATUS[str(key[3])]} {key[6]}".strip(),
            f"{found[0].short}, {key[5]}"
            + ("" if found[0].binding == "treaty" else f" ({found[0].binding.replace('_', ' ')})"),
            ", ".join(word.replace("_", " ") for word in found[0].subject_to) or None,
        )
        for key, found in groups.items()
    ]
    columns = (*(("round",) if rounds else ()), "who", "owes", "to", "status", "under", "subject to")
    return Table(columns, rows, title=title).to_text(width)
