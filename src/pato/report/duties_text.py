"""The answer to an event as a person reads it on a terminal: grouped, with readings and limits below.

Light: `pato who` prints this (C9).
"""

from __future__ import annotations

from pato.cells import printable
from pato.table import Table
from pato.treaties.cascade import Answer, headline, says
from pato.treaties.duty import KINDS, Duty, Trace

_EXPRESS_THREATS = {"threat_of_force", "ultimatum", "nuclear_threat", "declaration_of_war"}
_MANY = 3
"""Largest number of answers to open questions with named columns; for more, columns have letters."""
_STATUS = {
    "obliged": "obliged",
    "obliged_on_request": "obliged on request",
    "obliged_on_decision": "obliged on decision",
    "disputed": "DISPUTED",
    "coded": "coded, not read",
    "coded_if": "coded, on conditions",
    "expected": "expected, no duty",
    "unilateral": "by its own law",
    "unknown": "not known",
}


def answer_text(answer: Answer, width: int | None = None) -> str:
    """Return the whole answer as text of the given width."""
    event = answer.event
    marks = _Marks()
    parts = [f"{headline(event)}\nArchitecture: {answer.architecture}\n", _legend(answer.variants)]
    for victim in event.all_victims:
        parts += _about(answer, victim, "victim", marks, width)
    later = [d for d in answer.duties if d.round > 0]
    if later:
        title = "The cascade: owed to those who fight, if they are struck in turn"
        parts.append(_table(title, later, marks, width, answer, rounds=True))
    for host in dict.fromkeys(d.victim for d in answer.duties if d.role == "host"):
        parts += _about(answer, host, "host", marks, width)
    parts.append(marks.text())
    parts.append("\n".join(map(printable, (*answer.notes, answer.coverage.sentence()))) + "\n")
    return "\n".join(part for part in parts if part.strip())


def _about(answer: Answer, whose: str, role: str, marks: _Marks, width: int | None) -> list[str]:
    """Return the tables of one attacked state: obligations triggered, commitments broken, and obligations that remain."""
    own = [d for d in answer.duties if d.round == 0 and d.role == role and d.victim in {whose, ""}]
    coded = [d for d in own if d.checked == "coded" and d.kind != "non_aggression"]
    called = [d for d in own if not d.standing and d.kind != "non_aggression" and d.checked != "coded"]
    broken = [d for d in own if d.kind == "non_aggression"]
    standing = [d for d in own if d.standing]
    several = len(answer.event.all_victims) > 1
    title = f"Obligations triggered directly by the event (round 0){f', for {whose}' if several else ''}"
    if role == "host":
        title = f"Separately: {whose} holds the land struck and is a victim too (host)"
    parts = []
    if called:
        parts.append(_table(title, called, marks, width, answer))
    elif role == "victim":
        parts.append(f"{_nothing(answer, coded)}{f', for {whose}' if several else ''}.\n")
    if coded:
        title = "What ATOP codes, and nobody here has read: no cascade follows from it"
        parts.append(_table(title, coded, marks, width, answer))
    if broken:
        parts.append(f"{_broken(answer)}: " + "; ".join(_pledge(d) for d in broken) + ".\n")
    if standing:
        parts.append(_table("Standing duties that bear on it", standing, marks, width, answer))
    return parts


def _nothing(answer: Answer, coded: list[Duty]) -> str:
    """Say that no state owes anything only if all known instruments were examined (T6)."""
    if coded:
        return "Nothing that the library holds calls any state to act; what ATOP codes does"
    if answer.coverage.complete:
        return "No state owes anything that this event calls"
    return "Nothing that the library holds calls any state to act, and whether another instrument does is not known"


class _Marks:
    """Numbers the readings and limits that rows refer to, and lists them once below the tables."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def of(self, duty: Duty) -> str:
        lines = [
            f"{duty.short} {duty.article}, reading '{r.id}': {says(r.holds)}, {_says(r.said_by)} ({r.source})"
            for r in duty.readings
        ]
        lines += [f"{duty.state}: {limit}" for limit in duty.limits if duty.kind == "defence"]
        return "".join(f"[{self._lines.setdefault(line, len(self._lines) + 1)}]" for line in lines)

    def text(self) -> str:
        return "".join(f"[{number}] {printable(line)}\n" for line, number in self._lines.items())


def _says(who: tuple[str, ...]) -> str:
    return f"{'say' if len(who) > 1 else 'says'} {', '.join(who)}"


def _broken(answer: Answer) -> str:
    """Say which commitments the act breaks: a test or an unsafe manoeuvre breaks one only if it threatens force."""
    act = answer.event.act
    said = act.legal_class != "threat" or act.id in _EXPRESS_THREATS
    return "Pledges that the act breaks" + ("" if said else ", if it is a threat of force")


def _pledge(duty: Duty) -> str:
    how = ", disputed" if duty.status == "disputed" else ""
    return f"{duty.state} to {', '.join(duty.to)} ({duty.short} {duty.article}{how})"


def _attackers(duty: Duty, lends: tuple[str, ...]) -> str | None:
    return ", ".join(f"{a} (by lending)" if a in lends else a for a in duty.against) or None


def _table(
    title: str,
    duties: list[Duty],
    marks: _Marks,
    width: int | None,
    answer: Answer,
    *,
    rounds: bool = False,
) -> str:
    variants = answer.variants
    groups: dict[tuple[object, ...], list[Duty]] = {}
    for d in sorted(duties, key=lambda d: (d.round, KINDS.index(d.kind), d.instrument, d.article)):
        same = (d.kind, d.duty, d.status, d.instrument, d.article, marks.of(d), d.to, d.against, d.given)
        groups.setdefault((d.round if rounds else 0, *same), []).append(d)
    attackers = {d.against for d in duties if d.against}
    named = len(attackers) > 1 or any(len(a) > 1 for a in attackers)
    rows = [
        (
            *((key[0],) if rounds else ()),
            ", ".join(dict.fromkeys(d.state for d in found)),
            found[0].kind.replace("_", " ") + ("" if rounds else f": {found[0].duty.replace('_', ' ')}"),
            ", ".join(dict.fromkeys(state for d in found for state in d.to)),
            *((_attackers(found[0], answer.event.lends),) if named else ()),
            *_statuses(found[0], str(key[6]), variants),
            f"{found[0].short}, {found[0].article}"
            + ("" if found[0].binding == "treaty" else f" ({found[0].binding.replace('_', ' ')})"),
            _subject(found[0], variants),
        )
        for key, found in groups.items()
    ]
    columns = (
        *(("round",) if rounds else ()),
        *("who", "owes", "to"),
        *(("against",) if named else ()),
        *(_columns(variants) or ("status",)),
        *("under", "subject to"),
    )
    return Table(columns, rows, title=title).to_text(width)


def _columns(variants: tuple[str, ...]) -> tuple[str, ...]:
    """Return a column heading for each answer to the open questions: a letter if there are many."""
    return tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(variants)]) if _MANY < len(variants) <= 26 else variants


def _legend(variants: tuple[str, ...]) -> str:
    columns = _columns(variants)
    if columns == variants:
        return ""
    return (
        "Left open, one column each: "
        + "; ".join(f"{c} {v}" for c, v in zip(columns, variants, strict=True))
        + ".\n"
    )


def _statuses(duty: Duty, mark: str, variants: tuple[str, ...]) -> list[str | None]:
    """Return the status, or one for each answer to the open questions; None where nothing is owed (T20)."""
    said = f"{'CASE BY CASE' if duty.case_by_case else _STATUS[duty.status]} {mark}".strip()
    inside = set(variants) & set(duty.given)
    return [said if v in inside or not inside else None for v in variants] or [said]


def _subject(duty: Duty, variants: tuple[str, ...]) -> str | None:
    words = [word.replace("_", " ") for word in duty.subject_to]
    words += [f"if {one}" for one in duty.given if one not in variants]
    return ", ".join(words) or None


def trace_text(traces: tuple[Trace, ...]) -> str:
    """Return every rule that was tried, with the words of the text and the line of the file (T5, T15)."""
    lines = ["", "Rules that were tried:"]
    for t in traces:
        who = f" {t.debtor}" if t.debtor else ""
        how = f", struck as {t.face.replace('_', ' ')}" if t.face else ""
        against = f" against {t.against}" if t.against else ""
        lines.append(
            f"  round {t.round}  {t.file}:{t.line}  {t.instrument} Article {t.article} ({t.obligation}){who}{against}{how}: {t.outcome}"
        )
        for step in t.steps:
            mark = {True: "holds", False: "FAILS", None: "unknown"}[step.held]
            said = (
                f' "{step.words}" (Article {step.article or t.article}, line {step.line or t.line})'
                if step.words
                else ""
            )
            lines.append(f"      {mark:8}{step.condition}: {step.text}{said}")
    return "\n".join(printable(line) for line in lines) + "\n"
