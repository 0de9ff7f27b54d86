"""The text of an instrument: parts, definitions, articles and annexes, each with its commentary; parts limited to some versions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pato.treaties.schema.base import Article, Slug, Source, States, Strict, Text
from pato.treaties.schema.numbers import Share


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


def _texts(value: Any) -> Any:
    """Return paragraphs or points from texts alone, from one of them, or from mappings."""
    items = _listed(value)
    return [{"text": v} if isinstance(v, str) else v for v in items] if isinstance(items, list) else items


class Commentary(Strict):
    """Why an article says what it says: never law, printed only with a commentary."""

    reason: Text | None = None
    alternatives: Annotated[list[Text], BeforeValidator(_listed)] = Field(default_factory=list)
    sources: Annotated[list[Source], BeforeValidator(_listed)] = Field(default_factory=list)
    our_choice: bool = False
    """Whether the drafters chose it, rather than took it from a source."""


Commented = Annotated[Commentary, BeforeValidator(lambda v: {"reason": v} if isinstance(v, str) else v)]


class Only(Strict):
    """The versions of the text that contain a part: all conditions must hold.

    A state is a party, a participant (an associate) or absent in the version that is drafted; a choice of the file
    has one of its options.
    """

    party: States | None = None
    participant: States | None = None
    absent: States | None = None
    any_participant: bool | None = None
    """Whether there is any participant at all."""
    choice: dict[Slug, Text] = Field(default_factory=dict)


class Choice(Strict):
    """A switch of the file: which of several options the text takes."""

    value: Text
    options: dict[Text, Text]
    """Meaning of each option."""
    article: Article | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _known(self) -> Choice:
        if self.value not in self.options:
            raise ValueError(
                f"value '{self.value}' is none of the options. || Options: {', '.join(self.options)}."
            )
        return self


class Point(Strict):
    """A lettered point of a paragraph; without an id it gets the next letter."""

    id: Article | None = None
    text: Text
    clauses: Annotated[list[Text], BeforeValidator(_listed)] = Field(default_factory=list)
    only: Only | None = None


class Paragraph(Strict):
    """A paragraph as the authors wrote it, or, without text, as its clauses say it.

    `id` is its number in the article: with ``id: 2`` in Article 5 it is the text of every clause that the file puts at
    ``5(2)``. `clauses` names other clauses that it is the text of: an obligation by its id, anything else as
    ``area:NAME``, ``standard:ID``, ``decision:MATTER``, ``chapter:AREA``, ``withdrawal``, ``accession``, ``burden`` …
    """

    id: Article | None = None
    text: Text | None = None
    points: Annotated[list[Point], BeforeValidator(_texts)] = Field(default_factory=list)
    end: Text | None = None
    """Text after the points."""
    clauses: Annotated[list[Text], BeforeValidator(_listed)] = Field(default_factory=list)
    only: Only | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Paragraph:
        if self.text is None and not self.clauses and not self.points:
            raise ValueError(
                "this paragraph says nothing. || Write its text, or the clauses that it is made from."
            )
        return self


Paragraphs = Annotated[list[Paragraph], BeforeValidator(_texts)]


class ArticleText(Strict):
    """An article: number and heading, the part it belongs to, its paragraphs."""

    number: Article
    heading: Text
    part: Slug | None = None
    paragraphs: Paragraphs = Field(default_factory=list)
    """Left out: the article is written from the clauses that the file puts there."""
    commentary: Commented | None = None
    only: Only | None = None


class EntryIntoForce(Strict):
    """Entry into force of an instrument or a part of it; all conditions must hold."""

    article: Article | None = None
    ratified_by: States = Field(default_factory=list)
    """States that must all have ratified it."""
    ratifications: Annotated[int, Field(ge=1, le=300)] | None = None
    """Number of states that must have ratified it."""
    output_share: Share | None = None
    """The share of all signatories' joint output that those who ratified it must have."""
    days_after: Annotated[int, Field(ge=0, le=3650)] | None = None
    text: Text | None = None


class Part(Strict):
    """A part of the instrument, which can have an entry into force of its own and be ratified later."""

    id: Slug
    number: Article
    title: Text
    entry_into_force: EntryIntoForce | None = None
    may_wait_years: Annotated[int, Field(ge=0, le=50)] | None = None
    """For how many years a party may leave this part unratified."""
    commentary: Commented | None = None


class Term(Strict):
    """A term and what it means."""

    term: Text
    means: Text
    only: Only | None = None


class Definitions(Strict):
    """The article of definitions."""

    article: Article
    heading: Text = "Definitions"
    intro: Text = "For the purposes of this treaty:"
    terms: Annotated[list[Term], Field(min_length=1)]
    commentary: Commented | None = None


class Annex(Strict):
    """An annex: text, and tables made from the file."""

    id: Slug
    letter: Article
    title: Text
    paragraphs: Paragraphs = Field(default_factory=list)
    tables: Annotated[list[Literal["numbers", "indicators", "members"]], BeforeValidator(_listed)] = Field(
        default_factory=list
    )
    commentary: Commented | None = None
    only: Only | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Annex:
        if not self.paragraphs and not self.tables:
            raise ValueError("this annex is empty. || Give it paragraphs, or tables: [numbers].")
        return self
