"""Treaty law: treaty files, their loading, and the duties that they create."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pato.files.kinds import Flaw, Kind, Records, register

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pato.files.yaml import Document
    from pato.treaties.schema.treaty import Treaty


def _treaty() -> type[BaseModel]:
    from pato.treaties.schema.treaty import Treaty

    return Treaty


def _architecture() -> type[BaseModel]:
    from pato.treaties.schema.architecture import Architecture

    return Architecture


def _event() -> type[BaseModel]:
    from pato.treaties.schema.event import Event

    return Event


def _check() -> type[BaseModel]:
    from pato.treaties.schema.check import CheckFile

    return CheckFile


def _inconsistencies(treaty: Treaty) -> Iterable[Flaw]:
    from pato.treaties.schema.consistency import inconsistencies

    return inconsistencies(treaty)


def _contingency() -> type[BaseModel]:
    from pato.treaties.schema.contingency import Contingency

    return Contingency


def _norm(treaty: Treaty, document: Document) -> dict[str, Any]:
    from pato.treaties.compiling import norm

    return {"norm": norm(treaty, document)}


def _groups(found: Mapping[str, dict[str, Any]]) -> dict[str, Records]:
    """Return the norms of all treaties, and summaries used without reading each: one record per treaty in each group."""
    from pato.treaties.load import membership

    norms = {i: one["norm"] for i, one in found.items()}
    atop = {
        i: [n["atop_id"], membership(n)] for i, n in norms.items() if n["atop_id"] is not None and n["start"]
    }
    signed = {
        i: [_day(found[i]["data"].get("signed")), sorted({m[0] for m in n["members"]}), n["short"]]
        for i, n in norms.items()
        if n["status"] == "signed" and not n["start"] and n["obligations"]
    }
    dates = {i: [n["start"], n["end"]] if n["start"] else None for i, n in norms.items()}
    return {"norm": norms, "in_force": dates, "atop": atop, "signed": signed}


def _day(signed: Any) -> str | None:
    day: str | None = signed["date"] if isinstance(signed, dict) else signed
    return day


_SOURCES = tuple(
    __file__.replace("__init__.py", part) for part in ("schema", "compiling.py", "load.py", "__init__.py")
)
for _kind in (
    Kind(
        "treaty",
        "treaties",
        ("binding", "obligations", "economy"),
        _treaty,
        _SOURCES,
        10,
        whole=_inconsistencies,
        also=_norm,
        groups=_groups,
    ),
    Kind(
        "architecture",
        "architectures",
        ("extends", "add", "drop", "all_in_force"),
        _architecture,
        _SOURCES,
        20,
    ),
    Kind("event", "events", ("attacker", "victim", "act"), _event, _SOURCES, 30),
    Kind("check", "checks", ("checks", "expect", "expect_not"), _check, _SOURCES, 40),
    Kind("contingency", "contingencies", ("weight", "weights", "level"), _contingency, _SOURCES, 45),
):
    register(_kind)
