"""Gaps in part: pairs that owe each other defence in some contingencies and not in others, "covered at home, not at sea"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pato.registry import states
from pato.treaties.access import granting
from pato.treaties.architecture import Architecture
from pato.treaties.commitments import commitments_of, concerned
from pato.treaties.contingencies import Contingency, contingencies, events_of
from pato.treaties.tried import KINDS

OWED = frozenset({"obliged", "obliged_on_request", "obliged_on_decision"})
"""Statuses that close a gap; disputed and declared obligations and a state's own law do not."""
ATTACKERS = ("CHN", "PRK", "RUS")
"""Default attackers: the first of them that is not in the group and existed on the date."""
_WAR = "war"
_WHOLE = 1.0 - 1e-9


class Covered(NamedTuple):
    """A contingency, and the share of its places in which one state owes another defence, 0 to 1; and whether some of it is disputed."""

    contingency: str
    share: float
    disputed: bool

    @property
    def words(self) -> str:
        """Return it in words: 'home territory', 'outlying islands (40 %)'."""
        name = _words(self.contingency)
        if 0.0 < self.share < _WHOLE:
            return f"{name} ({self.share:.0%})".replace("%", " %")
        return f"{name} (disputed)" if self.disputed and not self.share else name


class Partial(NamedTuple):
    """One state's obligations to another against an attacker, by contingency, if defence is owed in some and not in all."""

    defender: str
    target: str
    challenger: str
    cells: tuple[Covered, ...]

    @property
    def covered(self) -> str:
        """Return the contingencies in which defence is owed, fully or in some places."""
        return ", ".join(c.words for c in self.cells if c.share > 0.0)

    @property
    def uncovered(self) -> str:
        """Return the contingencies in which none is owed."""
        return ", ".join(c.words for c in self.cells if c.share <= 0.0)


def _words(contingency: str) -> str:
    sea = "at-sea-"
    if contingency.startswith(sea):
        return f"at sea in the {contingency.removeprefix(sea).replace('-', ' ').title()}"
    return contingency.replace("-", " ")


def attacker(group: Iterable[str], date: str) -> str | None:
    """Return the default attacker; None if each of `ATTACKERS` is in the group or did not exist."""
    members = set(group)
    return next((c for c in ATTACKERS if c not in members and states.state(c).existed_on(date)), None)


def partial_gaps(
    architecture: Architecture, group: Sequence[str], date: str, challenger: str, *, kind: str = "defence"
) -> list[Partial]:
    """Return the obligations between states of a group that are owed in some contingencies and not in all.

    Only contingencies of armed attack count: pressure, cyber operations and satellites are no gap in a defence obligation.

    Parameters
    ----------
    architecture, date
        The instruments that count, and the day.
    group
        ISO codes.
    challenger
        The attacker.
    kind
        ``defence``, ``assistance`` or ``consultation``; of other kinds there is nothing.
    """
    if kind not in KINDS:
        return []
    day = architecture.on(date)
    asked = [c for c in contingencies() if c.level == _WAR]
    found: list[Partial] = []
    for target in (t for t in group if t != challenger):
        owed = _owed(day, target, date, challenger, kind, asked)
        for defender in (d for d in group if d in owed and d not in {target, challenger}):
            cells = owed[defender]
            if any(c.share for c in cells) and any(c.share < _WHOLE for c in cells):
                found.append(Partial(defender, target, challenger, cells))
    return sorted(found, key=lambda p: (group.index(p.defender), group.index(p.target)))


def _owed(
    day: Architecture, target: str, date: str, challenger: str, kind: str, asked: Sequence[Contingency]
) -> dict[str, tuple[Covered, ...]]:
    granted = granting(day, date).get(target, ())
    binding = concerned(day, date).get(target, ())
    possible = [c for c in asked if _befalls(c, target, challenger, date, granted)]
    found: dict[str, dict[str, Covered]] = {}
    for contingency in possible:
        for instrument in binding:
            for one in commitments_of(instrument, contingency, target, challenger, date, granted):
                if one.kind != kind:
                    continue
                share = sum(p.share for p in one.parts if p.status in OWED)
                disputed = any(p.status == "disputed" for p in one.parts)
                here = found.setdefault(one.defender, {})
                old = here.get(contingency.id, Covered(contingency.id, 0.0, disputed=False))
                here[contingency.id] = Covered(
                    contingency.id, max(share, old.share), disputed=disputed or old.disputed
                )
    none = {c.id: Covered(c.id, 0.0, disputed=False) for c in possible}
    return {defender: tuple((none | cells).values()) for defender, cells in found.items()}


def _befalls(
    contingency: Contingency, target: str, challenger: str, date: str, granted: tuple[str, ...]
) -> bool:
    held = granted if (contingency.where or {}).get("granted_to_target") else ()
    return next(events_of(contingency, target, challenger, date, granted_by=held), None) is not None


def records(found: Iterable[Partial]) -> Iterator[dict[str, object]]:
    """Yield gaps in part as plain values, one a contingency: for files."""
    for one in found:
        for cell in one.cells:
            yield {
                "defender": one.defender,
                "target": one.target,
                "challenger": one.challenger,
                "contingency": cell.contingency,
                "share_covered": round(cell.share, 6),
                "disputed": cell.disputed,
            }
