"""An event: who must act by which article, who is likely to, and what follows round by round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from pato.api.law import who_must_act
from pato.errors import Problem, UsageError
from pato.files import library
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.models.support.arriving import Support
from pato.models.support.joining import EFFECT, EFFECTS, ESTIMATE
from pato.registry import acts, places
from pato.registry.names import listed
from pato.report.legal_memo import article_name
from pato.report.wording import state_name
from pato.treaties.architecture import Architecture
from pato.treaties.cascade import Answer, headline, says
from pato.treaties.duty import COUNTED, Duty
from pato.treaties.events import Event, data_of, from_compiled, make_event
from pato.workbench.asked import Asked
from pato.workbench.designs import design_of
from pato.workbench.engine import HORIZON, RUNS, Engine

LAWS = {"today": "what is in force", "design": "the design"}
ESCALATIONS = {"forces": "their forces", "territory": "their territory", "both": "forces and territory"}
_STATUS = {
    "obliged": "must act",
    "obliged_on_request": "must act, on request",
    "obliged_on_decision": "must act once a decision is taken",
    "disputed": "disputed",
    "coded": "must act, by a data set’s coding of a text that was not read",
    "coded_if": "must act on conditions, by a data set’s coding of a text that was not read",
    "expected": "is expected to; a political promise",
    "unilateral": "would act by its own law",
    "unknown": "not known",
}
_OPTION = re.compile(r" \(--[a-z-]+\)")
"""Pattern of command-line options in notes, which the page does not have."""
_LIKELY, _MOST = 0.02, 14
"""Chance from which on a state without an obligation is listed, and how many are."""


class Happening(NamedTuple):
    """The event held in an address.

    Attributes
    ----------
    attacker, victim
        Codes or names with commas between them.
    act, on, place
        Words of the registry; an empty place is the victim's capital.
    event
        A shipped event, or a file of the folder, in place of the other fields.
    law
        A word of `LAWS`.
    escalation
        How combatants are attacked in turn, a word of `ESCALATIONS`.
    requested
        Whether the victim has asked for help.
    """

    attacker: str = "CHN"
    victim: str = "JPN"
    act: str = "armed_attack"
    on: str = "territory"
    place: str = "senkaku"
    event: str = ""
    law: str = "design"
    escalation: str = "forces"
    requested: str = "yes"


def read(given: Mapping[str, str]) -> Happening:
    """Return the event held in an address; words of the registry are checked where they are used.

    Raises
    ------
    UsageError
        If the law or escalation is unknown.
    """
    named = {k: given[k][:200] for k in Happening._fields if given.get(k)}
    if named.keys() & {"attacker", "victim"} and "place" not in named:
        named["place"] = ""  # the proposed place belongs to the proposed event
    found = Happening(**named)
    for field, allowed in (("law", LAWS), ("escalation", ESCALATIONS)):
        if getattr(found, field) not in allowed:
            raise UsageError(
                Problem(field, f"found '{getattr(found, field)[:30]}'.", f"One of: {', '.join(allowed)}.")
            )
    return found


def event_of(happening: Happening, date: str, folder: str | None) -> Event:
    """Return the event.

    Raises
    ------
    UnknownNameError, CoverageError, UsageError, FileError
        For words that are not known, and an event that makes no sense.
    """
    if happening.event:
        name: Any = happening.event
        if library.is_path(name):
            from pato.workbench.folder import inside

            if folder is None:
                raise UsageError(Problem("event", "names a file, and no folder is served."))
            name = inside(folder, name)
        return from_compiled(data_of(name))
    return make_event(
        _words(happening.attacker),
        _words(happening.victim),
        happening.act,
        on=happening.on,
        place=happening.place or None,
        date=date,
        requested=happening.requested == "yes",
    )


def _words(text: str) -> list[str]:
    return [w.strip() for w in text.replace(".", ",").split(",") if w.strip()]


def answered(asked: Asked, happening: Happening, folder: str | None) -> tuple[Answer, Architecture]:
    """Return the answer of the duties engine, and the architecture that was asked."""
    event = event_of(happening, asked.date, folder)
    on_the_day = asked._replace(date=event.date)
    proposal = design_of(on_the_day, folder)
    system = proposal.baseline if happening.law == "today" else proposal.proposed
    ways = ("forces", "territory") if happening.escalation == "both" else (happening.escalation,)
    return who_must_act(system, event, escalation=ways), system


def happens(engine: Engine, asked: Asked, happening: Happening) -> dict[str, Any]:
    """Return the event desk's content as plain values."""
    answer, system = answered(asked, happening, engine.folder)
    event = answer.event
    owed = list(_duties(answer))
    likely, why_not = _likely(engine, asked, answer, system)
    return {
        "headline": headline(event, spell=state_name),
        "finding": _finding(answer),
        "law": LAWS[happening.law],
        "date": event.date,
        "duties": owed,
        "rounds": list(_rounds(answer)),
        "likely": likely,
        "unlikely": why_not,
        "place": _place(event),
        "victims": list(event.all_victims),
        "attackers": list(event.attacker),
        "notes": [_OPTION.sub("", note) for note in (*answer.notes, answer.coverage.sentence())],
        "variants": list(answer.variants),
        "runs": RUNS,
    }


def _finding(answer: Answer) -> str:
    """Return the states that must defend the victims, as a sentence."""
    defence = [d for d in answer.duties if d.round == 0 and d.kind == "defence" and d.role == "victim"]
    sure = _names(d.state for d in defence if d.status in COUNTED and d.status != "disputed")
    open_ = [n for n in _names(d.state for d in defence if d.status == "disputed") if n not in sure]
    victims = " and ".join(_names(answer.event.all_victims))
    told = (
        f"{_list(sure)} must help defend {victims}."
        if sure
        else f"No state is bound beyond dispute to defend {victims}."
    )
    return f"{told[:1].upper()}{told[1:]}" + (f" For {_list(open_)} it is disputed." if open_ else "")


def _names(codes: Any) -> list[str]:
    return [state_name(c, article=True) for c in dict.fromkeys(codes)]


def _list(names: list[str]) -> str:
    return listed(names if len(names) <= 8 else [*names[:7], f"{len(names) - 7} others"])


def _duties(answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield the obligations triggered directly, defence first; states with the same obligation under the same article are grouped."""
    groups: dict[tuple[Any, ...], list[Duty]] = {}
    for d in answer.duties:
        if d.round == 0 and not d.standing:
            key = d.kind, d.duty, d.status, d.instrument, d.article, d.victim, d.role, d.readings, d.given
            groups.setdefault(key, []).append(d)
    for duties in groups.values():
        limits = [
            f"{state_name(d.state)}: {limit}" for d in duties if d.kind == "defence" for limit in d.limits
        ]
        states = list(dict.fromkeys(d.state for d in duties))
        yield _duty(duties[0]) | {
            "states": states, "names": [state_name(s) for s in states], "limits": limits, "group": _group(duties[0]),
        }  # fmt: skip


def _group(duty: Duty) -> str:
    """Return under which heading an obligation is listed."""
    if duty.kind in {"defence", "assistance"}:
        return "help"
    return "broken" if duty.kind == "non_aggression" else "other"


def _duty(duty: Duty) -> dict[str, Any]:
    status = "case by case" if duty.case_by_case else _STATUS.get(duty.status, duty.status)
    return {
        "state": duty.state,
        "name": state_name(duty.state),
        "kind": duty.kind.replace("_", "-"),
        "what": duty.duty.replace("_", " "),
        "status": status,
        "strength": duty.status,
        "to": _names(duty.to),
        "instrument": duty.short,
        "article": article_name(duty.article),
        "conditions": [c.replace("_", " ") for c in duty.subject_to],
        "readings": [
            f"{says(r.holds)} ({', '.join(_names(r.said_by))}){f': {r.text}' if r.text else ''}"
            for r in duty.readings
        ],
        "given": list(duty.given),
        "file": duty.file,
        "line": duty.line,
        "victim": duty.victim,
        "role": duty.role,
    }


def _rounds(answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield the cascade: new combatants in each round, and because of whom."""
    fighting = set(answer.event.all_victims)
    counted = [
        d
        for d in answer.duties
        if d.kind in {"defence", "offence"} and d.status in COUNTED and d.role == "victim"
    ]
    for number, found in groupby(sorted(counted, key=lambda d: d.round), key=lambda d: d.round):
        duties = list(found)
        fresh = [d for d in duties if d.state not in fighting]
        if number and not fresh:
            continue
        first: dict[str, Duty] = {}
        for duty in fresh:
            first.setdefault(duty.state, duty)
        yield {
            "round": number,
            "joins": [_duty(d) | {"because": state_name(d.because, article=True) if d.because else ""} for d in first.values()],
        }  # fmt: skip
        fighting |= set(first)


def _likely(
    engine: Engine, asked: Asked, answer: Answer, system: Architecture
) -> tuple[list[dict[str, Any]], str]:
    """Return the states likely to fight for the first victim against the first attacker, or why that is unknown."""
    event = answer.event
    attacker, victim = (event.attacker or ("",))[0], event.victim
    models = engine.models(asked, design_of(asked, engine.folder).baseline)
    support = models["support"]
    assert isinstance(support, Support)
    states = support.joining.states
    if attacker not in states or victim not in states:
        missing = attacker if attacker not in states else victim
        return [], f"There are no data for {state_name(missing) or 'a group that is no state'}."
    if abs(int(event.date[:4]) - int(engine.date[:4])) > HORIZON:
        told = f"There are no data on {event.date[:4]}: the chance of joining a war is computed from those of {engine.world.about['vintage']}."
        return [], told
    if event.act.hostility < 4:  # the estimate is of wars that have begun
        return [], "The estimate is of who joins a war; this act is below the use of force."
    draws = engine.draws(models, asked.guarantor)
    joining = support.joining
    if attacker not in joining.against:
        joining = joining.facing((attacker,))
    pair = replace(
        support,
        joining=joining,
        challengers=np.array([states.index(attacker)]),
        targets=np.array([states.index(victim)]),
    )
    effects = np.array([EFFECTS[name] for name in draws.factor(EFFECT).levels])[draws[EFFECT]]
    then = joining.committed(system)
    worth = joining.valuation.worth(joining.now, draws), joining.valuation.worth(then, draws)
    found = pair.chances(draws[ESTIMATE], then, effects, draws.by_level("guarantor"), worth)[:, :, 0]
    bound = {d.state for d in answer.duties if d.kind == "defence" and d.round == 0 and d.status in COUNTED}
    return _ranked(found, states, bound), ""


def _ranked(chances: FloatArray, states: tuple[str, ...], bound: set[str]) -> list[dict[str, Any]]:
    middle = np.median(chances, axis=0)
    chosen = [i for i in np.argsort(-middle) if states[i] in bound or middle[i] >= _LIKELY][:_MOST]
    return [
        {
            "state": states[i],
            "name": state_name(states[i]),
            "bound": states[i] in bound,
            **{k: round(v, 4) for k, v in spread(chances[:, i])._asdict().items()},
        }
        for i in chosen
    ]


def _place(event: Event) -> dict[str, Any] | None:
    at = event.place
    if at is None:
        return None
    found = {"name": at.name, "lat": at.lat, "lon": at.lon}
    return found | {"disputed": bool(at.claimed_by or at.contested_by)}


def choices(date: str) -> dict[str, Any]:
    """Return the choices on the page: acts, targets, places by region, and the library's events."""
    listed = sorted(places.places(), key=lambda p: (p.region or "", p.name))
    return {
        "acts": [{"id": a.id, "name": a.name} for a in acts.acts()],
        "targets": [{"id": t.id, "name": t.name} for t in acts.targets()],
        "places": [
            {
                "region": (region or "elsewhere").replace("_", " "),
                "places": [{"id": p.id, "name": p.name} for p in found],
            }
            for region, found in groupby(listed, key=lambda p: p.region)
        ],
        "events": [
            {"id": name, "name": f"{one['data']['title']} ({one['data']['date'][:4]})"}
            for name, one in sorted(
                library.entries("event").items(), key=lambda e: e[1]["data"]["date"], reverse=True
            )
        ],
        "date": date,
    }
