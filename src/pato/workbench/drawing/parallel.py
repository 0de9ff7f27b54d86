"""Runs as lines over parallel axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pato.workbench.drawing.svg import element, figure, text

WIDTH, HEIGHT = 960, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 110, 100, 46, 26
_LETTERS = 24


def parallel(axes: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]]) -> str:
    """Return the figure; empty where there are no lines."""
    if not lines:
        return ""
    step = (WIDTH - _LEFT - _RIGHT) / max(len(axes) - 1, 1)

    def y(place: float) -> float:
        return HEIGHT - _BOTTOM - place * (HEIGHT - _TOP - _BOTTOM)

    parts = [
        element("polyline", points=" ".join(f"{_LEFT + i * step:.0f},{y(p):.0f}" for i, p in enumerate(line["at"])), class_=f"run {line['side']}")
        for line in sorted(lines, key=lambda line: line["side"] != "same")
    ]  # fmt: skip
    for i, axis in enumerate(axes):
        x = _LEFT + i * step
        parts.append(element("line", x1=x, x2=x, y1=y(0), y2=y(1), class_="zero"))
        share = "" if axis["share"] is None else f", {axis['share']:.0%}"
        told = axis["label"] if len(axis["label"]) <= _LETTERS else f"{axis['label'][: _LETTERS - 1]}…"
        parts.append(
            element(
                "text",
                element("title", text(axis["label"])),
                text(told + share),
                x=x,
                y=18 + 14 * (i % 2),
                text_anchor="middle",
                class_="tick",
            )
        )
        ends = [(p / max(len(axis["levels"]) - 1, 1), name) for p, name in enumerate(axis["levels"])] or [
            (0.0, f"{axis['low']:.3g}"),
            (1.0, f"{axis['high']:.3g}"),
        ]
        parts += [
            element("text", text(name[:_LETTERS].replace("-", "−")), x=x + 5, y=y(place) + 4, class_="tick")
            for place, name in ends
        ]
    named = "; ".join(
        f"{a['label']}: {a['share']:.0%} of the variance" for a in axes if a["share"] is not None
    )
    return figure(
        WIDTH,
        HEIGHT,
        *parts,
        name=f"{len(lines)} runs over the factors that the change depends on most. {named}.",
        class_="parallel",
    )
