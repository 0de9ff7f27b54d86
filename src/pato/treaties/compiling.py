"""From files to plain JSON: the norms that the engine reads, and everything else for the slower commands.

Imported only when something has to be compiled: it loads pydantic and ruamel (C9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pato.files import cache, library
from pato.files.kinds import KINDS
from pato.files.load import dump
from pato.files.yaml import Document

if TYPE_CHECKING:
    from pathlib import Path

    from pato.treaties.schema.treaty import Treaty


def norm(treaty: Treaty, document: Document) -> dict[str, Any]:
    """Return the parts of a treaty that the duties engine needs, with the lines cited by traces (T5)."""
    plain = dump(treaty)
    span = plain.get("in_force") or {}
    return {
        "id": treaty.id,
        "title": treaty.title,
        "short": treaty.short or treaty.title,
        "binding": treaty.binding,
        "status": treaty.status,
        "start": span.get("from"),
        "end": span.get("until"),
        "universal": treaty.universal,
        "file": document.name,
        "checked": treaty.checked,
        "atop_id": treaty.atop_id,
        "members": [_member(p) for p in plain["parties"]],
        "areas": {
            name: _area(area, treaty.format) | {"line": document.line(("areas", name))}
            for name, area in plain.get("areas", {}).items()
        },
        "obligations": [
            _obligation(o, treaty, document, ("obligations", i))
            for i, o in enumerate(plain.get("obligations", []))
            if treaty.chosen(o.get("only", {}))
        ],
        "format": treaty.format,
        "groups": plain.get("groups", {}),
        "applies_to": plain["applies_to"] | {"line": document.line(("applies_to",))}
        if treaty.applies_to
        else None,
        "declarations": _declarations(plain["parties"], document),
        "limits": [
            [x["state"], x["id"], x["label"], x.get("obligations", []), x.get("from"), x.get("until")]
            for x in plain.get("domestic_limits", [])
        ],
    }


def _member(party: dict[str, Any]) -> list[Any]:
    """Return a party's row; it counts as one all through an interval in which its day of entry or exit lies (T16)."""
    start, end = party.get("from"), party.get("until")
    doubt = [[d["not_before"], d["not_after"]] for d in (start, end) if isinstance(d, dict)]
    rests = [[s["from"], s.get("until"), s.get("by")] for s in party.get("suspended", [])]
    return [
        party["state"],
        start["not_before"] if isinstance(start, dict) else start,
        end["not_after"] if isinstance(end, dict) else end,
        party.get("role", "member"),
        rests,
        party.get("reservation"),
        *([doubt] if doubt else []),
    ]


def _area(data: dict[str, Any], format_: int) -> dict[str, Any]:
    """Return an area as the engine reads it: in format 2 ``ocean`` is the ocean area, not a coast (T13)."""
    if format_ == 1:
        return data
    parts = {
        key: [{"ocean_area" if k == "ocean" else k: v for k, v in item.items()} for item in data[key]]
        for key in ("includes", "excludes")
        if key in data
    }
    return data | parts


def _declarations(parties: list[dict[str, Any]], document: Document) -> list[dict[str, Any]]:
    return [
        declaration | {"state": party["state"], "line": document.line(("parties", i, "declarations", k))}
        for i, party in enumerate(parties)
        for k, declaration in enumerate(party.get("declarations", ()))
    ]


def _obligation(
    data: dict[str, Any], treaty: Treaty, document: Document, path: tuple[str | int, ...]
) -> dict[str, Any]:
    kept = {k: v for k, v in data.items() if k not in {"text", "source", "only"}}
    kept["readings"] = [
        reading | {"source": _cited(reading["source"])} for reading in data.get("readings", [])
    ]
    kept["unless"] = [
        exception | {"line": document.line((*path, "unless", k))}
        for k, exception in enumerate(data.get("unless", []))
    ]
    if "when" in data:
        kept["when"] = data["when"] | {"line": document.line((*path, "when"))}
    return kept | {"line": document.line(path), "checked": data.get("checked", treaty.checked)}


def _cited(source: dict[str, Any]) -> str:
    return str(source["title"])


def build(folder: Path) -> list[Path]:
    """Write the compiled library into a folder; the wheel's build hook calls this.

    Every kind of file must have been registered (`pato.kinds`). Nothing passes through a user's cache.

    Raises
    ------
    FileError
        With every problem of every file.
    """
    from pato.treaties import incidents

    written = []
    for kind in KINDS:
        written.append(folder / f"{kind}.jsonl")
        cache.write(written[-1], library.compiled(kind))
    written.append(folder / "incidents.jsonl")
    cache.write(written[-1], {"counts": incidents.count_all()})
    return written
