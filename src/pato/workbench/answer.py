"""The first page's content as plain values: what a design changes, how sure that is, and who would owe whom; see `accepting` for who accepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from pato.assess.metrics import metrics
from pato.assess.no_difference import PERCENT_OF_LEVEL, beats
from pato.errors import Problem, UsageError
from pato.futures import weighted_share
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.report.headline import signed
from pato.report.wording import assumption_name, state_name
from pato.treaties.architecture import Architecture
from pato.treaties.duty import STATUSES
from pato.treaties.relations import relations
from pato.workbench import words
from pato.workbench.accepting import weights_of
from pato.workbench.asked import Asked
from pato.workbench.engine import RUNS, Outcome

RISK, ABSENT = "war_initiations_members", "expected_support_members_us_absent"
SUPPORT = "expected_support_members"
KINDS = ("defence", "assistance", "consultation")
"""Obligations between a pair, from the strongest to the weakest."""


def answer(outcome: Outcome) -> dict[str, Any]:
    """Return the page's content; every number is plain, so that JSON keeps it."""
    asked = outcome.asked
    if RISK not in outcome.values:
        told = "every state whose attacks count is a party, or a party has no data on risk."
        raise UsageError(Problem("in", told, "Leave one of them out."))
    risk = list(_risk_rows(outcome))
    matrix = _matrix(outcome)
    gaps = tuple(int(v) for v in outcome.of("gaps"))
    finding = words.finding(asked.parties, (gaps[0], gaps[1]), [r["side"] for r in risk if r["id"]])
    return {
        "finding": finding,
        "cards": [_gaps_card(asked, gaps[0], gaps[1]), _risk_card(risk), *_support_cards(outcome)],
        "risk": risk,
        "attacks": words.attacks(),
        "band": PERCENT_OF_LEVEL,
        "matrix": matrix,
        "runs": RUNS,
        "date": asked.date,
        "notes": list(_notes(outcome)),
    }


def _gaps_card(asked: Asked, today: int, then: int) -> dict[str, Any]:
    pairs = len(asked.parties) * (len(asked.parties) - 1) // 2
    return {
        "id": "gaps",
        "value": f"{today} → {then}",
        "number": then,
        "label": f"of {pairs} pairs of parties without a mutual-defence obligation",
        "sure": "certain",
    }


def _risk_card(risk: list[dict[str, Any]]) -> dict[str, Any]:
    medians = [r["median"] for r in risk if r["id"]]
    low, high = min(medians), max(medians)
    value = signed(low, " %") if low == high else f"{signed(low)} to {signed(high, ' %')}"
    return {
        "id": "risk",
        "value": value,
        "number": [low, high],
        "label": "members’ risk of war, by assumption about deterrence",
        "sure": "assumed",
    }


def _support_cards(outcome: Outcome) -> Iterator[dict[str, Any]]:
    absent = outcome.asked.guarantor == "absent"
    name = SUPPORT if absent else ABSENT
    if name not in outcome.values:
        return
    then, now = outcome.of(name)
    middle = float(np.median(_percent(then, now)))
    levels = f"{np.median(then):.2g} → {np.median(now):.2g} % of world capability"
    yield {
        "id": "support",
        "value": signed(middle, " %"),
        "number": middle,
        "label": f"support that a party can expect if the United States stays away ({levels})",
        "sure": "suggestive",
    }


def _percent(then: FloatArray, now: FloatArray) -> FloatArray:
    """Return changes in per cent of the initial value, run by run; from 0 to 0 is no change."""
    return np.divide(100 * (now - then), then, out=np.where(now > then, np.inf, 0.0), where=then > 0)


def _risk_rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield the change of members' risk of war under each assumption, then pooled with the given weights."""
    change = _percent(*outcome.of(RISK))
    asked, given = outcome.asked, dict(outcome.asked.weights)
    for i, name in enumerate(outcome.levels):
        row = _row(name, assumption_name(name), change[outcome.theories == i], None)
        yield row | {"weight": given.get(name, 0.0) if given else 1.0}
    weight = weights_of(asked, outcome.levels, outcome.theories)
    yield _row(
        "", "All, with your weights" if given else "All, weighted equally", change, weight / weight.sum()
    )


def _row(name: str, told: str, change: FloatArray, weight: FloatArray | None) -> dict[str, Any]:
    found = spread(change, weight)
    lower, higher = (
        float(weighted_share(s, weight)) for s in beats(-change, np.full_like(change, PERCENT_OF_LEVEL))
    )
    side = "better" if lower > 0.5 else "worse" if higher > 0.5 else "same"
    figures = {key: round(value, 4) for key, value in found._asdict().items()}
    shares = {"lower": lower, "same_share": max(0.0, 1 - lower - higher), "higher": higher}
    value = "no real change" if side == "same" else signed(found.median, " %")
    return {"id": name, "name": told, "side": side, "told": value, **figures, **shares}


def _matrix(outcome: Outcome) -> dict[str, Any]:
    """Return the strongest obligation between each pair, today and under the design."""
    asked, date = outcome.asked, outcome.asked.date
    states = [*asked.parties, *asked.associates]
    today = _strongest(outcome.proposal.baseline, date, set(states))
    then = _strongest(outcome.proposal.proposed, date, set(states))
    cells = [
        {
            "debtor": a,
            "creditor": b,
            "today": today.get((a, b), ("", ""))[0],
            "proposed": then.get((a, b), ("", ""))[0],
            "where": then.get((a, b), ("", ""))[1],
        }
        for a in states
        for b in states
        if a != b
    ]
    return {
        "states": [{"code": s, "name": state_name(s), "role": asked.role(s)} for s in states],
        "cells": cells,
    }


def _strongest(system: Architecture, date: str, states: set[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the strongest obligation that each state of a group owes another, and its article."""
    found: dict[tuple[str, str], tuple[tuple[int, int], str, str]] = {}
    for owed in relations(system, date, kinds=KINDS):
        pair = owed.debtor, owed.creditor
        if owed.debtor not in states or owed.creditor not in states:
            continue
        counts = "disputed" if owed.disputed else owed.kind
        rank = KINDS.index(owed.kind), STATUSES.index(owed.status) if owed.status in STATUSES else 9
        if pair not in found or rank < found[pair][0]:
            found[pair] = rank, counts, f"{owed.short}, Article {owed.article}"
    return {pair: (kind, where) for pair, (_, kind, where) in found.items()}


def _notes(outcome: Outcome) -> Iterator[str]:
    asked = outcome.asked
    if outcome.without:
        yield f"There are no data for {words.members(outcome.without)}: risk and support leave it out, and acceptance is not computed."
    yield f"{words.OF_GUARANTOR[asked.guarantor][:1].upper()}{words.OF_GUARANTOR[asked.guarantor][1:]} in every run."
    yield f"Each assumption about deterrence is shown over the same {RUNS} simulation runs of ten years; a change within {PERCENT_OF_LEVEL:g} % of the level counts as no real change."
    yield "A share of runs shows how often a result holds across the assumptions. It is not a probability."
    if "TWN" in asked.named:
        yield "Results for Taiwan depend on how credible the present US commitment is; it is varied from none to full."


def about(name: str) -> str:
    """Return the name of a metric."""
    return metrics()[name].label
