"""The backtests as tables for readers, made from the stored estimate without computing anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pato.table import Table

Estimate = Mapping[str, Any]
ESTIMATES = {"before": "fitted on the years before", "shipped": "shipped (know what came later)"}


def tables(estimate: Estimate) -> list[Table]:
    """Return all tables of the estimate, the pacts first."""
    return [
        pacts_table(estimate),
        discriminates_table(estimate),
        theories_table(estimate),
        members_table(estimate),
        hangs_table(estimate),
        accessions_table(estimate),
        *formation_tables(estimate),
        unmeasured_table(estimate),
    ]


def _runs(estimate: Estimate) -> Iterator[tuple[Mapping[str, Any], str, Mapping[str, Any]]]:
    for pact in estimate["pacts"]:
        for which, found in pact["estimates"].items():
            yield pact, which, found


def pacts_table(estimate: Estimate) -> Table:
    """Return one row per pact and set of estimates: is it accepted, does it hold, is it weaker than the reference."""
    weaker = {(c["pact"], c["estimates"]): c["weaker"] for c in estimate["compared"]}
    rows = [
        (
            pact["title"], len(pact["members"]), ESTIMATES[which], found["all_accept"], found["stable"],
            found["members_accepting"], found["members_gaining"], found["mean_gain_of_members"],
            *found["war_initiations_against_members_a_year"], weaker.get((pact["id"], which)),
        )
        for pact, which, found in _runs(estimate)
    ]  # fmt: skip
    columns = (
        "pact", "members", "risk and joining", "all accept", "none would leave", "members accepting", "members gaining",
        "mean gain, % of GDP a year", "wars begun against members a year", "with the pact", "weaker than NATO",
    )  # fmt: skip
    sample = estimate["sample"]
    notes = [
        f"Shares of {sample['futures']} runs; terms: {', '.join(sample['terms'])}; absent: {', '.join(sample['absent'])}.",
        "Accepting: no worse off by more than makes a difference; gaining: better off by more than that.",
        "Weaker: fewer runs in which all accept; where those are the same, a smaller share of members that accepts.",
        *(f"{p['title']}: {p['source']} {p['url']}".strip() for p in estimate["pacts"]),
    ]
    return Table(columns, rows, title="Past pacts and proposals as memberships", notes=notes)


def discriminates_table(estimate: Estimate) -> Table:
    """Return, by estimates and theory, whether the reference ranks above every proposal that was never concluded."""
    rows = [
        (
            ESTIMATES[r["estimates"]],
            r["theory"],
            r["concluded"],
            *r["never_concluded"].values(),
            r["above_all"],
        )
        for r in estimate["discriminates"]
    ]
    never = [p["id"] for p in estimate["pacts"] if not p["concluded"]]
    columns = ("risk and joining", "theory", "NATO 1949", *never, "above all of them")
    above = sum(r["above_all"] for r in estimate["discriminates"])
    notes = (
        f"Share of members that gain. Above every proposal that was never concluded in {above} of {len(rows)}: where that is not all, acceptance does not distinguish pacts that were concluded from pacts that never were.",
    )
    return Table(columns, rows, title="Does NATO rank above pacts that were never concluded?", notes=notes)


def theories_table(estimate: Estimate) -> Table:
    """Return the shares of members that accept, by assumption about deterrence."""
    rows = [
        (pact["title"], ESTIMATES[which], theory, part["futures"], part["all_accept"], part["stable"], part["members_accepting"], part["members_gaining"])
        for pact, which, found in _runs(estimate)
        for theory, part in found["by_theory"].items()
    ]  # fmt: skip
    columns = ("pact", "risk and joining", "theory", "futures", "all accept", "none would leave", "members accepting", "members gaining")  # fmt: skip
    return Table(columns, rows, title="The same by assumption about deterrence")


def members_table(estimate: Estimate) -> Table:
    """Return each member's gain by term."""
    terms = tuple(estimate["sample"]["terms"])
    rows = [
        (pact["id"], which, state, part["accepts"], *part["gain_mean_median_5_95"], *(part["terms"].get(t) for t in terms))
        for pact, which, found in _runs(estimate)
        for state, part in found["members"].items()
    ]  # fmt: skip
    columns = ("pact", "estimates", "state", "accepts", "mean gain", "median", "5 %", "95 %", *terms)
    return Table(
        columns, rows, title="Members: share of runs in which they accept, and gains in % of GDP a year",
        notes=("The mean of the gain is the sum of the terms; a few runs with a high risk of war make most of it.",),
    )  # fmt: skip


def hangs_table(estimate: Estimate) -> Table:
    """Return the drivers of acceptance by all members."""
    rows = [
        (pact["id"], which, factor, ", ".join(f"{v:g}" for v in shares))
        for pact, which, found in _runs(estimate)
        for factor, shares in found["hangs_on"].items()
        if max(shares) > min(shares)
    ]
    title = "What acceptance by all members depends on: its share at each level, or in the lower and the upper half"
    return Table(("pact", "estimates", "factor", "shares"), rows, title=title)


def accessions_table(estimate: Estimate) -> Table:
    """Return the gains of candidates on each date and under each counterfactual."""
    rows = []
    for name, case in estimate["accessions"]["cases"].items():
        for state, part in case["candidates"].items():
            mean, median, *_ = part["gain_mean_median_5_95"]
            outside, inside = part["war_initiations_a_year_outside_and_inside"]
            others = case["members_of_before"][state]["members_accepting"]
            rows.append((name, state, part["accepts"], mean, median, part["terms"]["war"], part["terms"].get("spill_overs"), outside, inside, others))  # fmt: skip
    columns = (
        "case", "state", "accepts", "mean gain", "median", "war", "spill_overs", "wars begun by Russia a year",
        "as a member", "members of before accepting",
    )  # fmt: skip
    asked = estimate["accessions"]
    notes = [f"{name}: {case['title']}." for name, case in asked["cases"].items()]
    notes += [changed(estimate), f"The what-ifs rest on: {asked['source']} {asked['url']}"]
    return Table(columns, rows, title="Finland and Sweden before and after February 2022", notes=notes)


def changed(estimate: Estimate) -> str:
    """Return in words which inputs of the risk differ between the two days."""
    cases = list(estimate["accessions"]["cases"].values())
    told = []
    for state, before in cases[0]["inputs"].items():
        after = cases[1]["inputs"][state]
        moved = [f"{n} {before[n]:g} to {after[n]:g}" for n in before if before[n] != after[n]]
        told.append(f"{state}: {', '.join(moved) or 'nothing'}")
    return f"Of all that the model reads of Russia and each of them, this differs between the days: {'; '.join(told)}."


def formation_tables(estimate: Estimate) -> Iterator[Table]:
    """Yield the ranks of groups of pairs in the formation model, and the components of the reference's lead."""
    found = estimate["formation"]
    before, fought = found["trained_before"], found["fought_in"]
    rows = [
        (g["id"], g["year"], g["pairs_at_risk"], g["median_percentile"], g["share_of_pairs_that_fought"])
        for g in found["groups"]
    ]
    columns = (
        "group",
        "year",
        "pairs at risk",
        "median percentile",
        f"fought each other {fought[0]}-{fought[1]}",
    )
    notes = [f"{g['id']}, highest and lowest: {_ends(g['percentiles'])}." for g in found["groups"]]
    yield Table(columns, rows, title=f"Pairs by the formation model, trained on the years before {before}", notes=notes)  # fmt: skip
    differences = found["differences"]
    terms = list(found["terms"])
    rows = [(term, *(d["by_term_with_interval_90"][term][0] for d in differences)) for term in terms]
    rows.append(("all", *(d["log_odds"] for d in differences)))
    whole = "; ".join(f"{d['over']} {d['interval_90'][0]:g} to {d['interval_90'][1]:g}" for d in differences)
    yield Table(
        ("term", *(f"over {d['over']}" for d in differences)), rows,
        title=f"Lead of the pairs of {differences[0]['of']} in mean log-odds, by term",
        notes=(f"90 per cent intervals of the whole: {whole}. Ranks only: the shares of the terms count, not the level.",),
    )  # fmt: skip


def _ends(percentiles: Mapping[str, float], count: int = 3) -> str:
    order = sorted(percentiles, key=lambda p: -percentiles[p])
    shown = dict.fromkeys([*order[:count], *order[-count:]])
    return ", ".join(f"{p} {percentiles[p]:.0f}" for p in shown)


def unmeasured_table(estimate: Estimate) -> Table:
    """Return the factors named in the literature that no data of the store measure."""
    return Table(("what", "where it is"), list(estimate["unmeasured"].items()), title="Named by the literature, measured by nothing here")  # fmt: skip
