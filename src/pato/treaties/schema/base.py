"""Common parts of all formats: strictness, identifiers, dates, sources, and how a fact was checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from pato.errors import PatoError, nearest
from pato.files.strict import Strict as Strict  # noqa: PLC0414  what all formats share is had from here
from pato.registry import source, states
from pato.registry.dates import iso_date


def _known_state(code: str) -> str:
    """Return a state's code; its two letters of ISO, or a name of several words, are read as the state they mean."""
    if code in source.load("states")["states"]:
        return code
    if two := source.load("states").index("iso2").get(code):
        return str(two)
    if " " in code.strip():
        try:
            return states.state(code).iso3
        except PatoError as error:
            raise ValueError(f"{error.problems[0].what} || {_CODES}") from None
    hint = states.suggest(code)
    meant = f" Did you mean {hint!r}? ({states.state(hint).name})" if hint else ""
    raise ValueError(f"state '{code}' is not known.{meant} || {_CODES}")


_CODES = "States are ISO 3166 alpha-3 codes: pato list --states."


def _one_of(word: str, kind: str, allowed: Any) -> str:
    names = list(allowed)
    if word in names:
        return word
    hint = nearest(word, names)
    shown = ", ".join(names) if len(names) <= 40 else f"pato list --{kind}s shows all {len(names)}"
    raise ValueError(
        f"{kind} '{word}' is not known.{f' Did you mean {hint!r}?' if hint else ''} || Allowed: {shown}."
    )


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _date(value: str) -> str:
    try:
        return iso_date(value)
    except PatoError as error:
        raise ValueError(f"{error.problems[0].what} || {error.problems[0].fix}") from None


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""An identifier: small letters, digits and hyphens."""
State = Annotated[str, AfterValidator(_known_state)]
"""An ISO 3166 alpha-3 code of the registry (C4)."""
StateOrUnknown = Annotated[
    str, AfterValidator(lambda code: code if code == "unknown" else _known_state(code))
]
States = Annotated[list[State], BeforeValidator(_listed)]
PartyStates = Annotated[list[Literal["parties", "associates"] | State], BeforeValidator(_listed)]
"""``parties`` (full members) or ``associates`` for all of them, or a list of states."""
Act = Annotated[str, AfterValidator(lambda word: _one_of(word, "act", source.load("acts")["acts"]))]
Target = Annotated[str, AfterValidator(lambda word: _one_of(word, "target", source.load("acts")["targets"]))]
Zone = Literal["land", "port", "territorial_sea", "eez", "high_seas", "air"]
"""Zone of an event at a place: on land, in a port, in a belt of water, or in the air above (T13)."""
PlaceId = Annotated[str, AfterValidator(lambda word: _one_of(word, "place", source.load("places")["places"]))]
Date = Annotated[str, AfterValidator(_date)]
"""An ISO date ``YYYY-MM-DD``; compared as text, which orders ISO dates rightly."""
Text = Annotated[str, Field(min_length=1)]
Article = Annotated[
    str, Field(min_length=1), BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)
]
"""The number of an article as the text writes it; a plain number needs no quotes."""
Checked = Literal["recalled", "text", "second_source"]
"""How a fact was checked: from memory, against the text, or against a second source."""


class PartialDate(Strict):
    """A date known only to the month or the year."""

    date: Annotated[str, Field(pattern=r"^\d{4}(-\d{2})?$")]
    precision: Literal["year", "month"]


AnyDate = Date | PartialDate


class DateInterval(Strict):
    """A day known only within bounds (T16): between them both answers are given."""

    not_before: Date
    not_after: Date

    @model_validator(mode="after")
    def _forward(self) -> DateInterval:
        if self.not_after < self.not_before:
            raise ValueError(
                f"the interval ends on {self.not_after}, before it begins on {self.not_before}. || Exchange the two."
            )
        return self


Day = Date | DateInterval
"""A day, or the interval in which it lies."""


def _short_enough(text: str) -> str:
    if (count := len(text.split())) > MOST_WORDS:
        raise ValueError(f"quotes {count} words of a text. || Keep the operative ones, at most {MOST_WORDS}.")
    return text


MOST_WORDS = 25
"""Longest quotation of a treaty's text (T15)."""
Quoted = Annotated[str, Field(min_length=1), AfterValidator(_short_enough)]
"""Operative words of a text, quoted."""


class Quotation(Strict):
    """Operative words with the article and language that they are quoted from (T15)."""

    text: Quoted
    article: Article | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"


Words = Annotated[Quotation, BeforeValidator(lambda v: {"text": v} if isinstance(v, str) else v)]
"""Quotation from the text: alone (English, from the article of the clause) or with article and language."""


class Source(Strict):
    """Source of a fact."""

    title: Text
    article: Article | None = None
    date: Date | None = None
    url: Annotated[str, Field(pattern=r"^https?://")] | None = None
    note: str | None = None


class Span(Strict):
    """A half-open interval of dates, ``[from, until)``."""

    from_: Date = Field(alias="from")
    until: Date | None = None
    why: str | None = None
    source: Source | None = None


class FactFile(Strict):
    """Common head of every file."""

    def __repr__(self) -> str:
        title = self.title if len(self.title) <= 100 else f"{self.title[:99]}…"
        return f"<{type(self).__name__} {self.id!r}{f': {title}' if title else ''}>"

    format: Literal[1, 2]
    id: Slug
    title: Text
    sources: list[Source] = Field(default_factory=list)
    checked: Checked = "recalled"
    notes: list[Text] = Field(default_factory=list)
