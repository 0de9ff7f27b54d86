"""Claims as tables: in short for a screen, and in full by theory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pato.assess.claims import Verdict
from pato.assess.compare import Comparison
from pato.assess.strata import POOLED
from pato.table import Table

_MOST_THEORIES = 10
"""Theories that a short table names one by one; of more it tells the range."""
_LABEL = "The label comes from how well the key quantity is identified, never from a share of futures."
_HANGS_ON = "Hangs on: share of the variance of whether the claim holds that goes with one factor alone, each theory counting alike."
_BREAK_EVEN = "Break-even: where along a factor the share of futures in which the claim holds crosses one half, all else as drawn (interval of 90 per cent)."


def claims_summary(verdicts: list[Verdict], comparison: Comparison) -> Table:
    """Return one row a claim, and one for each of its parts; reasons stand below."""
    rows = [row for v in verdicts for row in _short_rows(v)]
    reasons = (f"{v.claim.id}: {_brief(v.why)}" for v in verdicts if v.why)
    notes = (_LABEL, _BREAK_EVEN, _HANGS_ON, *reasons)
    columns = ("claim", "statement", "holds in share of futures", "break-even", "hangs on")
    return Table(columns, rows, title="Claims", notes=notes, meta=comparison.meta(), group=1)


def _short_rows(v: Verdict) -> Iterator[tuple[str | None, ...]]:
    head = f"{v.claim.id} {v.claim.title or v.claim.text} [{v.label}]"
    yield head, v.claim.text, _shown(v.shares), "; ".join(_turns(v)) or None, hangs_on(v)
    for part in v.parts:
        yield head, f"part: {part.words}", _shown(part.shares) or _brief(part.why) or None, None, None


def _turns(v: Verdict) -> Iterator[str]:
    """Yield the break-evens that are reached, by theory, and then those that no theory reaches."""
    found = [(theory, b) for theory, several in v.break_evens.items() for b in several]
    yield from (f"{theory}: {b.words()}" for theory, b in found if b.value is not None)
    reached = {b.input for _, b in found if b.value is not None}
    if missed := [b.input for _, b in found if b.input not in reached]:
        yield f"not reached within what was drawn: {', '.join(dict.fromkeys(missed))}"


def _shown(shares: Mapping[str, float]) -> str | None:
    if not shares:
        return None
    if len(set(shares.values())) == 1:
        return f"{next(iter(shares.values())):.0%}"
    if len(shares) <= _MOST_THEORIES:
        return ", ".join(f"{theory} {share:.0%}" for theory, share in shares.items())
    told = f"{min(shares.values()):.0%} to {max(shares.values()):.0%} by theory"
    return f"{told}; {POOLED} {shares[POOLED]:.0%}" if POOLED in shares else told


def _brief(why: str) -> str:
    """Return a reason without the lists of all names that would be known."""
    return "; ".join(part.split(" Allowed:")[0] for part in why.split("; "))


def hangs_on(v: Verdict) -> str | None:
    """Return the factors that a claim hangs on, in words."""
    if v.hangs_on:
        return ", ".join(f"{i.name} ({i.value:.2f})" for i in v.hangs_on)
    told = {share for theory, share in v.shares.items() if theory != POOLED}
    return "nothing drawn" if told in ({0.0}, {1.0}) else None


def claims_table(verdicts: list[Verdict], comparison: Comparison) -> Table:
    """Return one row a claim and theory, and below it one for each of its parts."""
    columns = (
        "claim",
        "text",
        "theory",
        "holds in share of futures",
        "break-even",
        "hangs on",
        "how well identified",
        "why",
    )
    rows = [row for v in verdicts for row in _rows(v)]
    notes = (_LABEL, _BREAK_EVEN, _HANGS_ON)
    return Table(columns, rows, title="Claims", notes=notes, meta=comparison.meta())


def _rows(v: Verdict) -> Iterator[tuple[str | float | None, ...]]:
    for theory, share in v.shares.items() or [("-", None)]:
        turns = "; ".join(b.words() for b in v.break_evens.get(theory, ())) or None
        yield v.claim.id, v.claim.text, theory, share, turns, hangs_on(v), v.label, v.why or None
    for part in v.parts:
        for theory, share in part.shares.items() or [("-", None)]:
            yield v.claim.id, f"part: {part.words}", theory, share, None, None, None, part.why or None
