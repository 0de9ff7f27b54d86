"""Content of ``library/estimates/formation.json``."""

from __future__ import annotations

from typing import Any

import numpy as np

from pato.estimate.formation.choice import Choice, Chosen
from pato.estimate.formation.fit import FormationEstimate, FormationFit, Founding
from pato.estimate.formation.history import read_history
from pato.estimate.formation.since import Since
from pato.estimate.panel.system import FIRST_YEAR
from pato.estimate.vintages import titled, vintages
from pato.kernels.digits import rounded, significant
from pato.registry import states as registry

TABLES = titled(
    "atop51_directed_dyad_year_1815_2018",
    "cow_states",
    "cow_nmc",
    "cow_majors",
    "cow_contdir",
    "cow_capitals",
    "isard_cw_democracy_1816_2025",
    "polity5_1800_2018",
    "tss_rivalries",
    # of candidates that are scored and do not ship
    "cw_gdppop",
    "unga_idealpoints_s1_s78",
)
_DIGITS = 6
COVARIATES = {
    "distance_km": "great circle between the capitals on 1 January",
    "land": "1 for a land border",
    "sea": "1 for neighbours across up to 400 miles of water",
    "common_rival": "1 if some state was a rival of both",
    "rivalry": "1 if the two were rivals",
    "ally_overlap": "states that had a defence pact with both, as a share of those that had one with either",
    "major": "1 if either was a COW major power",
    "lapsed": "1 if the two had a defence pact in some earlier year of peace (1914-18 and 1939-45 left out), and none the year before",
    "regime_gap": "difference of the adjusted extended unified democracy scores; the median of the year where unknown",
    "states": "states in the system",
    "consultation": "1 if either had pledged to consult the other",
    "nonaggression": "1 if either had pledged not to attack the other, universal treaties among it",
    "nearby_allied_lower": "share of a state's neighbourhood that has a defence pact with the other (kernel surrounded), the smaller of the two ways",
    "nearby_allied_higher": "the larger of the two ways",
    "age_lower": "years that the younger had been in the system since 1816",
}
LIMITS = (
    "Ranks only: how many pacts a year to expect is not identified (an earlier exploration found levels 38-fold apart by calibration).",
    "Treaties, not pairs, are the unit of evidence: a few large ones make most ties.",
    "Specifications of this kind were chosen with the backtests in sight: they illustrate, they do not test.",
    "A pair's history of hostility beyond rivalry (occupation, claims to amends, opinion) is not measured: Korea and Japan rank far higher than their record of refusing a pact suggests.",
    "What ships was chosen on 1946-2018, one of fourteen candidates, and confirmed on the pacts begun since 2019: five treaties, three of them accessions to NATO.",
    "Race, identity and the wish for freedom of action, which the literature names for Asia, are in no data used.",
    "Pacts end in 2018 and rivalries in 2020.",
)


def as_estimate(
    result: FormationFit, folder: str | None = None, choice: Choice | None = None, since: Since | None = None
) -> dict[str, Any]:
    """Return the plain values that are written; ``choice`` and ``since`` are the third and fourth round."""
    spec, main, rows = result.specification, result.main, result.rows
    terms = [t for t in (*spec.terms, *spec.other_terms) if t.name in main.names]
    return {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "question": spec.question,
        "formula": "logit P(defence pact formed) = " + " + ".join(main.names) + "; ranks only",
        "names": list(main.names),
        "terms": [
            {"name": t.name, "covariate": t.predictor, "transform": t.transform, "panel_column": t.column}
            for t in terms
        ],
        "covariates": {t.predictor: COVARIATES[t.predictor] for t in terms},
        "coefficients": [significant(v, 10) for v in main.coefficients],
        "covariance": [[significant(v, 10) for v in row] for row in main.covariance],
        "covariance_kind": "dyadic-robust (Aronow, Samii and Assenova 2015) with all products of rows of one treaty added, raised to the model's own covariance in every direction in which it is below it",
        "sample": {
            "unit": "pair-year without a defence pact the year before, both in the system in both years",
            "years": list(spec.years),
            "years_left_out": [list(y) for y in spec.no_training],
            "rows": main.rows,
            "events": main.events,
            "treaties": main.treaties,
            "weight_of_an_event": "1 / ties of its treaty",
            "incomplete_rows_left_out": rows.incomplete[0],
            "log_likelihood": significant(main.fit.log_likelihood, 10),
            "ridge_on_standardised_covariates": spec.ridge,
        },
        "scores": [rounded(s.as_dict(), _DIGITS) for s in result.scores.values()],
        "pooled_intervals_of_shipped": {
            span: rounded({"auc": ties, "auc_by_treaty": treaties}, _DIGITS)
            for span, (ties, treaties) in result.pooled_intervals.items()
        },
        "gains_over_plain": {
            v: {span: rounded(g._asdict(), _DIGITS) for span, g in found.items()}
            for v, found in result.gains.items()
        },
        "backtests": {v: [_founding(f) for f in found.values()] for v, found in result.backtests.items()},
        "variants": {name: _logged(v) for name, v in result.variants.items()},
        "third_round": None if choice is None else _choice(choice),
        "pacts_since": None if since is None else _since(since, spec.fourth_round.until),
        "years_in_system": years_in_system(spec.years[1], folder),
        "lapsed_pairs": lapsed_pairs(spec.years[1], spec.no_training, folder),
        "limits": list(LIMITS),
        "data": vintages(TABLES, folder),
    }


def lapsed_pairs(year: int, wartime: tuple[tuple[int, int], ...], folder: str | None = None) -> list[str]:
    """Return pairs of present states (``AUS-FRA``) that once had a defence pact in peace and had none in a year."""
    history = read_history(year, folder)
    ever = np.zeros((history.system.shape[1],) * 2, bool)
    for past in range(1816, year):
        if any(first <= past <= last for first, last in wartime):
            continue
        ever |= history.matrix("pacts", past)
    here = history.present[-1]
    gone = np.triu(ever & ~history.matrix("pacts", year) & here[:, None] & here, 1)
    iso = {c: registry.iso3(int(c), f"{year}-12-31") for c in history.system.codes[here].tolist()}
    codes = history.system.codes
    return sorted("-".join(sorted((iso[int(codes[i])], iso[int(codes[j])]))) for i, j in np.argwhere(gone))


def years_in_system(year: int, folder: str | None = None) -> dict[str, int]:
    """Return the number of years that each present state had been in the system by a year, including predecessors'."""
    history = read_history(year, folder)
    here = np.flatnonzero(history.present[year - FIRST_YEAR])
    ages = history.age[year - FIRST_YEAR]
    return {registry.iso3(int(history.system.codes[i]), f"{year}-12-31"): int(ages[i]) for i in here}


def _choice(found: Choice) -> dict[str, Any]:
    return {
        "candidates": {
            name: rounded(s.as_dict(), _DIGITS)
            | {"pooled_of_percentiles": rounded(found.pooled_of_percentiles[name], _DIGITS)}
            | {
                "over_plain": rounded(found.over_plain[name]._asdict(), _DIGITS)
                if name in found.over_plain
                else None
            }
            for name, s in found.candidates.items()
        },
        "mean_auc_in_windows_before": {
            name: {str(w): significant(v, 5) for w, v in past.items()} for name, past in found.past.items()
        },
        "forecasters": {f.id: _forecaster(f) for f in found.forecasters},
    }


def _forecaster(found: Chosen) -> dict[str, Any]:
    return {
        "by_window": {str(w): taken for w, taken in found.by_window.items()},
        "now": found.now,
        "scores": rounded(found.scores.as_dict(), _DIGITS),
        "pooled_of_percentiles": rounded(found.pooled_of_percentiles, _DIGITS),
        "over_plain": rounded(found.over_plain._asdict(), _DIGITS),
    }


def _since(found: Since, until: str) -> dict[str, Any]:
    return {
        "until": until,
        "scores": {c: rounded(s.as_dict(), _DIGITS) for c, s in found.scores.items()},
        "over_plain": {c: rounded(g._asdict(), _DIGITS) for c, g in found.over_first.items()},
        "percentiles": rounded(found.percentile, 4),
        "named": rounded(found.named, 4),
    }


def _founding(found: Founding) -> dict[str, Any]:
    return {
        "id": found.id,
        "year": found.year,
        "pairs_at_risk": found.pairs_at_risk,
        "founding_pairs_at_risk": len(found.percentile),
        "median_percentile": significant(found.median, 4),
        "percentiles": {k: significant(v, 4) for k, v in found.percentile.items()},
        "not_at_risk": list(found.not_at_risk),
    }


def _logged(estimate: FormationEstimate) -> dict[str, Any]:
    shown = {n: [significant(v, 4) for v in estimate.of(n)] for n in estimate.names}
    return {"rows": estimate.rows, "events": estimate.events, "coefficients_with_standard_errors": shown}
