"""Content of ``library/estimates/joining.json``."""

from __future__ import annotations

from typing import Any

import numpy as np

from pato.estimate.joining.fit import JoiningEstimate, JoiningFit
from pato.estimate.joining.reliability import reliability
from pato.estimate.joining.scores import DeviceScores
from pato.estimate.vintages import titled, vintages
from pato.kernels.digits import rounded, significant

TABLES = titled(
    "gml_part",
    "gml_dirdisp",
    "atop51_directed_dyad_year_1815_2018",
    "atop51_member_level",
    "cow_states",
    "cow_nmc",
    "cow_majors",
    "cow_contdir",
    "cow_capitals",
    "isard_cw_democracy_1816_2025",
    "polity5_1800_2018",
    "tss_rivalries",
    gml_part="Gibler, Miller and Little, MID 2.2.1, participants",
    gml_dirdisp="Gibler, Miller and Little, MID 2.2.1, directed dyads",
)
COVARIATES = {
    "defence": "1 if the state is pledged to defend the target (ATOP), year before",
    "defence_reach": "reach where defence is 1, else 0: what the pact adds for a state that can come in strength",
    "defence_war": "defence x war",
    "consultation": "1 if pledged to consult the target and not to defend it, year before",
    "restrained": "1 if pledged to the challenger to stay neutral or not to attack it, year before; universal treaties left out",
    "defence_challenger": "1 if pledged to defend the challenger, year before",
    "reach": "log of the per cent of world capability that arrives at the target's capital (Bueno de Mesquita's gradient); kernel log_reach",
    "major": "1 for a COW major power",
    "rivalry_challenger": "1 for a Thompson-Sakuwa-Suhas rivalry with the challenger, year before",
    "rivalry_target": "1 for a rivalry with the target, year before",
    "land_challenger": "1 for a land border with the challenger",
    "near_target": "1 for a border with the target, by land or across up to 400 miles of water",
    "joint_democracy": "1 if it and the target were democracies the year before",
    "history_challenger": "dispute onsets with the challenger in all years before, weight halved every 20 years",
    "fighting_challenger": "1 if a dispute with the challenger, begun before 1 January, is under way",
    "war": "1 if originators reached the level of war with one another",
    "balance": "log of the target's over the challenger's CINC, originators summed",
    "states": "states in the system",
    "targets": "originators on the target's side",
    "challengers": "originators on the challenger's side",
    "after_1945": "1 after 1945",
    "defence_after_1945": "defence x after_1945",
    "world_war": "1 in 1914-18 and 1939-45",
}
_DIGITS = 10
AT_PREDICTION = {
    "fighting_challenger": 0.0,
    "targets": 1.0,
    "challengers": 1.0,
    "after_1945": 1.0,
    "world_war": 0.0,
}
LIMITS = (
    "Only disputes that began are seen: pacts that deterred are not in the sample, and allies of those attacked may be the less reliable ones. How much of a pact's coefficient is its doing is a switch (causal, half, screening), not an estimate.",
    "After 1989 half of the joins are one coalition (Kuwait, 1990): the interval of expected over observed is wide, and one-on-one disputes are over-predicted.",
    "To join is to take part in the dispute in the data's sense, with a ship or with an army; it is no measure of how much.",
    "Pledges are of the year before: those given in the year of the dispute are not seen.",
    "Joiners are taken to decide alone, given the covariates; what others are expected to do is a logged variant.",
    "Disputes end in 2010; the size of the system at prediction is that of 2010.",
)


def as_estimate(result: JoiningFit, folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written."""
    spec, main, chosen = result.specification, result.main, result.chosen
    terms = [t for t in spec.terms_of(chosen) if t.name in main.names]
    states = float(result.frame.filter(result.frame["year"] == spec.last)["states"].max())  # type: ignore[arg-type]
    return {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "question": spec.question,
        "formula": f"logit P({spec.outcome}) = " + " + ".join(main.names),
        "names": list(main.names),
        "terms": [
            {"name": t.name, "covariate": t.predictor, "transform": t.transform, "panel_column": t.column}
            for t in terms
        ],
        "covariates": {t.predictor: COVARIATES[t.predictor] for t in terms},
        "at_prediction": {**{k: v for k, v in AT_PREDICTION.items() if _used(k, terms)}, "states": states},
        "coefficients": [significant(v, _DIGITS) for v in main.coefficients],
        "covariance": [[significant(v, _DIGITS) for v in row] for row in main.covariance],
        "covariance_kind": "clustered by dispute and by third party (Cameron, Gelbach and Miller 2011), raised to the model's own covariance in every direction in which it is below it",
        "standard_errors_by_dispute": {
            n: significant(e, 4) for n, e in zip(main.names, np.sqrt(np.diag(main.by_dispute)), strict=True)
        },
        "sample": _sample(result),
        "chosen": chosen.id,
        "selection": [rounded(s.as_dict(), _DIGITS) for s in result.selection.values()],
        "scores": [{**rounded(s.as_dict(), _DIGITS), "id": name} for name, s in result.final.items()],
        "devices": {
            d: {span: _device(d, s) for span, s in found.items()} for d, found in result.devices.items()
        },
        "reliability": rounded(reliability(result), 4),
        "variants": {name: _logged(v) for name, v in result.variants.items()},
        "limits": list(LIMITS),
        "data": vintages(TABLES, folder),
    }


def _used(covariate: str, terms: list[Any]) -> bool:
    return any(t.predictor == covariate for t in terms)


def _sample(result: JoiningFit) -> dict[str, Any]:
    spec, main, rows = result.specification, result.main, result.rows
    return {
        "unit": "dispute x state that is not among its originators",
        "years": [int(rows.year.min()), spec.last],
        "rows": main.rows,
        "events": main.events,
        "disputes": len(np.unique(rows.dispute)),
        "disputes_one_on_one": len(np.unique(rows.dispute[rows.single])),
        "incomplete_rows_left_out": rows.incomplete[0],
        "events_among_them": rows.incomplete[1],
        "assumed_where_unknown": dict(result.chosen.assume),
        "log_likelihood": significant(main.fit.log_likelihood, _DIGITS),
        "ridge_on_standardised_covariates": spec.ridge,
    }


def _device(name: str, found: DeviceScores) -> dict[str, Any]:
    gain, interval = found.less_log_loss
    below = [significant(v, 6) for v in (gain, *interval)]
    return {**rounded(found.scores.as_dict(), _DIGITS), "id": name, "log_loss_below_plain": below}


def _logged(estimate: JoiningEstimate) -> dict[str, Any]:
    shown = {n: [significant(v, 4) for v in estimate.of(n)] for n in estimate.names}
    return {"rows": estimate.rows, "events": estimate.events, "coefficients_with_standard_errors": shown}
