"""The question held in a page's address: members, clauses, guarantor, date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pato.errors import PatoError, Problem, UsageError, unknown
from pato.registry import states
from pato.registry.dates import iso_date

ROLES = ("party", "associate", "candidate", "out")
"""Roles of a state towards the pact."""
PROPOSED = ("USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL", "PHL")
OTHERS = ("IND", "VNM", "IDN", "MYS", "SGP", "THA", "GBR", "FRA")
SHOWN = (*PROPOSED, *OTHERS)
"""States that the page offers; any other can be added by name."""
GUARANTOR = ("estimated", "honours", "absent")
MOST_STATES = 24
MOST_CHARACTERS = 200
_SEPARATOR = "."
_BETWEEN_WEIGHTS = re.compile(r"\.(?=[A-Za-z_])")
"""The separator between weights: a dot before a name, since a weight may hold one."""


class Asked(NamedTuple):
    """A design, and how it is evaluated.

    Attributes
    ----------
    parties, associates, candidates
        ISO codes, in the page's order.
    text
        The treaty: an id of the library, or a file of the folder.
    strength, area, rule
        Clauses that differ from the text (see `pato.workbench.clauses`); empty for what the text says.
    guarantor
        Conduct of the United States, see `GUARANTOR`.
    against, date
        The architecture that it is compared with, and the ISO day.
    weights
        Weights of assumptions about deterrence, by id; empty where all count alike.
    """

    parties: tuple[str, ...] = PROPOSED
    associates: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    text: str = "pato"
    strength: str = ""
    area: str = ""
    rule: str = ""
    guarantor: str = GUARANTOR[0]
    against: str = "in-force"
    date: str = ""
    weights: tuple[tuple[str, float], ...] = ()

    def changed(self, clause: str, value: str) -> Asked:
        """Return the same with another clause."""
        return self._replace(**{clause: value})  # type: ignore[arg-type]

    @property
    def named(self) -> tuple[str, ...]:
        """All states that it names."""
        return (*self.parties, *self.associates, *self.candidates)

    def role(self, state: str) -> str:
        """Return a state's role towards the pact, a word of `ROLES`."""
        if state in self.parties:
            return "party"
        if state in self.associates:
            return "associate"
        return "candidate" if state in self.candidates else "out"

    def query(self) -> list[tuple[str, str]]:
        """Return the parameters of the address: what differs from the default, and always the parties and the date."""
        found = [("in", _SEPARATOR.join(self.parties))]
        for key, value in (("with", self.associates), ("may", self.candidates)):
            if value:
                found.append((key, _SEPARATOR.join(value)))
        default = Asked()
        for key in ("text", "strength", "area", "rule", "guarantor", "against"):
            if getattr(self, key) != getattr(default, key):
                found.append((key, getattr(self, key)))
        if self.weights:
            found.append(("w", _SEPARATOR.join(f"{name}:{weight:g}" for name, weight in self.weights)))
        return [*found, ("date", self.date)] if self.date else found


def read(given: Mapping[str, str], *, today: str) -> Asked:
    """Return the question held in an address.

    Parameters
    ----------
    given
        The parameters, each once. Roles come as ``in``, ``with`` and ``may``, or from a form as ``s.USA=party``.
    today
        The default date.

    Raises
    ------
    UsageError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    if long := [k for k, v in given.items() if len(v) > MOST_CHARACTERS]:
        raise UsageError(Problem(long[0][:20], f"is longer than {MOST_CHARACTERS} characters."))
    lists = {
        "party": _codes("in", given.get("in"), problems),
        "associate": _codes("with", given.get("with"), problems) or (),
        "candidate": _codes("may", given.get("may"), problems) or (),
    }
    roles = _roles(lists)
    roles |= _from_form(given, problems)
    for code in _codes("add", given.get("add"), problems) or ():
        if roles.get(code, "out") == "out":
            roles[code] = "party"
    asked = Asked(
        **{name: _in_order(roles, role) for name, role in zip(("parties", "associates", "candidates"), ROLES, strict=False)},
        text=given.get("text") or "pato",
        strength=given.get("strength", ""),
        area=given.get("area", ""),
        rule=given.get("rule", ""),
        guarantor=_guarantor(given.get("guarantor") or GUARANTOR[0], problems),
        against=given.get("against") or "in-force",
        date=_day(given.get("date") or today, problems),
        weights=_weights(given, problems),
    )  # fmt: skip
    if len(asked.parties) < 2:
        problems.append(Problem("in", "A pact needs two parties or more.", "Choose at least two states."))
    if len(asked.named) > MOST_STATES:
        problems.append(Problem("in", f"names {len(asked.named)} states; {MOST_STATES} are the most."))
    if problems:
        raise UsageError(problems)
    return asked


def _roles(lists: Mapping[str, tuple[str, ...] | None]) -> dict[str, str]:
    """Return each state's role; by default the parties are those of the proposal."""
    found: dict[str, str] = {}
    parties = lists["party"]
    for role in reversed(ROLES[:3]):
        found |= dict.fromkeys(lists[role] or (), role)
    if parties is None:
        found = dict.fromkeys(PROPOSED, "party") | found
    return found


def _from_form(given: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
    found = {}
    for key, value in given.items():
        if not key.startswith("s."):
            continue
        code = _code("s", key[2:], problems)
        if value not in ROLES:
            problems.append(unknown("role", value, ROLES, where=key[:8]))
        elif code:
            found[code] = value
    return found


def _in_order(roles: Mapping[str, str], role: str) -> tuple[str, ...]:
    own = [s for s, r in roles.items() if r == role]
    return tuple(sorted(own, key=lambda s: (SHOWN.index(s) if s in SHOWN else len(SHOWN), s)))


def _codes(where: str, text: str | None, problems: list[Problem]) -> tuple[str, ...] | None:
    if text is None:
        return None
    words = [w.strip() for w in text.replace(",", _SEPARATOR).split(_SEPARATOR)]
    return tuple(dict.fromkeys(c for w in words if w and (c := _code(where, w, problems))))


def _code(where: str, word: str, problems: list[Problem]) -> str | None:
    try:
        return states.state(word).iso3
    except PatoError as error:
        problems += [Problem(where, p.what, p.fix) for p in error.problems]
        return None


def _guarantor(word: str, problems: list[Problem]) -> str:
    if word not in GUARANTOR:
        problems.append(unknown("guarantor", word, GUARANTOR, where="guarantor"))
        return GUARANTOR[0]
    return word


def _day(text: str, problems: list[Problem]) -> str:
    try:
        return iso_date(text, where="date")
    except PatoError as error:
        problems += error.problems
        return ""


def _weights(given: Mapping[str, str], problems: list[Problem]) -> tuple[tuple[str, float], ...]:
    """Return the weights of assumptions, from ``w`` or from a form's ``w.ID``; ids are checked where they are used."""
    pairs = [p.partition(":")[::2] for p in _BETWEEN_WEIGHTS.split(given.get("w", "")) if p]
    pairs += [(key[2:], value) for key, value in given.items() if key.startswith("w.")]
    found: dict[str, float] = {}
    for name, text in pairs:
        weight = _number(text)
        if weight is None:
            problems.append(Problem("w", f"found '{text[:20]}' as weight of '{name[:20]}'.", "Give 0 to 10."))
        else:
            found[name] = weight
    if found and not any(found.values()):
        problems.append(Problem("w", "leaves every assumption out.", "Give at least one of them a weight."))
    return () if len(set(found.values())) == 1 and "w" not in given else tuple(sorted(found.items()))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 10 else None


def role_words(roles: Iterable[str]) -> dict[str, str]:
    """Return the names of roles on the page."""
    told = {"party": "Party", "associate": "Associate", "candidate": "Could join", "out": "Out"}
    return {role: told[role] for role in roles}
