"""Tables of `pato stable`: whether a membership is stable, for whom, what would make it so, and who joins with whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.models.membership.coalitions import theories
from pato.models.membership.query import strangers
from pato.models.membership.stability import Stability
from pato.report.tables import chapters, coalitions
from pato.report.tables.associates import associates_told
from pato.report.tables.assumptions import membership_table
from pato.report.tables.spread import COLUMNS, DECIMALS, NOTE, UNIT, between, by_theory, row, share
from pato.table import Table


def sentences(s: Stability) -> list[str]:
    """Return the answer in words."""
    q, members = s.question, s.question.members
    told = [
        f"{q.name}: {', '.join(members)}{_and_associates(s)}, added to the treaties in force, in {s.futures} runs, each under every assumption about deterrence."
    ]
    told.extend(chapters.chapter_sentences(s))
    for what, found in s.holds().items():
        told.append(f"{what[0].upper()}{what[1:]}: {between(by_theory(s.draws, found))}.")
    told.extend(chapters.discrimination())
    accepts = {
        m: by_theory(s.draws, s.standing.accepts[:, q.pool.states.index(m)])
        for m in (*members, *q.associates)
    }
    least = sorted(accepts, key=lambda m: max(accepts[m].values()))[:3]
    told.append(f"The least willing: {', '.join(f'{m} accepts in {between(accepts[m])}' for m in least)}.")
    if not s.standing.outsiders:
        told.append("No candidate states were given; add them with --pool to see which would seek accession.")
    if unrecognised := strangers(q.pool.treaty, members):
        for state, by in unrecognised.items():
            told.append(
                f"{state} is not recognised as a state by {', '.join(by)}: they cannot sign with it; see its place below."
            )
    told.extend(chapters.unmeasured_sentences(s))
    told.append(
        f"Accepting and staying: no worse off by more than {s.standing.band:g} per cent of GDP a year. Drivers of the answer: --show conditions."
    )
    told.extend(f"Left out: {term}: {why}" for term, why in q.pool.left_out.items())
    return told


def _and_associates(s: Stability) -> str:
    one = len(s.question.associates) == 1
    kind = "as an associate" if one else "as associates"
    return f", {', '.join(s.question.associates)} {kind}" if s.question.associates else ""


def _inside(s: Stability) -> Iterator[tuple[str, int]]:
    """Yield members, then associates: their names here, and their positions in the pool."""
    states = s.question.pool.states
    yield from ((states[i], i) for i in s.standing.members)
    yield from ((f"{states[i]} (associate)", i) for i in s.standing.associates)


def tables(s: Stability, chosen: Sequence[str] = ()) -> dict[str, Table]:
    """Return the tables by name; by default all, in the order of `TABLES`."""
    return {name: table for name in (chosen or TABLES) if (table := TABLES[name](s)) is not None}


def _standing(s: Stability) -> Table:
    rows = [
        (what, *(share(found[here]) for _, here in theories(s.draws))) for what, found in s.holds().items()
    ]
    columns = ("share of runs in which", *(name for name, _ in theories(s.draws)))
    leaving = "survive" if s.leaving == "survive" else "lapse with the leaver"
    notes = (
        NOTE,
        *chapters.discrimination(),
        f"Old treaties {leaving} (--leaving). Trade is solved exactly for this membership and for each change by one state.",
    )
    return Table(
        columns, rows, title=f"Does {s.question.name} hold?", notes=notes, meta=s.meta, decimals=DECIMALS
    )


def _states(s: Stability) -> Table:
    rows = []
    for m, i in _inside(s):
        for name, here in theories(s.draws):
            gain, stays = s.standing.utilities[here, i], s.standing.stays[here, i]
            rows.append(
                row(
                    m,
                    name,
                    spread(gain),
                    share(s.standing.accepts[here, i]),
                    share(stays >= -s.standing.band),
                )
            )
    columns = ("member", "theory", *COLUMNS, "accepts", "stays")
    notes = (
        "accepts: no worse off than at the status quo; stays: no worse off than outside while the others stay; both beyond the band of no difference. All chapters together; --show chapters breaks them down.",
        "Reasons: pato why STATE --in NAME.",
        *chapters.discrimination(),
    )
    return Table(
        columns,
        rows,
        title=f"What each member gains, {UNIT}",
        notes=notes,
        meta=s.meta,
        decimals=DECIMALS,
        group=1,
    )


def _terms(s: Stability) -> Table:
    rows = []
    for m, i in _inside(s):
        rows += [row(m, name, spread(v[:, i])) for name, v in s.standing.terms.items()]
    notes = (
        "Terms over all runs; only war, entrapment and spill-overs differ by assumption about deterrence (pato why shows each). They sum to the gain in each run.",
    )
    return Table(
        ("member", "term", *COLUMNS),
        rows,
        title=f"Terms, {UNIT}",
        notes=notes,
        meta=s.meta,
        decimals=DECIMALS,
        group=1,
    )


def _entry(s: Stability) -> Table | None:
    pool = s.question.pool
    if not s.standing.candidates:
        return None
    rows = []
    for j in s.standing.candidates:
        let_in = s.standing.let_in(s.rule, s.eligible)[:, j]
        against = s.standing.objects[:, list(s.standing.members), j]
        for name, here in theories(s.draws):
            often = against[here].mean(axis=0)
            most = int(often.argmax())
            rows.append(
                (
                    f"{pool.states[j]} (associate)" if j in s.standing.associates else pool.states[j],
                    name,
                    share(s.standing.wants_in[here, j]),
                    share(~against[here].any(axis=1)),
                    share(let_in[here]),
                    pool.states[s.standing.members[most]] if often[most] > 0 else None,
                    float(often[most]),
                )
            )
    columns = (
        "outsider",
        "theory",
        "would join",
        "no member objects",
        f"gets in ({s.rule})",
        "objects most often",
        "in",
    )
    title = "Outsiders: shares of runs"
    notes = (
        NOTE,
        *(["An associate would join by becoming a member."] if s.standing.associates else []),
        *chapters.discrimination(),
    )
    return Table(columns, rows, title=title, notes=notes, meta=s.meta, decimals=DECIMALS, group=1)


def _place(s: Stability) -> Table | None:
    seats = s.question.pool.seats
    rows: list[tuple[object, ...]] = []
    for state in _placed(s):
        for place, terms in s.places(state).items():
            rows += _in_place(s, state, place, np.asarray(sum(terms.values())))
    if not rows:
        return None
    columns = (
        "state",
        "place",
        "theory",
        *COLUMNS,
        "would rather be elsewhere",
        "all others accept",
        "others' median gain, USD bn a year",
    )
    notes = (
        "Each state in each role open to it, the others as proposed. would rather be elsewhere: it gains more, beyond the band of no difference, in another role. Others' gain is the sum over the other members.",
        f"An associate: {associates_told(s.question.pool.treaty, seats)}.",
        *chapters.discrimination(),
    )
    return Table(
        columns,
        rows,
        title=f"Member, associate or outside, gain in {UNIT}",
        notes=notes,
        meta=s.meta,
        decimals=DECIMALS,
        group=2,
    )


def _placed(s: Stability) -> list[str]:
    """Return the states to compare as member and associate: associates, unrecognised states, and any other with an associate's seat."""
    own = [*s.question.associates, *strangers(s.question.pool.treaty, s.question.members)]
    return list(dict.fromkeys([*own, *s.question.pool.associates]))


def _in_place(s: Stability, state: str, place: str, u: FloatArray) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a state in a place, one a theory."""
    pool = s.question.pool
    i, others = pool.states.index(state), [m for m in s.standing.members if pool.states[m] != state]
    best = np.max([np.asarray(sum(t.values()))[:, i] for t in s.places(state).values()], axis=0)
    for name, here in theories(s.draws):
        yield row(
            state,
            place,
            name,
            spread(u[here, i]),
            share(best[here] > u[here, i] + s.standing.band),
            share((u[here][:, others] >= -s.standing.band).all(axis=1)),
            float(np.median(u[here][:, others] @ pool.gdp_usd_bn[others])) / 100.0,
        )


def _ratification(s: Stability) -> Table:
    rows = []
    for at, state in enumerate(s.odds.states):
        entry = s.odds.assumptions.of[state]
        rows.append(row(state, spread(s.odds.odds[:, at]), entry.meaning))
    for label, found in (("all, each by itself", s.odds.independent), ("all, at most", s.odds.at_most)):
        rows.append(row(label, spread(found) if found is not None else (None,) * 5, None))
    notes = [
        "Chance that a state ratifies what its government signed: ranges, not estimates; their sources are in library/assumptions/ratification.yaml (--ratification FILE for your own). 'at most' is the least likely member's.",
        *(
            [f"No range for {', '.join(s.odds.unknown)}: what all would do is not known."]
            if s.odds.unknown
            else []
        ),
    ]
    return Table(
        ("state", *COLUMNS, "what it needs"),
        rows,
        title="Ratification",
        notes=notes,
        meta=s.meta,
        decimals=DECIMALS,
    )


def _assumptions(s: Stability) -> Table:
    return membership_table(s.question.pool.assumptions)


TABLES: Mapping[str, Callable[[Stability], Table | None]] = {
    "standing": _standing,
    "chapters": chapters.chapters,
    "members": _states,
    "burden": chapters.burden,
    "worth": chapters.worth,
    "terms": _terms,
    "entry": _entry,
    "blocking": coalitions.blocking,
    "largest": coalitions.largest,
    "payments": coalitions.payments,
    "shapley": coalitions.shapley,
    "path": coalitions.path,
    "conditions": coalitions.conditions,
    "place": _place,
    "ratification": _ratification,
    "assumptions": _assumptions,
}
"""Tables by name."""
DEFAULT = (
    "standing",
    "chapters",
    "members",
    "burden",
    "worth",
    "entry",
    "blocking",
    "largest",
    "payments",
    "path",
    "place",
    "conditions",
    "ratification",
)
"""Tables printed by default."""
