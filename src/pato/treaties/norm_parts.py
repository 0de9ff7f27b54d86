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


def _item(data: dict[str, Any]) -> AreaItem:
    island = data.get("island_of_in")
    point = data.get("point")
    polygon = data.get("polygon")
    get = data.get
    return AreaItem(
        territory_of=_words(get("territory_of")),
        administered_by=_words(get("administered_by")),
        island_of_in=(_words(island.get("state")), island["ocean"]) if island else None,
        forces_in=get("forces_in"),
        place=_words(get("place")),
        region=_words(get("region")),
        ocean=_words(get("ocean")),
        sea=_words(get("sea")),
        north_of=get("north_of"),
        south_of=get("south_of"),
        island=get("island"),
        metropolitan=get("metropolitan"),
        polygon=tuple((p["lat"], p["lon"]) for p in polygon) if polygon else None,
        circle=(point["lat"], point["lon"], data["radius_km"]) if point else None,
        on=_words(get("on")),
        start=get("from"),
        end=get("until"),
        waters=_words(get("waters")),
        ocean_area=_words(get("ocean_area")),
        zone=_words(get("zone")),
        host=get("host"),
        words=_quoted(get("words")),
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
    get = data.get
    return Trigger(
        id=get("id"),
        label=get("label"),
        act=_words(get("act")),
        on=_words(get("on")),
        area=get("in"),
        to=_words(get("to")),
        by=_attackers(get("by"), groups),
        not_by=_attackers(get("not_by"), groups),
        by_party=get("by_party"),
        place=_words(get("place")),
        owed_by=_words(get("owed_by")),
        owed_to=_words(get("owed_to") or get("victim")),
        start=get("from"),
        end=get("until"),
        external=get("external"),
        author=_words(get("author")),
        words=_quoted(get("words")),
        line=get("line", 0),
        title_disputed=get("title_disputed"),
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
    get = data.get
    when, first, last = get("when"), get("from"), get("until")
    intervals = [d for d in (first, last) if isinstance(d, dict)]
    return Obligation(
        id=data["id"],
        article=data["article"],
        kind=data["kind"],
        owed_by=tuple(get("owed_by") or ("parties",)),
        owed_to=tuple(get("owed_to") or ("parties",)),
        when=_trigger(when, groups) if when else None,
        duty=data["duty"],
        subject_to=tuple(get("subject_to", ())),
        unless=tuple([_trigger(e, groups) for e in get("unless", ())]),
        readings=tuple([_reading(r, groups) for r in get("readings", ())]),
        start=_widest(first, "not_before"),
        end=_widest(last, "not_after"),
        nuclear_umbrella=get("nuclear_umbrella"),
        note=get("note"),
        checked=data["checked"],
        line=data["line"],
        words={k: (v["text"], v.get("article")) for k, v in get("words", {}).items()},
        open_dates=tuple([(d["not_before"], d["not_after"]) for d in intervals]),
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
        id=data["id"],
        title=data["title"],
        short=data["short"],
        binding=data["binding"],
        status=data["status"],
        start=data["start"],
        end=data["end"],
        universal=data["universal"],
        file=data["file"],
        checked=data["checked"],
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
