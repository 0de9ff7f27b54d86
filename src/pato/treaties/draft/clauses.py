"""Each clause of a treaty file as one paragraph, with its notes and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pato.registry.names import listed
from pato.treaties.draft import wording

if TYPE_CHECKING:
    from pato.treaties.schema import base, provisions, triggers
    from pato.treaties.schema import treaty as schema

_NUMBERED = re.compile(r"(?P<number>[0-9]+|[IVXLC]+)(?=$|[(.:]|\s(?:and|to|bis)\b)")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


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


class Sources:
    """The list of sources, each once, numbered in the order of their first use."""

    def __init__(self, general: list[base.Source]) -> None:
        self.texts: list[str] = []
        self.general = tuple(self._number(s) for s in general)

    def _number(self, source: base.Source) -> int:
        text = wording.source(source)
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1

    def of(self, *own: base.Source | None) -> tuple[int, ...]:
        """Return the numbers of a clause's own sources, or those of the whole instrument."""
        numbers = tuple(dict.fromkeys(self._number(s) for s in own if s is not None))
        return numbers or self.general


Clause = tuple[str | None, Paragraph]


def clauses(treaty: schema.Treaty, sources: Sources) -> list[Clause]:
    """Return every clause of a treaty but its domestic limits: its article, or None, and the paragraph."""
    return [
        *_obligations(treaty, sources),
        *_areas(treaty, sources),
        *_governance(treaty, sources),
        *_economy(treaty, sources),
        *_provisions(treaty, sources),
    ]


def _provisions(treaty: schema.Treaty, sources: Sources) -> Iterator[Clause]:
    for p in treaty.provisions:
        notes = (p.note,) if p.note else ()
        yield (
            p.article,
            Paragraph(f"provision:{p.id}", p.heading, _cite(p.article), p.text, (), notes, sources.general),
        )


def _obligations(treaty: schema.Treaty, sources: Sources) -> Iterator[Clause]:
    for o in treaty.obligations:
        notes = [_reading(r) for r in o.readings]
        if o.nuclear_umbrella:
            notes.append(f"Nuclear deterrence extended under this clause: {o.nuclear_umbrella}.")
        if o.note:
            notes.append(o.note)
        if dates := wording.span(o.from_, o.until):
            notes.append(f"This clause applies {dates}.")
        points = tuple(wording.exception(e) for e in o.unless)
        readings = [r.source for r in o.readings]
        numbers = (
            *(sources.of(o.source) if o.source else sources.general),
            *(sources.of(*readings) if readings else ()),
        )
        caption = wording.caption(o.kind)
        yield (
            o.article,
            Paragraph(
                f"obligation:{o.id}",
                caption,
                _cite(o.article),
                wording.obligation(o),
                points,
                tuple(notes),
                _unique(numbers),
            ),
        )


def _unique(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))


def _reading(reading: triggers.Reading) -> str:
    said = (
        reading.text.rstrip(".")
        if reading.text
        else ("the clause covers this" if reading.holds else "the clause does not cover this")
    )
    return f"Reading '{reading.id}' ({wording.answer(reading.holds)}), held by {listed(reading.said_by)}: {said}. Source: {wording.source(reading.source)}"


def _areas(treaty: schema.Treaty, sources: Sources) -> Iterator[Clause]:
    for key, area in treaty.areas.items():
        points = [wording.area(item) + ";" for item in area.includes] + [
            f"Except: {wording.area(item)};" for item in area.excludes
        ]
        points[-1] = points[-1][:-1] + "."
        text = f"'{key}' means:"
        notes = (area.note,) if area.note else ()
        yield (
            area.article,
            Paragraph(
                f"area:{key}", "Area", _cite(area.article), text, tuple(points), notes, sources.general
            ),
        )


def _governance(treaty: schema.Treaty, sources: Sources) -> Iterator[Clause]:
    general = sources.general
    for clause in treaty.standards:
        notes = (clause.note,) if clause.note else ()
        yield (
            clause.article,
            Paragraph(
                f"standard:{clause.id}",
                "Standards",
                _cite(clause.article),
                wording.standard(clause),
                (),
                notes,
                general,
            ),
        )
    if treaty.standards_rule:
        r = treaty.standards_rule
        notes = (r.note,) if r.note else ()
        yield (
            r.article,
            Paragraph(
                "standards-rule", "Standards", _cite(r.article), wording.standards_rule(r), (), notes, general
            ),
        )
    if treaty.accession:
        a = treaty.accession
        parts = [
            f"{wording.names(a.open_to)} may join." if a.open_to else "",
            f"States are invited {wording.rule(a.invitation)}." if a.invitation else "",
        ]
        text = " ".join(p for p in parts if p) or "Other states may join."
        yield (
            a.article,
            Paragraph(
                "accession", "Accession", _cite(a.article), text, (), (a.note,) if a.note else (), general
            ),
        )
    if treaty.decisions:
        yield from _decisions(treaty.decisions, general)
    if treaty.institutions:
        i = treaty.institutions
        text = wording.institutions(i) or "The bodies are as follows."
        yield (
            i.article,
            Paragraph(
                "institutions",
                "Institutions",
                _cite(i.article) if i.article else None,
                text,
                (),
                (i.note,) if i.note else (),
                general,
            ),
        )
    if treaty.burden:
        b = treaty.burden
        yield (
            b.article,
            Paragraph(
                "burden",
                "Sharing of costs",
                _cite(b.article),
                wording.burden(b),
                (),
                (b.note,) if b.note else (),
                general,
            ),
        )
    if treaty.withdrawal:
        w = treaty.withdrawal
        yield (
            w.article,
            Paragraph(
                "withdrawal",
                "Withdrawal",
                _cite(w.article),
                _withdrawal(w),
                (),
                (w.note,) if w.note else (),
                general,
            ),
        )


def _withdrawal(clause: provisions.Withdrawal) -> str:
    notice = f" with notice of {wording.duration(clause.notice)}" if clause.notice else ""
    earliest = f", from {clause.not_before} on" if clause.not_before else ""
    return f"A Party may withdraw{notice}{earliest}."


def _decisions(decisions: provisions.Decisions, general: tuple[int, ...]) -> Iterator[Clause]:
    matters = {
        "default": "Where nothing else is said, the Parties decide",
        "invocation": "That a duty is invoked is decided",
        "accession": "Accession is decided",
    }
    matters |= {
        "suspension": "Suspension of a Party is decided",
        "amendment": "Amendments are decided",
        "budget": "The budget is decided",
    }
    for matter, beginning in matters.items():
        rule = getattr(decisions, matter)
        if rule is not None:
            article = rule.article or decisions.article
            yield (
                article,
                Paragraph(
                    f"decision:{matter}",
                    "Decisions",
                    _cite(article),
                    f"{beginning} {wording.rule(rule)}.",
                    (),
                    (),
                    general,
                ),
            )


def _economy(treaty: schema.Treaty, sources: Sources) -> Iterator[Clause]:
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
    yield (
        None,
        Paragraph(
            "economy",
            "Economic chapters",
            None,
            text,
            (),
            (economy.note,) if economy.note else (),
            sources.general,
        ),
    )
    for i, chapter in enumerate(economy.chapters, start=1):
        caption = wording.caption(chapter.area)
        notes = (chapter.note,) if chapter.note else ()
        yield (
            chapter.article,
            Paragraph(
                f"chapter:{i}-{chapter.area}",
                caption,
                _cite(chapter.article),
                wording.chapter(chapter),
                (),
                notes,
                sources.general,
            ),
        )


def limit(clause: provisions.DomesticLimit, sources: Sources) -> Paragraph:
    """Return a limit in a party's own law as a paragraph."""
    on = f" It bears on: {', '.join(clause.obligations)}." if clause.obligations else ""
    dates = wording.span(clause.from_, clause.until)
    text = f"{clause.label.rstrip('.')}. This {clause.effect} what {wording.name(clause.state)} can do under the instrument{f', {dates}' if dates else ''}.{on}"
    return Paragraph(
        f"limit:{clause.id}",
        wording.capitalised(wording.name(clause.state)),
        None,
        text,
        (),
        (),
        sources.of(clause.source),
    )


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
