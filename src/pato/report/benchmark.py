"""The library's checks as a benchmark that others can score against: question, right answer, source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pato.errors import PatoError
from pato.files import library
from pato.registry import acts, places, states
from pato.registry.names import listed
from pato.treaties.architecture import IN_FORCE
from pato.treaties.events import data_of

FORM = "pato-benchmark-1"
"""The form of a line, and its number."""


def questions() -> Iterator[dict[str, Any]]:
    """Yield one question a check of the library.

    Yields
    ------
    dict
        ``id``, ``question`` in words, ``event`` as fields, ``architecture`` (what counts as in force), ``answer``
        (``owes``: by state the kinds of duty, with instrument, article and status where the check names them; ``does_not_owe``
        likewise, an empty list meaning nothing at all; ``only``: no other state owes defence), ``source`` and
        ``checked``.
    """
    for file, entry in library.entries("check").items():
        data = entry["data"]
        for check in data["checks"]:
            yield _question(file, data.get("checked", "recalled"), check)


def _question(file: str, checked: str, check: Mapping[str, Any]) -> dict[str, Any]:
    given = check["event"]
    event = dict(data_of(given) if isinstance(given, str) else given)
    for key in ("date", "place"):
        if check.get(key):
            event[key] = check[key]
    system = check.get("architecture") or IN_FORCE
    fields = {
        k: v
        for k, v in event.items()
        if k not in {"format", "title", "sources", "notes", "description", "checked", "incident", "until"}
    }
    return {
        "schema": FORM,
        "id": f"{file}/{check['id']}",
        "question": in_words(event, system),
        "event": fields,
        "architecture": system,
        "answer": {
            "owes": check.get("expect") or {},
            "does_not_owe": check.get("expect_not") or {},
            "only": bool(check.get("only")),
        },
        "source": check["source"],
        "checked": checked,
    }


def in_words(event: Mapping[str, Any], system: str) -> str:
    """Return the question of a check as a sentence."""
    who = listed(states.called(s) for s in event.get("attacker") or ()) or _group(event.get("author") or {})
    if event.get("lends"):
        who += f" (on soil that {listed(states.called(s) for s in event['lends'])} let it use)"
    victim = event["victim"] if isinstance(event["victim"], list) else [event["victim"]]
    act = acts.act(event["act"]).name.lower()
    where = _place(event.get("place"))
    counts = "the instruments in force that day" if system == IN_FORCE else f"the architecture '{system}'"
    facts = "; ".join(_facts(event))
    return (
        f"On {event['date']}: {act} by {who} against {listed(states.called(v) for v in victim)}, striking {event.get('on', 'territory').replace('_', ' ')}{where}."
        f"{f' Given: {facts}.' if facts else ''} Under {counts}, which states owe what to whom because of it?"
    )


_LINKS = {
    "sent": ", which sent it",
    "controlled": ", which controls it",
    "harboured": ", which harbours it",
    "unknown": ", whose part in it is unknown",
}


def _group(author: Mapping[str, Any]) -> str:
    """Return a non-state author in words, with the part of the state from which it acts."""
    told = (
        "the group"
        if author.get("group", "unnamed-group") == "unnamed-group"
        else f"the group '{author['group']}'"
    )
    if author.get("home_grown"):
        told += ", people of the victim's own,"
    if author.get("base"):
        told += f", acting from {states.called(author['base'])}{_LINKS.get(author.get('link', 'none'), '')},"
    return told


def _facts(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield the facts of an event on which its answer can depend."""
    for key in ("zone", "intent", "first_force", "answers"):
        if event.get(key):
            yield f"{key.replace('_', ' ')}: {states.called(event[key]).replace('_', ' ')}"
    if consent := event.get("consent"):
        by = states.called(consent["by"]) if consent.get("by") else "the land's government"
        yield f"consent of {by}: {consent.get('status', 'given')}"
    if council := event.get("council"):
        resolution = f" (resolution {council['resolution']})" if council.get("resolution") else ""
        yield f"Security Council: {council['status'].replace('_', ' ')}{resolution}"
    if event.get("requested"):
        yield (
            "help is requested" if event["requested"] is True else f"help is requested: {event['requested']}"
        )
    if decided := event.get("decided"):
        yield f"bodies that have decided to act: {listed(decided)}"


def _place(given: Any) -> str:
    if not given:
        return ""
    if isinstance(given, Mapping):
        return f" at {given.get('name', 'a given place')}"
    try:
        return f" at {places.place(given).name}"
    except PatoError:
        return f" at {given}"


def json_lines() -> str:
    """Return the benchmark as JSON Lines, one question a line."""
    return "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions())
