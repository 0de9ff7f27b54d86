"""Final clauses, classes of members and rules of suspension: what a whole instrument has besides obligations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.articles import EntryIntoForce
from pato.treaties.schema.base import Article, Slug, State, States, Strict, Text


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


class _Clause(Strict):
    """A final clause: its article, and its text where the authors wrote one."""

    article: Article
    text: Text | None = None


class Signature(_Clause):
    """Signature: participants, place and dates."""

    open_to: States = Field(default_factory=list)
    """States; left out: the parties that the file lists."""
    place: Text | None = None
    until: Text | None = None


Consent = Literal["ratification", "acceptance", "approval"]


_RATIFIED: list[Consent] = ["ratification"]


class Ratification(_Clause):
    """Means of consent to be bound."""

    by: Annotated[list[Consent], BeforeValidator(_listed)] = Field(default_factory=lambda: _RATIFIED)


class ProvisionalApplication(_Clause):
    """Provisional application: articles applied before entry into force."""

    articles: Annotated[list[Article], BeforeValidator(_listed)] = Field(default_factory=list)
    """Left out: the whole instrument."""


class Reservations(_Clause):
    """Reservations allowed."""

    allowed: Literal["none", "compatible", "listed"]
    """``listed``: none but to the parts under `except_parts`."""
    except_parts: Annotated[list[Slug], BeforeValidator(_listed)] = Field(default_factory=list)
    declarations: bool | None = None
    """Whether declarations of interpretation may be made; they are circulated and bind their author."""

    @model_validator(mode="after")
    def _parts(self) -> Reservations:
        if (self.allowed == "listed") != bool(self.except_parts):
            raise ValueError(
                "'except_parts' belongs to allowed: listed, which needs it. || Write allowed: listed, except_parts: [trade]."
            )
        return self


class Amendment(_Clause):
    """Amendment of the text; the majority is given under ``decisions: {amendment: …}``."""

    ratified_by: Literal["all", "share", "accepting"] | None = None
    """In force for all once all have ratified it, or a share; or only for those that accept it."""
    annexes_by_council: Annotated[list[Slug], BeforeValidator(_listed)] = Field(default_factory=list)
    objection_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """Days in which a party may declare that a change of an annex does not bind it."""


class Review(_Clause):
    """When the parties look at the whole again."""

    after_years: Annotated[int, Field(ge=1, le=100)] | None = None


class Depositary(_Clause):
    """Depositary of the instruments; another for participants that a depositary state does not recognise."""

    state: State | None = None
    office: Text | None = None
    """An office, where it is no state: "the Secretary General"."""
    participants: Text | None = None
    """Depositary for participants."""
    registers: bool = True
    """Whether it registers the treaty under Article 102 of the Charter."""

    @model_validator(mode="after")
    def _somebody(self) -> Depositary:
        if self.state is None and self.office is None:
            raise ValueError("nobody is depositary. || Write state: AUS, or office: the Secretary General.")
        return self


class Languages(_Clause):
    """Authentic languages, and which prevails."""

    authentic: Annotated[list[Text], Field(min_length=1)]
    prevails: Text | None = None

    @model_validator(mode="after")
    def _authentic(self) -> Languages:
        if self.prevails and self.prevails not in self.authentic:
            raise ValueError(
                f"'{self.prevails}' prevails but is no authentic language. || Languages: {', '.join(self.authentic)}."
            )
        return self


class FinalClauses(Strict):
    """Signature to testimonium. Accession, withdrawal and decision rules have keys of their own at the top."""

    signature: Signature | None = None
    ratification: Ratification | None = None
    provisional_application: ProvisionalApplication | None = None
    entry_into_force: EntryIntoForce | None = None
    reservations: Reservations | None = None
    amendment: Amendment | None = None
    review: Review | None = None
    depositary: Depositary | None = None
    languages: Languages | None = None
    testimonium: Text | None = None


class MemberClass(Strict):
    """Name and rights of a class of members; its duties are in the obligations."""

    name: Text
    """In the singular: "Participant"."""
    article: Article | None = None
    annex: Slug | None = None
    seat: bool = True
    """Whether it has a seat in the council."""
    vote: bool = False
    no_vote_on: Annotated[
        list[Literal["invocation", "accession", "suspension", "amendment", "budget"]],
        BeforeValidator(_listed),
    ] = Field(default_factory=list)
    """With a vote: the matters on which it has none."""
    parts: Annotated[list[Slug], BeforeValidator(_listed)] = Field(default_factory=list)
    """Parts that apply to it; left out: all."""
    text: Text | None = None

    @model_validator(mode="after")
    def _votes(self) -> MemberClass:
        if self.no_vote_on and not self.vote:
            raise ValueError(
                "'no_vote_on' is for members that vote on the rest. || Write vote: true, or remove no_vote_on."
            )
        return self


class SuspensionRules(Strict):
    """Suspension of a party's rights; the majority is given under ``decisions: {suspension: …}``."""

    article: Article
    text: Text | None = None
    effect_after_months: Annotated[int, Field(ge=0, le=120)] | None = None
    """No suspension takes effect sooner after the decision."""
    not_while: Annotated[
        list[Literal["under_attack", "consultation_on_attack"]], BeforeValidator(_listed)
    ] = Field(default_factory=list)
    no_vote: Annotated[list[Literal["party_concerned", "open_report"]], BeforeValidator(_listed)] = Field(
        default_factory=list
    )
    """Parties without a vote: the party concerned, and any other with an open report of breach."""
    voting_floor: Annotated[int, Field(ge=1, le=100)] | None = None
    """Smallest number of parties with a vote for a decision."""
    steps: Annotated[list[Text], BeforeValidator(_listed)] = Field(default_factory=list)
    """The measures, from the lightest on."""
