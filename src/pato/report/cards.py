"""Cards for exercises: the event, and for each state what it owes, under which article and with what doubt."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.errors import MissingExtraError
from pato.registry import states
from pato.table import Table

if TYPE_CHECKING:
    from pato.treaties.cascade import Answer

_COLUMNS, _ROWS = 2, 4
_WIDTH, _HEIGHT, _MARGIN, _PAD = 95.0, 67.0, 10.0, 3.5
_LINES = 11


class Card(NamedTuple):
    """One card.

    Attributes
    ----------
    event, kind, state
        The event that it belongs to; ``event`` or ``state``; the state that it is for.
    title, lines, foot
        Content, and notes on its reliability.
    """

    event: str
    kind: str
    state: str
    title: str
    lines: tuple[str, ...]
    foot: str


def cards_of(answer: Answer) -> list[Card]:
    """Return the cards of one event: its own, and one for each state that owes something, round by round."""
    event = answer.event
    name = event.id or f"{'-'.join(event.attacker)}-{'-'.join(event.all_victims)}-{event.date}".lower()
    where = f" at {event.place.name}" if event.place else ""
    told = [
        f"{', '.join(map(states.called, event.attacker))} against {', '.join(map(states.called, event.all_victims))}",
        f"{event.act.name}, striking {event.on.replace('_', ' ')}{where}",
        f"Date: {event.date}. Instruments: {answer.architecture}.",
        *event.notes,
    ]
    foot = answer.coverage.sentence()
    found = [Card(name, "event", "", event.title or told[0], tuple(told), foot)]
    by_state: dict[str, list[str]] = {}
    checked: dict[str, set[str]] = {}
    for row in answer.to_table().records():
        state = str(row["state"])
        line = f"{_round(row)}{row['kind']} to {row['to']}: {str(row['status']).replace('_', ' ')}. {row['instrument']}"
        line += f" {row['article']}" if row.get("article") else ""
        line += f", subject to {row['conditions']}" if row.get("conditions") else ""
        line += f"; disputed: {row['readings']}" if row.get("readings") else ""
        by_state.setdefault(state, []).append(line)
        checked.setdefault(state, set()).add(str(row.get("checked") or "recalled"))
    for state, lines in by_state.items():
        note = f"Facts checked: {', '.join(sorted(checked[state])).replace('_', ' ')}. An obligation says what is owed, not that it will be honoured."
        found.append(Card(name, "state", state, states.called(state), tuple(lines), note))
    return found


def _round(row: dict[str, Any]) -> str:
    number = row.get("round") or 0
    return f"Round {number}: " if number else ""


def cards_table(cards: Sequence[Card]) -> Table:
    """Return cards as a table, one row per line of a card, for programs that lay out their own."""
    rows = [
        (c.event, c.kind, c.state or None, c.title, i + 1, line, c.foot)
        for c in cards
        for i, line in enumerate(c.lines)
    ]
    columns = ("event", "card", "state", "title", "line", "text", "foot")
    return Table(columns, rows, title=f"{len(cards)} cards")


def cards_pdf(cards: Sequence[Card]) -> bytes:
    """Return cards as PDF: eight an A4 page, with lines to cut along; what does not fit goes on on another card.

    Raises
    ------
    MissingExtraError
        If fpdf2 is not installed.
    """
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise MissingExtraError("fpdf2", "office", "use the CSV file") from error
    measure, pdf = (FPDF(format="A4") for _ in range(2))
    for one in (measure, pdf):
        one.core_fonts_encoding = "windows-1252"
        one.set_auto_page_break(auto=False)
        one.set_margin(0)
    measure.add_page()
    pages = [(card, *part) for card in cards for part in _parts(measure, card)]
    for number, (card, lines, more) in enumerate(pages):
        place = number % (_COLUMNS * _ROWS)
        if place == 0:
            pdf.add_page()
        at = _MARGIN + (place % _COLUMNS) * _WIDTH, _MARGIN + (place // _COLUMNS) * (_HEIGHT + 1.0)
        _draw(pdf, card, lines, more, at)
    return bytes(pdf.output())


def _parts(measure: Any, card: Card) -> list[tuple[list[str], str]]:
    """Return the lines of a card as they are broken, shared out over as many cards as they need, and which one each is."""
    measure.set_font("Helvetica", size=8)
    lines: list[str] = []
    for text in card.lines:
        width = _WIDTH - 2 * _PAD
        lines += map(str, measure.multi_cell(width, 4, _latin(f"- {text}"), dry_run=True, output="LINES"))
    parts = [lines[i : i + _LINES] for i in range(0, len(lines), _LINES)] or [[]]
    return [(part, f" ({i} of {len(parts)})" if len(parts) > 1 else "") for i, part in enumerate(parts, 1)]


def _draw(pdf: Any, card: Card, lines: list[str], more: str, at: tuple[float, float]) -> None:
    x, y = at
    inner = _WIDTH - 2 * _PAD
    pdf.set_draw_color(150)
    pdf.rect(x, y, _WIDTH, _HEIGHT)
    pdf.set_xy(x + _PAD, y + 2)
    pdf.set_font("Helvetica", style="B", size=10)
    pdf.cell(inner, 5, _latin(card.title)[: 58 - len(more)] + more)
    pdf.set_font("Helvetica", style="I", size=7)
    pdf.set_xy(x + _PAD, y + 7)
    pdf.cell(inner, 3.5, _latin(f"{card.kind}, {card.event}")[:80])
    pdf.set_font("Helvetica", size=8)
    for number, line in enumerate(lines):
        pdf.set_xy(x + _PAD, y + 11.5 + 4 * number)
        pdf.cell(inner, 4, line)
    pdf.set_font("Helvetica", style="I", size=5.5)
    foot = pdf.multi_cell(inner, 2.4, _latin(card.foot), dry_run=True, output="LINES")[:4]
    for number, line in enumerate(foot):
        pdf.set_xy(x + _PAD, y + _HEIGHT - 2.4 * (len(foot) - number) - 1)
        pdf.cell(inner, 2.4, str(line))


def _latin(text: str) -> str:
    """Return text in the letters of the fonts that every reader of PDF has; other letters lose their marks."""
    found = []
    for letter in text:
        if letter.encode("cp1252", "ignore"):
            found.append(letter)
        else:
            plain = unicodedata.normalize("NFKD", letter).encode("cp1252", "ignore").decode("cp1252")
            found.append(plain or "?")
    return "".join(found)
