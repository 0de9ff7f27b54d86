"""Names of columns for programs, from the labels that people read: CSV files and pandas have these (C6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_KNOWN = {
    "50 % from": "low50",
    "50 % to": "high50",
    "90 % from": "low90",
    "90 % to": "high90",
    "5 %": "low90",
    "95 %": "high90",
}
"""Labels with names that do not follow from their words."""
_WORDS = {"futures": "runs", "%": "percent", "+": "plus", "<": "below", ">": "above"}
"""Words and signs that have another name in files."""


def column_names(labels: Sequence[str], given: Mapping[str, str]) -> tuple[str, ...]:
    """Return one name per label, all different; given ones are unchanged.

    >>> column_names(("median", "50 % from", "share of futures", "gain, % of GDP a year"), {})
    ('median', 'low50', 'share_of_runs', 'gain_percent_of_GDP_a_year')
    """
    found: list[str] = []
    for label in labels:
        name = given.get(label) or _KNOWN.get(label) or _made(label)
        count = 1
        while name in found:
            count += 1
            name = f"{given.get(label) or _KNOWN.get(label) or _made(label)}_{count}"
        found.append(name)
    return tuple(found)


def _made(label: str) -> str:
    """Return a label's words in ASCII, joined by underscores."""
    text = label.replace("'", "")
    for sign in "%+<>":
        text = text.replace(sign, f" {_WORDS[sign]} ")
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in text).split()
    return "_".join(_WORDS.get(w.lower(), w) for w in words) or "column"
