"""SVG as Vega writes it, in fewer bytes: the same drawing to a tenth of a pixel, without defaults and repetitions."""

from __future__ import annotations

import re

FONT = "Arial, Liberation Sans, DejaVu Sans, sans-serif"
SIZE = 13
"""Font and size of most texts of a figure, in pixels: written once on its root."""
_LONG_DECIMALS = re.compile(r"(\.\d)\d+")
"""Decimals beyond a tenth of a pixel."""
_SPOKEN = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
"""Vega's descriptions of groups and marks: a report describes the figure as a whole and has the table behind it."""
_DEFAULTS = re.compile(
    r' (?:opacity="1"|pointer-events="none"|class="[^"]*"|[xy]2="0"|text-anchor="start"|stroke-width="1"'
    rf'|transform="translate\(0,0\)"|font-family="{re.escape(FONT)}"|font-size="{SIZE}px")'
)
"""Attributes with their default value, with the value of the root, or with a meaning on screen only."""
_INVISIBLE = re.compile(
    r'<path(?: (?!fill|stroke)[a-z-]+="[^"]*")*? d="(?:|M0,0h[\d.]+v[\d.]+h-?[\d.]+Z)"(?: (?!fill|stroke)[a-z-]+="[^"]*")*/>'
    r'|<line(?: (?!x2|y2)[a-z-]+="[^"]*")*/>'
)
"""Frames without a colour, and lines without a length."""
_LENGTHS = re.compile(r' (?:transform|[xy][12]?|width|height)="[^"]*"')
_CIRCLE = re.compile(
    r'<path( transform="[^"]*")? d="M([\d.]+),0A\2,\2,0,1,1,-\2,0A\2,\2,0,1,1,\2,0"',
)
_MARKS = re.compile(
    r"<g([^<>]*)>((?:<(?:path|line|circle|rect|use) [^<>]*/>|<text [^<>]*>[^<>]*</text>){2,})</g>"
)
"""A group that holds marks or texts alone."""
_INHERITED = ("stroke-width", "stroke", "fill", "text-anchor", "font-weight")
_STRAIGHT = re.compile(r"[MLZ\d.,\-]+")
_POINT = re.compile(r"([MLZ])(-?[\d.]+)?,?(-?[\d.]+)?")


def compact(svg: str) -> str:
    """Return the same drawing as an SVG element in fewer bytes, hidden from screen readers.

    Parameters
    ----------
    svg
        As vl-convert writes it, in the font `FONT`; marks have no tooltips or links.
    """
    svg = _SPOKEN.sub("", svg)
    svg = re.sub(r' d="([^"]*)"', lambda path: f' d="{_shortened(path.group(1))}"', svg)
    svg = _LENGTHS.sub(lambda length: _LONG_DECIMALS.sub(r"\1", length.group()).replace('.0"', '"'), svg)
    svg = _INVISIBLE.sub("", _CIRCLE.sub(r'<circle\1 r="\2"', _DEFAULTS.sub("", svg)))
    svg = _without_bare_groups(_MARKS.sub(_shared, svg))
    if "xlink:href" not in svg:
        svg = re.sub(r' xmlns:xlink="[^"]*"', "", svg)
    return svg.replace("<svg ", f'<svg aria-hidden="true" font-family="{FONT}" font-size="{SIZE}px" ', 1)


def _without_bare_groups(svg: str) -> str:
    """Return a drawing without groups that have no attributes or no content."""
    open_groups: list[bool] = []

    def tag(found: re.Match[str]) -> str:
        if found.group() == "</g>":
            return "</g>" if open_groups.pop() else ""
        open_groups.append(found.group() != "<g>")
        return found.group() if open_groups[-1] else ""

    before = ""
    while before != svg:
        before, svg = svg, re.sub(r"<g[^<>]*></g>", "", svg)
    return re.sub(r"</?g(?: [^<>]*)?>", tag, svg)


def _shared(group: re.Match[str]) -> str:
    """Return a group with the attributes shared by all its marks written once."""
    head, marks = group.groups()
    number = len(re.findall("<[a-z]", marks))
    for name in _INHERITED:
        values = re.findall(rf' {name}="([^"]*)"', marks)
        if len(values) == number and len(set(values)) == 1 and f" {name}=" not in head:
            head += f' {name}="{values[0]}"'
            marks = re.sub(rf' {name}="[^"]*"', "", marks)
    return f"<g{head}>{marks}</g>"


def _shortened(path: str) -> str:
    """Return a path to a tenth of a pixel; one of many straight lines, such as a coast, by its steps."""
    if len(path) < 400 or not _STRAIGHT.fullmatch(path):
        return _LONG_DECIMALS.sub(r"\1", path)
    found, here = [], (0, 0)
    for command, x, y in _POINT.findall(path):
        if command == "Z":
            found.append("Z")
            continue
        there = round(float(x) * 10), round(float(y) * 10)
        if command == "M":
            found.append(f"M{_tenth(there[0])},{_tenth(there[1])}")
        elif there != here:
            found.append(f"l{_tenth(there[0] - here[0])},{_tenth(there[1] - here[1])}")
        here = there
    return "".join(found).replace(",-", "-")


def _tenth(tenths: int) -> str:
    return f"{tenths / 10:g}".replace("0.", ".") if abs(tenths) < 10 else f"{tenths / 10:g}"
