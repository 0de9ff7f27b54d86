"""The format of a treaty file: the lawyer's words and those of the ATOP codebook."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.base import (
    Act,
    AnyDate,
    Article,
    Checked,
    Date,
    FactFile,
    PartyStates,
    PlaceId,
    Slug,
    Source,
    Span,
    State,
    States,
    Strict,
    Target,
    Text,
)
from pato.treaties.schema.provisions import (
    Accession,
    Burden,
    Decisions,
    DomesticLimit,
    Economy,
    Institutions,
    Provision,
    Standard,
    StandardsRule,
    Withdrawal,
)

Binding = Literal["treaty", "executive_agreement", "domestic_law", "political_declaration", "none"]
Status = Literal["proposed", "signed", "in_force", "terminated"]
DutyKind = Literal[
    "defence", "offence", "neutrality", "non_aggression", "consultation", "access", "assistance"
]
"""ATOP's five kinds, with access (bases, transit) and assistance (arms, training, resources)."""
DutyTerm = Literal[
    "assist_with_force",
    "assist_as_deemed_necessary",
    "act_to_meet_common_danger",
    "consult",
    "refrain",
    "remain_neutral",
    "grant_access",
    "deny_access",
    "provide_arms",
    "maintain_capacity",
    "provide_assistance",
]
Condition = Literal[
    "constitutional_processes",
    "request_of_victim",
    "request_of_partner",
    "collective_decision",
    "unilateral_decision",
    "prior_consultation",
    "prior_agreement",
    "own_judgment",
    "un_security_council_seized",
]
"""``request_*`` and ``*_decision`` make a duty conditional until the event says that they were made (T10)."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


class Suspension(Span):
    """A span in which a party's rights or duties rest."""

    by: State | None = None
    """The party that suspended its own duties towards this one; None where the party itself is suspended."""


class Party(Strict):
    """A party, from when to when."""

    state: State
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None
    role: Literal["member", "associate", "observer"] = "member"
    suspended: Annotated[list[Suspension], BeforeValidator(_listed)] = Field(default_factory=list)
    reservation: str | None = None
    recognised_by: States | None = None
    note: str | None = None


class IslandIn(Strict):
    """Islands under a state's jurisdiction in one ocean."""

    state: PartyStates | None = None
    ocean: str


class Point(Strict):
    """A point on the WGS84 ellipsoid, degrees."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class AreaItem(Strict):
    """One part of an area: all that is said here must hold of a place (and target) for the part to contain it."""

    territory_of: PartyStates | None = None
    administered_by: PartyStates | None = None
    island_of_in: IslandIn | None = None
    forces_in: Slug | None = None
    place: Annotated[list[PlaceId], BeforeValidator(_listed)] | None = None
    region: Annotated[list[str], BeforeValidator(_listed)] | None = None
    ocean: Annotated[list[str], BeforeValidator(_listed)] | None = None
    sea: Annotated[list[str], BeforeValidator(_listed)] | None = None
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
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> AreaItem:
        if (self.point is None) != (self.radius_km is None):
            raise ValueError("a circle needs both 'point' and 'radius_km'. || Add the one that is missing.")
        if not self.model_fields_set - {"note", "on", "from_", "until"}:
            raise ValueError(
                "this part of an area says nothing about where it lies. || Add territory_of, administered_by, region, ocean, place, polygon or point."
            )
        return self


class Area(Strict):
    """Where an obligation applies: the union of `includes` without `excludes`."""

    article: Article | None = None
    includes: Annotated[list[AreaItem], Field(min_length=1)]
    excludes: list[AreaItem] = Field(default_factory=list)
    note: str | None = None


class Trigger(Strict):
    """What calls an obligation; all that is said must hold. A key left out asks for nothing."""

    act: Annotated[list[Act | Literal["any", "threat", "attack"]], BeforeValidator(_listed)] | None = None
    on: Annotated[list[Target], BeforeValidator(_listed)] | None = None
    in_: Slug | None = Field(default=None, alias="in")
    to: Annotated[list[str], BeforeValidator(_listed)] | None = None
    """Whose security is touched: states, ``parties``, or areas of this file."""
    by: States | None = None
    not_by: States | None = None
    by_party: bool | None = None
    """True: only acts of a party; False: only acts of outsiders."""


class ExceptionClause(Trigger):
    """A labelled exception: where it holds, the obligation does not (T1)."""

    id: Slug
    article: Article | None = None
    label: Text
    victim: States | None = None
    place: Annotated[list[PlaceId], BeforeValidator(_listed)] | None = None
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None


class ReadingScope(Strict):
    """The events that a reading is about; a key left out asks for nothing."""

    act: (
        Annotated[list[Act | Literal["any", "threat", "attack", "below_threshold"]], BeforeValidator(_listed)]
        | None
    ) = None
    on: Annotated[list[Target], BeforeValidator(_listed)] | None = None
    place: Annotated[list[PlaceId], BeforeValidator(_listed)] | None = None
    in_: Slug | None = Field(default=None, alias="in")
    by: States | None = None
    owed_by: States | None = None
    owed_to: States | None = None
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None


class Reading(Strict):
    """One rendering of a disputed point, and who holds it (T4).

    `holds` true says that the obligation covers the events in `about`; false that it does not.
    """

    id: Slug
    holds: bool
    said_by: Annotated[list[Text], BeforeValidator(_listed)]
    text: str | None = None
    about: ReadingScope = Field(default_factory=ReadingScope)
    source: Source


class Obligation(Strict):
    """Who owes what to whom, when: directed and dated (T2)."""

    id: Slug
    article: Article
    kind: DutyKind
    owed_by: PartyStates = Field(default_factory=lambda: ["parties"])
    owed_to: PartyStates = Field(default_factory=lambda: ["parties"])
    when: Trigger | None = None
    duty: DutyTerm
    subject_to: Annotated[list[Condition], BeforeValidator(_listed)] = Field(default_factory=list)
    unless: list[ExceptionClause] = Field(default_factory=list)
    readings: list[Reading] = Field(default_factory=list)
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None
    nuclear_umbrella: Literal["yes", "no", "ambiguous"] | None = None
    text: str | None = None
    """What the article says, in our words: used by ``pato draft`` and ``pato show``."""
    note: str | None = None
    source: Source | None = None
    checked: Checked | None = None


class Treaty(FactFile):
    """An instrument: who is in, what they owe each other, what triggers it, how it decides, what it promises."""

    short: Text | None = None
    binding: Binding
    status: Status
    signed: AnyDate | None = None
    in_force: Span | None = None
    parties: Annotated[list[Party], Field(min_length=1)]
    depositary: str | None = None
    areas: dict[Slug, Area] = Field(default_factory=dict)
    obligations: list[Obligation] = Field(default_factory=list)
    decisions: Decisions | None = None
    withdrawal: Withdrawal | None = None
    accession: Accession | None = None
    standards: list[Standard] = Field(default_factory=list)
    standards_rule: StandardsRule | None = None
    economy: Economy | None = None
    institutions: Institutions | None = None
    provisions: list[Provision] = Field(default_factory=list)
    burden: Burden | None = None
    domestic_limits: list[DomesticLimit] = Field(default_factory=list)
    supersedes: list[Slug] = Field(default_factory=list)
    universal: bool = False
    """A universal or quasi-universal pledge, which conflicts with no defence duty (T11)."""
    atop_id: int | None = None
    preamble: list[Text] = Field(default_factory=list)
