"""Names of indicators as a text can cite them: no text of a treaty names a column of a data set."""

from __future__ import annotations

_VDEM = "{} Index of the Varieties of Democracy Institute"
_NAMES = {
    "v2x_libdem": "Liberal Democracy",
    "v2x_polyarchy": "Electoral Democracy",
    "v2x_partipdem": "Participatory Democracy",
    "v2x_delibdem": "Deliberative Democracy",
    "v2x_egaldem": "Egalitarian Democracy",
    "v2x_rule": "Rule of Law",
    "v2x_civlib": "Civil Liberties",
    "v2x_clphy": "Physical Integrity",
    "v2x_clpol": "Political Civil Liberties",
    "v2x_clpriv": "Private Civil Liberties",
    "v2x_jucon": "Judicial Constraints on the Executive",
    "v2x_corr": "Political Corruption",
    "v2xel_frefair": "Clean Elections",
    "v2x_freexp_altinf": "Freedom of Expression and Alternative Sources of Information",
    "v2x_frassoc_thick": "Freedom of Association",
    "v2x_regime": "Regimes of the World",
}

_OTHERS = {
    "freedom_house_total": "total score of Freedom in the World, published by Freedom House",
    "freedom_house_status": "status in Freedom in the World, published by Freedom House",
}


def indicator(measure: str) -> str:
    """Return the name of an indicator.

    >>> indicator("v2x_polyarchy"), indicator("milex_share_gdp")
    ('Electoral Democracy Index of the Varieties of Democracy Institute', 'indicator "milex share gdp"')
    """
    if measure in _OTHERS:
        return _OTHERS[measure]
    if measure in _NAMES:
        return _VDEM.format(_NAMES[measure])
    return f'indicator "{measure.replace("_", " ")}"'
