"""The instrument as a neutral tree: parts, articles, paragraphs, notes and sources; every format is made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pato.treaties.draft import wording

if TYPE_CHECKING:
    from pato.treaties.schema import treaty as schema

_NUMBERED = re.compile(r"(?P<number>[0-9]+|[IVXLC]+)(?=$|[(.:]|\s(?:and|to|bis)\b)")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
UNNUMBERED = "Clauses that the file gives without an article number"


class Paragraph(NamedTuple):
    """One clause of the file as a paragraph.

    Attributes
    ----------
    key
        ``kind:id`` of the clause, by which a reader finds it in the file; it stands once in every format.
    caption
        What it is about.
    cite
        The article as the file has it, where it says more than the article's number.
    text
        The clause in a sentence.
    points
        Exceptions, or the parts of an area.
    notes
        Readings with who holds them, and remarks: footnotes.
    sources
        Numbers of its sources in the list of sources, from 1.
    """

    key: str
    caption: str
    cite: str | None
    text: str
    points: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[int, ...]


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


class _Sources:
    """The list of sources, each once, numbered in the order of their first use."""

    def __init__(self, general: list[schema.Source]) -> None:
        self.texts: list[str] = []
        self.general = tuple(self._number(s) for s in general)

    def _number(self, source: schema.Source) -> int:
        text = wording.source(source)
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1

    def of(self, *own: schema.Source | None) -> tuple[int, ...]:
        """Return the numbers of a clause's own sources, or those of the whole instrument."""
        numbers = tuple(dict.fromkeys(self._number(s) for s in own if s is not None))
        return numbers or self.general


_Clause = tuple[str | None, Paragraph]


def articles(treaty: schema.Treaty) -> Draft:
    """Return a treaty as a tree of articles made from its clauses.

    Parameters
    ----------
    treaty
        The instrument, as its file says it.
    """
    sources = _Sources(treaty.sources)
    clauses = [*_obligations(treaty, sources), *_areas(treaty, sources), *_governance(treaty, sources), *_economy(treaty, sources)]
    numbered, unnumbered = _grouped(clauses)
    limits = tuple(_limit(limit, sources) for limit in treaty.domestic_limits)
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
    status = {"proposed": "proposed, in force nowhere", "signed": "signed, not in force", "in_force": "in force", "terminated": "no longer in force"}[treaty.status]
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
    checked = {"recalled": "recalled from memory of public texts", "text": "checked against the text", "second_source": "checked against a second source"}
    yield f"A rendering of the clauses in our words, {checked[treaty.checked]}; it is not the authentic text."


def _party(party: schema.Party) -> str:
    parts = [wording.name(party.state)]
    if party.role != "member":
        parts.append(party.role)
    if said := wording.span(party.from_, party.until):
        parts.append(said)
    for rest in party.suspended:
        whose = f"duties of {wording.name(rest.by)} towards it" if rest.by else "its rights and duties"
        parts.append(f"{whose} suspended {wording.span(rest.from_, rest.until)}" + (f": {rest.why.rstrip('.')}" if rest.why else ""))
    if party.recognised_by is not None:
        parts.append(f"recognised by {wording.names(party.recognised_by) or 'no Party'}")
    if party.reservation:
        parts.append(f"reservation: {party.reservation.rstrip('.')}")
    if party.note:
        parts.append(party.note.rstrip("."))
    return "; ".join(parts)


def _obligations(treaty: schema.Treaty, sources: _Sources) -> Iterator[_Clause]:
    for o in treaty.obligations:
        notes = [_reading(r) for r in o.readings]
        if o.nuclear_umbrella:
            notes.append(f"Nuclear deterrence extended under this clause: {o.nuclear_umbrella}.")
        if o.note:
            notes.append(o.note)
        if dates := wording.span(o.from_, o.until):
            notes.append(f"This clause applies {dates}.")
        points = tuple(wording.exception(e) for e in o.unless)
        numbers = sources.of(o.source, *(r.source for r in o.readings)) if o.source else (*sources.general, *sources.of(*(r.source for r in o.readings)))
        caption = wording.capitalised(wording.spoken(o.kind))
        yield o.article, Paragraph(f"obligation:{o.id}", caption, _cite(o.article), wording.obligation(o), points, tuple(notes), _unique(numbers))


def _unique(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))


def _reading(reading: schema.Reading) -> str:
    said = reading.text.rstrip(".") if reading.text else ("the clause covers this" if reading.holds else "the clause does not cover this")
    answer = "it applies" if reading.holds else "it does not apply"
    return f"Reading '{reading.id}' ({answer}), held by {wording.listed(reading.said_by)}: {said}. Source: {wording.source(reading.source)}"


def _areas(treaty: schema.Treaty, sources: _Sources) -> Iterator[_Clause]:
    for key, area in treaty.areas.items():
        points = [wording.area(item) + ";" for item in area.includes] + [f"Except: {wording.area(item)};" for item in area.excludes]
        points[-1] = points[-1][:-1] + "."
        text = f"The {wording.spoken(key)} is:"
        notes = (area.note,) if area.note else ()
        yield area.article, Paragraph(f"area:{key}", "Area", _cite(area.article), text, tuple(points), notes, sources.general)


def _governance(treaty: schema.Treaty, sources: _Sources) -> Iterator[_Clause]:
    general = sources.general
    for clause in treaty.standards:
        notes = (clause.note,) if clause.note else ()
        yield clause.article, Paragraph(f"standard:{clause.id}", "Standard", _cite(clause.article), wording.standard(clause), (), notes, general)
    if treaty.accession:
        a = treaty.accession
        parts = [f"{wording.names(a.open_to)} may join." if a.open_to else "", f"States are invited {wording.rule(a.invitation)}." if a.invitation else ""]
        text = " ".join(p for p in parts if p) or "Other states may join."
        yield a.article, Paragraph("accession", "Accession", _cite(a.article), text, (), (a.note,) if a.note else (), general)
    if treaty.decisions:
        yield from _decisions(treaty.decisions, general)
    if treaty.institutions:
        i = treaty.institutions
        text = wording.institutions(i) or "The bodies are as follows."
        yield None, Paragraph("institutions", "Institutions", None, text, (i.note,) if i.note else (), (), general)
    if treaty.burden:
        b = treaty.burden
        yield b.article, Paragraph("burden", "Sharing of costs", _cite(b.article), wording.burden(b), (), (b.note,) if b.note else (), general)
    if treaty.withdrawal:
        w = treaty.withdrawal
        yield w.article, Paragraph("withdrawal", "Withdrawal", _cite(w.article), _withdrawal(w), (), (w.note,) if w.note else (), general)


def _withdrawal(clause: schema.Withdrawal) -> str:
    notice = f" with notice of {wording.duration(clause.notice)}" if clause.notice else ""
    earliest = f", from {clause.not_before} on" if clause.not_before else ""
    return f"A Party may withdraw{notice}{earliest}."


def _decisions(decisions: schema.Decisions, general: tuple[int, ...]) -> Iterator[_Clause]:
    matters = {"default": "Where nothing else is said, the Parties decide", "invocation": "That a duty is invoked is decided", "accession": "Accession is decided"}
    matters |= {"suspension": "Suspension of a Party is decided", "amendment": "Amendments are decided", "budget": "The budget is decided"}
    for matter, beginning in matters.items():
        rule = getattr(decisions, matter)
        if rule is not None:
            article = rule.article or decisions.article
            yield article, Paragraph(f"decision:{matter}", "Decisions", _cite(article), f"{beginning} {wording.rule(rule)}.", (), (), general)


def _economy(treaty: schema.Treaty, sources: _Sources) -> Iterator[_Clause]:
    economy = treaty.economy
    if economy is None:
        return
    enforcement = {
        "dispute_settlement": "disputes go to a binding procedure of settlement",
        "suspended_dispute_settlement": "the procedure for settling disputes rests",
        "consultation": "differences are met with consultation",
        "review": "what has been done is reviewed",
        "none": "nothing enforces it",
    }[economy.enforcement]
    text = f"The economic chapters are {wording.spoken(economy.binding)}; {enforcement}."
    yield None, Paragraph("economy", "Economic chapters", None, text, (), (economy.note,) if economy.note else (), sources.general)
    for i, chapter in enumerate(economy.chapters, start=1):
        caption = wording.capitalised(wording.spoken(chapter.area))
        notes = (chapter.note,) if chapter.note else ()
        yield chapter.article, Paragraph(f"chapter:{i}-{chapter.area}", caption, _cite(chapter.article), wording.chapter(chapter), (), notes, sources.general)


def _limit(limit: schema.DomesticLimit, sources: _Sources) -> Paragraph:
    on = f" It bears on: {', '.join(limit.obligations)}." if limit.obligations else ""
    dates = wording.span(limit.from_, limit.until)
    text = f"{limit.label.rstrip('.')}. This {limit.effect} what {wording.name(limit.state)} can do under the instrument{f', {dates}' if dates else ''}.{on}"
    return Paragraph(f"limit:{limit.id}", wording.name(limit.state), None, text, (), (), sources.of(limit.source))


def _cite(article: str | None) -> str | None:
    """Return the article in full where it says more than the number of the article that holds it."""
    return article if article and article != base_number(article) else None


def base_number(article: str) -> str:
    """Return the article to which a citation belongs: its leading number, or all of it where it has none.

    >>> base_number("2(a)"), base_number("IX:1"), base_number("Commitment to Consult")
    ('2', 'IX', 'Commitment to Consult')
    """
    found = _NUMBERED.match(article.strip())
    return found["number"] if found else article.strip()


def ordinal(number: str) -> int | None:
    """Return an article's number as an integer, from Arabic or Roman figures; None for words.

    >>> ordinal("XIV"), ordinal("12"), ordinal("notes of 1958")
    (14, 12, None)
    """
    if number.isascii() and number.isdigit():
        return int(number)
    if not number or set(number) - set(_ROMAN):
        return None
    values = [_ROMAN[c] for c in number]
    return sum(-v if v < max(values[i:], default=0) else v for i, v in enumerate(values))


def _grouped(clauses: list[_Clause]) -> tuple[tuple[Article, ...], tuple[Article, ...]]:
    groups: dict[str, list[tuple[str, Paragraph]]] = {}
    loose: dict[str, list[Paragraph]] = {}
    for article, paragraph in clauses:
        if article:
            groups.setdefault(base_number(article), []).append((article, paragraph))
        else:
            loose.setdefault(paragraph.caption, []).append(paragraph)
    order = {number: i for i, number in enumerate(groups)}
    ranked = sorted(groups, key=lambda n: (ordinal(n) is None, ordinal(n) or 0, order[n]))
    numbered = tuple(_article(n, [p for _, p in sorted(groups[n], key=lambda pair: _remainder(pair[0], n))]) for n in ranked)
    return numbered, tuple(Article(None, caption, tuple(found)) for caption, found in loose.items())


def _remainder(article: str, number: str) -> str:
    return article.strip().removeprefix(number)


def _article(number: str, paragraphs: list[Paragraph]) -> Article:
    captions = list(dict.fromkeys(p.caption for p in paragraphs))
    heading = captions[0] if len(captions) == 1 else f"{captions[0]}; {'; '.join(c.lower() for c in captions[1:])}"
    return Article(number, heading, tuple(paragraphs))
