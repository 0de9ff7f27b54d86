"""Memberships as points: named ones and the selected one with their intervals, the others small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pato.workbench.drawing.intervals import ticks
from pato.workbench.drawing.svg import element, figure, text

WIDTH, HEIGHT = 720, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 16, 14, 52


class Axis(NamedTuple):
    """A measure along an axis: its id, words and unit."""

    id: str
    label: str
    unit: str


def scatter(
    rows: Sequence[dict[str, Any]], x: Axis, y: Axis, *, picked: str, name: str, wide: bool = True
) -> str:
    """Return the figure.

    Parameters
    ----------
    rows
        As `pato.workbench.memberships.memberships` returns them, with their address under ``href``.
    x, y
        Labels of the axes.
    picked
        The address of the selected row, or empty.
    name
        Text for screen readers; the table next to the figure holds the same values.
    wide
        Whether it is drawn for a wide page.
    """
    shown = [r for r in rows if r["called"] or r["href"] == picked]
    across = _Scale([r["figures"][x.id] for r in rows] + _ends(shown, x.id), _LEFT, WIDTH - _RIGHT)
    up = _Scale([r["figures"][y.id] for r in rows] + _ends(shown, y.id), HEIGHT - _BOTTOM, _TOP)
    by = 1 if wide else 2
    parts = [*_grid(across, up, by), *_titles(x, y, by)]
    ordered = sorted(rows, key=lambda r: (bool(r["called"]) or r["href"] == picked, -r["dominated"]))
    for row in ordered:
        at = across(row["figures"][x.id]), up(row["figures"][y.id])
        large = bool(row["called"]) or row["href"] == picked
        kind = (
            "picked"
            if row["href"] == picked
            else "named"
            if row["called"]
            else "front"
            if row["dominated"] < 0.5
            else "other"
        )
        inside = _bars(row, x.id, y.id, across, up) if large or row["dominated"] < 0.5 else []
        called = f" ({row['called']})" if row["called"] else ""
        told = f"{', '.join(row['states'])}{called}: dominated in {row['dominated']:.0%} of resamples"
        inside += [
            element("circle", cx=at[0], cy=at[1], r=(7 if large else 4) * by**0.5, class_=kind),
            element("title", text(told)),
        ]
        if large:
            inside.append(
                element(
                    "text",
                    text(row["called"] or "selected"),
                    x=at[0] + 9 * by,
                    y=at[1] - 8 * by,
                    class_="label",
                )
            )
        parts.append(
            element("a", *inside, href=row["href"], tabindex="-1", aria_label=told, class_=f"point {kind}")
        )
    return figure(
        WIDTH, HEIGHT, *parts, name=name, class_="scatter wide" if wide else "scatter narrow", links=True
    )


class _Scale:
    """From figures to pixels."""

    def __init__(self, values: Sequence[float], start: float, stop: float) -> None:
        low, high = min(values), max(values)
        pad = (high - low or 1.0) * 0.05
        self.low, self.high, self._start, self._stop = low - pad, high + pad, start, stop

    def __call__(self, value: float) -> float:
        return self._start + (value - self.low) / (self.high - self.low) * (self._stop - self._start)


def _ends(rows: Sequence[dict[str, Any]], name: str) -> list[float]:
    return [v for r in rows for v in r["interval"].get(name, ())]


def _bars(row: dict[str, Any], x: str, y: str, across: _Scale, up: _Scale) -> list[str]:
    found = []
    at = across(row["figures"][x]), up(row["figures"][y])
    if x in row["interval"]:
        low, high = (max(min(across(v), WIDTH), _LEFT) for v in row["interval"][x])
        found.append(element("line", x1=low, x2=high, y1=at[1], y2=at[1], class_="bar"))
    if y in row["interval"]:
        low, high = (max(min(up(v), HEIGHT - _BOTTOM), _TOP) for v in row["interval"][y])
        found.append(element("line", x1=at[0], x2=at[0], y1=low, y2=high, class_="bar"))
    return found


def _grid(across: _Scale, up: _Scale, by: int) -> list[str]:
    found = []
    for value in ticks(across.low, across.high, 6 // by):
        zero = " zero" if value == 0 else ""
        found.append(
            element(
                "line", x1=across(value), x2=across(value), y1=_TOP, y2=HEIGHT - _BOTTOM, class_=f"grid{zero}"
            )
        )
        found.append(
            element(
                "text",
                text(_told(value)),
                x=across(value),
                y=HEIGHT - _BOTTOM + 16 * by**0.5,
                text_anchor="middle",
                class_="tick",
            )
        )
    for value in ticks(up.low, up.high, 6 // by):
        zero = " zero" if value == 0 else ""
        found.append(
            element("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=up(value), y2=up(value), class_=f"grid{zero}")
        )
        found.append(
            element(
                "text", text(_told(value)), x=_LEFT - 6, y=up(value) + 4, text_anchor="end", class_="tick"
            )
        )
    return found


def _titles(x: Axis, y: Axis, by: int) -> list[str]:
    if by > 1:
        return []  # a narrow page says them in words above the figure
    middle = _TOP + (HEIGHT - _TOP - _BOTTOM) / 2
    return [
        element("text", text(f"{x.label}, {x.unit}"), x=(WIDTH + _LEFT) / 2, y=HEIGHT - 12, text_anchor="middle", class_="side"),
        element("text", text(f"{y.label}, {y.unit}"), x=14, y=middle, text_anchor="middle", class_="side", transform=f"rotate(-90 14 {middle:.0f})"),
    ]  # fmt: skip


def _told(value: float) -> str:
    return f"{value:g}".replace("-", "−")
