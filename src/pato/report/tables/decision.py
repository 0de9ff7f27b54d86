"""Decisions of bodies as tables: the chance of agreement by rule, who is pivotal, who could block, the size curve, voting power."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from pato.cells import Span
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.kernels.voting.solve import coleman
from pato.models.decision.agreement import INVOCATION, PROPOSALS, PROPOSERS, symbols_of
from pato.models.decision.answers import Answer
from pato.models.decision.bodies import Body
from pato.models.decision.capacity import LARGE
from pato.models.decision.games import Solution
from pato.models.decision.power import Power, voting_power
from pato.models.decision.size import SizePoint, rank_correlation
from pato.table import Table

_QUARTILE, _TWENTIETH = 0.6744897501960817, 1.6448536269514722
COLUMNS = ("q05", "q25", "median", "q75", "q95")
LEVELS_NOTE = (
    "Treat the levels as illustrative: they depend on assumed noise and willingness to object. "
    "Differences between rules and bodies are informative: they are computed in the same runs and on the same issues."
)


def agreement_table(found: Answer) -> Table:
    """Return one row per rule and theory of proposals."""
    rows = []
    for number, (rule, outcome) in enumerate(zip(found.rules, found.outcomes, strict=True)):
        for proposer in PROPOSERS:
            here = found.draws.is_level(PROPOSALS, proposer.id)
            if here.any():
                rounds = outcome.rounds[here]
                mean = float(np.nanmean(rounds)) if np.isfinite(rounds).any() else None
                rows.append(
                    (
                        rule.label,
                        number == 0,
                        proposer.id,
                        *spread(outcome.agreement[here]).ascending,
                        mean,
                    )
                )
    claims = "; ".join(f"{p.id}: {p.label}" for p in PROPOSERS)
    notes = (
        f"Own rule: {found.rules[0].label} ({found.where}). {len(found.body.members)} members: {', '.join(found.body.members)}.{_seated(found.body)}",
        f"Theories of proposals: {claims}. Rounds: of issues on which the body agrees.",
        *_assumed(found),
        LEVELS_NOTE,
    )
    columns = ("rule", "own", "proposals", *COLUMNS, "rounds")
    title = f"Does {found.body.id} agree on {found.matter}? Share of issues, in {found.draws.n_futures} runs"
    return Table(columns, rows, title=title, notes=notes, meta=found.meta)


def members_table(found: Answer) -> Table:
    """Return one row per member: its position, how often it is decisive, and what it could block."""
    own = found.outcomes[0]
    consensus = next(o for r, o in zip(found.rules, found.outcomes, strict=True) if r.is_lenient)
    points = found.positions.drawn(found.body.members, found.draws)
    shapley = voting_power(found.body.voting_rule(found.matter, found.world)).swings.shapley_shubik
    rows: list[tuple[object, ...]] = [
        (
            member,
            float(np.median(points[:, i])),
            float(np.median(own.pivotal[:, i])),
            float(shapley[i]),
            float(np.median(own.agreement)),
            float(np.median(own.blocked[:, i])),
            float(np.median(consensus.blocked[:, i])),
        )
        for i, member in enumerate(found.body.members)
    ]
    rows += [(f"{s} (a seat, no vote)", None, 0.0, 0.0, None, None, None) for s in found.body.seated]
    columns = (
        "member",
        "ideal_point",
        "pivotal",
        "shapley_shubik",
        "agreement",
        "agreement_if_it_always_objects",
        "same_under_consensus",
    )
    notes = (
        "Pivotal: share of votes in which this member's change of mind would change the outcome. Medians over runs, under both assumptions about who proposes.",
        "A member that always objects is what an aggressor inside would be; where the rule leaves out the accused, it has no vote.",
    )
    return Table(
        columns,
        rows,
        title=f"Who decides and who could block: {found.body.id}, {found.matter}",
        notes=notes,
        meta=found.meta,
    )


def _seated(body: Body) -> str:
    return f" A seat and no vote: {', '.join(body.seated)}." if body.seated else ""


def _assumed(found: Answer) -> list[str]:
    notes = []
    for code in found.positions.assumed:
        low, high = found.positions.assumed[code]
        notes.append(f"{code} has no ideal point: assumed between {low:.2f} and {high:.2f}.")
    used = symbols_of(found.matter)
    ranges = ", ".join(
        f"{s} {found.assumptions.of[s].range[0]:g} to {found.assumptions.of[s].range[1]:g}" for s in used
    )
    if found.matter == INVOCATION:
        notes.append(
            f"Attacked: {'one member, drawn on each issue' if found.meta['attacked'] == 'drawn' else found.meta['attacked']}; it has a stake (attacked_stake), and votes in New York count on an attack for a share (general_line_share)."
        )
    return [*notes, f"Assumed: {ranges}."]


def size_table(points: Sequence[SizePoint], matter: str) -> Table:
    """Return one row per membership, by size, compared with the WTO where it has members on the day."""
    ordered = sorted(points, key=lambda p: (len(p.members), p.id))
    large = next((p.agreement for p in points if p.id == LARGE), None)
    rows = [
        (
            *(p.id, len(p.members), p.spread, *spread(p.agreement).ascending),
            *(() if large is None else (_share_above(p, large),)),
        )
        for p in ordered
    ]
    notes = [
        f"Under consensus, {matter}, in {len(points[0].agreement)} runs; spread: standard deviation of members' ideal points.",
        f"Spearman's correlation of size and median agreement: {rank_correlation(points):.2f}.",
        LEVELS_NOTE,
    ]
    columns = ["membership", "members", "spread", *COLUMNS]
    if large is not None:
        columns.append("more_than_wto")
        notes[0] += " The WTO has here the members that the library names."
        notes.insert(
            2,
            "more_than_wto: share of runs in which the body agrees more often than the WTO (claim A6); driven by what is assumed.",
        )
    title = "Size and agreement: nested enlargements and bodies that exist"
    return Table(tuple(columns), rows, title=title, notes=tuple(notes))


def _share_above(point: SizePoint, large: FloatArray) -> float | None:
    return None if point.id == LARGE else float((point.agreement > large).mean())


def power_table(found: Power) -> Table:
    """Return one row per voter; fractions if requested, intervals if sampled."""
    initiate, prevent = coleman(found.swings)
    columns: dict[str, object] = {"voter": found.rule.voters}
    columns |= {name: [_plain(v) for v in values] for name, values in found.rule.measures.items()}
    columns |= _indices(found, initiate, prevent)
    rows = list(zip(*columns.values(), strict=True))
    act = f"Coleman's power to act (share of coalitions that win): {_act(found)}."
    notes = (act, f"Computed by {found.method}; {found.accuracy}.")
    more = ("Deegan-Packel is not computed beyond 24 voters.",) if found.deegan_packel is None else ()
    source = (f"Rule: {found.rule.source}.",) if found.rule.source else ()
    title = f"Voting power: {found.rule.title}"
    return Table(
        tuple(columns), rows, title=title, notes=(*notes, *more, *source), meta={"method": found.method}
    )


def _act(found: Power) -> str:
    return str(found.fractions[2]) if found.fractions else f"{found.swings.winning:.6g}"


def _indices(power: Power, initiate: FloatArray, prevent: FloatArray) -> dict[str, object]:
    found: dict[str, object] = {
        "shapley_shubik": _listed(power.swings.shapley_shubik),
        "banzhaf": _listed(power.banzhaf),
        "banzhaf_absolute": _listed(power.swings.banzhaf),
    }
    if power.fractions:
        shapley, absolute, _ = power.fractions
        total = sum(absolute, Fraction(0))
        found = {
            "shapley_shubik": [str(v) for v in shapley],
            "banzhaf": [str(v / total) if total else None for v in absolute],
            "banzhaf_absolute": [str(v) for v in absolute],
        }
    found["coleman_initiate"], found["coleman_prevent"] = _listed(initiate), _listed(prevent)
    for name in ("johnston", "deegan_packel", "public_good"):
        values = getattr(power, name)
        if values is not None:
            found[name] = _listed(values)
    if power.errors:
        for name, center, error in (
            ("banzhaf_absolute", power.swings.banzhaf, power.errors[0]),
            ("shapley_shubik", power.swings.shapley_shubik, power.errors[1]),
        ):
            for label, z in (("50%", _QUARTILE), ("90%", _TWENTIETH)):
                found[f"{name} {label}"] = [
                    Span(max(float(c - z * e), 0.0), min(float(c + z * e), 1.0))
                    for c, e in zip(center, error, strict=True)
                ]
    return found


def game_table(found: Solution) -> Table:
    """Return one row per player."""
    rows = [
        (p, s, None if found.nucleolus is None else found.nucleolus[i])
        for i, (p, s) in enumerate(zip(found.players, found.shapley, strict=True))
    ]
    core = "empty" if found.core_is_empty else "not empty"
    note = f"The core is {core} (least excess {found.least_excess:.4g})."
    notes = (note, found.why_no_nucleolus) if found.why_no_nucleolus else (note,)
    return Table(("player", "shapley", "nucleolus"), rows, title="Sharing the worth", notes=notes)


def _listed(values: FloatArray) -> list[float | None]:
    return [None if np.isnan(v) else max(float(v), 0.0) for v in values]


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
