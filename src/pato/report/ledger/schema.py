"""The format of a ledger file: one document, its statements of fact, and how each fares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from pato.files.strict import Strict
from pato.treaties.schema.base import Act, Checked, Date, FactFile, Source, State, States, Text

Verdict = Literal["holds", "imprecise", "wrong", "not_checkable"]
VERDICTS = {
    "holds": "holds",
    "imprecise": "imprecise",
    "wrong": "wrong",
    "not_checkable": "not checkable",
}


class OwesCheck(Strict):
    """Whether one state owes another a duty of a kind on a date."""

    kind: Literal["owes"]
    debtor: State
    creditor: State
    duty: str = "defence"
    date: Date
    claims: bool


class PartiesCheck(Strict):
    """Number of parties of a treaty on a date, or whether a state is one."""

    kind: Literal["parties"]
    treaty: str
    date: Date
    state: State | None = None
    claims: int | bool

    @model_validator(mode="after")
    def _fitting_claim(self) -> PartiesCheck:
        if (self.state is None) == isinstance(self.claims, bool):
            raise ValueError(
                "claims is a number of parties, or with a state true or false. || Write the other."
            )
        return self


class InForceCheck(Strict):
    """Whether a treaty is in force on a date."""

    kind: Literal["in_force"]
    treaty: str
    date: Date
    claims: bool


class RecordCheck(Strict):
    """Content of a shipped treaty or event file, by a path of keys."""

    kind: Literal["record"]
    of: Literal["treaty", "event"]
    id: str
    path: str
    claims: str


class AppliedCheck(Strict):
    """The year in which a state applied to join a treaty, according to the treaty's file."""

    kind: Literal["applied"]
    treaty: str
    state: State
    claims: int


class EventCheck(Strict):
    """Whether the library knows of an act of one state against another between two dates; half-open."""

    kind: Literal["event"]
    attacker: State
    victim: State | None = None
    party_to: str | None = None
    act: list[Act]
    from_: Date = Field(alias="from")
    until: Date
    claims: bool

    @model_validator(mode="after")
    def _one_victim(self) -> EventCheck:
        if (self.victim is None) == (self.party_to is None):
            raise ValueError(
                "a check of events names a victim, or a treaty as party_to. || Give one of them."
            )
        return self


class BordersCheck(Strict):
    """Number of parties of a treaty (or of a list of states) that border a state by land, according to the map's outlines."""

    kind: Literal["borders"]
    state: State
    treaty: str | None = None
    states: States | None = None
    date: Date
    claims: int

    @model_validator(mode="after")
    def _one_group(self) -> BordersCheck:
        if (self.treaty is None) == (self.states is None):
            raise ValueError("a check of borders names a treaty or states. || Give one of them.")
        return self


class FigureCheck(Strict):
    """Parties of a treaty with a snapshot value equal to one of those given; claims at least a given number."""

    kind: Literal["figure"]
    treaty: str
    date: Date
    figure: str
    values: list[str | int]
    claims_at_least: int


class TrendCheck(Strict):
    """Whether a yearly figure fell between two years: in one state, or on average over all states with both."""

    kind: Literal["fell"]
    measure: str
    state: State | None = None
    years: tuple[int, int]
    claims: bool


class NewPactCheck(Strict):
    """Whether a pact of at least a given number of states that binds one of them to defence began after a date."""

    kind: Literal["new_pact"]
    party: State
    least_parties: int
    from_: Date = Field(alias="from")
    until: Date
    claims: bool


Check = Annotated[
    OwesCheck
    | PartiesCheck
    | InForceCheck
    | RecordCheck
    | AppliedCheck
    | EventCheck
    | BordersCheck
    | FigureCheck
    | TrendCheck
    | NewPactCheck,
    Field(discriminator="kind"),
]


class Evidence(Strict):
    """Place of the evidence in the library."""

    treaties: list[str] = Field(default_factory=list)
    events: list[str] = Field(default_factory=list)
    claims: list[str] = Field(default_factory=list)


class Statement(Strict):
    """One statement of fact, in our words, and how it fares.

    `verdict` is a person's; every check computes what the library has and whether that agrees with the statement. One
    that holds agrees with all its checks; one that is wrong disagrees with at least one.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}$")]
    says: Text
    verdict: Verdict
    because: Text
    checks: list[Check] = Field(default_factory=list)
    evidence: Evidence = Field(default_factory=Evidence)
    sources: list[Source] = Field(default_factory=list)
    checked: Checked = "recalled"

    @model_validator(mode="after")
    def _rests_on_something(self) -> Statement:
        named = self.evidence.treaties or self.evidence.events or self.evidence.claims
        if self.verdict != "not_checkable" and not (self.checks or self.sources or named):
            raise ValueError(
                "a verdict rests on something. || Add checks, evidence or sources, or 'verdict: not_checkable'."
            )
        return self


class Document(FactFile):
    """A document and its ledger."""

    author: Text
    date: Date
    statements: Annotated[list[Statement], Field(min_length=1)]

    def inconsistencies(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Yield ids that two statements share, and evidence that the library does not hold."""
        from pato.files import library

        known: dict[str, Any] = {k: library.entries(k) for k in ("treaty", "event", "claim")}
        for i, statement in enumerate(self.statements):
            if any(statement.id == other.id for other in self.statements[:i]):
                yield ("statements", i, "id"), f"the id '{statement.id}' is used twice.", "Give each its own."
            for kind, names in (
                ("treaty", statement.evidence.treaties),
                ("event", statement.evidence.events),
                ("claim", statement.evidence.claims),
            ):
                for name in names:
                    if name not in known[kind]:
                        yield (
                            ("statements", i, "evidence"),
                            f"{kind} '{name}' is not in the library.",
                            "pato list shows all.",
                        )
