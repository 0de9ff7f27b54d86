"""The skeleton of a treaty file: what was read as YAML, and the words that may oblige as comments for the author."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pato.cells import printable
from pato.registry import states
from pato.treaties.schema.base import MOST_WORDS
from pato.treaties.skeleton.structure import Art, Found, Para

_LONGEST = 3900
_BRACES = re.compile(r"\{([a-z0-9][a-z0-9_:-]{0,80})\}")
_OBLIGES = re.compile(
    r"\b(?:shall|undertakes?|agrees? to|will|must|binds? (?:itself|themselves))\b", re.IGNORECASE
)
_KINDS = (
    (r"armed attack|come to the (?:aid|assistance)|common danger|assist", "defence"),
    (r"\bconsult", "consultation"),
    (r"threat or use of force|non-aggression|refrain", "non_aggression"),
    (r"neutral", "neutrality"),
    (r"\buse of (?:facilities|bases)|access to|facilities and areas|station", "access"),
    (r"self-help|mutual aid|capacity|equipment|training|\barms\b", "assistance"),
)
_DUTIES = {
    "defence": "assist_with_force | assist_as_deemed_necessary | act_to_meet_common_danger",
    "consultation": "consult",
    "non_aggression": "refrain",
    "neutrality": "remain_neutral",
    "access": "grant_access | deny_access",
    "assistance": "provide_arms | maintain_capacity | provide_assistance",
}


def written(found: Found, stem: str) -> str:
    """Return the skeleton of a treaty file."""
    return "\n".join(_lines(found, stem)) + "\n"


def _lines(found: Found, stem: str) -> Iterator[str]:
    title = found.title or stem
    yield "# Made from a text by 'pato new treaty --from': check each heading, part and number against the text."
    yield "# Sentences that are not coded create no obligation in the models: see the comments under 'obligations'."
    yield "format: 2"
    yield f"id: {_slug(stem)}"
    yield f"title: {_quoted(title)}"
    yield "binding: treaty          # treaty | executive_agreement | domestic_law | political_declaration | none"
    yield "status: proposed         # in_force needs in_force: {from: YYYY-MM-DD}"
    yield from _parties(f"{title} {' '.join(found.preamble)}")
    if found.preamble:
        yield "preamble:"
        yield from (f"  - {_quoted(part)}" for text in found.preamble for part in _cut(text))
    parts = _used_parts(found)
    if parts:
        yield "parts:"
        yield from (
            f"  - {{id: {_slug(f'part-{number}')}, number: {_quoted(number)}, title: {_quoted(heading or f'Part {number}')}}}"
            for number, heading in parts
        )
    yield from _obligations(found)
    yield "articles:"
    for article in found.articles:
        yield from _article(article, {number for number, _ in parts})
    yield from _annexes(found)
    if found.testimonium:
        yield f"final: {{testimonium: {_quoted(found.testimonium[:_LONGEST])}}}"


def _used_parts(found: Found) -> list[tuple[str, str]]:
    used = {a.part for a in found.articles}
    return [
        (n, h)
        for i, (n, h) in enumerate(found.parts)
        if n in used and n not in [m for m, _ in found.parts[:i]]
    ]


def _parties(text: str) -> Iterator[str]:
    codes = [
        s.iso3
        for s in states.states(kind=None)
        if re.search(rf"(?<![\w-])(?:{re.escape(s.name)}|{re.escape(s.name.upper())})(?![\w-])", text)
    ]
    if codes:
        yield f"parties: [{', '.join(f'{{state: {c}}}' for c in codes)}]   # named in the title or recitals: check them"
    else:
        yield "parties: []   # no state was recognised in the title or recitals: add {state: CODE} for each"


def _obligations(found: Found) -> Iterator[str]:
    yield "obligations: []"
    said = [line for article in found.articles for line in _suggested(article)]
    if said:
        yield "# Sentences that may oblige somebody. Code each that does as an obligation, with its words beside it:"
        yield from said


def _suggested(article: Art) -> Iterator[str]:
    for paragraph in article.paragraphs:
        if not _OBLIGES.search(paragraph.text):
            continue
        place = f"{article.number}({paragraph.number})" if paragraph.number else article.number
        kind = next((k for words, k in _KINDS if re.search(words, paragraph.text, re.IGNORECASE)), None)
        words = paragraph.text.split()
        quoted = " ".join(words[:MOST_WORDS]) + ("" if len(words) <= MOST_WORDS else " …")
        yield f"# Article {place}: {_quoted(quoted)}"
        if kind:
            identifier = _slug(f"article-{article.number}-{paragraph.number or 'x'}".removesuffix("-x"))
            yield f"#   - {{id: {identifier}, article: {_quoted(place)}, kind: {kind}, duty: {_DUTIES[kind]}}}"


def _article(article: Art, parts: set[str]) -> Iterator[str]:
    yield f"  - number: {_quoted(article.number)}"
    mark = "   # guessed: the text has no heading here" if article.guessed else ""
    yield f"    heading: {_quoted(article.heading)}{mark}"
    if article.part in parts:
        yield f"    part: {_slug(f'part-{article.part}')}"
    if article.paragraphs:
        yield "    paragraphs:"
        yield from _paragraphs(article.paragraphs, "      ")


def _paragraphs(paragraphs: list[Para], indent: str) -> Iterator[str]:
    seen: set[str] = set()
    for paragraph in paragraphs:
        fields = []
        number = paragraph.number if paragraph.number not in seen else None
        if number:
            seen.add(number)
            fields.append(f"id: {_quoted(number)}")
        first, *more = _cut(paragraph.text) or [""]
        if first:
            fields.append(f"text: {_quoted(first)}")
        if paragraph.points:
            points = ", ".join(
                f"{{id: {_quoted(mark)}, text: {_quoted(text[:_LONGEST])}}}"
                if mark
                else _quoted(text[:_LONGEST])
                for mark, text in paragraph.points
            )
            fields.append(f"points: [{points}]")
        if paragraph.end:
            fields.append(f"end: {_quoted(paragraph.end[:_LONGEST])}")
        if first or paragraph.points:
            yield f"{indent}- {{{', '.join(fields)}}}"
        yield from (f"{indent}- {_quoted(rest)}" for rest in more)


def _annexes(found: Found) -> Iterator[str]:
    annexes = [(number, heading, held) for number, heading, held in found.annexes if held]
    if not annexes:
        return
    yield "annexes:"
    letters: set[str] = set()
    for i, (number, heading, held) in enumerate(annexes, start=1):
        letter = number if number and number not in letters else str(i)
        letters.add(letter)
        yield f"  - id: {_slug(f'annex-{letter}')}"
        yield f"    letter: {_quoted(letter)}"
        yield f"    title: {_quoted(heading or f'Annex {letter}')}"
        yield "    paragraphs:"
        yield from _paragraphs(held, "      ")


def _cut(text: str) -> list[str]:
    """Return a text in pieces that a file may hold, cut at the ends of sentences."""
    pieces: list[str] = []
    left = text.strip()
    while len(left) > _LONGEST:
        end = left.rfind(". ", 0, _LONGEST) + 1 or left.rfind(" ", 0, _LONGEST) + 1 or _LONGEST
        pieces.append(left[:end].strip())
        left = left[end:].strip()
    return [*pieces, left] if left else pieces


def _quoted(text: str) -> str:
    """Return text as YAML; braces that would name a number become brackets."""
    return json.dumps(_BRACES.sub(r"(\1)", printable(text)), ensure_ascii=False)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "text"
