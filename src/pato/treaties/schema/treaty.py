"""The format of a treaty file: the lawyer's words and those of the ATOP codebook."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.areas import Area, Scope
from pato.treaties.schema.articles import Annex, ArticleText, Choice, Commented, Definitions
from pato.treaties.schema.articles import Part as TextPart
from pato.treaties.schema.base import (
    AnyDate,
    Article,
    Checked,
    Day,
    FactFile,
    PartyStates,
    Slug,
    Source,
    Span,
    State,
    States,
    Strict,
    Text,
    Words,
)
from pato.treaties.schema.final import FinalClauses, MemberClass, SuspensionRules
from pato.treaties.schema.numbers import Numbers, resolved, with_references
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
from pato.treaties.schema.triggers import Declaration, ExceptionClause, Group, Reading, Trigger

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


Part = Literal[
    "act", "on", "in", "to", "by", "not_by", "by_party", "external", "subject_to", "duty", "owed_to"
]
"""Parts of an obligation that can be quoted under ``words``."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


class Suspension(Span):
    """A span in which a party's rights or duties rest."""

    by: State | None = None
    """The party that suspended its own duties towards this one; None where the party itself is suspended."""


class Party(Strict):
    """A party, from when to when."""

    state: State
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    role: Literal["member", "associate", "observer"] = "member"
    suspended: Annotated[list[Suspension], BeforeValidator(_listed)] = Field(default_factory=list)
    declarations: list[Declaration] = Field(default_factory=list)
    reservation: str | None = None
    recognised_by: States | None = None
    note: str | None = None


class Obligation(Strict):
    """An obligation: debtor, creditor, content and trigger, directed and dated (T2)."""

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
    words: dict[Part, Words] = Field(default_factory=dict)
    """Operative words of the article by the key that codes them (T15)."""
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    nuclear_umbrella: Literal["yes", "no", "ambiguous"] | None = None
    only: dict[Slug, Annotated[list[Text], BeforeValidator(_listed)]] = Field(default_factory=dict)
    """Options of the file's choices under which it is owed at all: ``{participant-form: [full]}``."""
    text: str | None = None
    """Paraphrase of the article, used by ``pato draft`` and ``pato show``."""
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
    groups: dict[Slug, Group] = Field(default_factory=dict)
    """Named lists of states that ``by`` and ``not_by`` point to."""
    applies_to: Scope | None = None
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
    numbers: Numbers = Field(default_factory=dict)
    choices: dict[Slug, Choice] = Field(default_factory=dict)
    definitions: Definitions | None = None
    parts: list[TextPart] = Field(default_factory=list)
    articles: list[ArticleText] = Field(default_factory=list)
    annexes: list[Annex] = Field(default_factory=list)
    classes: dict[Literal["associate", "observer"], MemberClass] = Field(default_factory=dict)
    suspension: SuspensionRules | None = None
    final: FinalClauses | None = None
    commentary: Commented | None = None
    """On the instrument as a whole; articles, parts and annexes have their own."""

    @model_validator(mode="before")
    @classmethod
    def _with_numbers(cls, data: Any) -> Any:
        return resolved(data)

    def chosen(self, only: dict[str, list[str]]) -> bool:
        """Return whether the file's choices have one of the options named for each choice."""
        return all(
            name in self.choices and self.choices[name].value in options for name, options in only.items()
        )

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the JSON Schema for editors, in which a number can also be the name of one."""
        return with_references(super().model_json_schema(*args, **kwargs))
