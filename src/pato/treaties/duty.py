"""Duties and traces in answers: kinds, statuses by legal force, and descriptions."""

from typing import Any, NamedTuple

from pato.brief import brief
from pato.treaties.conditions import Step
from pato.treaties.norms import Reading

KINDS = ("defence", "offence", "neutrality", "non_aggression", "consultation", "access", "assistance")
STATUSES = (
    *("obliged", "obliged_on_decision", "obliged_on_request", "disputed"),
    *("coded", "coded_if", "expected", "unilateral", "unknown"),
)
"""By force, the strongest first; ``unilateral`` and ``unknown`` are listed with the others."""
BESIDE = {
    "political_declaration": "expected",
    "none": "expected",
    "domestic_law": "unilateral",
}
"""Statuses that are not duties in international law, by the force of the instrument (T7): promised, or ordered by the debtor's own law."""


def promised(binding: str, kind: str) -> bool:
    """Return whether an instrument's commitment to defend is a promise rather than a duty (T7)."""
    return kind in {"defence", "offence"} and BESIDE.get(binding) == "expected"


COUNTED = ("obliged", "obliged_on_decision", "obliged_on_request", "disputed")
"""Statuses that count as a duty: they start a cascade."""
ANY = "*"
"""Among the decisions of an event: every body has decided."""
ON_REQUEST = {"request_of_victim", "request_of_partner"}
ON_DECISION = {"collective_decision", "unilateral_decision"}


@brief("state", "kind", "to", "status", "instrument", "article", "round")
class Duty(NamedTuple):
    """One duty of one state in one event. It says what is owed, not what will be done (T3).

    Attributes
    ----------
    state
        The debtor.
    to
        The creditor.
    kind, duty
        ATOP's kind (with access and assistance), and what exactly is owed.
    status
        A word of `STATUSES`; ``coded`` and ``coded_if`` (under conditions) are coded by ATOP and have not been read
        here.
    round
        0 for what the event itself triggers, 1 and more for the cascade (T11).
    instrument, short, article, binding
        Its instrument (id and short name) and article, and legal force.
    subject_to
        Conditions that qualify it.
    readings
        The readings that apply, and who holds each (T4).
    limits
        Limits in the debtor's own law.
    nuclear_umbrella
        ``yes``, ``no``, ``ambiguous`` or None: as the file says.
    standing
        Whether it applies at all times, without being triggered by the event.
    because
        For the cascade: the combatant that triggers it.
    note, file, line, checked
        The file's own remark, the place of the obligation, and how it was checked (T5).
    against
        The attackers against whom it is owed (T17).
    victim, role
        The victim for which it is owed, and its role: the ``victim`` named or the ``host`` of the land attacked
        (T18).
    face
        The face of the target to which the article applies: itself, or the land on which it is (T12).
    given
        The answers to open questions under which it is owed; empty for all (T16, T20).
    """

    state: str
    to: tuple[str, ...]
    kind: str
    duty: str
    status: str
    round: int
    instrument: str
    short: str
    article: str
    binding: str
    subject_to: tuple[str, ...]
    readings: tuple[Reading, ...]
    limits: tuple[str, ...]
    nuclear_umbrella: str | None
    standing: bool
    because: str | None
    note: str | None
    file: str
    line: int
    checked: str
    against: tuple[str, ...] = ()
    victim: str = ""
    role: str = "victim"
    face: str | None = None
    given: tuple[str, ...] = ()

    @property
    def case_by_case(self) -> bool:
        """Whether both sides say that it may be owed and that they will decide (T10)."""
        return self.status == "disputed" and any(r.holds == "case_by_case" for r in self.readings)

    def to_dict(self) -> dict[str, Any]:
        """Return the duty as plain values."""
        readings = [
            {"id": r.id, "holds": r.holds, "said_by": list(r.said_by), "text": r.text, "source": r.source}
            for r in self.readings
        ]
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in self._asdict().items()
        } | {"readings": readings, "case_by_case": self.case_by_case}


class Trace(NamedTuple):
    """One rule that was tried for one event, and the first condition that failed, if any (T5)."""

    round: int
    instrument: str
    obligation: str
    article: str
    file: str
    line: int
    debtor: str | None
    outcome: str
    steps: tuple[Step, ...]
    against: str | None = None
    face: str | None = None
    victim: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain values; each step names article, operative words, file and line."""
        steps = [
            step._asdict()
            | {"article": step.article or self.article, "file": self.file, "line": step.line or self.line}
            for step in self.steps
        ]
        return self._asdict() | {"steps": steps}
