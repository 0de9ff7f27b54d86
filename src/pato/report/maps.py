"""Maps as SVG: outlines of states around the Pacific, what is shown of each state, and links between capitals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pato.report.figures import to_svg
from pato.report.outlines import capital, is_tiny, outlines, polygon

ROTATE = (-165, 0, 0)
"""Turns the globe so that the Pacific lies in the middle."""
WIDTH, HEIGHT = 900, 430
STEP = 0.2
"""Points are drawn to so many degrees: half a pixel."""
LAND, BORDER = "#9994", "#8887"
LINE, CIRCLE = "#C2408F", "#E69F00"


class Link(NamedTuple):
    """A line between the capitals of two states, of a kind that the legend names."""

    a: str
    b: str
    kind: str


def world_map(
    categories: Mapping[str, str],
    colours: Mapping[str, str],
    *,
    links: Iterable[Link] = (),
    dashes: Mapping[str, Sequence[int]] | None = None,
    sizes: Mapping[str, float] | None = None,
    size_title: str = "",
) -> str:
    """Return a map of the world around the Pacific as SVG.

    Parameters
    ----------
    categories
        What each state is shown as; states that are not named are plain land.
    colours
        Colour of each category, in the legend's order.
    links, dashes
        Lines between capitals, and the dash pattern of each kind of line.
    sizes, size_title
        A figure a state, drawn as a circle at its capital, and what the circles mean.
    """
    data = _land(categories) | {"links": _arcs(links), "circles": _circles(sizes or {})}
    layers = [*_land_layers(_colour(colours)), *([_circle_layer(size_title)] if sizes else [])]
    if data["links"]:
        layers.append(_link_layer(dashes or {}))
    return _drawn(layers, data)


def value_map(values: Mapping[str, float], title: str, *, limit: float) -> str:
    """Return a map of one figure a state on a scale from minus `limit` to `limit`: losses orange, gains blue.

    Raises
    ------
    ValueError
        If the limit is not above 0.
    """
    import altair as alt

    if not limit > 0:
        raise ValueError(f"limit must be above 0, found {limit}")
    colour = alt.Color(
        "is:Q",
        scale=alt.Scale(domain=[-limit, 0, limit], range=["#D55E00", "#f2efe6", "#0072B2"], clamp=True),
        title=title,
        legend=alt.Legend(gradientLength=300, titleLimit=400),
    )
    return _drawn(_land_layers(colour), _land(values))


def _drawn(layers: Sequence[Any], data: Mapping[str, list[dict[str, Any]]]) -> str:
    import altair as alt

    chart = alt.layer(*layers).project(type="equalEarth", rotate=list(ROTATE), precision=0.6)
    return to_svg(chart.properties(width=WIDTH, height=HEIGHT), datasets=data)


def _land(values: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of land that is only drawn, of states that are shown as something, and of those shown by a point."""
    large = {code for code in outlines().shapes if not is_tiny(code)}
    return {
        "plain": [_feature(c, None) for c in sorted(large - set(values))],
        "shown": [_feature(c, v) for c, v in values.items() if c in large],
        "points": [
            {"lon": at[0], "lat": at[1], "is": v}
            for c, v in values.items()
            if c not in large and (at := capital(c))
        ],
    }


def _feature(code: str, value: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": polygon(code, step=STEP), "is": value}


def _land_layers(colour: Any) -> list[Any]:
    import altair as alt

    plain, shown, points = (alt.Chart(alt.NamedData(name)) for name in ("plain", "shown", "points"))
    return [
        plain.mark_geoshape(fill=LAND, stroke=BORDER, strokeWidth=0.3),
        shown.mark_geoshape(stroke=BORDER, strokeWidth=0.3).encode(color=colour),
        points.mark_circle(size=60, stroke="#777", strokeWidth=0.6, opacity=1).encode(
            longitude="lon:Q", latitude="lat:Q", color=colour
        ),
    ]


def _colour(colours: Mapping[str, str]) -> Any:
    import altair as alt

    return alt.Color(
        "is:N",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        title=None,
        legend=alt.Legend(
            labelLimit=420, columns=2, symbolType="square", symbolOpacity=1, symbolStrokeWidth=0
        ),
    )


def _arcs(links: Iterable[Link]) -> list[dict[str, Any]]:
    """Return great circles between capitals; a state whose capital the registry does not name has none."""
    return [
        {
            "type": "Feature",
            "kind": kind,
            "geometry": {"type": "LineString", "coordinates": [list(start), list(end)]},
        }
        for a, b, kind in links
        if (start := capital(a)) and (end := capital(b))
    ]


def _link_layer(dashes: Mapping[str, Sequence[int]]) -> Any:
    import altair as alt

    dash = alt.StrokeDash(
        "kind:N",
        scale=alt.Scale(domain=list(dashes), range=[list(d) for d in dashes.values()]),
        title=None,
        legend=alt.Legend(orient="bottom", symbolType="stroke", symbolSize=400, labelLimit=420),
    )
    chart = alt.Chart(alt.NamedData("links")).mark_geoshape(filled=False, stroke=LINE, strokeWidth=1.3)
    return chart.encode(strokeDash=dash)


def _circles(sizes: Mapping[str, float]) -> list[dict[str, Any]]:
    return [{"lon": at[0], "lat": at[1], "n": n} for c, n in sizes.items() if n > 0 and (at := capital(c))]


def _circle_layer(title: str) -> Any:
    import altair as alt

    size = alt.Size(
        "n:Q",
        scale=alt.Scale(range=[0, 900]),
        title=title,
        legend=alt.Legend(orient="bottom", titleLimit=400, symbolFillColor=CIRCLE),
    )
    chart = alt.Chart(alt.NamedData("circles")).mark_circle(
        fill=CIRCLE, opacity=0.75, stroke="#777", strokeWidth=0.8
    )
    return chart.encode(longitude="lon:Q", latitude="lat:Q", size=size)
