"""Members, duties and sites as GeoJSON, for QGIS and other programs that draw maps."""

from __future__ import annotations

import json
from typing import Any

from pato.registry import states
from pato.report.obligations import MUTUAL, PARTIAL, pairs
from pato.report.outlines import capital, is_tiny, multipolygon, outlines
from pato.report.sections.map import bonds_table, sites_table
from pato.treaties.relations import DutyMatrix, Relation, duty_matrix


def geojson(context: Any) -> str:
    """Return a report's map as GeoJSON (RFC 7946, WGS84): states as areas or points, defence obligations as lines.

    Each state has, for each architecture, what it is shown as, to whom it owes defence and who owes it defence; lines have
    the architecture, both states, the kind, and of each duty article, force, status, and whether it is disputed or limited to an area. Features have a ``layer`` by which a program can split them.
    """
    features = [*_states(context), *_lines(context)]
    about = {"date": context.date, "group": list(context.group), **outlines().about, **context.meta}
    about["coverage"] = {
        system.id: duty_matrix(system, context.day_of(system), group=context.group).coverage.to_dict()
        for system in context.architectures
    }
    return json.dumps({"type": "FeatureCollection", "about": about, "features": features}, default=str) + "\n"


def duties_geojson(matrix: DutyMatrix) -> str:
    """Return the duties of a matrix as GeoJSON: one line per duty, from debtor to creditor, and the capitals as points.

    Each line has the fields of `to_edges` for its obligation, so that a map can show how certain it is: whether it is
    ``disputed``, ``binding``, ``limited_to_area``, and how it was ``checked``.
    """
    points = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(at)},
            "properties": {"layer": "states", "iso3": code, "name": states.called(code)},
        }
        for code in matrix.states
        if (at := capital(code))
    ]
    lines = []
    for row in matrix.to_edges().records():
        start, end = capital(row["debtor"]), capital(row["creditor"])
        if start and end:
            shape = _cut(start, end)
            lines.append({"type": "Feature", "geometry": shape, "properties": {"layer": "duties", **row}})
    about = {"architecture": matrix.architecture, "date": matrix.date, "kind": matrix.kind}
    about["coverage"] = matrix.coverage.sentence()
    return json.dumps({"type": "FeatureCollection", "about": about, "features": [*points, *lines]}) + "\n"


def _states(context: Any) -> list[dict[str, Any]]:
    bonds = {
        system.id: {
            r["state"]: r for r in bonds_table(system, context.group, context.day_of(system)).records()
        }
        for system in context.architectures
    }
    sites = {r["state"]: r for r in sites_table(context).records()}
    codes = dict.fromkeys([*outlines().shapes, *(code for found in bonds.values() for code in found)])
    found = []
    for code in codes:
        about: dict[str, Any] = {"layer": "states", "iso3": code, "name": states.called(code)}
        about |= {f"us_{k}": sites.get(code, {}).get(f"US {k}") for k in ("sites", "personnel")}
        for system, rows in bonds.items():
            row = rows.get(code, {})
            about[f"{system}: shown as"] = row.get("shown as")
            about[f"{system}: owes"] = row.get("owes defence to")
            about[f"{system}: is owed by"] = row.get("is owed defence by")
        at = capital(code)
        shape = {"type": "Point", "coordinates": list(at)} if is_tiny(code) and at else _area(code)
        if shape:
            found.append({"type": "Feature", "geometry": shape, "properties": about})
    return found


def _area(code: str) -> dict[str, Any] | None:
    return multipolygon(code) if code in outlines().shapes else None


def _lines(context: Any) -> list[dict[str, Any]]:
    """Return straight lines between capitals; one that crosses the date line is cut there, as RFC 7946 asks."""
    found = []
    for system in context.architectures:
        owed = duty_matrix(system, context.day_of(system), group=context.group).relations
        for (a, b), full in pairs(system, context.group, context.day_of(system)).items():
            start, end = capital(a), capital(b)
            if start and end:
                about = {
                    "layer": "duties",
                    "architecture": system.id,
                    "a": a,
                    "b": b,
                    "kind": MUTUAL if full else PARTIAL,
                } | _law([*owed.get((a, b), ()), *owed.get((b, a), ())])
                found.append({"type": "Feature", "geometry": _cut(start, end), "properties": about})
    return found


def _law(found: list[Relation]) -> dict[str, Any]:
    """Return the properties of a line's obligations: each in full, and joined for programs that show one value."""
    duties = [
        {
            "debtor": r.debtor,
            "creditor": r.creditor,
            "instrument": r.instrument,
            "article": r.article,
            "binding": r.binding,
            "limited_to_area": bool(r.limited),
            "disputed": r.disputed,
            "status": r.status,
            "checked": r.checked,
        }
        for r in found
    ]
    return {
        "instruments": ", ".join(dict.fromkeys(r.instrument for r in found)),
        "binding": ", ".join(dict.fromkeys(r.binding for r in found)),
        "status": ", ".join(dict.fromkeys(r.status for r in found)),
        "checked": ", ".join(dict.fromkeys(r.checked for r in found)),
        "limited_to_area": all(r.limited for r in found),
        "disputed": all(r.disputed for r in found),
        "duties": duties,
    }


def _cut(start: tuple[float, float], end: tuple[float, float]) -> dict[str, Any]:
    (x1, y1), (x2, y2) = start, end
    if abs(x2 - x1) <= 180:
        return {"type": "LineString", "coordinates": [[x1, y1], [x2, y2]]}
    side = 180.0 if x1 > 0 else -180.0
    unrolled = x2 + 2 * side
    y = y1 + (y2 - y1) * (side - x1) / (unrolled - x1)
    parts = [[[x1, y1], [side, round(y, 3)]], [[-side, round(y, 3)], [x2, y2]]]
    return {"type": "MultiLineString", "coordinates": parts}
