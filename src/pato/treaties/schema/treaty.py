"""The format of a treaty file: the lawyer's words and those of the ATOP codebook."""

from __future__ import annotations

from collections.abc import Iterator
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
from pato.treaties.schema.consistency import Inconsistency, inconsistencies

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
PolicyArea = Literal[
    "tariffs",
    "antidumping",
    "competition",
    "countervailing",
    "environment",
    "export_restrictions",
    "intellectual_property",
    "investment",
    "labour",
    "movement_of_capital",
    "procurement",
    "rules_of_origin",
    "sanitary",
    "services",
    "state_enterprises",
    "subsidies",
    "technical_barriers",
    "trade_facilitation",
    "visa_and_asylum",
    "digital_trade",
    "supply_chains",
    "clean_economy",
    "fair_economy",
    "human_rights",
    "development",
]
"""The eighteen areas of the World Bank's Deep Trade Agreements data, and those that newer instruments add."""


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


class Rule(Strict):
    """How a body decides."""

    rule: Literal[
        "consensus", "unanimity", "unanimity_minus_accused", "qualified_majority", "majority", "none"
    ]
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    weights: Literal["equal", "population", "contribution"] | dict[State, float] | None = None
    article: Article | None = None

    @model_validator(mode="after")
    def _has_share(self) -> Rule:
        if self.rule == "qualified_majority" and self.share is None:
            raise ValueError("a qualified majority needs 'share'. || Add for example share: 0.75.")
        return self


def _ruled(value: Any) -> Any:
    return {"rule": value} if isinstance(value, str) else value


RuleField = Annotated[Rule, BeforeValidator(_ruled)]


class Decisions(Strict):
    """Decision rules by matter; `default` for all that is not named."""

    default: RuleField
    invocation: RuleField | None = None
    accession: RuleField | None = None
    suspension: RuleField | None = None
    amendment: RuleField | None = None
    budget: RuleField | None = None
    article: Article | None = None


class Withdrawal(Strict):
    """How a party leaves; durations as ``1y`` or ``6m``."""

    notice: Annotated[str, Field(pattern=r"^\d{1,3}[ymd]$")] | None = None
    not_before: Date | None = None
    article: Article | None = None
    note: str | None = None


class Standard(Strict):
    """A governance standard that membership asks for."""

    id: Slug
    article: Article
    measure: Text
    """A figure of the world snapshot, for example ``v2x_libdem``."""
    at_least: float | None = None
    at_most: float | None = None
    sustained_years: Annotated[int, Field(ge=0, le=50)] = 0
    grace_years: Annotated[int, Field(ge=0, le=50)] = 0
    applies_to: Literal["accession", "membership", "both"] = "both"
    on_breach: Literal["suspend", "monitor", "expel", "none"] = "monitor"
    text: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _has_threshold(self) -> Standard:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a standard needs exactly one threshold. || Write either at_least or at_most.")
        return self


class StandardsRule(Strict):
    """How several standards count together; without one, all of them must be met."""

    combine: Literal["all", "any", "weighted"] = "all"
    weights: dict[Slug, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = Field(default_factory=dict)
    """Weight of each standard by its id, where the rule is ``weighted``; one that is left out weighs 1."""
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of the weights that must be met, where the rule is ``weighted``."""
    article: Article | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _has_share(self) -> StandardsRule:
        if (self.combine == "weighted") != (self.share is not None) or (
            self.weights and self.combine != "weighted"
        ):
            raise ValueError(
                "'share' and 'weights' belong to combine: weighted, which needs a share. || Write standards_rule: {combine: weighted, share: 0.75}."
            )
        return self


class Chapter(Strict):
    """One economic chapter: its policy area and how deep it goes."""

    area: PolicyArea
    article: Article | None = None
    depth: Literal["deep", "medium", "shallow", "aspirational"]
    text: str | None = None
    note: str | None = None


class Economy(Strict):
    """The economic side of an instrument."""

    binding: Literal["binding", "partly_binding", "non_binding"]
    enforcement: Literal[
        "dispute_settlement", "suspended_dispute_settlement", "consultation", "review", "none"
    ]
    chapters: list[Chapter] = Field(default_factory=list)
    wb_id: int | None = None
    """Identifier in the World Bank's Deep Trade Agreements data, where it has one."""
    note: str | None = None


class Provision(Strict):
    """What an instrument provides besides and no command computes: entry into force, depositary, savings, review."""

    id: Slug
    article: Article
    heading: Text
    text: Text
    """What the article says, in our words."""
    note: str | None = None


class Institutions(Strict):
    """Standing bodies and practices."""

    article: Article | None = None
    council: bool | None = None
    secretariat: bool | None = None
    joint_command: bool | None = None
    exercises: bool | None = None
    parliamentary_assembly: bool | None = None
    court_or_panel: bool | None = None
    headquarters: str | None = None
    note: str | None = None


class Burden(Strict):
    """How costs are shared."""

    rule: Literal["gni_share", "equal", "pledge", "costs_lie_where_they_fall"]
    pledge_gdp_share: Annotated[float, Field(ge=0, le=1)] | None = None
    common_budget: bool | None = None
    article: Article | None = None
    note: str | None = None


class DomesticLimit(Strict):
    """A limit in a party's own law on what it can do under the instrument."""

    id: Slug
    state: State
    label: Text
    effect: Literal["conditions", "limits", "prohibits", "delays"]
    obligations: list[Slug] = Field(default_factory=list)
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None
    source: Source


class Accession(Strict):
    """Who may join, and how."""

    article: Article | None = None
    open_to: States = Field(default_factory=list)
    invitation: RuleField | None = None
    note: str | None = None


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

    def inconsistencies(self) -> Iterator[Inconsistency]:
        """Yield what each clause allows and the whole forbids (T1, T2, T7): path, what, repair."""
        return inconsistencies(self)
