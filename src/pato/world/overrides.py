"""A study's own figures: checked, marked as the user's, and carried into what depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.registry.codes import not_covered
from pato.world.figures import Definition, Figure, StateFigures

KEYS = ("value", "source", "year", "low", "high")
_LICENCE = "the user's own"
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
    found = []
    for name, entry in figures.items():
        if name not in allowed:
            found.append(unknown("figure", name, allowed, where=where))
        else:
            found += _entry_problems(f"{where}.{name}", entry, states[iso], name)
    return found


def _entry_problems(where: str, entry: Any, state: StateFigures, name: str) -> list[Problem]:
    if not isinstance(entry, Mapping) or "value" not in entry:
        return [Problem(where, "has no value.", "Write {value: …, source: …}.")]
    found = [unknown("key", key, KEYS, where=where) for key in entry if key not in KEYS]
    value = entry["value"]
    shown = state[name]
    textual = shown is not None and isinstance(shown.value, str)
    if (
        textual != isinstance(value, str)
        or isinstance(value, bool)
        or not isinstance(value, (str, int, float))
    ):
        found.append(
            Problem(f"{where}.value", f"should be {'text' if textual else 'a number'}, found {value!r}.")
        )
    elif not textual and not abs(float(value)) < float("inf"):
        found.append(Problem(f"{where}.value", "should be a finite number."))
    elif "share" in name and not 0 <= float(value) <= 1:
        found.append(
            Problem(
                f"{where}.value", f"should be a share between 0 and 1, found {value}.", "Write 2 % as 0.02."
            )
        )
    if not str(entry.get("source") or "").strip():
        found.append(
            Problem(
                where,
                "has no source.",
                "Say where the value comes from: source: … (your own assumption is a source too).",
            )
        )
    return found


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
        product = float(gdp.value) * 1000
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
