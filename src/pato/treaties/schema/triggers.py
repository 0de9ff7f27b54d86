"""Conditions of an obligation: triggers, exceptions, readings, declarations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.base import (
    Act,
    Article,
    Date,
    PlaceId,
    Slug,
    Source,
    State,
    States,
    Strict,
    Target,
    Text,
    Words,
)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


class Named(Strict):
    """A named list of states in the file: by its name, or as the allies of a state (T17)."""

    group: Slug | None = None
    allied_with: States | None = None

    @model_validator(mode="after")
    def _one(self) -> Named:
        if (self.group is None) == (self.allied_with is None):
            raise ValueError("names one list of states. || Write {group: NAME} or {allied_with: [DEU]}.")
        return self


Attackers = Annotated[list[State | Named], BeforeValidator(_listed)]
"""Attackers: states, and lists of states that the file names under ``groups``."""


class GroupMember(Strict):
    """A state on a named list, from when to when."""

    state: State
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None
    note: str | None = None


class Group(Strict):
    """A named list of states, dated, with its source; where being on it is itself a judgment, that is a reading."""

    article: Article | None = None
    words: Words | None = None
    allied_with: States | None = None
    """States that they are allies of, so that ``by: {allied_with: [DEU]}`` finds them."""
    members: Annotated[
        list[Annotated[GroupMember, BeforeValidator(lambda v: {"state": v} if isinstance(v, str) else v)]],
        Field(min_length=1),
    ]
    source: Source
    note: str | None = None


class Trigger(Strict):
    """Trigger of an obligation; all its keys must hold. Omitted keys do not restrict it.

    `on` lists only what the article lists; left out, the attack is one "against a party" (T14).
    """

    act: Annotated[list[Act | Literal["any", "threat", "attack"]], BeforeValidator(_listed)] | None = None
    on: Annotated[list[Target], BeforeValidator(_listed)] | None = None
    in_: Slug | None = Field(default=None, alias="in")
    to: Annotated[list[str], BeforeValidator(_listed)] | None = None
    """Entities with affected security: states, ``parties``, or areas of this file."""
    by: Attackers | None = None
    not_by: Attackers | None = None
    by_party: bool | None = None
    """True: only acts of a party; False: only acts of outsiders."""
    external: bool | None = None
    """True: the article speaks of an attack from outside, so a home-grown group or unrest does not call it."""


class ExceptionClause(Trigger):
    """A labelled exception: where it holds, the obligation does not (T1)."""

    id: Slug
    article: Article | None = None
    label: Text
    words: Words | None = None
    victim: States | None = None
    title_disputed: bool | None = None
    """True: only places disputed between attacker and victim."""
    place: Annotated[list[PlaceId], BeforeValidator(_listed)] | None = None
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None


class ReadingScope(Strict):
    """Events covered by a reading or declaration; omitted keys do not restrict them."""

    act: (
        Annotated[list[Act | Literal["any", "threat", "attack", "below_threshold"]], BeforeValidator(_listed)]
        | None
    ) = None
    on: Annotated[list[Target], BeforeValidator(_listed)] | None = None
    place: Annotated[list[PlaceId], BeforeValidator(_listed)] | None = None
    in_: Slug | None = Field(default=None, alias="in")
    by: Attackers | None = None
    not_by: Attackers | None = None
    by_party: bool | None = None
    author: Annotated[list[Literal["state", "lender", "group"]], BeforeValidator(_listed)] | None = None
    """Author of the act: a state, one that only lends its territory (T18), or a non-state group (T19)."""
    owed_by: States | None = None
    owed_to: States | None = None
    from_: Date | None = Field(default=None, alias="from")
    until: Date | None = None


def _answer(value: Any) -> Any:
    if isinstance(value, bool) or value in ("case_by_case", "yes", "no"):
        return {"yes": True, "no": False}.get(value, value)
    raise ValueError(f"'{value}' is no answer. || Write true, false or case_by_case.")


Answer = Annotated[bool | Literal["case_by_case"], BeforeValidator(_answer)]
"""True: it is covered; false: it is not; ``case_by_case``: it may be, and the parties will decide (T10)."""
Authority = Literal["parties", "organ", "court", "scholar", "data_set"]


class Reading(Strict):
    """One rendering of a disputed point, and who holds it (T4).

    `holds` true says that the obligation covers the events in `about`; false that it does not; ``case_by_case``
    that it may, to be decided when it happens.
    """

    id: Slug
    holds: Answer
    said_by: Annotated[list[Text], BeforeValidator(_listed)]
    authority: Authority = "parties"
    """An organ of the instrument, or a court, settles the question for its members; a scholar or data set counts only if there is no other holder."""
    text: str | None = None
    about: ReadingScope = Field(default_factory=ReadingScope)
    source: Source


class Declaration(Strict):
    """A party's declaration on signing or ratifying, and its effect on the party's own duties."""

    id: Slug
    kind: Literal["reservation", "understanding", "declaration"]
    effect: Literal["excludes", "limits", "interprets"]
    """``excludes`` and ``limits`` cut the events in `about` out of this party's own duties; ``interprets`` is a reading."""
    about: ReadingScope = Field(default_factory=ReadingScope)
    holds: Answer | None = None
    """For ``interprets``: the party's statement on the events in `about`."""
    obligations: list[Slug] = Field(default_factory=list)
    """Obligations covered; by default all defence obligations."""
    accepted_by: States = Field(default_factory=list)
    """Parties that accepted it: for them it is agreed."""
    text: Text
    """Paraphrase."""
    words: Words | None = None
    source: Source

    @model_validator(mode="after")
    def _answers(self) -> Declaration:
        if (self.effect == "interprets") != (self.holds is not None):
            raise ValueError(
                "'holds' belongs to effect: interprets, which needs it. || Write holds: true, false or case_by_case there, and leave it out elsewhere."
            )
        return self
