"""The report: one self-contained HTML file, made of sections that are found by their file names."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pato.cells import Span, is_missing
from pato.errors import harmless
from pato.files import discover
from pato.files.storage import write_atomic
from pato.report.blocks import Figure, Front, Section
from pato.report.figures import BAND, BASELINE, INK, PALETTE, narrow_of
from pato.report.headline import SURE
from pato.report.maps import BORDER, CIRCLE, HALO, LAND, MEMBER, RAMP, SEA, TODAY
from pato.report.matrix_figure import LEVELS
from pato.report.wording import day
from pato.table import Table

_HERE = Path(__file__).parent
CHAPTERS = {
    "obligations": "Obligations",
    "risk": "Deterrence and risk",
    "joining": "Who would join",
    "economy": "Economy",
    "decision": "Decisions",
    "drivers": "What drives the result",
    "claims": "Claims of the documents",
    "method": "Method and sources",
}
"""The report's chapters in their order; a section names its own in ``CHAPTER``."""
WORDS = (
    (0.99, "virtually certain"),
    (0.90, "very likely"),
    (0.66, "likely"),
    (0.33, "about as likely as not"),
    (0.10, "unlikely"),
    (0.01, "very unlikely"),
    (0.0, "exceptionally unlikely"),
)
"""The scale of the Intergovernmental Panel on Climate Change (Mastrandrea et al. 2010), used for shares of runs (C12)."""
HEADS = {
    "q05": "90 % from",
    "q25": "50 % from",
    "q75": "50 % to",
    "q95": "90 % to",
    "gdp_usd_bn": "GDP, billion USD",
    "milex_usd_bn": "military expenditure, billion USD",
    "share_of_gdp": "share of GDP",
    "gni_share": "share by national income",
    "saves_share_of_gdp": "saves, share of GDP",
}
"""Column headings for readers where the short name would not be understood."""


def in_words(share: float) -> str:
    """Return the word for a share of runs, from the stated scale.

    >>> in_words(0.7), in_words(0.0)
    ('likely', 'in no run')
    """
    if share == 0:
        return "in no run"
    return next(word for bound, word in WORDS if share >= bound)


def sections(*, full: bool = False) -> list[Any]:
    """Return the modules that make a section, in their order; those of the folder ``full`` only for a full report."""
    packages = ("pato.report.sections", "pato.report.sections.full") if full else ("pato.report.sections",)
    modules = [one.load() for package in packages for one in discover.find(package).values()]
    return sorted(modules, key=lambda module: int(module.ORDER))


def build_sections(context: Any, *, full: bool = False) -> list[Section]:
    """Return the sections that have something to say about a run, chapter by chapter; those that take long only in a full report.

    The first section of a chapter is open, the others are folded; a section without a chapter of the report's own belongs to the last.
    """
    found: dict[str, list[Section]] = {name: [] for name in CHAPTERS}
    for module in sections(full=full):
        section = module.build(context)
        if section is not None:
            chapter = getattr(module, "CHAPTER", "method")
            own = found[chapter if chapter in found else "method"]
            own.append(replace(section, chapter=chapter if chapter in found else "method", folded=bool(own)))
    return [section for each in found.values() for section in each]


def chapters(parts: Iterable[Section]) -> list[tuple[str, str, list[Section]]]:
    """Return id, title and sections of the chapters that have any."""
    every = list(parts)
    return [
        (name, title, own)
        for name, title in CHAPTERS.items()
        if (own := [section for section in every if section.chapter == name])
    ]


def render(
    title: str,
    subtitle: str,
    parts: Iterable[Section],
    *,
    meta: dict[str, Any],
    front: Front | None = None,
    template: str = "report.html.j2",
) -> str:
    """Return the report as HTML; everything that comes from files is escaped, and drives no terminal (T9)."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "kind": lambda block: type(block).__name__,
        "csv_link": _csv_link,
        "cell": cell,
        "sort_key": _sort_key,
        "head": head,
        "inline_json": _inline_json,
        "themed": themed,
        "narrow": narrow_of,
        "source": lambda figure: source_line(figure, meta),
    }
    environment.filters.update(filters)
    script = (_HERE / "templates" / "report.js").read_text(encoding="utf-8")
    text = environment.get_template(template).render(
        title=title,
        subtitle=subtitle,
        front=front,
        chapters=chapters(parts),
        meta=shown_meta(meta),
        words=WORDS,
        sure=SURE,
        colours=_THEME,
        script=script,
        script_hash="sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return harmless(_drawn_once(text))


_OUTLINE = re.compile(r'<path (?P<rest>[^>]*d="[^"]{120,}"[^>]*)/>')


def _drawn_once(text: str) -> str:
    """Return a page in which an outline that several maps share is written once and used by the others."""
    known: dict[str, str] = {}
    twice = {o for o, n in Counter(m.group() for m in _OUTLINE.finditer(text)).items() if n > 1}

    def shared(found: re.Match[str]) -> str:
        outline = found.group()
        if outline not in twice:
            return outline
        if outline in known:
            return f'<use href="#{known[outline]}"/>'
        known[outline] = f"o{len(known)}"
        return f'<path id="{known[outline]}" {found["rest"]}/>'

    return _OUTLINE.sub(shared, text)


def write_report(path: str | Path, context: Any, *, full: bool = False) -> Path:
    """Write the report of a run atomically; a full one includes the sections that take long."""
    return write_sections(path, context, build_sections(context, full=full))


def write_sections(path: str | Path, context: Any, parts: Iterable[Section]) -> Path:
    """Write sections that are built as the report of a run."""
    from pato.report.front import front

    target = Path(path)
    text = render(context.title, context.subtitle, parts, meta=context.meta, front=front(context))
    write_atomic(target, text)
    return target


_THEME: dict[str, tuple[str, str]] = {
    INK: ("currentColor", "currentColor"),
    BASELINE: (BASELINE, "#9AA5B0"),
    BAND: (BAND, "#2B3540"),
    SEA: (SEA, "#161C22"),
    LAND: (LAND, "#2A323A"),
    BORDER: (BORDER, "#14171A"),
    HALO: ("#FFFFFF", "#161C22"),
    MEMBER: (MEMBER, "#3D566B"),
    TODAY: (TODAY, "#B4BDC6"),
    CIRCLE: (CIRCLE, "#E0A23F"),
    **dict(
        zip(
            PALETTE,
            [
                (p, d)
                for p, d in zip(
                    PALETTE,
                    ("#5BAEE6", "#F08A55", "#3FBF98", "#D98BBB", "#CFAE3C", "#79BDEB", "#A9A9A9"),
                    strict=True,
                )
            ],
            strict=True,
        )
    ),
    LEVELS["defence in an area"]: (LEVELS["defence in an area"], "#3F7396"),
    LEVELS["less than defence"]: (LEVELS["less than defence"], "#B08F2E"),
    LEVELS["nothing"]: (LEVELS["nothing"], "#333C45"),
    **dict(
        zip(
            RAMP,
            zip(
                RAMP,
                ("#F0925A", "#B9663A", "#6B4632", "#2F363D", "#33526A", "#3F84B8", "#6CBBF2"),
                strict=True,
            ),
            strict=True,
        )
    ),
}
"""Colours of figures in the light and in the dark theme, by the colour that figures are drawn in."""
_HUES = re.compile("|".join(re.escape(hue) for hue in _THEME), re.IGNORECASE)
_UPPER = {hue.upper(): i for i, hue in enumerate(_THEME)}


def themed(svg: str) -> str:
    """Return a figure that takes its colours from the page's theme."""
    return _HUES.sub(lambda found: f"var(--f{_UPPER[found.group().upper()]})", svg)


def shown_meta(meta: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata that reproduce a report in readable form, such as the time of its making."""
    made = meta.get("made")
    if not isinstance(made, str):
        return meta
    at = datetime.fromisoformat(made)
    return meta | {"made": f"{day(made[:10])}, {at:%H:%M} {at.tzname() or ''}".strip()}


def source_line(figure: Figure, meta: dict[str, Any]) -> str:
    """Return the source line of a figure: its data, and the run that made it."""
    made = ", ".join(
        [
            *([f"pato {meta['pato']}"] if meta.get("pato") else []),
            *([f"{meta['futures']:,} runs, seed {meta['seed']}"] if meta.get("futures") else []),
            *([f"run {str(meta['content hash'])[:8]}"] if meta.get("content hash") else []),
        ]
    )
    return f"Source: {'; '.join(part for part in (figure.source, made) if part) or 'pato'}."


_PLAIN = " ,.:;-_/()[]{}=+*!@?~$|"
"""Characters that an address in an attribute may hold as they are."""


def _csv_link(table: Table) -> str:
    """Return a table as a data URL of CSV; lists in its metadata are left out, and are in the JSON."""
    plain = {key: value for key, value in table.meta.items() if not isinstance(value, (list, tuple))}
    head = "".join(f"# {key}: {value}\r\n" for key, value in plain.items())
    return "data:text/csv;charset=utf-8," + quote(head + table.to_csv(), safe=_PLAIN)


def _sort_key(value: Any) -> str | None:
    """Return the sort key of a cell if its text would sort wrongly: the number of a rounded value or range."""
    if isinstance(value, Span):
        value = value.low
    if isinstance(value, bool) or not isinstance(value, int | float) or is_missing(value):
        return None
    return f"{value:.6g}"


def _inline_json(data: Any) -> str:
    """Return data as JSON that no text in it can end or turn into a script (T9): the template shows it unescaped."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def cell(value: Any) -> str:
    """Return a table's value as readers see it."""
    if is_missing(value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Span):
        low, high = cell(value.low), cell(value.high)
        return low if low == high else f"{low} to {high}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)


def head(column: str) -> str:
    """Return a column's name as readers see it; files keep the short one.

    >>> head("qualifies_in_ten_years"), head("q05")
    ('qualifies in ten years', '90 % from')
    """
    return HEADS.get(column) or column.replace("_", " ").replace(" usd bn", ", billion USD")
