"""A legal adviser's one-page note: question, text, readings, answer, what is not covered, sources."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pato.cells import document_title, escape_markdown, printable
from pato.errors import UnknownNameError
from pato.registry.names import listed as in_words
from pato.treaties.architecture import Architecture
from pato.treaties.cascade import Answer, headline, says
from pato.treaties.draft.wording import capitalised
from pato.treaties.draft.wording import name as spelt
from pato.treaties.duty import COUNTED, Duty, Trace
from pato.treaties.load import text_of

_MOST = {"answer": 7, "texts": 5, "readings": 4, "open": 8, "states": 10, "sources": 5}
"""Lines of each section, and states in one list: the note is one page, `pato who --trace` has the rest."""
_LETTERS = 420
"""Letters of a quotation or remark, at most."""
_ORDER = (
    "obliged",
    "obliged_on_decision",
    "obliged_on_request",
    "disputed",
    "coded",
    "coded_if",
    "expected",
    "unilateral",
    "unknown",
)
_SAID = {
    "obliged": "{who} must help{whom}{against}",
    "obliged_on_decision": "{who} must help{whom}{against} once a decision is taken",
    "obliged_on_request": "{who} must help{whom}{against} on request",
    "disputed": "Whether {who} must help{whom}{against} is disputed",
    "case_by_case": "Whether {who} must help{whom}{against} is to be decided case by case",
    "coded": "{who} must help{whom}{against}, as a data set codes a text that was not read",
    "coded_if": "{who} must help{whom}{against} on conditions, as a data set codes a text that was not read",
    "expected": "{who} promised help{to}{against} in a political text, which is no duty",
    "unilateral": "{who} would act{for_}{against} by its own law, owed to nobody",
    "unknown": "Whether {who} must help{whom}{against} is not known",
}
_CHECKED = {
    "recalled": "recalled from memory of public texts",
    "text": "checked against the text",
    "second_source": "checked against a second source",
    "coded": "coded by a data set; the text was not read",
}


def name(code: str) -> str:
    """Return the name of a state within a sentence; anything but a state's code, such as a council, unchanged."""
    try:
        return spelt(code)
    except UnknownNameError:
        return code


def names(codes: Iterable[str]) -> str:
    """Return states as a list in a sentence."""
    return in_words([name(code) for code in codes])


def plain(text: str) -> str:
    """Return a remark of the program in the style of a letter: states by name, no command-line options."""
    said = re.sub(r" \(--[a-z-]+\)", "", text)
    pair = re.compile(r"\b[A-Z]{3}-[A-Z]{3}\b")
    said = pair.sub(lambda both: "-".join(name(s).removeprefix("the ") for s in both[0].split("-")), said)
    return re.sub(r"\b[A-Z]{3}\b", lambda found: name(found[0]), said)


class Block(NamedTuple):
    """One paragraph of the note: ``title``, ``heading``, ``text`` or ``item``."""

    style: str
    text: str


def memo(answer: Answer, system: Architecture) -> list[Block]:
    """Return the note on an answer.

    Parameters
    ----------
    answer
        The obligations that the event triggers, with traces; without the cascade.
    system
        The architecture that was asked, for the sources of its texts.
    """
    helping = [
        d for d in answer.duties if d.round == 0 and not d.standing and d.kind in {"defence", "assistance"}
    ]
    others = [
        d
        for d in answer.duties
        if d.round == 0 and not d.standing and d.kind in {"consultation", "offence", "neutrality"}
    ]
    blocks = [Block("title", f"Note: {headline(answer.event, spell=name)}")]
    blocks += [Block("heading", "Question"), *_question(answer)]
    blocks += [Block("heading", "Answer"), *_answer(helping, others, answer)]
    blocks += [Block("heading", "Text relied on"), *_texts(helping or others, answer)]
    readings = list(_readings([*helping, *others]))
    if readings:
        blocks += [Block("heading", "Readings, and who holds them"), *readings]
    blocks += [Block("heading", "What is not covered"), *_not_covered(answer, system)]
    blocks += [Block("heading", "Sources"), *_sources(helping or others, system)]
    return blocks


def _question(answer: Answer) -> Iterator[Block]:
    event = answer.event
    whom = names(event.all_victims)
    yield Block(
        "text",
        f"{headline(event, spell=name)}. Which states owe {whom} help, under which text? Law of {event.date}, instruments: {answer.architecture}.",
    )
    if answer.variants:
        yield Block("text", f"Left open, and answered each way: {'; '.join(answer.variants)}.")


def _answer(helping: list[Duty], others: list[Duty], answer: Answer) -> Iterator[Block]:
    if first := _no_defence(helping, answer):
        yield Block("text", first)
    groups: dict[tuple[Any, ...], list[Duty]] = {}
    for duty in sorted(
        helping, key=lambda d: (d.role != "victim", d.kind != "defence", _ORDER.index(d.status))
    ):
        key = (
            duty.role,
            duty.victim,
            duty.kind,
            duty.status,
            duty.case_by_case,
            duty.short,
            duty.article,
            duty.given,
            duty.against,
        )
        groups.setdefault(key, []).append(duty)
    for found in list(groups.values())[: _MOST["answer"]]:
        yield Block("item", _sentence(found, answer))
    yield from _further(len(groups) - _MOST["answer"], "obligation")
    consult = [d for d in others if d.kind == "consultation" and d.role == "victim"]
    if consult:
        which = ", ".join(dict.fromkeys(f"{d.short} {d.article}" for d in consult))
        yield Block("item", f"Consultation: {_few(d.state for d in consult)} ({which}).")


def _further(left: int, what: str) -> Iterator[Block]:
    if left > 0:
        yield Block("item", f"{left} further {what}{'s' if left > 1 else ''}: pato who.")


def _no_defence(helping: list[Duty], answer: Answer) -> str:
    """Say where no defence is owed for certain, and that silence does not mean none (T6)."""
    asked = [d for d in helping if d.kind == "defence" and d.role == "victim"]
    if any(d.status in COUNTED and d.status != "disputed" for d in asked):
        return ""
    if any(d.status == "disputed" for d in asked):
        said = "No defence obligation is beyond dispute"
    elif any(d.checked == "coded" for d in asked):
        said = "No text that was read calls for defence; what a data set codes does"
    else:
        said = "No text that was read calls for defence"
    rest = "" if answer.coverage.complete else "; whether another instrument calls for it is not known"
    return f"{said}{rest}."


def _sentence(found: list[Duty], answer: Answer) -> str:
    first = found[0]
    said = _SAID["case_by_case" if first.case_by_case else first.status]
    host = f"{name(first.victim)}, which holds the land struck," if first.role == "host" else ""
    whom = host or (name(first.victim) if len(answer.event.all_victims) > 1 else "")
    against = (
        f" against {names(first.against)}" if len((*answer.event.attacker, *answer.event.lends)) > 1 else ""
    )
    words = {
        "against": against,
        "for_": f" for {whom}" if whom else "",
        "whom": f" {whom}" if whom else "",
        "to": f" to {whom}" if whom else "",
    }
    conditions = [word.replace("_", " ") for word in first.subject_to]
    subject = f"; subject to {', '.join(conditions)}" if conditions else ""
    subject += "".join(f"; if {plain(one)}" for one in first.given)
    said = said.format(who=_few(d.state for d in found), **words).removesuffix(",")
    return f"{capitalised(said)}: {first.duty.replace('_', ' ')} ({first.short}, {article_name(first.article)}){subject}."


def _short(text: str) -> str:
    """Return a quotation or remark that leaves room on the page for the others."""
    return text if len(text) <= _LETTERS else text[:_LETTERS].rsplit(" ", 1)[0] + " …"


def article_name(name: str) -> str:
    """Return an article as a sentence names it: "Article IV", "Articles II, IV", but "Charter of 1997" and "article not known"."""
    if name == "unknown":
        return "article not known"
    if not re.match(r"\d|[IVXL]+\b", name):
        return name
    return f"Articles {name}" if re.search(r"(,| and) *[\dIVXL]", name) else f"Article {name}"


def _few(states: Iterable[str]) -> str:
    listed, most = sorted(dict.fromkeys(states), key=lambda s: name(s).removeprefix("the ")), _MOST["states"]
    if len(listed) <= most:
        return names(listed)
    return f"{', '.join(map(name, listed[:most]))} and {len(listed) - most} more states"


def _texts(duties: list[Duty], answer: Answer) -> Iterator[Block]:
    """Yield the operative words on which each article's answer rests, from the traces that carried it (T15)."""
    wanted: dict[tuple[str, str], int] = {}
    for duty in duties:
        wanted.setdefault((duty.instrument, duty.article), duty.line)  # of each article its first rule
    for (instrument, article), line in list(wanted.items())[: _MOST["texts"]]:
        tried = [t for t in answer.traces if (t.instrument, t.article, t.line) == (instrument, article, line)]
        words = dict.fromkeys(
            (s.words, s.article or article)
            for t in tried
            for s in t.steps
            if s.words and t.outcome in {"holds", "disputed"}
        )
        short = next(d.short for d in duties if d.instrument == instrument)
        quoted = "; ".join(f"“{_short(text)}” ({article_name(where)})" for text, where in words)
        yield Block(
            "item",
            f"{short}, {article_name(article)}: {quoted or 'the file quotes no words'} [{tried[0].file if tried else instrument}:{line}]",
        )
    yield from _further(len(wanted) - _MOST["texts"], "article")
    if not wanted:
        yield Block("text", "None.")


def _readings(duties: list[Duty]) -> Iterator[Block]:
    seen: dict[Any, dict[str, None]] = {}
    for duty in duties:
        for reading in duty.readings:
            seen.setdefault(reading, {})[f"{duty.short} {duty.article}"] = None
    for reading, where in list(seen.items())[: _MOST["readings"]]:
        text = f": {reading.text}" if reading.text else ""
        yield Block(
            "item",
            f"{reading.id} ({says(reading.holds)}), of {'; '.join(where)}, held by {_few(reading.said_by)}{text} ({reading.source})",
        )
    yield from _further(len(seen) - _MOST["readings"], "reading")


def _not_covered(answer: Answer, system: Architecture) -> Iterator[Block]:
    """Yield the defence obligations that failed, with the failed condition, and those left open."""
    covered = {(d.instrument, d.article) for d in answer.duties}
    shorts = {i.id: i.short for i in system.instruments}
    defence = {(i.id, o.id) for i in system.instruments for o in i.obligations if o.kind == "defence"}
    failed: dict[tuple[str, str, str], None] = {}
    for trace in answer.traces:
        step = _failed(trace)
        if (
            step
            and trace.round == 0
            and (trace.instrument, trace.article) not in covered
            and (trace.instrument, trace.obligation) in defence
        ):
            failed[trace.instrument, trace.article, step] = None
    for instrument, article, text in list(failed)[: _MOST["open"]]:
        yield Block("item", f"{shorts.get(instrument, instrument)}, {article_name(article)}: {plain(text)}")
    yield from _further(len(failed) - _MOST["open"], "obligation")
    for note in (*answer.notes, answer.coverage.sentence()):
        yield Block("item", _short(plain(note)))


def _failed(trace: Trace) -> str | None:
    """Return why a rule that concerns the victim failed."""
    if trace.outcome != "fails":
        return None
    return next((s.text for s in trace.steps if s.held is False and s.condition != "date"), None)


def _sources(duties: list[Duty], system: Architecture) -> Iterator[Block]:
    held, shorts = {i.id: i for i in system.instruments}, {d.instrument: d.short for d in duties}
    for identifier, short in list(shorts.items())[: _MOST["sources"]]:
        if identifier not in held:  # of the world layer
            yield Block("item", f"{short}: Alliance Treaty Obligations and Provisions ({_CHECKED['coded']})")
            continue
        data = text_of(held[identifier])
        listed = "; ".join(_cited(source) for source in data.get("sources", ())[:2]) or "no source listed"
        yield Block(
            "item",
            f"{data['title']}: {listed} ({_CHECKED.get(held[identifier].checked, held[identifier].checked)})",
        )
    yield Block(
        "text",
        "Made from the files of the library. An obligation is what the texts require, not a forecast of conduct.",
    )


def _cited(source: dict[str, Any]) -> str:
    return str(source["title"]) + (f", {source['url']}" if source.get("url") else "")


def markdown(blocks: list[Block]) -> str:
    """Return the note as Markdown, with all text from files escaped (T9)."""
    marks = {"title": "# ", "heading": "\n## ", "text": "\n", "item": "- "}
    lines = [marks[b.style] + escape_markdown(b.text) for b in blocks]
    return "\n".join(lines) + "\n"


def docx(blocks: list[Block]) -> bytes:
    """Return the note as the bytes of a Word file.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed (extra ``office``).
    """
    from pato.treaties.draft.docx_parts import new_document  # late: Markdown needs no Word

    document = new_document()
    document.core_properties.title = document_title(blocks[0].text)
    document.core_properties.author = ""
    _one_page(document)
    styles = {"title": "Title", "heading": "Heading 2", "text": "Normal", "item": "List Bullet"}
    for block in blocks:
        document.add_paragraph(printable(block.text), style=styles[block.style])
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _one_page(document: Any) -> None:
    """Set margins and letters so that the note is one page."""
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.4)
    sizes = {"Title": (13, 4, 0), "Heading 2": (10.5, 1, 6), "Normal": (9, 2, 0), "List Bullet": (9, 1, 0)}
    for name_, (size, after, before) in sizes.items():
        style = document.styles[name_]
        style.font.size = Pt(size)
        style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(after), Pt(before)
        style.paragraph_format.line_spacing = 1.0
