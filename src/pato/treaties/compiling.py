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
    """Return what the duties engine needs of a treaty, with the lines that traces cite (T5)."""
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
        "members": [_member(p) for p in plain["parties"]],
        "areas": plain.get("areas", {}),
        "obligations": [
            _obligation(o, treaty, document.line(("obligations", i)))
            for i, o in enumerate(plain.get("obligations", []))
        ],
        "limits": [
            [x["state"], x["id"], x["label"], x.get("obligations", []), x.get("from"), x.get("until")]
            for x in plain.get("domestic_limits", [])
        ],
    }


def _member(party: dict[str, Any]) -> list[Any]:
    rests = [[s["from"], s.get("until"), s.get("by")] for s in party.get("suspended", [])]
    return [
        party["state"],
        party.get("from"),
        party.get("until"),
        party.get("role", "member"),
        rests,
        party.get("reservation"),
    ]


def _obligation(data: dict[str, Any], treaty: Treaty, line: int) -> dict[str, Any]:
    kept = {k: v for k, v in data.items() if k not in {"text", "source"}}
    kept["readings"] = [
        reading | {"source": _cited(reading["source"])} for reading in data.get("readings", [])
    ]
    return kept | {"line": line, "checked": data.get("checked", treaty.checked)}


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
