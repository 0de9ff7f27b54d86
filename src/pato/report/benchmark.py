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
    author = event.get("author") or {}
    who = listed(states.called(s) for s in event.get("attacker") or ()) or str(
        author.get("group", "an unnamed group")
    )
    if author.get("base"):
        who += f", acting from {states.called(author['base'])}"
    victim = event["victim"] if isinstance(event["victim"], list) else [event["victim"]]
    act = acts.act(event["act"]).name.lower()
    where = _place(event.get("place"))
    counts = "the instruments in force that day" if system == IN_FORCE else f"the architecture '{system}'"
    facts = "; ".join(
        f"{k.replace('_', ' ')}: {event[k]}"
        for k in ("zone", "intent", "consent", "first_force", "council", "requested", "decided")
        if event.get(k)
    )
    return (
        f"On {event['date']}: {act} by {who} against {listed(states.called(v) for v in victim)}, striking {event.get('on', 'territory').replace('_', ' ')}{where}."
        f"{f' Given: {facts}.' if facts else ''} Under {counts}, which states owe what to whom because of it?"
    )


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
