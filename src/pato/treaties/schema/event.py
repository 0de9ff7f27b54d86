"""The format of an event file: who does what to whom, where and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.base import Act, AnyDate, Date, FactFile, PlaceId, Slug, State, Strict, Target, Text


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class InlinePlace(Strict):
    """A place that the gazetteer does not have, described where it is used."""

    id: Slug
    name: Text
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    sovereign: State | None = None
    administrator: State | None = None
    claimed_by: list[State] = Field(default_factory=list)
    contested_by: list[State] = Field(default_factory=list)
    region: str | None = None
    ocean: str | None = None
    sea: str | None = None
    island: bool = False
    metropolitan: bool = False


class EventCore(Strict):
    """The event itself, as checks and files share it."""

    attacker: Annotated[list[State], BeforeValidator(_listed), Field(min_length=1)]
    victim: State
    act: Act
    on: Target = "territory"
    place: PlaceId | InlinePlace | None = None
    date: Date
    requested: bool = False
    decided: Annotated[list[Slug], BeforeValidator(_listed)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _two_sides(self) -> EventCore:
        if self.victim in self.attacker:
            raise ValueError(f"{self.victim} is both attacker and victim. || An event has two sides.")
        return self


class Event(FactFile, EventCore):
    """A dated event: an incident that happened, or a hypothesis of the user."""

    incident: bool = False
    """True for what happened; the share of incidents that trigger a duty counts these."""
    until: AnyDate | None = None
    description: str | None = None

    def inconsistencies(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Yield an end that lies before the beginning: path, what, repair."""
        if isinstance(self.until, str) and self.until < self.date:
            yield (
                ("until",),
                f"it ends on {self.until}, before it begins on {self.date}.",
                "Correct one of the dates.",
            )
