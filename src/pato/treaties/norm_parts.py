"""Instruments from their compiled form, with their parts: areas, triggers, readings, declarations, obligations."""

from typing import Any

from pato.treaties.norms import (
    Area,
    AreaItem,
    Attackers,
    Declaration,
    Instrument,
    Membership,
    Obligation,
    Parties,
    Reading,
    Scope,
    Trigger,
)

Groups = dict[str, dict[str, Any]]


def _words(value: Any) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _quoted(value: dict[str, str] | None) -> str | None:
    return value["text"] if value else None


def area(name: str, data: dict[str, Any]) -> Area:
    """Return an area; its words are its own, or those of its parts."""
    parts = tuple(map(_item, data["includes"]))
    said = _quoted(data.get("words")) or " / ".join(p.words for p in parts if p.words) or None
    return Area(
        name,
        data.get("article"),
        parts,
        tuple(map(_item, data.get("excludes", ()))),
        said,
        data.get("line", 0),
    )


_LISTS = (
    *("territory_of", "administered_by", "place", "region", "ocean", "sea", "on"),
    *("waters", "ocean_area", "zone"),
)


def _item(data: dict[str, Any]) -> AreaItem:
    island = data.get("island_of_in")
    point = data.get("point")
    polygon = data.get("polygon")
    words: dict[str, Any] = {k: _words(data.get(k)) for k in _LISTS}
    plain = {k: data.get(k) for k in ("forces_in", "north_of", "south_of", "island", "metropolitan", "host")}
    return AreaItem(
        **words,
        **plain,
        island_of_in=(_words(island.get("state")), island["ocean"]) if island else None,
        polygon=tuple((p["lat"], p["lon"]) for p in polygon) if polygon else None,
        circle=(point["lat"], point["lon"], data["radius_km"]) if point else None,
        start=data.get("from"),
        end=data.get("until"),
        words=_quoted(data.get("words")),
    )


def _attackers(words: list[Any] | None, groups: Groups) -> Attackers | None:
    if words is None:
        return None
    members: dict[tuple[str, str | None, str | None], None] = {}
    names: list[str] = []
    for word in words:
        if isinstance(word, str):
            members[word, None, None] = None
            names.append(word)
            continue
        for name, group in groups.items():
            if name == word.get("group") or set(group.get("allied_with", ())) & set(
                word.get("allied_with", ())
            ):
                names.append(name)
                members.update(((m["state"], m.get("from"), m.get("until")), None) for m in group["members"])
    return Attackers(tuple(members), tuple(names))


def _trigger(data: dict[str, Any], groups: Groups) -> Trigger:
    return Trigger(
        **{k: _words(data.get(k)) for k in ("act", "on", "to", "place")},
        id=data.get("id"),
        label=data.get("label"),
        area=data.get("in"),
        by=_attackers(data.get("by"), groups),
        not_by=_attackers(data.get("not_by"), groups),
        by_party=data.get("by_party"),
        title_disputed=data.get("title_disputed"),
        owed_by=_words(data.get("owed_by")),
        owed_to=_words(data.get("owed_to") or data.get("victim")),
        start=data.get("from"),
        end=data.get("until"),
        external=data.get("external"),
        author=_words(data.get("author")),
        words=_quoted(data.get("words")),
        line=data.get("line", 0),
    )


def _reading(data: dict[str, Any], groups: Groups) -> Reading:
    return Reading(
        data["id"],
        data["holds"],
        tuple(data["said_by"]),
        data.get("text"),
        _trigger(data.get("about") or {}, groups),
        data["source"],
        data.get("authority", "parties"),
    )


def scope(data: dict[str, Any]) -> Scope:
    """Return the scope of an instrument."""
    return Scope(
        data.get("article"),
        _quoted(data.get("words")),
        tuple(data.get("except", ())),
        tuple(data.get("disputed", ())),
        (data.get("source") or {}).get("title", ""),
        data.get("line", 0),
    )


def declaration(data: dict[str, Any], groups: Groups) -> Declaration:
    """Return a party's declaration."""
    return Declaration(
        data["id"],
        data["state"],
        data["kind"],
        data["effect"],
        _trigger(data.get("about") or {}, groups),
        data.get("holds"),
        tuple(data.get("obligations", ())),
        tuple(data.get("accepted_by", ())),
        data["text"],
        _quoted(data.get("words")),
        data["source"]["title"],
        data.get("line", 0),
    )


def obligation(data: dict[str, Any], groups: Groups) -> Obligation:
    """Return an obligation with the lists that it points to filled in."""
    when = data.get("when")
    owed: dict[str, Any] = {k: tuple(data.get(k) or ["parties"]) for k in ("owed_by", "owed_to")}
    plain: dict[str, Any] = {k: data[k] for k in ("id", "article", "kind", "duty", "checked", "line")}
    intervals = [d for d in (data.get("from"), data.get("until")) if isinstance(d, dict)]
    return Obligation(
        **plain,
        **owed,
        nuclear_umbrella=data.get("nuclear_umbrella"),
        note=data.get("note"),
        when=_trigger(when, groups) if when else None,
        subject_to=tuple(data.get("subject_to", ())),
        unless=tuple(_trigger(e, groups) for e in data.get("unless", ())),
        readings=tuple(_reading(r, groups) for r in data.get("readings", ())),
        start=_widest(data.get("from"), "not_before"),
        end=_widest(data.get("until"), "not_after"),
        words={k: (v["text"], v.get("article")) for k, v in data.get("words", {}).items()},
        open_dates=tuple((d["not_before"], d["not_after"]) for d in intervals),
    )


def _spans(found: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, last) for first, last in found)


def _widest(day: Any, bound: str) -> str | None:
    found: str | None = day[bound] if isinstance(day, dict) else day
    return found


def instrument(data: dict[str, Any]) -> Instrument:
    """Return an instrument from its compiled form (`pato.treaties.compiling.norm`)."""
    groups = data.get("groups", {})
    return Instrument(
        **{
            k: data[k]
            for k in (
                "id",
                "title",
                "short",
                "binding",
                "status",
                "start",
                "end",
                "universal",
                "file",
                "checked",
            )
        },
        assumed=False,
        memo=Parties(),
        atop_id=data.get("atop_id"),
        members=tuple(
            Membership(s, a, b, role, tuple(map(tuple, rests)), reservation, *map(_spans, doubt))
            for s, a, b, role, rests, reservation, *doubt in data["members"]
        ),
        areas={name: area(name, found) for name, found in data["areas"].items()},
        obligations=tuple(obligation(o, groups) for o in data["obligations"]),
        suspensions=tuple((by, m[0], start, end) for m in data["members"] for start, end, by in m[4] if by),
        limits=tuple((s, i, label, tuple(o), a, b) for s, i, label, o, a, b in data["limits"]),
        format=data.get("format", 1),
        scope=scope(data["applies_to"]) if data.get("applies_to") else None,
        declarations=tuple(declaration(d, groups) for d in data.get("declarations", ())),
    )
