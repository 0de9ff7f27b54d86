"""The format of a contingency: a way in which a target could be attacked, asked of every treaty and target."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pato.treaties.schema.base import Act, FactFile, PlaceId, State, Strict, Target, Text, Zone
from pato.treaties.schema.event import PlaceKind

Share = Annotated[float, Field(ge=0, le=1)]


class Where(Strict):
    """Places of the attack: places of the gazetteer in one relation to the target, or named ones."""

    held_by_target: bool = False
    claimed_by_target: bool = False
    granted_to_target: bool = False
    places: list[PlaceId] = Field(default_factory=list)
    kinds: list[PlaceKind] = Field(default_factory=list)
    metropolitan: bool | None = None
    zone: Zone | None = None

    @model_validator(mode="after")
    def _one_relation(self) -> Where:
        given = [self.held_by_target, self.claimed_by_target, self.granted_to_target, bool(self.places)]
        if sum(given) > 1:
            raise ValueError(
                "says where in several ways. || Give one of held_by_target, claimed_by_target, granted_to_target, places."
            )
        return self


class Weight(Strict):
    """The share of wars with a rival that would begin in this way: an assumption, and so a range (C2)."""

    low: Share
    high: Share
    source: Text

    @model_validator(mode="after")
    def _ordered(self) -> Weight:
        if self.low > self.high:
            raise ValueError("the range runs backwards. || Write the lower end under low.")
        return self


class Contingency(FactFile):
    """A way in which a target could be attacked."""

    act: Act
    on: Annotated[list[Target], Field(min_length=1)]
    where: Where | None = None
    level: Literal["war", "below"] = "war"
    weight: Weight
    weights: dict[State, Weight] = Field(default_factory=dict)
