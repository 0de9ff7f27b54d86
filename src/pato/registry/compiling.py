"""Registry files checked as a whole and turned into the dictionaries that the light engine reads.

Every problem of every file is collected before raising (T8): first the shape of each entry, then checks of the whole
(duplicate codes, overlapping spells, unregistered states).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from pato.errors import FileError, Problem
from pato.files.problems import validated
from pato.files.yaml import Document, read_file
from pato.registry import checking, schema
from pato.registry.names import fold

_FILES: dict[str, type[BaseModel]] = {
    "states": schema.StatesFile,
    "acts": schema.ActsFile,
    "alliances": schema.AlliancesFile,
    "places": schema.PlacesFile,
}


def compile_files(name: str, files: list[Path], codes: Collection[str] = ()) -> dict[str, Any]:
    """Return the compiled document of a registry name.

    Parameters
    ----------
    name
        ``states``, ``acts``, ``places`` or ``alliances``.
    files
        Its YAML files.
    codes
        Of the states that places and alliances may name.

    Raises
    ------
    FileError
        With all problems of all files, each as ``file:line:column``.
    """
    problems: list[Problem] = []
    read: list[tuple[Document, Any]] = []
    for file in files:
        try:
            document = read_file(file, name=file.name)
            read.append((document, validated(_FILES[name], document)))
        except FileError as error:
            problems += error.problems
    if not problems:
        problems = checking.check(name, read, codes)
    if problems:
        raise FileError(problems)
    builders: dict[str, Callable[[list[Any]], dict[str, Any]]] = {
        "states": _states,
        "acts": _acts,
        "alliances": _alliances,
        "places": _places,
    }
    return builders[name]([model for _, model in read])


def _span(entry: schema.Dated) -> list[str | None]:
    return [entry.start, entry.until]


def _states(models: list[schema.StatesFile]) -> dict[str, Any]:
    records: dict[str, Any] = {}
    index: dict[str, dict[str, list[list[str | None]]]] = {"cow": {}, "abb": {}, "name": {}}
    entries = [(entry, model) for model in models for entry in model.states]
    codes = {entry.iso3 for entry, _ in entries}
    for entry, model in entries:
        records[entry.iso3] = _state_record(entry, model.checked)
        for spell in entry.cow:
            index["cow"].setdefault(str(spell.code), []).append([entry.iso3, *_span(spell)])
            if spell.abb not in codes:
                index["abb"].setdefault(spell.abb, []).append([entry.iso3, *_span(spell)])
        for name, span in _spoken(entry):
            row = [entry.iso3, *span]
            rows = index["name"].setdefault(fold(name), [])
            if row not in rows:
                rows.append(row)
    for rows in index["cow"].values():
        rows.sort(key=lambda row: str(row[1]))
    iso = [(code, *pair) for model in models for code, pair in model.iso.items()]
    more = {
        "iso2": {two: code for code, two, _ in iso},
        "iso_number": {str(number): code for code, _, number in iso if number is not None},
        "regions": dict.fromkeys(get_args(schema.Region)),
    }
    return {"states": records, "index": {**index, **more}}


def _spoken(entry: schema.StateEntry) -> list[tuple[str, list[str | None]]]:
    named: list[tuple[str, list[str | None]]] = [(entry.name, [None, None])]
    named += [(a, [None, None]) if isinstance(a, str) else (a.name, _span(a)) for a in entry.aliases]
    return named


def _state_record(entry: schema.StateEntry, checked: str) -> dict[str, Any]:
    exists = entry.exists if entry.exists is not None else entry.cow
    return {
        "name": entry.name,
        "kind": entry.kind,
        "region": entry.region,
        "cow": [[s.code, s.abb, *_span(s)] for s in entry.cow],
        "exists": [_span(s) for s in exists],
        "capitals": [[c.name, c.lat, c.lon, *_span(c)] for c in entry.capital],
        "holders": [[h.state, *_span(h)] for h in entry.of],
        "un": _span(entry.un) if entry.un else [None, None],
        "aliases": [a if isinstance(a, str) else a.name for a in entry.aliases],
        "recognised_by": entry.recognised_by,
        "not_recognised_by": entry.not_recognised_by,
        "note": entry.note,
        "checked": entry.checked or checked,
    }


def _acts(models: list[schema.ActsFile]) -> dict[str, Any]:
    acts = [entry for model in models for entry in model.acts]
    targets = [entry for model in models for entry in model.targets]
    covers = checking.covered({t.id: t.part_of for t in targets})
    return {
        "acts": {
            a.id: {
                "name": a.name,
                "aliases": a.aliases,
                "hostility": a.hostility,
                "may_reach": a.may_reach,
                "legal_class": a.class_,
                "mid_action": a.mid_action,
                "description": a.description,
                "threshold": a.threshold,
            }
            for a in acts
        },
        "targets": {t.id: {**t.model_dump(exclude={"id"}), "covers": sorted(covers[t.id])} for t in targets},
        "index": {
            "act": {fold(word): a.id for a in acts for word in (a.id, a.name, *a.aliases)},
            "target": {fold(word): t.id for t in targets for word in (t.id, t.name, *t.aliases)},
        },
    }


def _alliances(models: list[schema.AlliancesFile]) -> dict[str, Any]:
    return {"alliances": {a.id: _alliance(a) for model in models for a in model.alliances}}


def _alliance(entry: schema.AllianceEntry) -> dict[str, Any]:
    parties = [p if isinstance(p, schema.PartyEntry) else schema.PartyEntry(state=p) for p in entry.parties]
    return {
        "title": entry.title,
        "from": entry.start,
        "until": entry.until,
        "parties": [[p.state, *_span(p)] for p in parties],
        "kinds": entry.kinds,
        "atop": entry.atop,
        "held_as": entry.held_as,
    }


def _places(models: list[schema.PlacesFile]) -> dict[str, Any]:
    records: dict[str, Any] = {}
    index: dict[str, str] = {}
    coasts: dict[str, dict[str, None]] = {}
    for model in models:
        for entry in model.places:
            record = entry.model_dump(exclude={"id", "history"})
            record["administrator"] = _administrator(entry)
            record["history"] = _tenures(entry)
            record["checked"] = entry.checked or model.checked
            records[entry.id] = record
            index |= {fold(word): entry.id for word in (entry.id, entry.name, *entry.aliases)}
            if entry.ocean and entry.metropolitan and entry.kind != "waters":
                for holder in _holders(entry):
                    coasts.setdefault(holder, {})[entry.ocean] = None
    oceans = {holder: list(found) for holder, found in coasts.items()}
    return {"places": records, "index": {"place": index, "coasts": oceans}}


def _holders(entry: schema.PlaceEntry) -> list[str]:
    """Return the states for which a place is or was on the metropolitan coast, each once and in a fixed order."""
    return list(dict.fromkeys(s for s in (entry.sovereign, *(t.sovereign for t in entry.history)) if s))


def _administrator(entry: schema.PlaceEntry | schema.TenureEntry) -> str | None:
    """Return the administrator: the sovereign, unless the file gives another or, as null, none."""
    return entry.administrator if "administrator" in entry.model_fields_set else entry.sovereign


def _tenures(entry: schema.PlaceEntry) -> list[list[str | bool | None]]:
    """Return the tenures with their starts; under another sovereign a place was not metropolitan unless the file says so."""
    starts = [None, *(t.until for t in entry.history)]
    rows: list[list[str | bool | None]] = []
    for start, tenure in zip(starts, entry.history, strict=False):
        usual = entry.metropolitan and tenure.sovereign == entry.sovereign
        metropolitan = usual if tenure.metropolitan is None else tenure.metropolitan
        rows.append(
            [start, tenure.until, tenure.sovereign, _administrator(tenure), metropolitan, tenure.by_agreement]
        )
    return rows
