"""What one obligation makes one state owe another, whatever happens: what matrices, gaps and burdens are made of."""

from collections.abc import Iterator
from typing import NamedTuple

from pato.brief import brief
from pato.registry.dates import contains
from pato.treaties.duties import BESIDE, ON_DECISION, ON_REQUEST
from pato.treaties.norms import Instrument, Obligation


@brief("debtor", "creditor", "kind", "instrument", "article")
class Relation(NamedTuple):
    """One state owes one thing to another, under one article, in a half-open span of dates.

    Attributes
    ----------
    debtor, creditor
        ISO codes.
    kind, duty
        As in `pato.treaties.duties.Duty`.
    limited
        The area of the instrument to which the obligation is limited, or None.
    disputed
        Whether readings disagree on the obligation as a whole, not only on some events (T4).
    """

    debtor: str
    creditor: str
    kind: str
    duty: str
    instrument: str
    short: str
    article: str
    binding: str
    subject_to: tuple[str, ...]
    limited: str | None
    disputed: bool
    readings: tuple[str, ...]
    note: str | None
    checked: str
    file: str
    line: int

    @property
    def status(self) -> str:
        """How it is owed, whatever happens: a word of `pato.treaties.duties.STATUSES`."""
        if self.checked == "coded":
            return "coded_if" if self.subject_to else "coded"
        if self.disputed:
            return "disputed"
        if self.binding in BESIDE:
            return BESIDE[self.binding]
        asked = set(self.subject_to)
        return (
            "obliged_on_decision"
            if asked & ON_DECISION
            else "obliged_on_request"
            if asked & ON_REQUEST
            else "obliged"
        )


def relations_of(instrument: Instrument, obligation: Obligation, date: str) -> Iterator[Relation]:
    """Yield what one obligation makes each debtor owe each creditor on a date; a promise of defence is no duty (T7)."""
    if obligation.kind in {"defence", "offence"} and BESIDE.get(instrument.binding) == "expected":
        return
    creditors = instrument.expand(obligation.owed_to, date)
    for debtor in instrument.expand(obligation.owed_by, date):
        for creditor in creditors:
            if debtor != creditor and not instrument.suspended_towards(debtor, creditor, date):
                yield Relation(
                    debtor,
                    creditor,
                    obligation.kind,
                    obligation.duty,
                    instrument.id,
                    instrument.short,
                    obligation.article,
                    instrument.binding,
                    obligation.subject_to,
                    obligation.when.area if obligation.when else None,
                    _disputed(obligation, debtor, creditor, date),
                    tuple(r.id for r in obligation.readings),
                    obligation.note,
                    obligation.checked,
                    instrument.file,
                    obligation.line,
                )


def _disputed(obligation: Obligation, debtor: str, creditor: str, date: str) -> bool:
    """Return whether readings that speak of no particular event disagree on whether this is owed at all."""
    if not obligation.readings:
        return False
    when = obligation.when
    answers = {
        r.holds
        for r in obligation.readings
        if not any((r.about.on, r.about.place, r.about.by, r.about.author))
        and (r.about.act is None or (when is not None and set(r.about.act) <= set(when.act or ())))
        and (r.about.area is None or (when is not None and r.about.area == when.area))
        and (r.about.owed_by is None or debtor in r.about.owed_by)
        and (r.about.owed_to is None or creditor in r.about.owed_to)
        and contains(date, r.about.start, r.about.end)
    }
    return len(answers) == 2
