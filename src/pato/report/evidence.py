"""The evidence as tables, and as a page with specification curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pato.files.estimates import stored
from pato.report.blocks import Block, Figure, Listing, Section, TableBlock, Text
from pato.table import Table

Evidence = Mapping[str, Any]
_NORMAL = 1.959964
OUTCOMES = {
    "dispute": "disputes",
    "force": "uses of force",
    "war": "war level",
    "cow_war": "wars initiated (COW)",
    "cow_onset": "war onsets (COW)",
}
_PARTS = {
    "dose": "whole dose",
    "dose_largest": "largest pledger",
    "dose_rest": "what the rest add",
    "dose_five_years_on": "whole dose, five years on",
    "dose_largest_five_years_on": "largest pledger, five years on",
    "dose_rest_five_years_on": "what the rest add, five years on",
}
HONESTY = (
    "Associations, not effects. The sign of selection is not identified: states at risk seek pledges, which hides deterrence, and patrons may pledge where no war is near, which invents it; the dose of five years later points to the second.",
    "The dose is the log of one plus the per cent of world capability pledged to the target, discounted for distance; -0.4 means odds lower by a third a unit.",
    "Standard errors are dyadic-robust (Aronow, Samii and Assenova 2015); where a sample is too small for that estimator (it is negative) the model's own stands, marked *.",
    "Intervals hold 95 % if the specification is right. There are many, all fixed before they were fitted; one in twenty would be 'significant' by chance.",
)


def pledge_table(evidence: Evidence, outcome: str) -> Table:
    """Return the estimates of pledged doses on one outcome: one row per specification and part of the dose."""
    rows = [
        (r["label"], _PARTS.get(part, part), c["estimate"], se, low, high, r["rows"], r["events"])
        for r, part, c, (se, low, high) in _coefficients(evidence, outcome)
    ]
    failed = [
        f"{r['label']} ({r['dose']}): no estimate, {r['status']}."
        for r in evidence["pledge"]
        if r["outcome"] == outcome and not r["coefficients"]
    ]
    marked = [
        f"* {r['label']}, {_PARTS.get(part, part)}: the model's own standard error."
        for r, part, c, _ in _coefficients(evidence, outcome)
        if not c["se"]
    ]
    title = f"What pledged capability goes with: {OUTCOMES[outcome]} (change of log-odds of an initiation a unit of dose)"
    columns = ("specification", "part", "estimate", "standard_error", "low", "high", "pair_years", "events")
    return Table(columns, rows, title=title, notes=[_verdict(rows), *failed, *marked])


def _coefficients(
    evidence: Evidence, outcome: str
) -> Iterator[tuple[Any, str, Any, tuple[float, float, float]]]:
    for record in evidence["pledge"]:
        if record["outcome"] == outcome:
            for part, c in record["coefficients"].items():
                se = c["se"] or c["model_se"]
                yield record, part, c, (se, c["estimate"] - _NORMAL * se, c["estimate"] + _NORMAL * se)


def _verdict(rows: list[tuple[Any, ...]]) -> str:
    """Return the number of estimates of each part below zero, and of those with their whole interval below."""
    told = []
    for part in ("whole dose", "largest pledger", "what the rest add"):
        of = [r for r in rows if r[1] == part]
        below, above = sum(r[5] < 0 for r in of), sum(r[4] > 0 for r in of)
        negative = sum(r[2] < 0 for r in of)
        told.append(
            f"{part}: {negative} of {len(of)} below zero, {below} with the whole interval; {above} above zero with the whole interval"
        )
    return "; ".join(told) + "."


def provocation_table(evidence: Evidence) -> Table:
    """Return the effects of a new commitment, in percentage points a year."""
    rows = [
        (
            r["label"],
            r["estimate"],
            r["se"],
            *_interval(r),
            r["rate_percent"],
            r["rows"],
            r["rows_after_a_new_pledge"],
        )
        for r in evidence["provocation"]
    ]
    columns = (
        "specification",
        "estimate",
        "standard_error",
        "low",
        "high",
        "base_rate_percent",
        "pair_years",
        "of_them_after",
    )
    title = f"Initiations against a state in the {evidence['window']} years after it is given a new pledge of defence (percentage points a year)"
    note = "Linear probability with effects of directed pairs and of years; pledges by the challenger itself do not count."
    return Table(columns, rows, title=title, notes=[note])


def arming_table(evidence: Evidence) -> Table:
    """Return the growth of a state's forces after a rival's new pledge, in log points."""
    rows = [
        (r["label"], r["estimate"], r["se"], *_interval(r), r["rows"], r["rows_with_a_rivals_new_pledge"])
        for r in evidence["arming"]
    ]
    columns = (
        "specification",
        "estimate",
        "standard_error",
        "low",
        "high",
        "state_years",
        "of_them_with_a_new_pledge",
    )
    title = "Growth of a state's forces over five years around a rival's new pledge of defence (log points)"
    note = "Against states with rivals in the same year; errors clustered by state. Growth already in the five years before is anticipation, or another cause of both."
    return Table(columns, rows, title=title, notes=[note])


def published_table(evidence: Evidence) -> Table:
    """Return published findings."""
    words = {"fewer": "fewer", "more": "more", "none": "no effect", "both": "depends on the kind"}
    rows = [
        (
            p["question"],
            p["finding"],
            words.get(p.get("direction", "")),
            100 * p["share"] if "share" in p else None,
            p["source"],
        )
        for p in evidence["published"]
    ]
    note = "Reliability counts wars in which an alliance's terms applied; alliances that deterred are not among them, so it understates what a pledge is worth."
    return Table(
        ("question", "finding", "disputes", "share_percent", "source"),
        rows,
        title="As published",
        notes=[note],
    )


def selection_table(evidence: Evidence) -> Table:
    """Return the evidence on selection into commitments, at the level of war: one row per number, with how to read it."""
    found = evidence["selection"]
    lead, unseen, tool = found["lead"], found["unseen"], found["instrument"]
    later = f"the dose {lead['years']} years later"
    rows = [
        _signed("dose of the largest pledger", found["estimate"], "the estimate that the runs use"),
        _signed(f"{later}, alone", lead["later_alone"], "nobody is deterred by a pledge that is not given yet: what it shows is selection, or pledges that last"),
        _signed("the dose, same pair-years", lead["now_alone"], "what the line above is to be held against"),
        _signed(f"the dose beside {later}", lead["now_beside_later"], "what is left of it"),
        _signed(f"{later} beside the dose", lead["later_beside_now"], ""),
        ("robustness value", unseen["robustness_value"], None, "share of both residual variances that an unseen cause must explain to null the linear estimate (Cinelli and Hazlett 2020)"),
        (f"times as strong as {unseen['benchmark']}, to null it", unseen["times_to_zero"], None, "least whole number; the benchmark is the covariate of that name"),
        (f"times as strong as {unseen['benchmark']}, to take its significance", unseen["times_to_insignificance"], None, "the same, for an interval that holds zero"),
        ("Oster's delta", unseen["oster_delta"], None, f"with an R squared of {unseen['linear']['r_squared']:.3f}, so that little is seen to judge the unseen by; full R squared {unseen['oster_highest']} times it"),
        ("E-value", unseen["e_value"], None, "ratio of risks by which an unseen cause must go with both dose and war, a unit of dose"),
        ("E-value of the interval's end", unseen["e_value_of_the_limit"], None, "the same for the end of the interval nearer to no effect"),
        _signed("dose, control function", tool["dose"], f"pledges to the target's neighbours as instrument, F {tool['f_by_target']:.0f}; the first stage's own error is not counted"),
        _signed("the dose's unexplained part", tool["unexplained_part"], "above zero: selection hides deterrence; below: it invents it; here it says neither"),
    ]  # fmt: skip
    notes = ["None of these identifies an effect. " + tool["doubt"].strip()]
    title = f"Selection into pledges, war level, {found['years'][0]}-{found['years'][1]}: what is and is not known"
    return Table(("what", "value", "standard_error", "how_to_read_it"), rows, title=title, notes=notes)


def _signed(what: str, found: Mapping[str, float], told: str) -> tuple[str, float, float, str]:
    return what, found["estimate"], found["se"], told


def reliability_tables(estimate: Mapping[str, Any]) -> Table:
    """Return how often pacts were honoured, one row per unit: the record by ally, the model's expectation, and published rates."""
    sample, scores, wars = estimate["sample"], estimate["scores"], estimate["any_ally"]
    span = f"{sample['years'][0]}-{sample['years'][1]}"
    rows: list[tuple[Any, ...]] = [
        (
            f"ally pledged to the target, {k['kind']}",
            span,
            k["joined"],
            k["allies"],
            k["expected"],
            k["with_shared_effect"],
            "pato fit reliability",
        )
        for k in estimate["by_kind"]
    ]
    rows.append(
        (
            "war in which some ally fought",
            span,
            wars["observed"],
            wars["wars"],
            wars["expected_alone"],
            wars["expected_shared"],
            "pato fit reliability",
        )
    )
    for rate in estimate["published"]:
        share = rate.get("share")
        kept = rate.get("honoured")
        rows.append(
            (
                f"{rate['unit']}{'' if share is None else f': share {share:.2f}'}",
                str(rate["years"]),
                kept,
                rate.get("of"),
                None,
                None,
                rate["source"],
            )
        )
    own = {r["cow"]: r for r in estimate["own_record"]}
    low, high = scores["expected_to_observed_interval"]
    notes = [
        (
            f"With an effect that a war's defenders share (spread {estimate['spread'][0]:.1f}, 90 % {estimate['spread'][1]:.1f}-{estimate['spread'][2]:.1f}); each war forecast from the others: AUC {scores['auc']:.2f}, "
            f"{scores['expected_to_observed']:.2f} expected for each join (95 % {low:.2f}-{high:.2f}), Brier score {scores['brier']:.3f} against {scores['brier_of_the_share']:.3f} of the share."
        ),
        (
            f"The United States was {own[2]['wars']} times an ally of a target of war ({', '.join(map(str, sorted(own[2]['years'])))}) and joined {own[2]['joined']} times. None plainly called upon its pledge: "
            "in 1969 (El Salvador and Honduras) and 1974 (Turkey and Greece) both sides were its allies, for Pakistan (1971) it had confined its pledge to communist aggression, and Iran (1980) was the Iran of the revolution."
        ),
        "Units differ: an ally, an alliance in a war, and a war are not counted alike, and none of them is the chance that a particular state keeps a particular promise.",
    ]
    return Table(
        ("unit", "years", "kept", "cases", "expected_alone", "expected_with_shared_effect", "source"),
        rows,
        title="How often pacts were kept in war",
        notes=notes,
    )


def _interval(record: Mapping[str, Any]) -> tuple[float | None, float | None]:
    if not record["se"]:
        return None, None
    return record["estimate"] - _NORMAL * record["se"], record["estimate"] + _NORMAL * record["se"]


def tables(evidence: Evidence) -> dict[str, Table]:
    """Return all tables by name."""
    found = {f"pledge_{outcome}": pledge_table(evidence, outcome) for outcome in OUTCOMES}
    return found | {
        "selection": selection_table(evidence),
        "reliability": reliability_tables(stored("reliability")),
        "provocation": provocation_table(evidence),
        "arming": arming_table(evidence),
        "published": published_table(evidence),
    }


def page(evidence: Evidence) -> str:
    """Return the evidence as one HTML page that needs no network."""
    from pato.report.document import render

    found = tables(evidence)
    parts = [Section("how", "How to read this", (Listing(HONESTY),))]
    titles = {f"pledge_{o}": f"Pledges and {label}" for o, label in OUTCOMES.items()}
    titles |= {
        "selection": "Selection into pledges",
        "reliability": "Reliability",
        "provocation": "Provocation",
        "arming": "Arming",
        "published": "As published, and how reliable pacts were",
    }
    for name, title in titles.items():
        parts.append(Section(name, title, tuple(_blocks(name, found[name]))))
    vintages = {name: v["sha256"][:12] for name, v in evidence["data"].items()}
    return render(
        "What do pledges of defence do?",
        "The project's own estimates under every specification, beside the published ones",
        parts,
        meta=vintages,
    )


def _blocks(name: str, table: Table) -> Iterator[Block]:
    from pato.report.score_figures import specification_plot

    if name in {"published", "selection", "reliability"}:
        yield TableBlock(table, name)
        return
    if table.notes:
        yield Text(table.notes[0])
    rows = [
        (r["specification"], r.get("part", "new pledge"), r["estimate"], r["low"], r["high"])
        for r in table.records()
        if "five years on" not in r.get("part", "")
    ]
    shown = Table(
        ("specification", "part", "estimate", "low", "high"), rows, title=table.title, notes=table.notes
    )
    yield Figure(
        specification_plot(shown, value_title="estimate, 95 % interval"),
        table.title,
        table.title + ".",
        table,
        name,
    )


def summary(evidence: Evidence) -> list[str]:
    """Return the findings in words, with the figures that are stored."""
    out = []
    for outcome, label in OUTCOMES.items():
        records = {(r["specification"], r["dose"]): r for r in evidence["pledge"] if r["outcome"] == outcome}
        within, recent = (records[(s, "whole")]["coefficients"].get("dose") for s in ("pair", "nuclear"))
        told = [
            f"{words} {c['estimate']:+.2f} (s.e. {c['se'] or c['model_se']:.2f})"
            for words, c in (("within pairs", within), ("with controls from 1946", recent))
            if c
        ]
        out.append(f"Pledged dose and {label}: {', '.join(told)}.")
    return out
