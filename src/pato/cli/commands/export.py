"""Files for others: cards for an exercise, and a benchmark of obligations. [system]"""

from __future__ import annotations

from pathlib import Path

import click

from pato.cli.options import architecture_option, emit, excel_option, output_option, wants_excel, written_to


@click.group()
def command() -> None:
    """Write what others build on: cards of an exercise, or the library's checks as a benchmark.

    \b
    Examples:
      pato export wargame senkaku-attack --architecture pato-7 -o cards/
      pato export benchmark -o benchmark.jsonl
    """


@command.command()
@click.argument("events", metavar="EVENT...", nargs=-1, required=True)
@architecture_option()
@excel_option()
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    required=True,
    help="Folder for cards.pdf and cards.csv.",
)
def wargame(events: tuple[str, ...], architecture: str, output: str) -> None:
    """Write cards of EVENTs (names or files): what happens, and what each state then owes, with article and doubt.

    cards.pdf has eight cards a page; cards.csv has one row per line, for programs that lay out their own.
    """
    from pato.api.law import who_must_act
    from pato.files.storage import write_atomic
    from pato.report.cards import cards_of, cards_pdf, cards_table

    cards = [card for event in events for card in cards_of(who_must_act(architecture, event))]
    folder = Path(output)
    cards_table(cards).save(folder / "cards.csv", excel=wants_excel())
    write_atomic(folder / "cards.pdf", cards_pdf(cards))
    written_to(folder / "cards.pdf", folder / "cards.csv", more=f" ({len(cards)} cards)")


@command.command()
@output_option("the benchmark")
def benchmark(output: str | None) -> None:
    """Write the library's checks as JSON Lines: a question in words and in fields, the right answer, its source.

    An answer lists what each named state owes or does not owe; states not named are not scored.
    """
    from pato.report.benchmark import json_lines

    emit(json_lines(), output=output)
