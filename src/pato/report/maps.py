"""Maps as SVG: outlines of states in an equal-area projection, values of states, and obligations between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from pato.report.figures import BASELINE, INK, NARROW, PALETTE, WIDE, Drawn, to_svg
from pato.report.outlines import anchor, is_tiny, outlines, polygon
from pato.report.projection import Label, View, placed, view_of

STEP = 0.25
"""Precision of points in degrees: two pixels."""
SEA, LAND, BORDER, MEMBER = "#F3F6F9", "#E1E5EA", "#FFFFFF", "#BCCFDE"
ASSOCIATES = "#E9D9B8"
"""Associates of the pact: the members' colour is another hue, and their names say it as well."""
TODAY, ADDED = "#4A525B", PALETTE[0]
HALO = "#FFFFFE"
"""Behind names: the page's colour, light or dark."""
RAMP = ("#9C3F10", "#CF7440", "#EBC3A8", "#ECEAE4", "#AFCDE4", "#4F93C4", "#00588F")
"""From large losses to large gains."""
CIRCLE = "#C9821B"


class Link(NamedTuple):
    """An obligation between two states, of a kind that the legend names."""

    a: str
    b: str
    kind: str


class Style(NamedTuple):
    """Style of a kind of line."""

    colour: str
    dash: tuple[int, ...] = (1, 0)
    width: float = 1.6


def world_map(
    categories: Mapping[str, str],
    colours: Mapping[str, str],
    *,
    links: Iterable[Link] = (),
    styles: Mapping[str, Style] | None = None,
    sizes: Mapping[str, float] | None = None,
    size_title: str = "",
    names: Mapping[str, str] | None = None,
    around: Sequence[str] = (),
    wide: int = WIDE,
) -> Drawn:
    """Return a map in an azimuthal equal-area projection around the states that it is about.

    Parameters
    ----------
    categories
        Category of each state; states not listed are plain land.
    colours
        Colour of each category, in the legend's order.
    links, styles
        Lines between states, and how each kind of line is drawn, in the legend's order.
    sizes, size_title
        One value per state, drawn as a circle, and the title of the circles' legend.
    names
        Names to write, by state.
    around
        States that must lie inside the map; those that are named where empty.
    wide
        Width for pages, in pixels.
    """
    lines = list(links)
    named = names or {}

    def draw(width: int) -> str:
        view = view_of([*(around or named or categories)], width)
        data = _land(view, categories) | {
            "links": _arcs(lines),
            "circles": _circles(sizes or {}),
            "dots": _dots(named),
        }
        used = {k: c for k, c in colours.items() if k in categories.values()}
        layers = _land_layers(
            _colour(used, width) if len(used) > 1 else None, next(iter(used.values()), MEMBER)
        )
        if sizes:
            layers.append(_circle_layer(size_title, width))
        if lines:
            layers.append(_link_layer(styles or {}, {link.kind for link in lines}, width))
        layers += _name_layers(placed(view, _anchors(named), named, _ends(lines)))
        return _drawn(layers, data, view, width)

    return Drawn.of(draw, wide)


def value_map(values: Mapping[str, float], title: str, *, limit: float, names: Mapping[str, str]) -> Drawn:
    """Return a map of one value per state in seven classes around zero: losses orange, gains blue.

    The outer classes hold all that lies beyond `limit`, and the legend says so.

    Raises
    ------
    ValueError
        If the limit is not above 0.
    """
    import altair as alt

    if not limit > 0:
        raise ValueError(f"limit must be above 0, found {limit}")
    bounds = [share * limit for share in (-1, -0.5, -0.1, 0.1, 0.5, 1)]
    shown = {code: _class(value, bounds) for code, value in values.items()}
    used = {name: hue for name, hue in zip(_classes(bounds), RAMP, strict=True) if name in shown.values()}

    def draw(width: int) -> str:
        view = view_of([*names], width)
        colour = alt.Color(
            "is:N",
            scale=alt.Scale(domain=list(used), range=list(used.values())),
            title=title,
            legend=alt.Legend(
                columns=4 if width > NARROW else 2,
                titleLimit=width - 20,
                symbolType="square",
                symbolOpacity=1,
            ),
        )
        data = _land(view, shown) | {
            "dots": _dots(names),
        }
        layers = [*_land_layers(colour, MEMBER), *_name_layers(placed(view, _anchors(names), names, []))]
        return _drawn(layers, data, view, width)

    return Drawn.of(draw)


def _classes(bounds: Sequence[float]) -> list[str]:
    told = [f"{b:+.2g}".replace("-", "−") for b in bounds]
    inner = [f"{a} to {b}" for a, b in pairwise(told)]
    return [f"below {told[0]}", *inner, f"above {told[-1]}"]


def _class(value: float, bounds: Sequence[float]) -> str:
    return _classes(bounds)[sum(value > b for b in bounds)]


def _drawn(layers: Sequence[Any], data: Mapping[str, list[dict[str, Any]]], view: View, width: int) -> str:
    import altair as alt

    chart = alt.layer(*layers).project(**view.projection)
    return to_svg(
        chart.properties(width=width - 4, height=view.height, view=alt.ViewBackground(fill=SEA)),
        datasets=data,
    )


def _land(view: View, values: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of land that is only drawn, of states that are shown as something, and of those shown by a point."""
    step = 2 * STEP if view.width == NARROW else STEP
    large = {code for code in outlines().shapes if not is_tiny(code)}
    return {
        "plain": [_feature(c, None, step) for c in sorted(large - set(values)) if view.shows(c)],
        "shown": [_feature(c, v, step) for c, v in values.items() if c in large and view.shows(c)],
        "points": [
            {"lon": at[0], "lat": at[1], "is": v}
            for c, v in values.items()
            if c not in large and (at := anchor(c)) and view.shows(c)
        ],
    }


def _feature(code: str, value: Any, step: float) -> dict[str, Any]:
    return {"type": "Feature", "geometry": polygon(code, step=step), "is": value}


def _land_layers(colour: Any, single: str) -> list[Any]:
    import altair as alt

    plain, shown, points = (alt.Chart(alt.NamedData(name)) for name in ("plain", "shown", "points"))
    found = [
        plain.mark_geoshape(fill=LAND, stroke=BORDER, strokeWidth=0.5, clip=True),
    ]
    mark: dict[str, Any] = {"stroke": BORDER, "strokeWidth": 0.5, "clip": True}
    dot: dict[str, Any] = {"size": 60, "stroke": INK, "strokeWidth": 0.6, "opacity": 1}
    at: dict[str, Any] = {"longitude": alt.Longitude("lon:Q"), "latitude": alt.Latitude("lat:Q")}
    if colour is None:
        return [
            *found,
            shown.mark_geoshape(fill=single, **mark),
            points.mark_circle(fill=single, **dot).encode(**at),
        ]
    return [
        *found,
        shown.mark_geoshape(**mark).encode(color=colour),
        points.mark_circle(**dot).encode(**at, color=colour),
    ]


def _colour(colours: Mapping[str, str], width: int) -> Any:
    import altair as alt

    return alt.Color(
        "is:N",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        title=None,
        legend=alt.Legend(
            labelLimit=width - 40,
            columns=2 if width > NARROW else 1,
            symbolType="square",
            symbolOpacity=1,
            symbolStrokeWidth=0,
        ),
    )


def _arcs(links: Iterable[Link]) -> list[dict[str, Any]]:
    """Return great circles between states; a state that the registry gives no place has none."""
    return [
        {
            "type": "Feature",
            "kind": kind,
            "geometry": {"type": "LineString", "coordinates": [list(start), list(end)]},
        }
        for a, b, kind in links
        if (start := anchor(a)) and (end := anchor(b))
    ]


def _link_layer(styles: Mapping[str, Style], used: set[str], width: int) -> Any:
    import altair as alt

    kinds = [k for k in styles if k in used]
    legend = alt.Legend(
        orient="bottom",
        symbolType="stroke",
        symbolSize=500,
        labelLimit=width - 50,
        columns=2 if width > NARROW else 1,
        symbolStrokeWidth=2.5,
    )
    scale: dict[str, Any] = {"domain": kinds}
    encoding = {
        "stroke": alt.Stroke(
            "kind:N",
            scale=alt.Scale(**scale, range=[styles[k].colour for k in kinds]),
            title=None,
            legend=legend,
        ),
        "strokeDash": alt.StrokeDash(
            "kind:N",
            scale=alt.Scale(**scale, range=[list(styles[k].dash) for k in kinds]),
            title=None,
            legend=legend,
        ),
    }
    chart = alt.Chart(alt.NamedData("links")).mark_geoshape(filled=False, strokeWidth=1.5, clip=True)
    return chart.encode(**encoding)


def _anchors(names: Iterable[str]) -> dict[str, tuple[float, float]]:
    return {c: at for c in names if (at := anchor(c))}


def _ends(links: Iterable[Link]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return [(a, b) for link in links if (a := anchor(link.a)) and (b := anchor(link.b))]


def _dots(names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"lon": at[0], "lat": at[1]} for c in names if (at := anchor(c))]


def _name_layers(labels: Sequence[Label]) -> list[Any]:
    """Return the marks and names of states, each name at the side where it hides least."""
    import altair as alt

    if not labels:
        return []
    at: dict[str, Any] = {"longitude": alt.Longitude("lon:Q"), "latitude": alt.Latitude("lat:Q")}
    found = [
        alt.Chart(alt.NamedData("dots"))
        .mark_circle(size=36, fill=INK, opacity=1, stroke=HALO, strokeWidth=1)
        .encode(**at)
    ]
    for label in labels:
        one = alt.Chart(alt.InlineData(values=[{"lon": label.lon, "lat": label.lat, "name": label.text}]))
        place: dict[str, Any] = {
            "align": label.align,
            "dx": label.dx,
            "dy": label.dy,
            "baseline": "middle",
            "fontSize": 13,
            "fontWeight": 600,
        }
        found += [
            one.mark_text(**place, stroke=HALO, strokeWidth=3.5, strokeJoin="round", fill=HALO).encode(
                **at, text=alt.Text("name:N")
            ),
            one.mark_text(**place, fill=INK).encode(**at, text=alt.Text("name:N")),
        ]
    return found


def _circles(sizes: Mapping[str, float]) -> list[dict[str, Any]]:
    return [{"lon": at[0], "lat": at[1], "n": n} for c, n in sizes.items() if n > 0 and (at := anchor(c))]


def _circle_layer(title: str, width: int) -> Any:
    import altair as alt

    size = alt.Size(
        "n:Q",
        scale=alt.Scale(range=[0, 900]),
        title=title,
        legend=alt.Legend(orient="bottom", titleLimit=width - 20, symbolFillColor=CIRCLE),
    )
    chart = alt.Chart(alt.NamedData("circles")).mark_circle(
        fill=CIRCLE, opacity=0.75, stroke=BASELINE, strokeWidth=0.8
    )
    return chart.encode(longitude=alt.Longitude("lon:Q"), latitude=alt.Latitude("lat:Q"), size=size)
