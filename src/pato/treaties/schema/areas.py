"""Territorial scope of a treaty: its areas, part by part, and the scope of the instrument as a whole (T13, T14, T16)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.base import (
    Article,
    Date,
    PartyStates,
    PlaceId,
    Slug,
    Source,
    State,
    Strict,
    Target,
    Words,
    Zone,
)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


Holders = Annotated[list[Literal["parties", "associates", "victim"] | State], BeforeValidator(_listed)]
"""Holders of the land: ``parties``, ``associates``, ``victim`` ("its territory"), or states by code."""


class IslandIn(Strict):
    """Islands under a state's jurisdiction in one ocean."""

    state: PartyStates | None = None
    ocean: str


class Point(Strict):
    """A point on the WGS84 ellipsoid, degrees."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class AreaItem(Strict):
    """One part of an area: it contains a place (and target) that meets all its fields.

    Three words for space, never mixed (T13): ``territory_of`` and ``administered_by`` are land, internal waters,
    territorial sea and the air above; ``waters`` is the sea itself, never land; ``ocean`` is the ocean area with
    its coasts, islands and basin states.
    """

    territory_of: Holders | None = None
    administered_by: Holders | None = None
    host: Literal["any"] | None = None
    """``any``: the target on this land need not belong to the state that holds it ("of any of the Parties")."""
    island_of_in: IslandIn | None = None
    forces_in: Slug | None = None
    place: Annotated[list[PlaceId], BeforeValidator(_listed)] | None = None
    region: Annotated[list[str], BeforeValidator(_listed)] | None = None
    ocean: Annotated[list[str], BeforeValidator(_listed)] | None = None
    sea: Annotated[list[str], BeforeValidator(_listed)] | None = None
    waters: Annotated[list[str], BeforeValidator(_listed)] | None = None
    """Oceans or seas; the Black Sea and the Baltic are separate waters."""
    zone: Annotated[list[Zone], BeforeValidator(_listed)] | None = None
    north_of: Annotated[float, Field(ge=-90, le=90)] | None = None
    south_of: Annotated[float, Field(ge=-90, le=90)] | None = None
    island: bool | None = None
    metropolitan: bool | None = None
    polygon: Annotated[list[Point], Field(min_length=3, max_length=500)] | None = None
    point: Point | None = None
    radius_km: Annotated[float, Field(gt=0, le=20000)] | None = None
    on: Annotated[list[Target], BeforeValidator(_listed)] | None = None
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None
    words: Words | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> AreaItem:
        if (self.point is None) != (self.radius_km is None):
            raise ValueError("a circle needs both 'point' and 'radius_km'. || Add the one that is missing.")
        if not self.model_fields_set - {"note", "on", "from_", "until", "words", "host"}:
            raise ValueError(
                "this part of an area says nothing about where it lies. || Add territory_of, administered_by, waters, ocean, region, place, polygon or point."
            )
        held = self.territory_of or self.administered_by or self.island_of_in
        if self.host and not held:
            raise ValueError(
                "'host' says whose land may be struck, but this part names no land. || Add territory_of, administered_by or island_of_in, or remove 'host'."
            )
        if self.waters and held:
            raise ValueError(
                "'waters' is the sea itself and never anybody's land, so nothing can be both. || Make two parts of it, or write 'ocean' for an ocean area with its coasts."
            )
        return self


class Area(Strict):
    """Area of an obligation: the union of `includes` without `excludes`."""

    article: Article | None = None
    words: Words | None = None
    includes: Annotated[list[AreaItem], Field(min_length=1)]
    excludes: list[AreaItem] = Field(default_factory=list)
    note: str | None = None


class Scope(Strict):
    """Scope of an instrument, for all its obligations (T16): places, or areas of the file."""

    article: Article | None = None
    words: Words | None = None
    except_: Annotated[list[str], BeforeValidator(_listed)] = Field(default_factory=list, alias="except")
    """Exclusions from the scope."""
    disputed: Annotated[list[str], BeforeValidator(_listed)] = Field(default_factory=list)
    """Parts for which the scope is disputed."""
    source: Source | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Scope:
        if not self.except_ and not self.disputed:
            raise ValueError(
                "'applies_to' cuts nothing out. || Add except: [PLACE], disputed: [PLACE], or remove it."
            )
        return self
