"""From a treaty file to the tree of its text: what the authors wrote out, and the rest from its clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from pato.treaties.draft import annexes as tables
from pato.treaties.draft import front, wording
from pato.treaties.draft.clauses import Clause, Sources, clauses
from pato.treaties.draft.numbering import base_number, label_of, letter, order_of, ordinal
from pato.treaties.draft.tree import Annex, Article, Draft, Item, Part, Remark
from pato.treaties.draft.version import Version
from pato.treaties.schema.clause_keys import keys_named
from pato.treaties.schema.numbers import filled

if TYPE_CHECKING:
    from pato.treaties.schema import articles as schema
    from pato.treaties.schema.treaty import Treaty

_Optional = TypeVar("_Optional", "schema.Paragraph", "schema.Point")
_EVERY_ONE = re.compile(r"\b([Ee]very|[Ee]ach) one (year|month|day|hour)\b")
UNNUMBERED = "Clauses without an article number"
_MOST_CAPTIONS = 3


def assembled(version: Version) -> Draft:
    """Return a version of a treaty as the tree of its text."""
    treaty = version.treaty
    sources = Sources(treaty.sources)
    return _Assembly(version, sources, list(clauses(treaty, sources))).draft()


class _Assembly:
    """Puts one version of one instrument together."""

    def __init__(self, version: Version, sources: Sources, every: list[Clause]) -> None:
        self.version = version
        self.treaty: Treaty = version.treaty
        self.sources = sources
        self.values = version.values()
        self.every = [c._replace(item=self._filled_item(c.item)) for c in every]
        self.written = [a for a in self.treaty.articles if version.has(a.only)]
        self.named = set(self._named())

    def _named(self) -> Iterator[str]:
        """Yield the keys of clauses that a paragraph or point names as its own."""
        held = [p for a in self.written for p in a.paragraphs] + [
            p for a in self.treaty.annexes for p in a.paragraphs
        ]
        for paragraph in self._standing(held):
            words = [*paragraph.clauses, *(n for p in self._standing(paragraph.points) for n in p.clauses)]
            yield from (key for name in words for key in keys_named(self.treaty, name))

    def draft(self) -> Draft:
        treaty = self.treaty
        date, kind = front.dated(treaty)
        loose, remarks = self._loose()
        parts = self._parts(loose)
        many = len(treaty.parties) > front.MOST_NAMED
        return Draft(
            id=treaty.id,
            title=treaty.title,
            short=treaty.short or treaty.title,
            label=f"{treaty.title}, {self.version.name}" if self.version.name else treaty.title,
            status=tuple(front.status(treaty)),
            date=date,
            date_kind=kind,
            members=tuple((p.state, wording.name(p.state), p.role) for p in treaty.parties),
            opening=front.opening(treaty, named=not many),
            preamble=tuple(self._filled(t) for t in front.recitals(treaty)),
            enacting=front.enacting(treaty),
            parts=parts,
            testimonium=self._filled(treaty.final.testimonium)
            if treaty.final and treaty.final.testimonium
            else None,
            annexes=tuple(self._annexes(many=many)),
            grids=tuple(
                g for g in (tables.numbers_chosen(treaty), tables.members_by_class(treaty)) if g.rows
            ),
            remarks=(*front.remarks(treaty, self.sources), *self._commented(treaty.commentary), *remarks),
            sources=tuple(self.sources.texts),
        )

    def _filled(self, text: str) -> str:
        flat = " ".join(text.split())
        said = _EVERY_ONE.sub(r"\1 \2", filled(flat, self.values))
        return wording.capitalised(said) if flat.startswith("{") else said

    def _filled_item(self, item: Item) -> Item:
        points = tuple(self._filled_item(p) for p in item.points)
        end = self._filled(item.end) if item.end else None
        return item._replace(text=self._filled(item.text), points=points, end=end)

    def _standing(self, items: Iterable[_Optional]) -> list[_Optional]:
        return [i for i in items if self.version.has(i.only)]

    # articles

    def _parts(self, loose: tuple[Article, ...]) -> tuple[Part, ...]:
        placed = self._articles()
        of_part = {a.number: a.part for a in self.written}
        parts: list[Part] = []
        current = self.treaty.parts[0].id if self.treaty.parts else None
        for article in placed:
            # an article that is not written out belongs with the one before it, the first to the first part
            current = of_part.get(article.number or "", current)
            if not parts or parts[-1].id != current:
                parts.append(self._part(current))
            parts[-1] = parts[-1]._replace(articles=(*parts[-1].articles, article))
        if loose:
            parts.append(Part("unnumbered", None, UNNUMBERED, loose))
        return tuple(parts)

    def _part(self, identifier: str | None) -> Part:
        for part in self.treaty.parts:
            if part.id == identifier:
                return Part(part.id, part.number, part.title, (), self._commented(part.commentary))
        return Part(None, None, "", ())

    def _articles(self) -> list[Article]:
        found: dict[str, Article] = {}
        groups: dict[str, list[Clause]] = {}
        for clause in self.every:
            if clause.article:
                groups.setdefault(base_number(clause.article), []).append(clause)
        for article in self.written:
            found[article.number] = self._article(article, groups.pop(article.number, []))
        definitions = self.treaty.definitions
        if definitions and definitions.article not in found:
            found[definitions.article] = self._definitions(definitions, groups.pop(definitions.article, []))
        absent = {a.number for a in self.treaty.articles if a.number not in found}
        for number, held in groups.items():
            if number in absent:  # the version has no such article
                continue
            left = [c for c in held if c.key not in self.named]
            if any(c.item.text for c in left):
                found[number] = Article(number, _heading(left), _numbered(_generated(left)), _remarks(held))
        order = {number: i for i, number in enumerate(found)}
        ranked = sorted(found, key=lambda n: (ordinal(n) is None, ordinal(n) or 0, order[n]))
        return [found[n] for n in ranked]

    def _article(self, article: schema.ArticleText, held: list[Clause]) -> Article:
        paragraphs = self._standing(article.paragraphs)
        items = [self._item(p, held) for p in paragraphs]
        if not paragraphs and self.treaty.definitions and self.treaty.definitions.article == article.number:
            items = list(self._terms(self.treaty.definitions))
        texts = [i for i in items if i.text]
        labels = {i.label for i in items} | {p.id for p in article.paragraphs}
        # what the authors wrote out wins: a clause of the whole article is in its text
        left = [
            c
            for c in held
            if c.key not in self.named
            and c.item.text
            and (not texts or (label_of(c.article or "") or None) not in {*labels, None})
        ]
        coded = {k for i in items for k in (*i.keys, *(k for p in i.points for k in p.keys))}
        covered = tuple(c.key for c in held if c not in left and c.key not in {*coded, *self.named})
        if items and covered:
            items[0] = items[0]._replace(keys=(*items[0].keys, *covered))
        every = sorted([*items, *_generated(left)], key=lambda i: order_of(i.label)) if left else items
        remarked = [c for c in self.every if c in held or c.key in coded]
        remarks = (*self._commented(article.commentary), *_remarks(remarked))
        return Article(article.number, self._filled(article.heading), _numbered(every), remarks)

    def _item(self, paragraph: schema.Paragraph, held: list[Clause]) -> Item:
        named = [k for name in paragraph.clauses for k in keys_named(self.treaty, name)]
        here = [c.key for c in held if paragraph.id and label_of(c.article or "") == paragraph.id]
        keys = tuple(dict.fromkeys([*named, *here]))
        points = []
        for n, point in enumerate(self._standing(paragraph.points), start=1):
            of_point = tuple(k for name in point.clauses for k in keys_named(self.treaty, name))
            points.append(Item(point.id or letter(n), self._filled(point.text), keys=of_point))
        if paragraph.text is None and not points:
            made = _generated([c for c in self.every if c.key in keys])
            text = " ".join(i.text for i in made if i.text)
            inner = tuple(p for i in made for p in i.points)
            return Item(paragraph.id, text, inner, next((i.end for i in made if i.end), None), keys)
        end = self._filled(paragraph.end) if paragraph.end else None
        return Item(paragraph.id, self._filled(paragraph.text or ""), tuple(points), end, keys)

    def _definitions(self, definitions: schema.Definitions, held: list[Clause]) -> Article:
        remarks = (*self._commented(definitions.commentary), *_remarks(held))
        return Article(definitions.article, definitions.heading, tuple(self._terms(definitions)), remarks)

    def _terms(self, definitions: schema.Definitions) -> Iterator[Item]:
        terms = [t for t in definitions.terms if self.version.has(t.only)]
        ends = [";"] * (len(terms) - 2) + ["; and", "."] if len(terms) > 1 else ["."]
        points = tuple(
            Item(letter(n), f"means {self._filled(t.means).rstrip('.;')}{end}", term=t.term)
            for n, (t, end) in enumerate(zip(terms, ends, strict=True), start=1)
        )
        yield Item(None, definitions.intro, points)

    def _loose(self) -> tuple[tuple[Article, ...], tuple[Remark, ...]]:
        """Return clauses without an article, by subject, and remarks on parts that are not law."""
        groups: dict[str, list[Clause]] = {}
        remarks: list[Remark] = []
        for clause in self.every:
            if clause.article is None and clause.key not in self.named:
                if clause.item.text:
                    groups.setdefault(clause.caption, []).append(clause)
                else:
                    remarks += clause.remarks
        made = tuple(
            Article(None, caption, _numbered(_generated(held)), _remarks(held))
            for caption, held in groups.items()
        )
        return made, tuple(remarks)

    # annexes

    def _annexes(self, *, many: bool) -> Iterator[Annex]:
        written = [a for a in self.treaty.annexes if self.version.has(a.only)]
        shown = {table for a in written for table in a.tables}
        for annex in written:
            items = [self._item(p, []) for p in self._standing(annex.paragraphs)]
            grids = tuple(tables.grid(name, self.treaty) for name in annex.tables)
            remarks = self._commented(annex.commentary)
            yield Annex(annex.id, annex.letter, self._filled(annex.title), _numbered(items), grids, remarks)
        # thresholds of standards are law: they are in the text even if the file has no annex for them
        if self.treaty.standards and "indicators" not in shown:
            yield Annex("indicators", None, "Indicators", (), (tables.grid("indicators", self.treaty),))
        if many and "members" not in shown:
            yield Annex("members", None, "Parties", (), (tables.grid("members", self.treaty),))

    def _commented(self, commentary: schema.Commentary | None) -> tuple[Remark, ...]:
        if commentary is None:
            return ()
        remarks = [Remark("Reason", self._filled(commentary.reason))] if commentary.reason else []
        remarks += [Remark("Alternative", self._filled(text)) for text in commentary.alternatives]
        if commentary.our_choice:
            remarks.append(Remark("Our choice", "The drafters chose this; no source prescribes it."))
        if commentary.sources:
            remarks.append(Remark("Source", "", self.sources.of(*commentary.sources)))
        return tuple(remarks)


def _generated(held: Iterable[Clause]) -> list[Item]:
    """Return clauses as paragraphs: those with one number form one paragraph, without repetitions."""
    found: dict[str | None, list[Item]] = {}
    for clause in held:
        if clause.item.text:
            found.setdefault(label_of(clause.article or ""), []).append(clause.item)
    items: list[Item] = []
    for label, group in found.items():
        if label is None:
            items += _merged(group)
            continue
        merged = _merged(group)
        # One number, several clauses: sentences of one paragraph
        text = " ".join(i.text for i in merged)
        points = tuple(p for i in merged for p in i.points)
        end = next((i.end for i in merged if i.end), None)
        items.append(Item(label, text, points, end, tuple(k for i in merged for k in i.keys)))
    return sorted(items, key=lambda i: order_of(i.label))


def _merged(group: list[Item]) -> list[Item]:
    found: dict[str, Item] = {}
    for item in group:
        same = found.get(item.text)
        found[item.text] = same._replace(keys=(*same.keys, *item.keys)) if same else item
    return list(found.values())


def _numbered(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return paragraphs in order; several without letters get the free numbers."""
    every = [i for i in items if i.text or i.points]
    labels = {i.label for i in every}
    if len(every) < 2 or any(label and not label.isdigit() for label in labels):
        return tuple(every)
    free = (str(n) for n in count(1) if str(n) not in labels)
    numbered = [i if i.label else i._replace(label=next(free)) for i in every]
    return tuple(sorted(numbered, key=lambda i: order_of(i.label)))


def _heading(held: list[Clause]) -> str:
    captions = list(dict.fromkeys(c.caption for c in held if c.item.text))
    if len(captions) > 1 and "Decisions" in captions:
        captions.remove("Decisions")
    if len(captions) <= _MOST_CAPTIONS:
        return "; ".join([captions[0], *(c[:1].lower() + c[1:] for c in captions[1:])])
    if all(c.key.startswith("chapter:") for c in held):
        return "Economic cooperation"
    return f"{captions[0]} and other matters"


def _remarks(held: Iterable[Clause]) -> tuple[Remark, ...]:
    return tuple(dict.fromkeys(r for c in held for r in c.remarks))
