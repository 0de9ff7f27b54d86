"""Provisions of a treaty file besides its obligations: decisions, standards, economy, bodies, burden, accession, withdrawal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.base import Article, Date, Slug, Source, State, States, Strict, Text
from pato.treaties.schema.numbers import Share

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


Votes = Annotated[float, Field(ge=0)]
"""Weight of a state's vote."""


class Count(Strict):
    """A second count that a majority must reach as well: two thirds of the parties *and* of contributions."""

    share: Share
    weights: Literal["equal", "population", "contribution"] | dict[State, Votes] | None = None


class Rule(Strict):
    """Decision rule of a body. A share is exact: ``2/3``, not 0.667."""

    rule: Literal[
        "consensus", "unanimity", "unanimity_minus_accused", "qualified_majority", "majority", "none"
    ]
    share: Share | None = None
    weights: Literal["equal", "population", "contribution"] | dict[State, Votes] | None = None
    also: list[Count] = Field(default_factory=list)
    """Further thresholds that must all be reached too."""
    article: Article | None = None

    @model_validator(mode="after")
    def _has_share(self) -> Rule:
        if self.rule == "qualified_majority" and self.share is None:
            raise ValueError("a qualified majority needs 'share'. || Add for example share: 2/3.")
        if self.also and self.rule != "qualified_majority":
            raise ValueError(
                "'also' adds a count to a qualified majority. || Write rule: qualified_majority, or remove 'also'."
            )
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
    """Withdrawal of a party; durations as ``1y`` or ``6m``."""

    notice: Annotated[str, Field(pattern=r"^\d{1,3}[ymd]$")] | None = None
    not_before: Date | None = None
    bar_years: Annotated[int, Field(ge=0, le=100)] | None = None
    """Years from entry into force without a right to withdraw."""
    not_while_under_attack: bool = False
    """Whether no withdrawal takes effect during an armed attack on a party."""
    article: Article | None = None
    text: Text | None = None
    note: str | None = None


class Standard(Strict):
    """A governance standard for membership."""

    id: Slug
    article: Article
    measure: Text
    """A variable of the world snapshot, for example ``v2x_libdem``."""
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
    """Combination of several standards; by default all must be met."""

    combine: Literal["all", "any", "weighted"] = "all"
    weights: dict[Slug, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    """Weight of each standard by its id, where the rule is ``weighted``; one that is left out weighs 1."""
    share: Share | None = None
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
    """Other provisions that no command computes: entry into force, depositary, savings, review."""

    id: Slug
    article: Article
    heading: Text
    text: Text
    """Paraphrase of the article."""
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
    text: Text | None = None
    note: str | None = None


class Burden(Strict):
    """Sharing of costs."""

    rule: Literal["gni_share", "equal", "pledge", "costs_lie_where_they_fall"]
    pledge_gdp_share: Annotated[float, Field(ge=0, le=1)] | None = None
    common_budget: bool | None = None
    article: Article | None = None
    text: Text | None = None
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
    """Rules of accession."""

    article: Article | None = None
    open_to: States = Field(default_factory=list)
    invitation: RuleField | None = None
    entities: Text | None = None
    """Entities that some parties do not recognise and that may join in their own name, as named in the text."""
    depositary: Text | None = None
    """Depositary of their instruments, if the depositary state cannot receive them."""
    text: Text | None = None
    note: str | None = None
