"""Sentences of the first page: the finding, the cards, and why a state would not accept."""

from __future__ import annotations

from collections.abc import Sequence

from pato.models.rivals import PACIFIC
from pato.registry.names import listed
from pato.report.headline import OF_RISK
from pato.report.wording import state_name
from pato.shares import cardinal

_IN_WORDS = 12

OBJECTIONS = {
    "war": "a higher risk of war of its own",
    "entrapment": "wars that it would have to fight for others",
    "trade": "what it would lose in trade",
    "coercion": "economic coercion by China",
    "burden": "the cost of what members promise to spend",
    "common_budget": "its part of the common budget",
    "spill_overs": "what wars between others would cost it",
    "mistrust": "mistrust of a fellow member",
    "autonomy": "less freedom of action",
}
"""Terms of a state's utility as its objections, by name."""
OF_GUARANTOR = {
    "estimated": "the United States acts as in the past",
    "honours": "the United States honours every commitment",
    "absent": "the United States stays away",
}


def counted(number: int) -> str:
    """Return a number in words up to twelve, then in figures."""
    return ("no" if number == 0 else cardinal(number)) if number <= _IN_WORDS else str(number)


def finding(parties: Sequence[str], gaps: tuple[int, int], sides: Sequence[str]) -> str:
    """Return the effect of the design, as the page's title.

    Parameters
    ----------
    parties
        Of the pact.
    gaps
        Pairs of parties without a mutual-defence obligation, today and under the design.
    sides
        Of each assumption, whether members' risk of war is ``better``, ``worse`` or the ``same``.
    """
    who = f"A pact of {counted(len(parties))}"
    return f"{who} {_gaps(*gaps)} {_risk(sides)}"


def _gaps(today: int, then: int) -> str:
    pairs = "pair" if then == 1 else "pairs"
    if today == then:
        return (
            "adds no mutual-defence obligation: no pair is without one today."
            if not today
            else f"leaves the same {counted(then)} {pairs} without a mutual-defence obligation."
        )
    if not then:
        return "closes every gap on paper."
    if then > today:
        more = then - today
        return f"opens {counted(more)} {'gap' if more == 1 else 'gaps'}; {counted(then)} {pairs} {'is' if then == 1 else 'are'} without a mutual-defence obligation."
    return f"closes {counted(today - then)} of {counted(today)} gaps on paper; {counted(then)} {pairs} remain without a mutual-defence obligation."


def _risk(sides: Sequence[str]) -> str:
    """Return the change of members' risk of war, in the report's words."""
    given = {"same": "no real change"}
    return OF_RISK[tuple(sorted({given.get(side, side) for side in sides}))]


def attacks() -> str:
    """Return the attacks counted: attackers, and severity."""
    named = listed([state_name(r) for r in PACIFIC], "or")
    return f"attacks that lead to war, by {named}"


def members(states: Sequence[str]) -> str:
    """Return states by name, as people list them."""
    return listed(state_name(s, article=True) for s in states)


def times_in_100(low: float, high: float | None = None) -> str:
    """Return shares of runs as "2–5 in 100"."""
    one, other = round(100 * low), round(100 * (low if high is None else high))
    return f"{one} in 100" if one == other else f"{one}–{other} in 100"
