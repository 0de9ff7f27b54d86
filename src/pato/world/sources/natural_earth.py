"""Natural Earth: outlines of countries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.world.sources.archive import content, damaged
from pato.world.sources.base import Column, Source
from pato.world.sources.reading import check_columns, text

if TYPE_CHECKING:
    import polars as pl

_PROPERTIES = (Column("ADM0_A3", "text"), Column("ISO_A3_EH", "text"), Column("NAME", "text"))
COLUMNS = (*_PROPERTIES, Column("geometry", "text"))
_SHAPES = {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"}
_MERIDIAN, _POLE = 180.001, 90.001


def parse(path: Path) -> pl.DataFrame:
    """Read the GeoJSON of countries: codes, name and the geometry as GeoJSON text (longitude first)."""
    import polars as pl

    name, data = content(path)
    if name.lower().endswith((".shp", ".dbf")):
        raise damaged(
            path, "is a shapefile.", "Fetch the GeoJSON of the same layer from the provider's repository."
        )
    try:
        features = json.loads(text(path, data))["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path, f"is not a whole GeoJSON FeatureCollection ({error}).") from error
    if not features:
        raise damaged(path, "has no features.")
    if not all(isinstance(f, dict) and isinstance(f.get("properties"), dict) for f in features):
        raise damaged(path, "has features without properties.")
    rows = [f["properties"] for f in features]
    for row, feature in zip(rows, features, strict=True):
        shape = feature.get("geometry")
        if not (
            isinstance(shape, dict) and shape.get("type") in _SHAPES and _on_earth(shape.get("coordinates"))
        ):
            raise damaged(
                path,
                f"has an outline of '{str(row.get('NAME'))[:40]}' that is no shape on Earth: its type is unknown, or a coordinate is no number of degrees.",
            )
    check_columns(path, list(rows[0]), _PROPERTIES)
    codes = {c.name: [str(r.get(c.name) or "") for r in rows] for c in _PROPERTIES}
    return pl.DataFrame(
        {**codes, "geometry": [json.dumps(f["geometry"], separators=(",", ":")) for f in features]}
    ).sort("ADM0_A3")


def _on_earth(coordinates: Any) -> bool:
    """Say whether nested lists of coordinates hold degrees and nothing else, at least one pair."""
    if isinstance(coordinates, list) and coordinates:
        if all(isinstance(c, list) for c in coordinates):
            return all(_on_earth(c) for c in coordinates)
        numbers = all(isinstance(c, float | int) and not isinstance(c, bool) for c in coordinates)
        return (
            numbers
            and len(coordinates) > 1
            and abs(coordinates[0]) <= _MERIDIAN
            and abs(coordinates[1]) <= _POLE
        )
    return False


SOURCE = Source(
    name="natural-earth",
    title="Admin 0 countries, 1:50 million",
    owner="Natural Earth",
    version="5",
    licence="public domain",
    citation="Made with Natural Earth.",
    page="https://www.naturalearthdata.com/downloads/",
    download="https://raw.githubusercontent.com/nvkelso/natural-earth-vector/master/geojson/ne_50m_admin_0_countries.geojson",
    table="natural_earth_countries",
    columns=COLUMNS,
    parse=parse,
    usual_rows=241,
    file="ne_50m_admin_0_countries.geojson",
    ships="nothing",
    note="ISO_A3_EH is -99 for some countries: key on ADM0_A3.",
)
