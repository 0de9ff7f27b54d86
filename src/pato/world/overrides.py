"""A study's own figures: checked, marked as the user's, and carried into what depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any

from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.registry.codes import not_covered
from pato.world.figures import Definition, Figure, StateFigures

KEYS = ("value", "source", "year", "low", "high")
_LICENCE = "the user's own"
_ANY = (-inf, inf)
_MILLIONS = 1000
"""Of a billion."""
_BOUNDS: tuple[tuple[str, tuple[float, float]], ...] = (
    ("share", (0, 1)),
    ("index 0 to 1", (0, 1)),
    ("flag", (0, 1)),
    ("0 closed autocracy", (0, 3)),
    ("points of 100", (-4, 100)),
    ("degrees north", (-90, 90)),
    ("degrees east", (-180, 180)),
    *((unit, (0, inf)) for unit in ("billion", "million", "thousand", "persons", "sites", "warheads")),
)
"""Bounds of figures by the beginning of their unit; scores have no bounds."""
_WHOLE = ("flag", "0 closed autocracy")
_ABOVE_ZERO = ("gdp_usd_bn", "gdp_ppp_usd_bn", "population")
_WORDS = {"freedom_house_status": ("F", "PF", "NF")}
Overrides = Mapping[str, Mapping[str, Mapping[str, Any]]]


def apply(
    states: Mapping[str, StateFigures], definitions: Mapping[str, Definition], overrides: Overrides
) -> dict[str, StateFigures]:
    """Return the states with a study's figures in place of the snapshot's.

    Military expenditure and its share of GDP follow one another where only one of them is set.

    Raises
    ------
    UnknownNameError, UsageError
        With all problems at once: unknown states and figures, values of the wrong kind, no source.
    """
    problems = [p for iso, figures in overrides.items() for p in _problems(iso, figures, states, definitions)]
    if problems:
        names_only = all("is not known" in p.what or "no data on" in p.what for p in problems)
        raise (UnknownNameError if names_only else UsageError)(problems)
    changed = dict(states)
    for iso, figures in overrides.items():
        changed[iso] = _with(
            states[iso],
            {name: _figure(definitions[name], entry) for name, entry in figures.items()},
            definitions,
        )
    return changed


def _problems(
    iso: str, figures: Any, states: Mapping[str, StateFigures], definitions: Mapping[str, Definition]
) -> list[Problem]:
    where = f"world.{iso}"
    if iso not in states:
        return [not_covered(iso, states, where="world")]
    if not isinstance(figures, Mapping):
        return [Problem(where, "should hold values, such as milex_share_gdp: {value: 0.02, source: …}.")]
    allowed = [d.name for d in definitions.values() if d.scope == "state"]
    found: list[Problem] = []
    for name, entry in figures.items():
        if name not in allowed:
            found.append(unknown("figure", name, allowed, where=where))
        else:
            found += _entry_problems(f"{where}.{name}", entry, states[iso], definitions[name])
    return found or _share_problems(where, states[iso], figures)


def _entry_problems(where: str, entry: Any, state: StateFigures, definition: Definition) -> list[Problem]:
    if not isinstance(entry, Mapping) or "value" not in entry:
        return [Problem(where, "has no value.", "Write {value: …, source: …}.")]
    found = [unknown("key", key, KEYS, where=where) for key in entry if key not in KEYS]
    shown = state[definition.name]
    if shown is not None and isinstance(shown.value, str):
        found += _text_problems(where, entry, definition.name)
    else:
        found += _number_problems(where, entry, definition)
    year = entry.get("year")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        found.append(Problem(f"{where}.year", f"should be a year, found {year!r}."))
    if not str(entry.get("source") or "").strip():
        found.append(
            Problem(
                where,
                "has no source.",
                "Say where the value comes from: source: … (your own assumption is a source too).",
            )
        )
    return found


def _text_problems(where: str, entry: Mapping[str, Any], name: str) -> list[Problem]:
    value, allowed = entry["value"], _WORDS.get(name)
    if not isinstance(value, str):
        return [Problem(f"{where}.value", f"should be text, found {value!r}.")]
    if allowed is not None and value not in allowed:
        return [Problem(f"{where}.value", f"should be one of {', '.join(allowed)}, found '{value}'.")]
    return [
        Problem(f"{where}.{end}", "is of numbers, and the value is text.", "Leave it out.")
        for end in ("low", "high")
        if entry.get(end) is not None
    ]


def _number_problems(where: str, entry: Mapping[str, Any], definition: Definition) -> list[Problem]:
    given = {key: entry[key] for key in ("low", "value", "high") if entry.get(key) is not None}
    found = [
        p for key, number in given.items() for p in _bound_problems(f"{where}.{key}", number, definition)
    ]
    if found or "value" not in given:
        return found or [Problem(f"{where}.value", "should be a number, found None.")]
    if ("low" in given) != ("high" in given):
        fix = "Give both ends of the interval, or none."
        return [Problem(where, f"has {'low' if 'low' in given else 'high'} and not the other end.", fix)]
    if sorted(given.values()) != list(given.values()):
        told = f"has an interval from {given['low']} to {given['high']} around the value {given['value']}."
        return [Problem(where, told, "Write low, value and high in order of size.")]
    return []


def _bound_problems(where: str, number: Any, definition: Definition) -> list[Problem]:
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return [Problem(where, f"should be a number, found {number!r}.")]
    unit = definition.unit
    low, high = next((ends for start, ends in _BOUNDS if unit.startswith(start)), _ANY)
    fix = ""
    if not abs(number) < inf:
        wanted = "a finite number"
    elif unit.startswith("share") and not low <= number <= high:
        wanted, fix = f"a share between 0 and 1, found {number}", "Write 2 % as 0.02."
    elif not low <= number <= high:
        ends = f"at least {low}" if high == inf else f"between {low} and {high}"
        wanted = f"{ends} ({unit}), found {number}"
    elif unit.startswith(_WHOLE) and number != int(number):
        wanted = f"a whole number ({unit}), found {number}"
    elif definition.name in _ABOVE_ZERO and number == 0:
        wanted = f"above 0 ({unit}), found 0"
    else:
        return []
    return [Problem(where, f"should be {wanted}.", fix)]


def _share_problems(where: str, state: StateFigures, figures: Mapping[str, Any]) -> list[Problem]:
    """Refuse military expenditure above GDP: one of the two has another unit."""
    if "milex_usd_m" not in figures:
        return []
    spent = figures["milex_usd_m"]["value"]
    gdp = figures["gdp_usd_bn"]["value"] if "gdp_usd_bn" in figures else state.value("gdp_usd_bn")
    if gdp is None or spent <= gdp * _MILLIONS:
        return []
    told = f"is {spent:g} million, more than GDP ({gdp:g} billion)."
    return [Problem(f"{where}.milex_usd_m.value", told, "Write millions of USD, and GDP in billions.")]


def _figure(definition: Definition, entry: Mapping[str, Any]) -> Figure:
    return Figure(
        definition.name,
        entry["value"],
        definition.unit,
        entry.get("year"),
        str(entry["source"]),
        _LICENCE,
        "user",
        entry.get("low"),
        entry.get("high"),
    )


def _with(state: StateFigures, own: dict[str, Figure], definitions: Mapping[str, Definition]) -> StateFigures:
    figures = {**state.figures, **own}
    gdp = figures.get("gdp_usd_bn")
    given = {"milex_usd_m", "milex_share_gdp"} & set(own)
    if gdp is not None and len(given) == 1:
        (name,) = given
        follows = "milex_usd_m" if name == "milex_share_gdp" else "milex_share_gdp"
        product = float(gdp.value) * _MILLIONS
        value = (
            float(own[name].value) * product
            if name == "milex_share_gdp"
            else float(own[name].value) / product
        )
        base = replace(
            own[name], name=follows, unit=definitions[follows].unit, low=None, high=None, year=gdp.year
        )
        figures[follows] = replace(base, value=value, note=f"follows from your {name} and GDP")
    missing = {name: why for name, why in state.missing.items() if name not in figures}
    return replace(state, figures=figures, missing=missing)
