"""Compile the outlines around the first island chain that the report's map of disputed features draws.

    python tools/make_detail_map.py countries-50m.json

reads the TopoJSON of Natural Earth, Admin 0 countries, 1:50 million (public domain), as the npm package ``world-atlas`` 2
packs it (``npm pack world-atlas``), cuts it to the map's window, and writes ``src/pato/report/geometry/island_chain.json``:
per state its rings as whole numbers of fiftieths of a degree, the first point and then the steps.
"""

import json
import sys
from pathlib import Path

from make_map import _area, _plain, _steps
from ruamel.yaml import YAML

UNITS = 50
WINDOW = (104.0, 0.0, 154.0, 52.0)
"""West, south, east, north in degrees."""
TARGET = Path(__file__).parents[1] / "src" / "pato" / "report" / "geometry" / "island_chain.json"
ABOUT = {
    "source": "Natural Earth, Admin 0 countries, 1:50 million, version 4.1",
    "licence": "public domain",
    "page": "https://www.naturalearthdata.com",
    "units_per_degree": UNITS,
}


def main(path: Path, codes: dict[str, str]) -> None:
    """Write the file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    arcs = [_decoded(arc, data["transform"]) for arc in data["arcs"]]
    shapes = {}
    for geometry in data["objects"]["countries"]["geometries"]:
        code = codes.get(str(geometry.get("id")))
        if code:
            found = [_ring(ring, arcs) for ring in _rings(geometry)]
            rings = [r for r in found if r]
            if rings:
                shapes[code] = [_steps(r) for r in rings]
    text = json.dumps({"about": ABOUT, "shapes": dict(sorted(shapes.items()))}, separators=(",", ":"))
    TARGET.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(shapes)} states, {TARGET.stat().st_size / 1000:.0f} kB\n")


def _decoded(arc: list, transform: dict) -> list:
    x = y = 0
    found = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        found.append(
            tuple(
                v * s + t for v, s, t in zip((x, y), transform["scale"], transform["translate"], strict=True)
            )
        )
    return found


def _rings(geometry: dict) -> list:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [polygon[0] for polygon in polygons]  # lakes are too small for the map


def _ring(numbers: list, arcs: list) -> list:
    points = []
    for n in numbers:
        arc = arcs[n] if n >= 0 else arcs[~n][::-1]
        points += arc[1:] if points else arc
    west, south, east, north = WINDOW
    for axis, bound, sign in ((0, west, 1), (1, south, 1), (0, east, -1), (1, north, -1)):
        points = _cut(points, axis, bound, sign)
    ring = _plain([(round(x * UNITS), round(y * UNITS)) for x, y in points])
    if len(ring) < 3 or not _area(ring):
        return []
    return ring if _area(ring) < 0 else ring[::-1]


def _cut(points: list, axis: int, bound: float, sign: int) -> list:
    """Return a ring without what lies beyond one side of the window (Sutherland and Hodgman 1974)."""
    found = []
    for i, here in enumerate(points):
        before = points[i - 1]
        inside, was = (sign * (p[axis] - bound) >= 0 for p in (here, before))
        if inside != was:
            t = (bound - before[axis]) / (here[axis] - before[axis])
            cross = [before[k] + t * (here[k] - before[k]) for k in (0, 1)]
            cross[axis] = bound
            found.append(tuple(cross))
        if inside:
            found.append(here)
    return found


if __name__ == "__main__":
    listed = YAML(typ="safe").load(
        (TARGET.parents[2] / "registry" / "data" / "states.yaml").read_text(encoding="utf-8")
    )
    main(Path(sys.argv[1]), {f"{number:03}": code for code, (_, number) in listed["iso"].items() if number})
