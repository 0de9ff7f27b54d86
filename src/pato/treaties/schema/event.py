"""The format of an event file: who does what to whom, where and when, and the facts that decide (T18-T20)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.base import (
    Act,
    AnyDate,
    Date,
    FactFile,
    PlaceId,
    Slug,
    State,
    StateOrUnknown,
    States,
    Strict,
    Target,
    Text,
    Zone,
)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


PlaceKind = Literal["capital", "city", "island", "feature", "base", "border", "territory", "region", "waters"]
Link = Literal["sent", "controlled", "harboured", "none", "unknown"]


class InlinePlace(Strict):
    """A place that the gazetteer does not have, described where it is used."""

    id: Slug
    name: Text
    kind: PlaceKind | None = None
    zone: Zone | None = None
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    sovereign: State | None = None
    administrator: State | None = None
    claimed_by: list[State] = Field(default_factory=list)
    contested_by: list[State] = Field(default_factory=list)
    eez_of: State | None = None
    region: str | None = None
    ocean: str | None = None
    sea: str | None = None
    island: bool = False
    metropolitan: bool = False


class Author(Strict):
    """A non-state author of an act (T19)."""

    group: Slug = "unnamed-group"
    base: State | None = None
    """The state from the territory of which it acts."""
    link: Link = "none"
    """That state's involvement: it sent or controlled the group, harboured it, or had no part."""
    home_grown: bool = False
    """Whether the group is the victim's own people, acting at home."""

    @model_validator(mode="after")
    def _linked(self) -> Author:
        if self.link in {"sent", "controlled", "harboured"} and self.base is None:
            raise ValueError(f"link '{self.link}' needs the state that did it. || Add base: SYR.")
        return self


class Consent(Strict):
    """Consent of the government of the land (T20)."""

    by: State | None = None
    """Left out: the government that holds the land."""
    status: Literal["given", "disputed", "unknown"] = "given"


def _consent(value: Any) -> Any:
    """Read ``GRD`` as its consent given, and ``unknown`` as unknown."""
    if value == "unknown":
        return {"status": "unknown"}
    return {"by": value} if isinstance(value, str) else value


class Council(Strict):
    """Measures of the Security Council (T20)."""

    status: Literal["not_acted", "seized", "measures", "authorised", "binding_stop", "unknown"]
    resolution: Text | None = None
    date: Date | None = None


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


class EventCore(Strict):
    """The event itself, as checks and files share it."""

    attacker: Annotated[list[State], BeforeValidator(_listed), Field(min_length=1)] | None = None
    author: Annotated[Author, BeforeValidator(lambda v: {"group": v} if isinstance(v, str) else v)] | None = (
        None
    )
    """A non-state group, in place of an attacker."""
    victim: Annotated[list[State], BeforeValidator(_listed), Field(min_length=1)]
    """The victims; several are answered one by one (T18)."""
    lends: States = Field(default_factory=list)
    """States that let the attacker use their soil (T18)."""
    act: Act
    on: Target = "territory"
    place: PlaceId | InlinePlace | None = None
    zone: Zone | None = None
    date: Date
    intent: Literal["deliberate", "mistake", "accident", "unknown"] = "deliberate"
    consent: Annotated[Consent, BeforeValidator(_consent)] | None = None
    first_force: StateOrUnknown | None = None
    """The first state to use force on the scale of an armed attack; by default the named attacker."""
    answers: Slug | None = None
    """The event to which this one responds: its attacker used force first."""
    council: (
        Annotated[Council, BeforeValidator(lambda v: {"status": v} if isinstance(v, str) else v)] | None
    ) = None
    requested: bool | Literal["unknown"] = False
    decided: Annotated[list[Slug], BeforeValidator(_listed)] = Field(default_factory=list)
    """Instruments with a body that has decided to act; ``unknown`` for both answers."""

    @model_validator(mode="after")
    def _two_sides(self) -> EventCore:
        if both := [v for v in self.victim if v in {*(self.attacker or ()), *self.lends}]:
            raise ValueError(f"{both[0]} is both attacker and victim. || An event has two sides.")
        authors = bool(self.attacker) + (self.author is not None)
        if self.act == "unrest" and self.attacker:
            raise ValueError(
                "civil unrest comes from within and has no attacker. || Leave 'attacker' out, or name another act."
            )
        if authors != 1 and not (authors == 0 and self.act == "unrest"):
            raise ValueError(
                "an event needs one author. || Write attacker: [STATE], or author: {group: NAME} for a non-state group."
            )
        return self


class Event(FactFile, EventCore):
    """A dated event: an incident that happened, or a hypothesis of the user."""

    incident: bool = False
    """True for what happened; the share of incidents that trigger a duty counts these."""
    until: AnyDate | None = None
    description: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _titled(cls, data: Any) -> Any:
        """Give an event that has no title one that says what happens."""
        if not isinstance(data, dict) or "title" in data or not {"victim", "act", "date"} <= data.keys():
            return data
        who, victim = (_shown(data.get(key)) for key in ("attacker", "victim"))
        author = data.get("author")
        by = who or (_shown(author.get("group")) if isinstance(author, dict) else _shown(author))
        act = str(data["act"]).replace("_", " ")
        return {**data, "title": f"{act}{f' by {by}' if by else ''} on {victim}, {data['date']}"}

    def inconsistencies(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Yield an end that lies before the beginning: path, what, repair."""
        if isinstance(self.until, str) and self.until < self.date:
            yield (
                ("until",),
                f"it ends on {self.until}, before it begins on {self.date}.",
                "Correct one of the dates.",
            )
