"""Changes as points with their intervals: a zero line, and the band in which a change is no real difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from pato.workbench.drawing.svg import element, figure, text

WIDE, NARROW = 720, 352
_ROW = {WIDE: 34, NARROW: 54}
_LEFT, _RIGHT = 262, 74
_LETTERS = {WIDE: 34, NARROW: 46}
_TOP, _BOTTOM = 34, 30


class Change(NamedTuple):
    """One row: its name, median and the ends of the intervals, and which side it is on: ``better``, ``worse`` or ``same``."""

    name: str
    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    side: str
    told: str


class Words(NamedTuple):
    """Labels of a figure: its title, and the meaning of the sides left and right of zero."""

    name: str
    left: str
    right: str
    unit: str


def intervals(rows: Sequence[Change], band: float, words: Words, *, width: int = WIDE) -> str:
    """Return the figure of some changes.

    Parameters
    ----------
    rows
        From top to bottom.
    band
        Half the width of the band of no real difference, in the rows' unit.
    words
        See `Words`.
    width
        `WIDE` or `NARROW`; in the narrow one, names are above their rows.
    """
    wide = width == WIDE
    left, right = (_LEFT, width - _RIGHT) if wide else (10, width - 66)
    low = min([-2 * band, *(r.low90 for r in rows)])
    high = max([2 * band, *(r.high90 for r in rows)])
    pad = (high - low) * 0.04
    low, high = low - pad, high + pad
    height = _TOP + len(rows) * _ROW[width] + _BOTTOM

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    parts = [
        element("rect", x=x(-band), y=_TOP - 8, width=max(x(band) - x(-band), 1.0), height=height - _TOP - _BOTTOM + 12, class_="band"),
        *(_tick(x(t), t, height, words.unit) for t in ticks(low, high, 6 if wide else 4)),
        element("line", x1=x(0), x2=x(0), y1=_TOP - 8, y2=height - _BOTTOM + 4, class_="zero"),
    ]  # fmt: skip
    for i, row in enumerate(rows):
        y = _TOP + i * _ROW[width] + (17 if wide else 37)
        at = (left - 12, y + 4, "end") if wide else (left, y - 13, "start")
        parts += [
            *_named(row.name, at, _LETTERS[width], middle=wide),
            element("line", x1=x(row.low90), x2=x(row.high90), y1=y, y2=y, class_=f"i90 {row.side}"),
            element("line", x1=x(row.low50), x2=x(row.high50), y1=y, y2=y, class_=f"i50 {row.side}"),
            element("circle", cx=x(row.median), cy=y, r=5, class_=f"dot {row.side}"),
            element("text", text(row.told), x=right + 10, y=y + 4, class_=f"told {row.side}"),
        ]
    parts += [
        element("text", text(f"← {words.left}"), x=left, y=height - 8, class_="side better"),
        element("text", text(f"{words.right} →"), x=right, y=height - 8, text_anchor="end", class_="side worse"),
    ]  # fmt: skip
    told = "; ".join(f"{r.name}: {r.told}, 90 % interval {r.low90:.2g} to {r.high90:.2g}" for r in rows)
    return figure(width, height, *parts, name=f"{words.name}. {told}.", class_="wide" if wide else "narrow")


def _named(name: str, at: tuple[float, float, str], most: int, *, middle: bool) -> list[str]:
    """Return a name on one line, or on two where it is long: around its place, or with the last line there."""
    lines = wrap(name, most) or [""]
    above = (len(lines) - 1) / (2 if middle else 1)
    return [
        element("text", text(line), x=at[0], y=at[1] + 15 * (i - above), text_anchor=at[2], class_="name")
        for i, line in enumerate(lines)
    ]  # fmt: skip


def _tick(x: float, value: float, height: int, unit: str) -> str:
    told = "0" if value == 0 else f"{value:+g}".replace("-", "−")
    return element("line", x1=x, x2=x, y1=_TOP - 8, y2=height - _BOTTOM + 4, class_="grid") + element(
        "text", text(f"{told}{unit}"), x=x, y=_TOP - 15, text_anchor="middle", class_="tick"
    )


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most a given number of round numbers between two ends, including zero."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return [0.0]
    power = 10 ** math.floor(math.log10((high - low) / most))
    step = next(m * power for m in (1, 2, 2.5, 5, 10, 20) if (high - low) / (m * power) <= most)
    return [round(i * step, 10) for i in range(math.ceil(low / step), math.floor(high / step) + 1)]
