"""Boxes by how many of the cases they hold (coverage) and how many of theirs are cases (density)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pato.workbench.drawing.svg import element, figure, text

WIDTH, HEIGHT = 352, 240
_LEFT, _TOP, _RIGHT, _BOTTOM = 52, 12, 22, 44


def curve(boxes: Sequence[dict[str, Any]]) -> str:
    """Return the figure of some boxes, numbered as in the adjacent list."""

    def x(share: float) -> float:
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(share: float) -> float:
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)

    parts = []
    for share in (0.0, 0.5, 1.0):
        parts += [
            element("line", x1=x(share), x2=x(share), y1=y(0), y2=y(1), class_="grid"),
            element("line", x1=x(0), x2=x(1), y1=y(share), y2=y(share), class_="grid"),
            element(
                "text", text(f"{share:.0%}"), x=x(share), y=y(0) + 16, text_anchor="middle", class_="tick"
            ),
            element(
                "text", text(f"{share:.0%}"), x=x(0) - 6, y=y(share) + 4, text_anchor="end", class_="tick"
            ),
        ]
    points = [(x(float(b["coverage"])), y(float(b["density"]))) for b in boxes]
    for number, (a, b) in enumerate(points, 1):
        parts += [
            element("circle", cx=a, cy=b, r=6, class_="dot better"),
            element("text", text(number), x=a + 9, y=b + 4, class_="label"),
        ]
    parts += [
        element("text", text("coverage: share of such runs in the box"), x=x(0.5), y=HEIGHT - 8, text_anchor="middle", class_="side"),
        element("text", text("density"), x=12, y=y(0.5), text_anchor="middle", class_="side", transform=f"rotate(-90 12 {y(0.5):.0f})"),
    ]  # fmt: skip
    told = "; ".join(
        f"box {i}: coverage {float(b['coverage']):.0%}, density {float(b['density']):.0%}"
        for i, b in enumerate(boxes, 1)
    )
    return figure(
        WIDTH, HEIGHT, *parts, name=f"Coverage and density of {len(boxes)} boxes. {told}.", class_="curve"
    )
