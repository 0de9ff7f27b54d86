"""Descriptions of the columns of a panel: variable and value labels of Stata files."""

from __future__ import annotations

import re

MEANINGS = {
    "ccode": "COW number",
    "year": "year",
    "system_carried": "after the provider's last entry of the state system, carried forward",
    "cinc": "Composite Index of National Capability",
    "milex": "military expenditure, thousands at current prices: GBP to 1913, then USD",
    "milper": "military personnel, thousands",
    "irst": "iron and steel production, thousand tons",
    "pec": "primary energy consumption, thousand coal-ton equivalents",
    "tpop": "total population, thousands",
    "upop": "urban population, thousands",
    "major": "major power (COW)",
    "major_carried": "major power status carried forward",
    "nuclear": "has nuclear warheads",
    "capability_share": "capability of side 1 as a share of both",
    "contiguity": "direct contiguity, closest type of the year",
    "contiguity_carried": "contiguity carried forward",
    "land_neighbours": "states across a land border",
    "politically_relevant": "contiguous, or one a major power",
    "distance_km": "distance between capitals, km",
    "capital_lat": "latitude of the capital on 1 January, degrees north",
    "capital_lon": "longitude of the capital on 1 January, degrees east",
    "minimum_distance_km": "least distance between territories, km",
    "polity2": "Polity score, -10 to 10",
    "v2x_polyarchy": "V-Dem electoral democracy index",
    "euds": "extended unified democracy score",
    "aeuds": "extended unified democracy score, adjusted",
    "democracy": "democracy: Polity 6 or more, else unified score above 0",
    "joint_democracy": "both democracies",
    "rivalry": "strategic rivalry",
    "rivalry_spatial": "strategic rivalry, spatial",
    "rivalry_positional": "strategic rivalry, positional",
    "rivalry_ideological": "strategic rivalry, ideological",
    "rivalry_interventionary": "strategic rivalry, interventionary",
    "rivals": "strategic rivals in the system",
    "rivalry_thompson_dreyer": "strategic rivalry (Thompson and Dreyer)",
    "initiation": "initiates a militarized dispute",
    "initiation_force": "initiates a dispute that reaches use of force",
    "initiation_war": "initiates a dispute that reaches war",
    "dispute_onset": "a militarized dispute begins",
    "dispute_ongoing": "a militarized dispute goes on",
    "dispute_continuing": "a dispute of an earlier year goes on",
    "disputes_initiated": "disputes initiated in the year",
    "disputes_targeted": "disputes in which it was the target in the year",
    "peace_years": "years since the last dispute of the pair",
    "onsets_halflife5": "past disputes of the pair, weight halves every 5 years",
    "onsets_halflife20": "past disputes of the pair, weight halves every 20 years",
    "ever_disputed": "the pair had a dispute before",
    "own_initiations_halflife10": "past initiations by side 1, weight halves every 10 years",
    "targeted_halflife10": "past disputes against side 2, weight halves every 10 years",
    "involvement_halflife5": "past disputes of the state, weight halves every 5 years",
    "war_initiation": "initiates a COW inter-state war",
    "war_onset": "a COW inter-state war begins",
    "war_continuing": "a COW inter-state war goes on",
    "wars_initiated": "COW inter-state wars initiated in the year",
    "pledge_defence": "defence obligation to the other (ATOP)",
    "pledge_offence": "offence obligation to the other (ATOP)",
    "pledge_neutrality": "neutrality obligation to the other (ATOP)",
    "pledge_nonaggression": "non-aggression obligation to the other (ATOP)",
    "pledge_consultation": "consultation obligation to the other (ATOP)",
    "defence_pledges_given": "states that it is pledged to defend (ATOP)",
    "defence_pledges_received": "states pledged to defend it (ATOP)",
    "neighbours_dose_largest": "largest pledge to the target's neighbours, log dose",
    "target_dose": "capability pledged to the target, log dose",
    "target_dose_largest": "capability of the target's largest pledger, log dose",
    "target_dose_rest": "capability of the target's other pledgers, log dose",
    "target_dose_others": "capability pledged to the target by others, log dose",
    "challenger_defence": "the challenger has a defence pact",
    "challenger_offence": "the challenger has an offensive pact",
    "challenger_neutrality": "the challenger has a neutrality pact",
    "target_defence": "the target has a defence pact",
    "target_pledgers": "states pledged to defend the target",
    "portfolio_s": "similarity of alliance portfolios (S)",
    "ideal_point": "ideal point in the UN General Assembly",
    "ideal_point_gap": "distance of ideal points",
    "imports_usd_m": "imports, million current USD",
    "exports_usd_m": "exports, million current USD",
    "goods_exports_usd_m": "goods exports to the other, million current USD",
}  # fmt: skip
VALUES: dict[str, dict[float, str]] = {
    "contiguity": {
        0: "not contiguous",
        1: "land or river border",
        2: "water, 12 miles or less",
        3: "water, 24 miles or less",
        4: "water, 150 miles or less",
        5: "water, 400 miles or less",
    }
}
"""Words of the values of coded columns."""
_DIRECTION = {"_12": ", side 1 to 2", "_21": ", side 2 to 1"}
_RECORD = {"_mid": ", MID 5.0", "_mie": ", MIE 1.0"}


def label(column: str) -> str:
    """Return the description of a column, with its side, direction, lag and record of disputes; its name for a user's own column.

    >>> label("cinc1_lag1"), label("pledge_defence_21"), label("polity22"), label("mine")
    ('Composite Index of National Capability, side 1, year before', 'defence obligation to the other (ATOP), side 2 to 1', 'Polity score, -10 to 10, side 2', 'mine')
    """
    base, end = column, ""
    if found := re.fullmatch(r"(.+)(_12|_21)", base):
        base, end = found[1], _DIRECTION[found[2]]
    if found := re.fullmatch(r"(.+)(_mid|_mie)", base):
        base, end = found[1].replace("_hl", "_halflife"), _RECORD[found[2]] + end
    if base.endswith("_lag1"):
        base, end = base.removesuffix("_lag1"), f"{end}, year before"
    if base in MEANINGS:
        return MEANINGS[base] + end
    if found := re.fullmatch(r"(.+?)([12])(_halflife\d+)?", base):
        stem = found[1] + (found[3] or "")
        if stem in MEANINGS:
            return f"{MEANINGS[stem]}, side {found[2]}{end}"
    return column
