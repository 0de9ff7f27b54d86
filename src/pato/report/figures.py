"""Figures as SVG: drawn by Vega through Altair when the report is written, so that a report needs no script to show them.

Every figure is drawn twice, for pages and for telephones, so that nothing is cut off or too small to read.
"""

from __future__ import annotations

import functools
import json
import math
import os
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from pato.files import cache, storage
from pato.report import compact_svg
from pato.report.compact_svg import FONT, SIZE
from pato.table import Table

PALETTE = ("#0072B2", "#B9501E", "#00815E", "#A35284", "#8A6A00", "#2B7FB8", "#6B6B6B")
"""Okabe and Ito's colours, which people with the common kinds of colour blindness can distinguish, darkened to a contrast of 3:1 on white."""
BASELINE = "#77808A"
"""Colour of the baseline in every figure."""
INK = "#777777"
"""Colour of text and lines, replaced by that of the page's theme, light or dark."""
BAND = "#DDE3E9"
BETTER, WORSE, SAME = PALETTE[0], PALETTE[1], BASELINE
WIDE, HALF, NARROW = 720, 552, 352
"""Widths of a figure in pixels: full page, half page (two side by side), and telephone."""


class Drawn(str):
    """A figure as an SVG element, `WIDE` pixels wide; `narrow` is the same figure for telephones."""

    __slots__ = ("narrow",)
    narrow: str

    @classmethod
    def of(cls, draw: Callable[[int], str], wide: int = WIDE) -> Drawn:
        """Return a figure from a function that draws it at a width; `wide` is the width for pages."""
        with _unchecked():
            found = cls(draw(wide))
            found.narrow = draw(NARROW)
        return found


def _unchecked() -> AbstractContextManager[None]:
    """Return a context in which Altair does not hold each part of a chart against its schema, which takes longer than drawing.

    With ``PATO_CHECK_FIGURES`` in the environment, as in the tests, it does.
    """
    if "PATO_CHECK_FIGURES" in os.environ:
        return nullcontext()
    from altair.utils.schemapi import debug_mode

    return debug_mode(False)


def narrow_of(svg: str) -> str:
    """Return the narrow drawing of a figure; the figure itself where it has only one."""
    return getattr(svg, "narrow", svg)


_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "padding": 2,
    "view": {"stroke": None, "continuousWidth": 300, "continuousHeight": 300},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": "#8884",
        "domainColor": "#8888",
        "tickColor": "#8888",
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLineHeight": 15,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "orient": "top",
        "labelFontSize": 13,
        "columnPadding": 18,
        "titleFontSize": 13,
    },
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13},
    "text": {"font": FONT, "fontSize": SIZE},
}
"""The look of every figure. It is added to the specification: asking Altair for it copies the chart six times."""
_LABEL_PIXELS = 7.2
"""Width of a label's character in the widest of the requested fonts; the figure is measured in the narrowest."""
_MOST_LABEL = 300


def room(labels: Iterable[str], most: float = _MOST_LABEL) -> float:
    """Return the width in pixels that the longest of some labels needs next to an axis, whatever font a reader has."""
    lines = [line for label in labels for line in label.split("\n")]
    return min(most, _LABEL_PIXELS * max((len(line) for line in lines), default=0) + 8)


def to_svg(chart: Any, datasets: Mapping[str, Any] | None = None) -> str:
    """Return a chart as a compact SVG element without ARIA roles.

    Parameters
    ----------
    chart
        An Altair chart.
    datasets
        Rows of the data sets named in the chart: large ones bypass Altair, which would check each value.
    """
    checked = "PATO_CHECK_FIGURES" in os.environ
    spec = chart.to_dict(validate=checked)
    spec["config"] = spec.get("config", {}) | _CONFIG
    if datasets:
        spec["datasets"] = {**spec.get("datasets", {}), **datasets}
    return _rendered(spec)


def _rendered(spec: dict[str, Any]) -> str:
    """Return the drawing of a Vega-Lite specification, from the cache where it was drawn before."""
    told = json.dumps([_drawn_by(), spec], ensure_ascii=False).encode()
    key = cache.digest(told)[:24]
    path = os.path.join(storage.cache_folder(), "figures", f"{key}.jsonl")  # noqa: PTH118
    if found := cache.read(path):
        return str(found["svg"][key])
    import vl_convert

    svg = compact_svg.compact(str(vl_convert.vegalite_to_svg(spec)))
    # Vega numbers what it clips from the start of the process: no two drawings of a page may share a name
    names: dict[str, str] = {}
    svg = _CLIP.sub(lambda clip: names.setdefault(clip.group(), f"c{key[:8]}-{len(names)}"), svg)
    cache.keep(path, cache.encode({"svg": {key: svg}}))
    return svg


@functools.cache
def _drawn_by() -> list[str]:
    """Return what else a drawing depends on: the versions of Vega and of what makes it compact."""
    source = Path(compact_svg.__file__).read_bytes()
    return [metadata.version("vl-convert-python"), cache.digest(source)]


def drawn(draw: Callable[[int], Any], datasets: Mapping[str, Any] | None = None) -> Drawn:
    """Return a figure in both widths from a function that makes the chart at a given width."""
    return Drawn.of(lambda width: to_svg(draw(width), datasets))


def fitted(chart: Any, width: int, **properties: Any) -> Any:
    """Return a chart that is as wide as asked, labels and legends included."""
    import altair as alt

    return chart.properties(
        width=width, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"), **properties
    )


def wrapped(label: str, width: int, *, share: float = 0.42) -> str:
    """Return a label broken into lines that take at most a share of a figure."""
    return "\n".join(textwrap.wrap(label, max(10, int(width * share / _LABEL_PIXELS)))) or label


_CLIP = re.compile(r"\bclip\d+\b")

LINES = "split(datum.label, '\\n')"
"""Vega expression that shows labels with line breaks on an axis."""


def interval_plot(
    table: Table,
    *,
    row: str,
    colour: str,
    value_title: str,
    log: bool = False,
    zero: bool = False,
    band: float | None = None,
    colours: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    order: Sequence[str] | None = None,
    record: Mapping[str, float] | None = None,
    dodge: bool = True,
    texts: Mapping[str, str] | None = None,
    threshold: float | None = None,
    wide: int = WIDE,
) -> Drawn:
    """Return dots with 50 and 90 percent intervals, one row per category; a row without a value says so.

    Parameters
    ----------
    table
        Columns `row`, `colour`, ``median``, ``q05``, ``q25``, ``q75``, ``q95``.
    row, colour
        Names of the columns for rows and colours.
    value_title
        Title of the axis, with the unit.
    log
        Whether the axis is logarithmic.
    zero
        Whether values are differences: an emphasised line stands at zero.
    band
        Half the width of the band of no real difference, drawn behind differences.
    colours
        Colour of each value of `colour`; the palette in turn where None.
    names
        Labels of rows and colours; missing ones are shown unchanged.
    order
        The rows from the top; by median where None.
    record
        Observed values by row, drawn as a mark with the expected ones.
    dodge
        Whether colours are placed one below the other within a row; not needed if each row has one colour.
    texts
        Words to the right of each row.
    threshold
        A threshold, drawn as a dashed line.
    wide
        Width for pages, in pixels.
    """
    called, found = names or {}, table.records()
    by_median = sorted(found, key=lambda r: -(r["median"] if r["median"] is not None else -math.inf))
    rows_shown = list(dict.fromkeys(order or [str(r[row]) for r in by_median]))
    given = list(dict.fromkeys(str(r[colour]) for r in found))
    hues = dict(colours) if colours else dict(zip(given, PALETTE * 3, strict=False))
    kept = ("median", "q05", "q25", "q75", "q95")
    known = [r for r in found if r["median"] is not None and math.isfinite(r["median"])]

    def draw(width: int) -> str:
        labels = {name: wrapped(called.get(name, name), width) for name in rows_shown}
        shown = {name: called.get(name, name) for name in given}
        data = [
            {k: r[k] for k in kept} | {"row": labels[str(r[row])], "hue": shown[str(r[colour])]}
            for r in known
            if str(r[row]) in labels
        ]
        there = {(d["row"], d["hue"]) for d in data}
        none = [
            {"row": labels[str(r[row])], "hue": shown[str(r[colour])]}
            for r in found
            if str(r[row]) in labels and (labels[str(r[row])], shown[str(r[colour])]) not in there
        ]
        seen = [{"row": labels[k], "seen": v} for k, v in (record or {}).items() if k in labels]
        said = [{"row": labels[k], "text": v} for k, v in (texts or {}).items() if k in labels]
        once = [{"threshold": threshold, "zero": 0, "low": -(band or 0), "high": band or 0}]
        plot = _Plot(
            rows=list(labels.values()),
            hues=list(shown.values()),
            colours=[hues[name] for name in given],
            width=width,
            title=value_title,
            ticks=_decades(data) if log else None,
            log=log,
            dodge=dodge and len(given) > 1,
        )
        has = {
            "band": bool(zero and band),
            "zero": zero,
            "none": bool(none),
            "seen": bool(seen),
            "said": bool(said),
        }
        has["threshold"] = threshold is not None
        values = {"rows": data, "none": none, "seen": seen, "said": said, "once": once}
        return to_svg(plot.chart({name for name, there in has.items() if there}), values)

    return Drawn.of(draw, wide)


@dataclass(frozen=True)
class _Plot:
    """The layers of an interval plot at one width."""

    rows: list[str]
    hues: list[str]
    colours: list[str]
    width: int
    title: str
    ticks: list[float] | None
    log: bool
    dodge: bool

    def _x(self, field: str) -> Any:
        import altair as alt

        axis = alt.Axis(
            format="~r",
            title=self.title,
            labelOverlap=True,
            tickCount=4 if self.width <= NARROW else 8,
            titleLimit=self.width,
            values=self.ticks or alt.Undefined,
        )
        return alt.X(field, axis=axis, scale=alt.Scale(type="log") if self.log else alt.Scale())

    def _y(self) -> Any:
        import altair as alt

        axis = alt.Axis(
            labelExpr=LINES,
            labelLimit=self.width,
            minExtent=room(self.rows, 0.46 * self.width),
            ticks=False,
            domain=False,
            labelPadding=6,
        )
        return alt.Y("row:N", sort=self.rows, title=None, axis=axis, scale=alt.Scale(domain=self.rows))

    def _places(self) -> dict[str, Any]:
        import altair as alt

        found: dict[str, Any] = {"y": self._y()}
        if self.dodge:
            found["yOffset"] = alt.YOffset("hue:N", sort=self.hues, scale=alt.Scale(paddingOuter=0.2))
        return found

    def chart(self, has: set[str]) -> Any:
        """Return the layers, from the back to the front."""
        import altair as alt

        once = alt.Chart(alt.NamedData("once"))
        lines = max((label.count("\n") + 1 for label in self.rows), default=1)
        step = max(16 * (len(self.hues) if self.dodge else 1) + 10, 16 * lines + 8)
        layers = []
        if "band" in has:
            layers.append(
                once.mark_rect(color=BAND, opacity=1).encode(x=self._x("low:Q"), x2=alt.X2("high:Q"))
            )
        if "zero" in has:
            layers.append(once.mark_rule(color=INK, strokeWidth=1.6).encode(x=self._x("zero:Q")))
        if "threshold" in has:
            dashed = once.mark_rule(color=INK, strokeWidth=1.4, strokeDash=[5, 4])
            layers.append(dashed.encode(x=self._x("threshold:Q")))
        layers += self._intervals()
        if "none" in has:
            empty = alt.Chart(alt.NamedData("none")).encode(**self._places(), x=alt.value(4))
            layers.append(empty.mark_text(text="no value", align="left", color=INK, fontStyle="italic"))
        if "seen" in has:
            mark = alt.Chart(alt.NamedData("seen")).encode(y=self._y(), x=self._x("seen:Q"))
            layers.append(mark.mark_point(shape="diamond", size=80, color=INK, filled=False, strokeWidth=1.8))
        if "said" in has:
            words = alt.Chart(alt.NamedData("said")).encode(
                y=self._y(), x=alt.value("width"), text=alt.Text("text:N")
            )
            layers.append(words.mark_text(align="left", dx=8, color=INK, fontWeight=600))
        return fitted(alt.layer(*layers), self.width, height=max(step * len(self.rows), 40))

    def _intervals(self) -> list[Any]:
        import altair as alt

        free = self.width - room(self.rows, 0.46 * self.width) - 10
        columns = int(free // (_LABEL_PIXELS * max(map(len, self.hues)) + 36)) or 1
        legend = alt.Legend(columns=columns, labelLimit=self.width - 40)
        hue = alt.Color(
            "hue:N",
            scale=alt.Scale(domain=self.hues, range=self.colours),
            title=None,
            sort=self.hues,
            legend=legend if len(self.hues) > 1 else None,
        )
        base = alt.Chart(alt.NamedData("rows")).encode(**self._places(), color=hue)
        return [
            base.mark_rule(strokeWidth=1.4).encode(x=self._x("q05:Q"), x2=alt.X2("q95:Q")),
            base.mark_rule(strokeWidth=5).encode(x=self._x("q25:Q"), x2=alt.X2("q75:Q")),
            base.mark_point(filled=True, size=60, opacity=1).encode(x=self._x("median:Q")),
        ]


def _decades(rows: Iterable[Mapping[str, Any]]) -> list[float]:
    """Return round values for a logarithmic axis: powers of ten, with 2 and 5 of each where there are few."""
    ends = [r[q] for r in rows for q in ("q05", "q95") if r[q] and r[q] > 0]
    if not ends:
        return []
    low, high = math.floor(math.log10(min(ends))), math.ceil(math.log10(max(ends)))
    steps = (1, 2, 5) if high - low <= 2 else (1,)
    return [step * 10.0**power for power in range(low, high + 1) for step in steps]
