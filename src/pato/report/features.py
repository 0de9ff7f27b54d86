"""The map of the first island chain: features that two or more states claim, hatched, under the names that both sides use."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from pato.registry.names import listed
from pato.registry.places import Place, places
from pato.report.blocks import Figure
from pato.report.figures import INK, NARROW, Drawn, to_svg
from pato.report.maps import BORDER, HALO, LAND, SEA, TODAY
from pato.report.outlines import Ring, unpacked
from pato.report.projection import Point, box_view, placed
from pato.report.wording import state_name
from pato.table import Table

FILE = Path(__file__).parent / "geometry" / "island_chain.json"
WINDOW = (112.0, 5.0, 148.0, 46.0)
"""West, south, east, north of the map in degrees."""
SPRATLYS = (117.5, 12.5)
"""The north-eastern corner of the Spratly Islands, in degrees."""
KINDS = ("island", "feature")
CLAIM = "#B9501E"
STATES = {
    "CHN": (116.5, 33.5),
    "JPN": (138.5, 36.2),
    "KOR": (127.8, 36.4),
    "PRK": (126.8, 40.2),
    "TWN": (123.2, 22.6),
    "PHL": (126.5, 12.3),
}
"""Positions of state names on this map, in degrees."""


def features() -> Figure:
    """Return the map of disputed features around the first island chain, with the table of who holds and who claims each."""
    found = disputed()
    rows = [
        (p.name, " / ".join(_others(p)) or None, _held(p), listed([state_name(c) for c in _claimants(p)]))
        for p in found
    ]
    columns = ("feature", "other names", "held by", "claimed by")
    about = json.loads(FILE.read_text(encoding="utf-8"))["about"]
    told = "; ".join(f"{name}, claimed by {by}" for name, _, _, by in rows)
    return Figure(
        Drawn.of(lambda width: _draw(found, width)),
        f"Map of the first island chain with {len(found)} disputed features: {told}.",
        f"{len(found)} disputed features along the first island chain",
        Table(columns, rows, title="Disputed features: who holds and who claims each", notes=(_NOTE,)),
        "map-features",
        subtitle="Islands and reefs that two or more states claim (hatched), under the names that both sides use. An attack there raises the question which treaty covers it",
        source=f"the library's gazetteer; {about['source']}, {about['licence']}",
        folded=True,
    )


_NOTE = "The map takes no position on any claim. Held by: the state that administers the feature; empty where none does or several do."


def disputed() -> list[Place]:
    """Return the islands and reefs inside the map's window that two or more states claim, from the north; claims have no dates in the gazetteer."""
    west, south, east, north = WINDOW
    found = [
        p
        for p in places()
        if p.kind in KINDS
        and p.id != "taiwan"  # a state on this map
        and west < p.lon < east
        and south < p.lat < north
        and len(_claimants(p)) > 1
    ]
    return sorted(found, key=lambda p: -p.lat)


def _claimants(place: Place) -> list[str]:
    holders = [c for c in (place.sovereign, place.administrator) if c]
    return list(dict.fromkeys([*holders, *place.claimed_by, *place.contested_by]))


def _held(place: Place) -> str | None:
    return state_name(place.administrator) if place.administrator else None


def _others(place: Place) -> list[str]:
    return [a for a in place.aliases if a not in place.name][:2]


@cache
def _shapes() -> dict[str, tuple[Ring, ...]]:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    units = data["about"]["units_per_degree"]
    return {code: tuple(unpacked(r, units) for r in rings) for code, rings in data["shapes"].items()}


def _draw(found: list[Place], width: int) -> str:
    import altair as alt

    narrow = width == NARROW
    view = box_view(WINDOW, width)
    at, labels = _named(found, narrow=narrow)
    names = {code: state_name(code) for code in STATES}
    land = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[*map(list, r), list(r[0])]]}}
        for rings in _shapes().values()
        for r in rings
        if len(r) > (7 if narrow else 3)
    ]
    data: dict[str, Any] = {
        "land": land,
        "states": [{"lon": p[0], "lat": p[1], "text": names[c]} for c, p in STATES.items()],
        "places": [{"lon": p.lon, "lat": p.lat} for p in found],
    }
    where: dict[str, Any] = {"longitude": alt.Longitude("lon:Q"), "latitude": alt.Latitude("lat:Q")}
    states = alt.Chart(alt.NamedData("states")).encode(**where, text=alt.Text("text:N"))
    letters: dict[str, Any] = {"fontSize": 12, "fontWeight": 600}
    layers = [
        alt.Chart(alt.NamedData("land")).mark_geoshape(fill=LAND, stroke=BORDER, strokeWidth=0.5, clip=True),
        states.mark_text(fill=TODAY, fontSize=13, fontStyle="italic"),
        alt.Chart(alt.NamedData("places"))
        .mark_circle(size=170, fill=_HATCHED, stroke=CLAIM, strokeWidth=1.6, opacity=1)
        .encode(**where),
    ]
    for one in placed(view, at, labels, [], [view.at(p) for p in STATES.values()]):
        text = alt.Chart(alt.InlineData(values=[{"lon": one.lon, "lat": one.lat, "name": one.text}]))
        side: dict[str, Any] = {
            "align": one.align,
            "dx": one.dx * 1.3,
            "dy": one.dy,
            "baseline": "middle",
            **letters,
        }
        layers += [
            text.mark_text(**side, stroke=HALO, strokeWidth=3.5, strokeJoin="round", fill=HALO).encode(
                **where, text=alt.Text("name:N")
            ),
            text.mark_text(**side, fill=INK).encode(**where, text=alt.Text("name:N")),
        ]
    chart = alt.layer(*layers).project(**view.projection)
    return hatched(
        to_svg(
            chart.properties(width=width - 4, height=view.height, view=alt.ViewBackground(fill=SEA)), data
        ),
        f"hatch-{width}",
    )


def _named(found: list[Place], *, narrow: bool) -> tuple[dict[str, Point], dict[str, str]]:
    """Return places and texts of the names to write: features of the Spratly Islands lie too close for one each."""
    crowd = [p for p in found if p.lat < SPRATLYS[1] and p.lon < SPRATLYS[0]]
    own = [p for p in found if p not in crowd]
    at = {p.id: (p.lon, p.lat) for p in own}
    labels = {p.id: _label(p, narrow=narrow) for p in own}
    if crowd:
        at["spratlys"] = min(((p.lon, p.lat) for p in crowd), key=lambda point: point[1])
        labels["spratlys"] = f"Spratly Islands: {len(crowd)} features"
    return at, labels


def _label(place: Place, *, narrow: bool) -> str:
    short = re.sub(r" \(.*\)", "", place.name)
    other = next((a for a in [*re.findall(r"\((.*)\)", place.name), *_others(place)] if a != short), "")
    return short if narrow or not other else f"{short} / {other}"


_HATCHED = "#ABCDE1"
"""Stands for the pattern, which Vega cannot draw."""


def hatched(svg: str, name: str) -> str:
    """Return a figure with marked fills replaced by diagonal hatching."""
    pattern = (
        f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{HALO}"/><rect width="2.2" height="5" fill="{CLAIM}"/></pattern></defs>'
    )
    head, end, rest = svg.partition(">")
    return f"{head}{end}{pattern}{rest}".replace(f'"{_HATCHED}"', f'"url(#{name})"').replace(
        f'"{_HATCHED.lower()}"', f'"url(#{name})"'
    )
