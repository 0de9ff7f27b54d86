"""Decisive facts that are left open: the answer is given for each possibility, and defaults are reported (T18, T20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from pato.errors import UnknownNameError, unknown
from pato.registry import acts
from pato.treaties.conditions import answered, consenting
from pato.treaties.duty import ANY, COUNTED, Duty
from pato.treaties.events import Consent, Council, Event
from pato.treaties.faces import ON_LAND, PLACELESS, zone_of
from pato.treaties.load import norms


def variants(event: Event) -> list[tuple[str, Event]]:
    """Return an event once for each answer to what it leaves open (`unknown`), with the answer in words.

    One event with an empty label if nothing is open.
    """
    choices = [choice for choice in _open(event) if choice]
    found = []
    for picked in product(*choices):
        changed = event
        for _, fields in picked:
            changed = changed._replace(**fields)  # type: ignore[arg-type]
        found.append((", ".join(label for label, _ in picked), changed))
    return found


Choice = list[tuple[str, dict[str, object]]]


def _open(event: Event) -> Iterator[Choice]:
    if event.intent == "unknown":
        yield [(f"intent {value}", {"intent": value}) for value in ("deliberate", "mistake")]
    if event.consent and event.consent.status == "unknown":
        given = Consent(event.consent.by, "given")
        yield [("no consent", {"consent": None}), ("consent given", {"consent": given})]
    if event.first_force == "unknown":
        yield [
            ("the attacker struck first", {"first_force": None}),
            ("the victim's side struck first", {"first_force": event.victim}),
        ]
    if event.council and event.council.status == "unknown":
        yield [
            ("Council not acted", {"council": None}),
            ("Council took measures", {"council": Council("measures")}),
            ("Council ordered a stop", {"council": Council("binding_stop")}),
        ]
    if event.requested == "unknown":
        yield [("not requested", {"requested": False}), ("requested", {"requested": True})]
    if "unknown" in event.decided:
        yield [("not decided", {"decided": ()}), ("decided", {"decided": (ANY,)})]
    if event.author and event.author.link == "unknown":
        yield _links(event)


def _links(event: Event) -> Choice:
    author = event.author
    if author is None:
        return []
    if author.base is None:
        return [("no state sent the group", {"author": author._replace(link="none")})]
    sent: dict[str, object] = {"author": author._replace(link="sent"), "attacker": (author.base,)}
    return [
        (f"{author.base} sent the group", sent),
        (f"{author.base} did not send it", {"author": author._replace(link="none")}),
    ]


def of_each_victim(event: Event) -> Iterator[tuple[str, Event]]:
    """Yield an event once for each that is struck: the victims named, and the holder of the land (T18)."""
    from pato.treaties.events import with_victim

    named = event.all_victims
    for victim in named:
        yield "victim", event if victim == event.victim else with_victim(event, victim)
    host = host_of(event)
    if host is not None and host not in named:
        yield "host", event._replace(victim=host, on=_land(event), requested=False)


def host_of(event: Event) -> str | None:
    """Return the holder of the land attacked, if it is neither victim nor attacker and did not consent; None otherwise."""
    place = event.place
    if place is None or event.on in PLACELESS or zone_of(place, event.on) not in ON_LAND:
        return None
    holder = place.administrator or place.sovereign
    consented = event.consent is not None and event.consent.status == "given" and consenting(event) == holder
    if holder is None or holder in (event.victim, *event.side) or consented:
        return None
    return holder


def _land(event: Event) -> str:
    own = event.on in acts.target("territory").covers
    return event.on if own else "territory"


def refuse_unknown_bodies(event: Event, held: Iterable[str]) -> None:
    """Refuse the decision of a body that no treaty has, held or shipped: it would change nothing, and nobody would be told.

    Raises
    ------
    UnknownNameError
        With the nearest name.
    """
    known = {*held, *norms(), ANY, "unknown"}
    for name in event.decided:
        if name not in known:
            raise UnknownNameError(unknown("treaty", name, known - {ANY}, where="decided"))


def notes(event: Event, duties: list[Duty]) -> Iterator[str]:
    """Yield notes on the facts: those given, and defaults that would change the answer."""
    first = event.first_force
    if answered(event):
        side = (
            ""
            if first in event.all_victims
            else f", taken to be of the side of {', '.join(event.all_victims)},"
        )
        yield (
            f"{first}{side} used force first: an answer to it is no attack if proportionate and necessary, which is not judged here."
        )
    if event.intent in {"mistake", "accident"}:
        yield f"Taken as {'an accident' if event.intent == 'accident' else 'a mistake'}: no armed attack, so no defence obligation; consultation stays."
    if event.consent and event.consent.status != "unknown":
        yield f"Consent of {consenting(event)}: {event.consent.status}; it covers force on its own land only, while it lasts and within its terms."
    yield from _of_council(event)
    called = [d for d in duties if d.kind in {"defence", "offence"} and d.round == 0 and d.status in COUNTED]
    taken = list(_defaults(event, called))
    if called and taken:
        yield f"Taken as given, and another answer would change this: {'; '.join(taken)}."


def _of_council(event: Event) -> Iterator[str]:
    council = event.council
    if council is None or council.status in {"not_acted", "unknown"}:
        return
    which = f" ({council.resolution})" if council.resolution else ""
    said = {
        "seized": "is seized of the matter: that changes no duty",
        "measures": "has acted: a defence obligation lasts until the Council has taken the measures necessary, and whether these are, is disputed",
        "authorised": "has authorised force: a right of those who wish to use it, not a duty",
        "binding_stop": "has ordered an end of force: whether a defence obligation goes on is disputed (Articles 25 and 103)",
    }[council.status]
    yield f"The Security Council{which} {said}."


def _defaults(event: Event, called: list[Duty]) -> Iterator[str]:
    if event.intent == "deliberate":
        yield "deliberate (--intent)"
    if event.consent is None and event.place is not None:
        yield "without consent (--consent)"
    if event.first_force is None and not event.by_group and event.act.is_armed_attack:
        yield f"first force by {', '.join(event.attacker)} (--first-force)"
    if event.council is None:
        yield "no binding act of the Security Council (--council)"
    if not event.requested and any(d.status == "obliged_on_request" for d in called):
        yield "no request made (--requested)"
    if not event.decided and any(d.status == "obliged_on_decision" for d in called):
        yield "no decision taken (--decided)"
