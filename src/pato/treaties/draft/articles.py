"""The instrument as a neutral tree: articles, paragraphs, notes and sources; every format is made from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pato.treaties.draft import wording
from pato.treaties.draft.clauses import Clause, Paragraph, Sources, base_number, clauses, limit, ordinal

if TYPE_CHECKING:
    from pato.treaties.schema import treaty as schema

UNNUMBERED = "Clauses that the file gives without an article number"


class Article(NamedTuple):
    """An article; `number` is None where the file gives none."""

    number: str | None
    heading: str
    paragraphs: tuple[Paragraph, ...]


class Draft(NamedTuple):
    """The whole instrument, in the order in which it is read.

    Attributes
    ----------
    preface
        What it is, its status, its parties.
    date, date_kind
        The date by which it is cited, and which date that is.
    articles
        Those with a number, in its order, then those that the file names otherwise.
    unnumbered
        Clauses without an article.
    limits
        Domestic limits, for the annex.
    """

    id: str
    title: str
    short: str
    date: str | None
    date_kind: str
    preface: tuple[str, ...]
    parties: tuple[tuple[str, str], ...]
    preamble: tuple[str, ...]
    articles: tuple[Article, ...]
    unnumbered: tuple[Article, ...]
    limits: tuple[Paragraph, ...]
    remarks: tuple[str, ...]
    sources: tuple[str, ...]


def articles(treaty: schema.Treaty) -> Draft:
    """Return a treaty as a tree of articles made from its clauses.

    Parameters
    ----------
    treaty
        The instrument, as its file says it.
    """
    sources = Sources(treaty.sources)
    numbered, unnumbered = _grouped(clauses(treaty, sources))
    limits = tuple(limit(clause, sources) for clause in treaty.domestic_limits)
    date, kind = _date(treaty)
    return Draft(
        id=treaty.id,
        title=treaty.title,
        short=treaty.short or treaty.title,
        date=date,
        date_kind=kind,
        preface=tuple(_preface(treaty)),
        parties=tuple((p.state, _party(p)) for p in treaty.parties),
        preamble=tuple(treaty.preamble),
        articles=numbered,
        unnumbered=unnumbered,
        limits=limits,
        remarks=tuple(treaty.notes),
        sources=tuple(sources.texts),
    )


def _date(treaty: schema.Treaty) -> tuple[str | None, str]:
    if isinstance(treaty.signed, str):
        return treaty.signed, "signature"
    if treaty.in_force is not None:
        return treaty.in_force.from_, "entry into force"
    dates = [s.date for s in treaty.sources if s.date]
    return (max(dates), "latest source") if dates else (None, "undated")


def _preface(treaty: schema.Treaty) -> Iterator[str]:
    kind = wording.capitalised(wording.spoken(treaty.binding))
    status = {
        "proposed": "proposed, not in force",
        "signed": "signed, not in force",
        "in_force": "in force",
        "terminated": "no longer in force",
    }[treaty.status]
    yield f"{kind}, {status}."
    if treaty.signed is not None:
        yield f"Signed: {wording.partial(treaty.signed)}."
    if treaty.in_force is not None:
        why = f" ({treaty.in_force.why.rstrip('.')})" if treaty.in_force.why else ""
        yield f"In force {wording.span(treaty.in_force.from_, treaty.in_force.until)}{why}."
    if treaty.depositary:
        yield f"Depositary: {treaty.depositary}."
    if treaty.supersedes:
        yield f"Takes the place of: {', '.join(treaty.supersedes)}."
    checked = {
        "recalled": "recalled from memory of public texts",
        "text": "checked against the text",
        "second_source": "checked against a second source",
    }
    if treaty.status == "proposed":
        yield "The text of a proposal, made from its file: no authentic text exists."
        return
    yield f"A rendering of the clauses in our words, {checked[treaty.checked]}; it is not the authentic text."


def _party(party: schema.Party) -> str:
    parts = [wording.capitalised(wording.name(party.state))]
    if party.role != "member":
        parts.append(party.role)
    if said := wording.span(party.from_, party.until):
        parts.append(said)
    for rest in party.suspended:
        whose = f"duties of {wording.name(rest.by)} towards it" if rest.by else "its rights and duties"
        parts.append(
            f"{whose} suspended {wording.span(rest.from_, rest.until)}"
            + (f": {rest.why.rstrip('.')}" if rest.why else "")
        )
    if party.recognised_by is not None:
        parts.append(f"recognised by {wording.names(party.recognised_by) or 'no Party'}")
    parts += [f"{d.kind}: {d.text.rstrip('.')} ({wording.source(d.source)})" for d in party.declarations]
    if party.reservation:
        parts.append(f"reservation: {party.reservation.rstrip('.')}")
    if party.note:
        parts.append(party.note.rstrip("."))
    return "; ".join(parts)


def _grouped(every: list[Clause]) -> tuple[tuple[Article, ...], tuple[Article, ...]]:
    groups: dict[str, list[tuple[str, Paragraph]]] = {}
    loose: dict[str, list[Paragraph]] = {}
    for article, paragraph in every:
        if article:
            groups.setdefault(base_number(article), []).append((article, paragraph))
        else:
            loose.setdefault(paragraph.caption, []).append(paragraph)
    order = {number: i for i, number in enumerate(groups)}
    ranked = sorted(groups, key=lambda n: (ordinal(n) is None, ordinal(n) or 0, order[n]))
    numbered = tuple(
        _article(n, [p for _, p in sorted(groups[n], key=lambda pair: _remainder(pair[0], n))])
        for n in ranked
    )
    return numbered, tuple(Article(None, caption, tuple(found)) for caption, found in loose.items())


def _remainder(article: str, number: str) -> str:
    return article.strip().removeprefix(number)


def _article(number: str, paragraphs: list[Paragraph]) -> Article:
    captions = list(dict.fromkeys(p.caption for p in paragraphs))
    heading = (
        captions[0] if len(captions) == 1 else f"{captions[0]}; {'; '.join(c.lower() for c in captions[1:])}"
    )
    return Article(number, heading, tuple(paragraphs))
