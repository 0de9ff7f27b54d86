"""The place of an event on a map: the first island chain where it lies there, else the Pacific."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pato.registry import places
from pato.workbench.drawing.map import ISLANDS, PACIFIC, Frame, projected
from pato.workbench.drawing.svg import element, figure, text

_LON, _LAT = (118.0, 146.0), (5.0, 46.0)
_NEAR = 46.0
"""Pixels within which no other place is named."""


def islands(found: Mapping[str, Any]) -> str:
    """Return the map of an event's place; empty where neither map shows it."""
    at = found["place"]
    frame = ISLANDS if _LON[0] <= at["lon"] <= _LON[1] and _LAT[0] <= at["lat"] <= _LAT[1] else PACIFIC
    there = projected(at["lon"], at["lat"], frame)
    width, height = frame.size
    if there is None or not (0 <= there[0] <= width and 0 <= there[1] <= height):
        return ""
    image = "/map/islands.svg" if frame == ISLANDS else "/map/pacific.svg"
    name = f"Map: {at['name']}" + (", whose title is disputed" if at["disputed"] else "")
    side = "end" if there[0] > width * 0.6 else "start"
    parts = [
        element("image", href=image, x=0, y=0, width=width, height=height),
        *(_others(frame, there, at["name"]) if frame == ISLANDS else []),
        element("circle", cx=there[0], cy=there[1], r=9, class_="disputed" if at["disputed"] else "place"),
        element("circle", cx=there[0], cy=there[1], r=4, class_="place"),
        element("text", text(at["name"]), x=there[0] + (-15 if side == "end" else 15), y=there[1] + 6, text_anchor=side, class_="label here"),
    ]  # fmt: skip
    return figure(width, height, *parts, name=name, class_="map place")


def _others(frame: Frame, there: tuple[float, float], own: str) -> list[str]:
    """Return the gazetteer's islands and features around, named where there is room; disputed ones ringed."""
    taken, found = [there], []
    for one in sorted(places.places(), key=lambda p: (not (p.claimed_by or p.contested_by), p.id)):
        if one.kind not in {"island", "feature", "territory", "city", "capital"} or one.name == own:
            continue
        if not (_LON[0] <= one.lon <= _LON[1] and _LAT[0] <= one.lat <= _LAT[1]):
            continue
        at = projected(one.lon, one.lat, frame)
        if (
            at is None
            or not 8 < at[1] < frame.size[1] - 8
            or not 0 < at[0] < frame.size[0]
            or any(abs(at[0] - x) < _NEAR * 2.6 and abs(at[1] - y) < _NEAR * 0.5 for x, y in taken)
        ):
            continue
        taken.append(at)
        disputed = bool(one.claimed_by or one.contested_by)
        found.append(element("circle", cx=at[0], cy=at[1], r=4, class_="disputed" if disputed else "capital"))
        near = at[0] + 8 + 8 * len(one.name) > frame.size[0]
        x, side = (at[0] - 8, "end") if near else (at[0] + 8, "start")
        found.append(
            element("text", text(one.name), x=x, y=at[1] + 4, text_anchor=side, class_="label other")
        )
    return found
