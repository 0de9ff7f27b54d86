"""The options that describe an event, the same in every command that asks about one, named as event files name them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pato.cli.options import names, state_names
from pato.registry.dates import today

if TYPE_CHECKING:
    from pato.treaties.architecture import Architecture
    from pato.treaties.events import Event

F = TypeVar("F", bound=Callable[..., Any])
_DESCRIBING = {"--attacker": "attacker", "--victim": "victim", "--act": "act", "--on": "target"}
"""Options without which there is no event, and their parameters."""
FACTS = ("intent", "consent", "first_force", "council", "requested", "decided", "link")


def event_options(function: F) -> F:
    """Add the argument EVENT and the options that describe one."""
    options = (
        click.argument("event", required=False),
        click.option("--attacker", metavar="STATE,…", help="Who acts; each is tried by itself."),
        click.option("--victim", metavar="STATE,…", help="Who is struck; each is answered by itself."),
        click.option(
            "--act", default="armed_attack", show_default=True, help="What is done: see 'pato list --acts'."
        ),
        click.option("--on", "target", default="territory", show_default=True, help="What it strikes."),
        click.option("--place", help="Where: see 'pato list --places'."),
        click.option(
            "--zone", metavar="ZONE", help="Where there: land, port, territorial_sea, eez, high_seas or air."
        ),
        click.option("--lends", metavar="STATE,…", help="States that let the attacker use their soil."),
        click.option("--group", metavar="NAME", help="A non-state group as author, instead of --attacker."),
        click.option("--base", metavar="STATE", help="The state from the territory of which the group acts."),
        click.option(
            "--link",
            metavar="LINK",
            help="What that state did: sent, controlled, harboured, none or unknown.",
        ),
        click.option("--home-grown", is_flag=True, help="The group is the victim's own people, at home."),
        click.option("--intent", metavar="FACT", help="deliberate (default), mistake, accident or unknown."),
        click.option(
            "--consent",
            metavar="STATE[:STATUS]",
            help="Consent of the land's government: given, disputed or unknown.",
        ),
        click.option(
            "--first-force", metavar="STATE", help="Who used force first (default: the attacker), or unknown."
        ),
        click.option("--answers", metavar="EVENT", help="The event to which this one is an answer."),
        click.option(
            "--council",
            metavar="STATUS[:RESOLUTION]",
            help="Security Council: seized, measures, authorised, binding_stop or unknown.",
        ),
        click.option("--requested", is_flag=True, help="The victim has requested help."),
        click.option(
            "--decided", metavar="TREATY,…", help="Treaties with a body that has decided to act, or unknown."
        ),
        click.option(
            "--unknown",
            metavar="FACT,…",
            help=f"Facts to be answered both ways: {', '.join(FACTS)}.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def event_of(given: dict[str, Any], system: Architecture, date: str | None) -> Event:
    """Return the event that the options describe, or the one that is named, with the facts that the options add."""
    from pato.treaties import events

    facts = _facts(given)
    if given["event"]:
        _refuse_another_event(given["event"])
        data = events.data_of(given["event"]) | facts
        return events.from_compiled(data, date=date or system.date, place=given["place"])
    by_group = facts.get("author") or given["act"] == "unrest"
    if not given["victim"] or not (given["attacker"] or by_group):
        raise click.UsageError("Give an EVENT, or both --attacker (or --group) and --victim.")
    data = {
        "attacker": state_names(given["attacker"] or ""),
        "victim": state_names(given["victim"]),
        "act": given["act"],
        "on": given["target"],
        "place": given["place"],
        "date": date or system.date or today(),
    }
    return events.from_compiled(data | facts)


def _refuse_another_event(event: str) -> None:
    """Refuse options that a named event answers itself: they would have no effect.

    Raises
    ------
    click.UsageError
        If one was given.
    """
    context = click.get_current_context()
    both = [
        option
        for option, name in _DESCRIBING.items()
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT
    ]
    if both:
        verb = "describe an event" if len(both) > 1 else "describes an event"
        raise click.UsageError(
            f"{' and '.join(both)} {verb}, and EVENT '{event}' has its own. Leave EVENT out, or change a copy of it: pato show {event}."
        )


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "zone": given["zone"],
        "lends": state_names(given["lends"] or ""),
        "author": _author(given),
        "intent": given["intent"],
        "consent": _consent(given["consent"]),
        "first_force": given["first_force"],
        "answers": given["answers"],
        "council": _council(given["council"]),
        "requested": given["requested"],
        "decided": names(given["decided"] or ""),
    }
    for fact in names(given["unknown"] or ""):
        _leave_open(found, fact)
    return {key: value for key, value in found.items() if value}


def _author(given: dict[str, Any]) -> dict[str, Any] | None:
    if not (given["group"] or given["home_grown"] or given["base"] or given["link"]):
        return None
    base = given["base"]
    if given["attacker"] and (base is None or state_names(given["attacker"]) != state_names(base)):
        raise click.UsageError(
            "--attacker is a state, --group a non-state author: give one of them, and --base for the state it acts from."
        )
    return {
        "group": given["group"],
        "base": base,
        "link": given["link"],
        "home_grown": given["home_grown"],
    }


def _consent(text: str | None) -> dict[str, str] | None:
    """Read ``GRD``, ``GRD:disputed``, ``unknown`` or ``no``."""
    if text is None or text == "no":
        return None
    who, _, status = text.partition(":")
    if who in {"given", "disputed", "unknown"}:
        return {"status": who}
    return {"by": who, "status": status or "given"}


def _council(text: str | None) -> dict[str, str] | None:
    """Read ``measures`` or ``authorised:678``."""
    if text is None:
        return None
    status, _, resolution = text.partition(":")
    return {"status": status} | ({"resolution": resolution} if resolution else {})


def _leave_open(found: dict[str, Any], fact: str) -> None:
    word = fact.replace("-", "_")
    if word not in FACTS:
        raise click.UsageError(f"--unknown: '{fact}' is no fact. It is one of: {', '.join(FACTS)}.")
    if word in {"consent", "council"}:
        found[word] = (found[word] or {}) | {"status": "unknown"}
    elif word == "link":
        found["author"] = (found["author"] or {}) | {"link": "unknown"}
    else:
        found[word] = ["unknown"] if word == "decided" else "unknown"
