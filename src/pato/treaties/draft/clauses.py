"""Each clause of a treaty file in treaty language, with remarks that are not law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pato.registry.names import listed
from pato.treaties.draft import provisions as words
from pato.treaties.draft import wording
from pato.treaties.draft.numbering import letter
from pato.treaties.draft.tree import Item, Remark
from pato.treaties.schema.clause_keys import MATTERS

if TYPE_CHECKING:
    from pato.treaties.schema import base, triggers
    from pato.treaties.schema.treaty import Obligation, Treaty


class Sources:
    """The list of sources, each once, numbered in the order of their first use."""

    def __init__(self, general: list[base.Source]) -> None:
        self.texts: list[str] = []
        self.general = self.of(*general)

    def of(self, *sources: base.Source | None) -> tuple[int, ...]:
        """Return the numbers of sources."""
        return tuple(dict.fromkeys(self._number(s) for s in sources if s is not None))

    def _number(self, source: base.Source) -> int:
        text = wording.source(source)
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1


class Clause(NamedTuple):
    """One clause.

    Attributes
    ----------
    key
        ``kind:id``, by which a reader finds it in the file.
    article
        Its article in the file.
    caption
        Its subject, for a heading.
    item
        Its text; empty if it is not law.
    remarks
        Readings, notes and sources.
    """

    key: str
    article: str | None
    caption: str
    item: Item
    remarks: tuple[Remark, ...] = ()


def clauses(treaty: Treaty, sources: Sources) -> Iterator[Clause]:
    """Yield every clause of a treaty, in the order of the file's keys."""
    law = treaty.binding not in {"political_declaration", "none"}
    for clause in _all(treaty, sources):
        text = called(clause.item.text, treaty)
        # remarks that are not law avoid words of obligation
        written = text if law or _is_verbatim(clause, treaty) else text.replace(" shall ", " will ")
        yield clause._replace(item=clause.item._replace(text=written, keys=(clause.key,)))


def _is_verbatim(clause: Clause, treaty: Treaty) -> bool:
    kind, _, identifier = clause.key.partition(":")
    return kind == "provision" or (
        kind == "obligation" and any(o.id == identifier and o.text for o in treaty.obligations)
    )


def called(text: str, treaty: Treaty) -> str:
    """Return a text with the file's name for associates."""
    member = treaty.classes.get("associate")
    if member is None:
        return text
    return re.sub(r"\b([Tt]he |or )Associate(s?)\b", rf"\1{member.name}\2", text)


def _all(treaty: Treaty, sources: Sources) -> Iterator[Clause]:
    yield from (_obligation(o, sources) for o in treaty.obligations if treaty.chosen(o.only))
    yield from _areas(treaty)
    yield from _standards(treaty)
    yield from _governance(treaty)
    yield from _economy(treaty)
    for p in treaty.provisions:
        yield Clause(f"provision:{p.id}", p.article, p.heading, Item(None, p.text), _noted(p.note))
    for key, article, heading, text in words.final_clauses(treaty):
        yield Clause(key, article, heading, Item(None, text))
    for part in treaty.parts:
        if part.entry_into_force:
            text = words.entry_into_force(part.entry_into_force, f"Part {part.number}")
            if part.may_wait_years:
                wait = wording.duration(f"{part.may_wait_years}y")
                text += f" A Party may ratify this treaty without Part {part.number} and accept that Part within {wait}."
            yield Clause(
                f"entry-into-force:{part.id}",
                part.entry_into_force.article,
                "Entry into force",
                Item(None, text),
            )


def _noted(note: str | None) -> tuple[Remark, ...]:
    return (Remark("Note", note),) if note else ()


def _obligation(o: Obligation, sources: Sources) -> Clause:
    remarks = [_reading(r, sources) for r in o.readings]
    if o.nuclear_umbrella:
        remarks.append(Remark("Nuclear deterrence", f"Extended under this clause: {o.nuclear_umbrella}."))
    remarks += _noted(o.note)
    if dates := wording.span(o.from_, o.until):
        remarks.append(Remark("Dates", f"This clause applies {dates}."))
    for part, quoted in o.words.items():
        remarks.append(Remark("Words of the text", f'On {wording.spoken(part)}: "{quoted.text}".'))
    if o.source:
        remarks.append(Remark("Source", "", sources.of(o.source)))
    for e in o.unless:
        scope = wording.exception(e)
        remarks.append(Remark("Exception", f"{e.label.rstrip('.')}{f': {scope}' if scope else ''}."))
    # words that the authors wrote hold their own exceptions; to a sentence of ours they are added
    held = () if o.text else tuple(o.unless)
    points = tuple(Item(letter(i), e.label.rstrip(".") + ".") for i, e in enumerate(held, start=1))
    text = wording.obligation(o) + (" Exceptions:" if points else "")
    return Clause(
        f"obligation:{o.id}", o.article, wording.caption(o.kind), Item(None, text, points), tuple(remarks)
    )


def _reading(reading: triggers.Reading, sources: Sources) -> Remark:
    said = reading.text.rstrip(".") if reading.text else wording.spoken(reading.id)
    text = (
        f"{said} ({wording.answer(reading.holds)}; held by {listed(map(wording.speaker, reading.said_by))})."
    )
    return Remark("Reading", text, sources.of(reading.source))


def _areas(treaty: Treaty) -> Iterator[Clause]:
    law = _areas_of_law(treaty)
    for key, area in treaty.areas.items():
        parts = [wording.area(i) for i in area.includes]
        said = [*parts, *(f"except {wording.area(i)}" for i in area.excludes)]
        remarks = [*_noted(area.note)]
        remarks += [Remark("Note", i.note) for i in (*area.includes, *area.excludes) if i.note]
        for quoted in (area.words, *(i.words for i in (*area.includes, *area.excludes))):
            if quoted:
                remarks.append(Remark("Words of the text", f'"{quoted.text}".'))
        name = wording.capitalised(wording.area_name(key))
        one = Item(None, f"{name} comprises {said[0]}.")
        item = one if len(said) == 1 else Item(None, f"{name} comprises:", _points(said))
        if key not in law:
            remarks = [Remark("Area of an exception", f"{name}: {'; '.join(said)}."), *remarks]
            item = Item(None, "")
        yield Clause(f"area:{key}", area.article, "Area", item, tuple(remarks))


def _areas_of_law(treaty: Treaty) -> set[str]:
    """Return the areas that the text itself needs: those that only exceptions of written obligations use are coding."""
    named: set[str] = set()
    coding: set[str] = set()
    for o in treaty.obligations:
        if o.when:
            named |= {o.when.in_ or "", *(o.when.to or ())}
        (coding if o.text else named).update(e.in_ for e in o.unless if e.in_)
    found = {key for key in treaty.areas if key in named or key not in coding}
    # an area in which forces are covered is needed where that area is
    for _ in treaty.areas:
        items = [i for key in found for i in (*treaty.areas[key].includes, *treaty.areas[key].excludes)]
        found |= {i.forces_in for i in items if i.forces_in in treaty.areas}
    return found


def _points(said: list[str]) -> tuple[Item, ...]:
    """Return lettered points, with the stops of a list."""
    ends = [";"] * (len(said) - 2) + ["; and", "."] if len(said) > 1 else ["."]
    return tuple(
        Item(letter(n), text + end) for n, (text, end) in enumerate(zip(said, ends, strict=False), start=1)
    )


def _standards(treaty: Treaty) -> Iterator[Clause]:
    for s in treaty.standards:
        yield Clause(
            f"standard:{s.id}",
            s.article,
            "Democratic standards",
            Item(None, words.standard(s)),
            _noted(s.note),
        )
    if r := treaty.standards_rule:
        item = Item(None, words.standards_rule(r))
        yield Clause("standards-rule", r.article, "Democratic standards", item, _noted(r.note))


def _governance(treaty: Treaty) -> Iterator[Clause]:
    if a := treaty.accession:
        yield Clause("accession", a.article, "Accession", Item(None, words.accession(a)), _noted(a.note))
    yield from _decisions(treaty)
    if i := treaty.institutions:
        lacking = words.bodies_lacking(i)
        remarks = (*_noted(i.note), *((Remark("Bodies", lacking),) if lacking else ()))
        yield Clause("institutions", i.article, "Institutions", Item(None, words.institutions(i)), remarks)
    if b := treaty.burden:
        yield Clause("burden", b.article, "Sharing of costs", Item(None, words.burden(b)), _noted(b.note))
    if w := treaty.withdrawal:
        yield Clause("withdrawal", w.article, "Withdrawal", Item(None, words.withdrawal(w)), _noted(w.note))
    yield from _membership(treaty)


def _decisions(treaty: Treaty) -> Iterator[Clause]:
    if d := treaty.decisions:
        for matter in MATTERS:
            if (rule := getattr(d, matter)) and rule.rule != "none":
                item = Item(None, words.decision(matter, rule))
                yield Clause(f"decision:{matter}", rule.article or d.article, "Decisions", item)


def _membership(treaty: Treaty) -> Iterator[Clause]:
    if s := treaty.suspension:
        text, steps, after = words.suspension(s)
        points = _points([step.rstrip(".;") for step in steps])
        yield Clause("suspension", s.article, "Suspension", Item(None, text, points, after or None))
    for name, member in treaty.classes.items():
        if member.article:
            item = Item(None, words.member_class(member))
            yield Clause(f"class:{name}", member.article, f"{member.name}s", item)


def _economy(treaty: Treaty) -> Iterator[Clause]:
    economy = treaty.economy
    if economy is None:
        return
    enforcement = {
        "dispute_settlement": "disputes go to a binding procedure",
        "suspended_dispute_settlement": "the procedure for settling disputes rests",
        "consultation": "differences are met with consultation",
        "review": "what has been done is reviewed",
        "none": "nothing enforces them",
    }[economy.enforcement]
    coded = f"The economic chapters are {wording.spoken(economy.binding)}; {enforcement}."
    yield Clause(
        "economy", None, "Economic chapters", Item(None, ""), (Remark("Coding", coded), *_noted(economy.note))
    )
    for i, c in enumerate(economy.chapters, start=1):
        depth = Remark("Coding", f"Depth on {wording.subject(c.area)}: {c.depth}.")
        yield Clause(
            f"chapter:{i}-{c.area}",
            c.article,
            wording.caption(c.area),
            Item(None, words.chapter(c)),
            (depth, *_noted(c.note)),
        )
