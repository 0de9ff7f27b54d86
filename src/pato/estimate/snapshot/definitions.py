"""Definition, unit and number of digits of every variable of the snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["state", "pair", "directed"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: its name and unit (C6), what it is about, and how it is rounded.

    Attributes
    ----------
    name, unit, meaning
        As shown to users.
    scope
        About a state, a pair of states, or a directed pair (from, to).
    digits
        Significant digits (positive) or decimals (negative); 0 leaves the value alone (counts, flags, text).
    source
        Default source id.
    year
        Year it refers to, for pairs; states carry it with each figure.
    basis
        ``fact`` (published by the source) or ``estimate`` (computed by our code from it).
    absent
        Why a figure can be missing.
    """

    name: str
    unit: str
    meaning: str
    scope: Scope = "state"
    digits: int = 0
    source: str = ""
    year: int | None = None
    basis: Literal["fact", "estimate"] = "fact"
    absent: str = ""


def rounded(value: float, digits: int) -> float | int:
    """Return a value at the digits of its definition: significant if positive, decimals if negative.

    >>> rounded(123456.0, 4), rounded(0.12345, -3), rounded(17.0, 0)
    (123500, 0.123, 17)
    """
    if digits < 0:
        result = round(value, -digits)
    elif digits > 0:
        result = float(f"{value:.{digits}g}")
    else:
        result = value
    return int(result) if float(result).is_integer() else result


_VDEM_LEVELS = {
    "v2x_libdem": "Liberal Democracy Index",
    "v2x_polyarchy": "Electoral Democracy Index",
    "v2x_partipdem": "Participatory Democracy Index",
    "v2x_delibdem": "Deliberative Democracy Index",
    "v2x_egaldem": "Egalitarian Democracy Index",
}
_VDEM_POINTS = {
    "v2x_rule": "Rule of Law Index",
    "v2x_civlib": "Civil Liberties Index",
    "v2x_clphy": "Physical Integrity Index",
    "v2x_clpol": "Political Civil Liberties Index",
    "v2x_jucon": "Judicial Constraints on the Executive Index",
    "v2x_corr": "Political Corruption Index (higher is more corrupt)",
    "v2xel_frefair": "Clean Elections Index",
    "v2x_freexp_altinf": "Freedom of Expression and Alternative Sources of Information Index",
    "v2x_frassoc_thick": "Freedom of Association Index",
}
_NO_VDEM = "V-Dem does not cover this state."
_NO_SIPRI = "SIPRI gives no figure of the last ten years."
_NO_VOTES = "not a member of the United Nations: no votes, no ideal point."
_NO_MRIO = "not among the economies of the ADB MRIO tables."

STATE_FIGURES: tuple[Definition, ...] = (
    Definition("gdp_usd_bn", "billion current USD", "Gross domestic product at market exchange rates", digits=4, source="imf-weo", absent="the IMF gives no figure."),
    Definition("gdp_ppp_usd_bn", "billion current international dollars", "Gross domestic product at purchasing power parity", digits=4, source="imf-weo", absent="the IMF gives no figure."),
    Definition("population", "persons", "Population, mid-year", digits=4, source="un-wpp"),
    Definition("milex_usd_m", "million current USD", "Military expenditure", digits=4, source="sipri-milex", absent=_NO_SIPRI),
    Definition("milex_share_gdp", "share of GDP", "Military expenditure as a share of GDP, as the source computes it", digits=3, source="sipri-milex", absent=_NO_SIPRI),
    Definition("milex_cow_usd_m", "million current USD", "Military expenditure as coded by the Correlates of War", digits=3, source="cow-nmc", absent="missing in the National Material Capabilities."),
    Definition("military_personnel_thousand", "thousand persons", "Military personnel; 0 is fewer than 500", source="cow-nmc", absent="missing in the National Material Capabilities."),
    Definition("cinc", "share of the world", "Composite Index of National Capability", digits=4, source="cow-nmc", absent="missing in the National Material Capabilities."),
    Definition("major", "flag", "Major power (Correlates of War, 2016 carried forward)", source="cow-majors"),
    Definition("democracy", "flag", "Democracy by the rule of the war-risk model: polity2 of 6 or more, else a positive QuickUDS score", source="cw-democracy", basis="estimate", absent="neither polity2 nor QuickUDS."),
    Definition("democracy_score", "score", "QuickUDS score (adjusted) behind the flag", digits=-3, source="cw-democracy", absent="no QuickUDS score."),
    *(Definition(n, "index 0 to 1", f"V-Dem {t}; the interval is V-Dem's, about 68 %", digits=-3, source="vdem", absent=_NO_VDEM) for n, t in _VDEM_LEVELS.items()),
    *(Definition(n, "index 0 to 1", f"V-Dem {t}; point estimate only", digits=-3, source="vdem", absent=_NO_VDEM) for n, t in _VDEM_POINTS.items()),
    Definition("v2x_regime", "0 closed autocracy, 1 electoral autocracy, 2 electoral democracy, 3 liberal democracy", "V-Dem Regimes of the World", source="vdem", absent=_NO_VDEM),
    Definition("freedom_house_total", "points of 100", "Freedom in the World, total score", source="freedom-house", absent="not rated."),
    Definition("freedom_house_status", "F free, PF partly free, NF not free", "Freedom in the World, status", source="freedom-house", absent="not rated."),
    Definition("voice_accountability", "standard normal score", "Voice and Accountability (World Governance Indicators); interval 90 %", digits=-2, source="wgi", absent="not rated."),
    Definition("ideal_point", "score", "Ideal point in the UN General Assembly; interval 5 % to 95 % quantile", digits=-3, source="un-ideal-points", absent=_NO_VOTES),
    Definition("ideal_point_q10", "score", "10 % quantile of the ideal point", digits=-3, source="un-ideal-points", absent=_NO_VOTES),
    Definition("ideal_point_q50", "score", "Median of the ideal point", digits=-3, source="un-ideal-points", absent=_NO_VOTES),
    Definition("ideal_point_q90", "score", "90 % quantile of the ideal point", digits=-3, source="un-ideal-points", absent=_NO_VOTES),
    Definition("un_agreement_usa", "share of votes", "Agreement with the United States in the UN General Assembly", digits=-3, source="un-ideal-points", absent=_NO_VOTES),
    Definition("un_agreement_chn", "share of votes", "Agreement with China in the UN General Assembly", digits=-3, source="un-ideal-points", absent=_NO_VOTES),
    Definition("us_troops", "persons", "United States active-duty personnel stationed in the state", source="troopdata", absent="the state itself."),
    Definition("us_base_sites", "sites", "United States sites listed in the state, territories elsewhere left out (list to 2018: no later Philippine sites)", source="troopdata", absent="the state itself."),
    Definition("warheads", "warheads", "Nuclear warheads in the military stockpile; 0 where the source lists no arsenal", source="fas-warheads"),
    Definition("capital", "name", "Capital", source="capitals"),
    Definition("capital_lat", "degrees north", "Latitude of the capital", digits=-3, source="capitals"),
    Definition("capital_lon", "degrees east", "Longitude of the capital", digits=-3, source="capitals"),
    Definition("goods_output_usd_m", "million current USD", "Gross output of goods (agriculture, mining, manufacturing) at basic prices", digits=4, source="adb-mrio", absent=_NO_MRIO),
    Definition("goods_domestic_usd_m", "million current USD", "Goods sold at home, to firms and final users", digits=4, source="adb-mrio", absent=_NO_MRIO),
)  # fmt: skip

_HISTORY = "Gibler-Miller-Little disputes end in 2010"

PAIR_FIGURES: tuple[Definition, ...] = (
    Definition("mindist_km", "km", "Shortest distance between the territories", "pair", 4, "cshapes", 2019, absent="not in CShapes."),
    Definition("distance_km", "km", "Great-circle distance between the capitals", "pair", 4, "capitals", 2019, "estimate"),
    Definition("contiguity", "1 land, 2 to 5 sea up to 12, 24, 150, 400 miles, 0 none", "Direct contiguity (2016 carried forward)", "pair", 0, "cow-contiguity", 2016),
    Definition("land", "flag", "Land border", "pair", 0, "cow-contiguity", 2016),
    Definition("sea", "flag", "Contiguous by sea, up to 400 miles", "pair", 0, "cow-contiguity", 2016),
    Definition("rivalry", "flag", "Strategic rivalry of any type", "pair", 0, "tss-rivalries", 2020),
    Definition("rivalry_since", "year", "First year of that rivalry", "pair", 0, "tss-rivalries", 2020, absent="no rivalry."),
    Definition("rivalry_types", "letters", "Its types: s spatial, p positional, i ideological, n interventionary", "pair", 0, "tss-rivalries", 2020, absent="no rivalry."),
    Definition("disputes", "disputes", "Militarised disputes with the two on opposite sides, 1816-2010", "pair", 0, "gml-mid", 2010),
    Definition("disputes_1991_2010", "disputes", "The same, begun 1991-2010", "pair", 0, "gml-mid", 2010),
    Definition("dispute_last_year", "year", "Last year with such a dispute, to 2010", "pair", 0, "gml-mid", 2010, absent="no dispute to 2010."),
    Definition("dispute_hostility", "1 to 5", "Highest hostility of such a dispute: 2 threat, 3 display, 4 use of force, 5 war", "pair", 0, "gml-mid", 2010, absent="no dispute to 2010."),
    Definition("mids_1994_2014", "disputes", "Onsets of militarised disputes 1994-2014 in the Correlates of War data", "pair", 0, "cow-mid", 2014),
    Definition("peace_years", "years", f"Years since the pair's last dispute-active year, or since the younger state's entry, as of 2011 ({_HISTORY})", "pair", 0, "gml-mid", 2011, "estimate"),
    Definition("dispute_history", "weighted disputes", f"Past dispute onsets of the pair, half-life 20 years, as of 2011 ({_HISTORY})", "pair", 3, "gml-mid", 2011, "estimate"),
    Definition("portfolio_s", "-1 to 1", "Similarity of alliance portfolios (Signorino-Ritter S)", "pair", -3, "atop", 2018, "estimate"),
    Definition("shared_igos", "organisations", "Intergovernmental organisations that both belong to", "pair", 0, "cow-igo", 2014),
    Definition("ideal_point_distance", "score", "Difference of the UN ideal points", "pair", -3, "un-ideal-points", 2023, "estimate", "one of the two has no ideal point."),
    Definition("agreements", "ids", "Trade agreements in force between the two, as in agreements.csv", "pair", 0, "wb-dta", 2023, absent="none in force."),
    Definition("agreement_depth", "deep, medium, shallow, uncoded", "Depth cluster of the deepest of them", "pair", 0, "wb-dta", 2023, absent="none in force."),
    Definition("defence", "flag", "Pledged to defend it", "directed", 0, "atop", 2018),
    Definition("offence", "flag", "Pledged to join its attack", "directed", 0, "atop", 2018),
    Definition("neutrality", "flag", "Pledged to stay neutral if it fights", "directed", 0, "atop", 2018),
    Definition("non_aggression", "flag", "Pledged not to attack it", "directed", 0, "atop", 2018),
    Definition("consultation", "flag", "Pledged to consult it", "directed", 0, "atop", 2018),
    Definition("challenger_defence", "flag", "Someone other than the target is pledged to defend the challenger", "directed", 0, "atop", 2018, "estimate"),
    Definition("challenger_offence", "flag", "Someone other than the target is pledged to join an attack of the challenger", "directed", 0, "atop", 2018, "estimate"),
    Definition("challenger_neutrality", "flag", "Someone other than the target is pledged to stay neutral for the challenger", "directed", 0, "atop", 2018, "estimate"),
    Definition("initiated", "disputes", "Disputes begun against it as an original party, 1816-2010", "directed", 0, "gml-mid", 2010),
)  # fmt: skip

BY_NAME = {d.name: d for d in (*STATE_FIGURES, *PAIR_FIGURES)}
