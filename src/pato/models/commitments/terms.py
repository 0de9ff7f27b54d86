"""Obligations of one state to another, as models read them: terms of instruments, and profiles of contingencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pato.treaties.commitments import Commitment, Part
from pato.treaties.norms import Instrument
from pato.treaties.tried import KINDS

DUTIES = (
    "assist_with_force",
    "act_to_meet_common_danger",
    "assist_as_deemed_necessary",
    "provide_assistance",
    "consult",
)
"""Duties that models count, from the strongest to the weakest; arms and other help in peace are not among them."""


class Term(NamedTuple):
    """Obligations of one instrument in some of a contingency's events.

    Attributes
    ----------
    duty
        A word of `DUTIES`.
    status
        As the engine says (`pato.treaties.duty.STATUSES`).
    share
        Share of the contingency's events, above 0 to 1.
    readings
        The readings that dispute it, as ``INSTRUMENT/READING``, each with whether it holds that the duty is owed.
    body
        The instrument with the body that must decide first, or empty.
    own_decision
        Whether each state decides for itself first.
    """

    duty: str
    status: str
    share: float
    readings: tuple[tuple[str, bool | str], ...]
    body: str
    own_decision: bool


class Cell(NamedTuple):
    """One contingency of a profile: its id, and the obligations of each instrument; empty if there are none."""

    contingency: str
    asked: tuple[tuple[Term, ...], ...]


class Profile(NamedTuple):
    """One state's obligations to another against a third, in all contingencies that can affect the target.

    Attributes
    ----------
    target
        Its code where contingencies have weights of its own, else empty.
    cells
        One a contingency.
    """

    target: str
    cells: tuple[Cell, ...]

    @property
    def bodies(self) -> set[str]:
        """The instruments with bodies that must decide first."""
        return {t.body for c in self.cells for terms in c.asked for t in terms if t.body}


def asked_of(found: Iterable[Commitment], instrument: Instrument) -> tuple[tuple[Term, ...], ...]:
    """Return a defender's obligations under an instrument in one contingency: all kinds together, and each alone.

    Alone they matter where the stronger kind is disputed or waits for a decision: the weaker one is owed all the same.
    """
    kinds: dict[str, list[Term]] = {}
    for one in found:
        terms = [t for part in one.parts if (t := _term(part, instrument)) is not None]
        if terms:
            kinds[one.kind] = terms
    if not kinds:
        return ()
    return (_together(kinds), *(tuple(t) for t in kinds.values() if len(kinds) > 1))


def _together(by_kind: Mapping[str, Sequence[Term]]) -> tuple[Term, ...]:
    """Return the terms of all kinds, a weaker kind only for the share of events that a stronger one leaves."""
    found: list[Term] = []
    left = 1.0
    for terms in (by_kind.get(kind, ()) for kind in KINDS):
        whole = sum(t.share for t in terms)
        if whole > 0.0 and left > 0.0:
            part = min(whole, left)
            found += [t._replace(share=t.share * part / whole) for t in terms]
            left -= part
    return tuple(found)


def _term(part: Part, instrument: Instrument) -> Term | None:
    if part.standing or part.duty not in DUTIES:
        return None
    decided = part.status == "obliged_on_decision"
    together = "collective_decision" in part.conditions
    return Term(
        part.duty,
        part.status,
        part.share,
        tuple((f"{instrument.id}/{name}", holds) for name, holds in part.readings),
        instrument.id if together and decided else "",
        decided and not together,
    )
