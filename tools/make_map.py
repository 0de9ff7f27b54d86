"""Compile the outlines of states that the report's maps draw, from Natural Earth (public domain).

    python tools/make_map.py FOLDER

reads ``ne_110m_countries.geojson`` and, for states too small for it, ``ne_50m_countries.geojson`` in FOLDER (Natural
Earth, https://www.naturalearthdata.com, Admin 0 countries) and writes ``src/pato/report/geometry/world.json``: per state
its rings as whole numbers of twentieths of a degree, the first point and then the steps. Points that rounding makes
equal, or that lie on a line with their neighbours, are dropped; Antarctica is left out. Rounding moves a shared point of
two states alike, so that borders stay closed, and `neighbours` are states that share a stretch of border.
"""

import json
import sys
from itertools import combinations, pairwise
from pathlib import Path

from pato.registry import states

UNITS = 20
"""Parts of a degree."""
TARGET = Path(__file__).parents[1] / "src" / "pato" / "report" / "geometry" / "world.json"
ABOUT = {
    "source": "Natural Earth, Admin 0 countries, 1:110 million; 1:50 million for states too small for it",
    "licence": "public domain",
    "page": "https://www.naturalearthdata.com",
    "units_per_degree": UNITS,
    "note": (
        "Borders are drawn as Natural Earth draws them, by who governs on the ground; this takes no position on any claim. "
        "Taiwan, Kosovo (KOS), Somaliland (SOL) and northern Cyprus (CYN) have outlines of their own, Crimea is drawn with Russia. "
        "French Guiana is drawn with France; other overseas territories have outlines of their own or are too small to be drawn."
    ),
}

Ring = list[tuple[int, int]]


def main(folder: Path) -> None:
    """Write the file."""
    large, small = (_features(folder / f"ne_{scale}_countries.geojson") for scale in ("110m", "50m"))
    missing = {s.iso3 for s in states.states()} & set(small) - set(large)
    rings = {code: _rings(large[code]) for code in sorted(set(large) - {"ATA"})}
    fine = {code: _rings(small[code]) for code in sorted(missing)}
    shapes = dict(
        sorted({c: [_steps(r) for r in found] for c, found in (rings | fine).items() if found}.items())
    )
    data = {"about": ABOUT, "neighbours": _neighbours(rings), "fine": sorted(fine), "shapes": shapes}
    text = json.dumps(data, separators=(",", ":"))
    TARGET.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{TARGET.name}: {len(shapes)} states, {TARGET.stat().st_size / 1000:.0f} kB, {len(missing)} from 1:50 million\n"
    )


def _features(path: Path) -> dict[str, dict]:
    found = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        about = feature["properties"]
        code = about["ISO_A3_EH"] if about["ISO_A3_EH"] != "-99" else about["ADM0_A3"]
        found.setdefault(code, feature["geometry"])
    return found


def _rings(geometry: dict) -> list[Ring]:
    """Return outer and inner rings, clockwise and anticlockwise, without the closing point."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    found = []
    for polygon in polygons:
        for i, ring in enumerate(polygon):
            points = _plain([(round(x * UNITS), round(y * UNITS)) for x, y in ring[:-1]])
            if len(points) >= 3 and _area(points):
                outer_is_clockwise = _area(points) < 0
                found.append(points if outer_is_clockwise == (i == 0) else points[::-1])
    return found


def _plain(ring: Ring) -> Ring:
    """Drop points that repeat the one before or lie on the line between their neighbours."""
    distinct = [p for i, p in enumerate(ring) if p != ring[i - 1]]
    kept = []
    for i, here in enumerate(distinct):
        before, after = distinct[i - 1], distinct[(i + 1) % len(distinct)]
        cross = (here[0] - before[0]) * (after[1] - here[1]) - (here[1] - before[1]) * (after[0] - here[0])
        if cross:
            kept.append(here)
    return kept


def _area(ring: Ring) -> float:
    """Return the signed area: below nought if the ring runs clockwise with north up."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _steps(ring: Ring) -> list[int]:
    steps = [b[i] - a[i] for a, b in pairwise(ring) for i in (0, 1)]
    return [*ring[0], *steps]


def _neighbours(rings: dict[str, list[Ring]]) -> list[list[str]]:
    """Return the pairs that share two points or more: one shared point alone is where three states meet."""
    points = {code: {p for ring in found for p in ring} for code, found in rings.items()}
    return [[a, b] for a, b in combinations(points, 2) if len(points[a] & points[b]) >= 2]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
