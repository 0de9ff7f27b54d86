"""Who owes what to whom when X does Y to Z, and what follows. [treaties]"""

from __future__ import annotations

import json
from typing import Any

import click

from pato.cli.event_options import event_of, event_options
from pato.cli.json_forms import DUTIES
from pato.cli.options import (
    architecture_option,
    date_option,
    emit,
    emit_text,
    file_format,
    format_option,
    output_option,
    world_option,
)


@click.command()
@event_options
@date_option(default="the one that a design is made for, else today")
@architecture_option()
@click.option(
    "--escalation",
    default="forces",
    show_default=True,
    metavar="forces|territory|both",
    help="How those who fight are struck in turn.",
)
@click.option("--no-cascade", is_flag=True, help="Only what the event itself triggers.")
@click.option(
    "--trace", is_flag=True, help="Show each rule that was tried, where it stands, and what held or failed."
)
@world_option()
@format_option()
@output_option("the answer")
def command(
    date: str | None,
    architecture: str,
    escalation: str,
    no_cascade: bool,
    trace: bool,
    world: bool,
    fmt: str,
    output: str | None,
    **event: Any,
) -> None:
    """Say who must help whom, by which article, when EVENT happens.

    EVENT is the name of a shipped event or an event file; or describe it with --attacker and --victim. What you
    do not know you can leave open with --unknown: the answer is then given for each value.

    \b
    Examples:
      pato who --attacker CHN --victim JPN --act armed_attack --on territory --place senkaku --date 2026-11-21
      pato who senkaku-attack --architecture pato-7 --trace
      pato who --group isil --base SYR --link harboured --victim FRA --act terrorist_attack --place paris --date 2015-11-13
    """
    from pato.api.law import who_must_act
    from pato.treaties.architecture import load_architecture

    system = load_architecture(architecture, date=date)
    happening = event_of(event, system, date)
    ways = ("forces", "territory") if escalation == "both" else (escalation,)
    if not set(ways) <= {"forces", "territory"}:
        raise click.UsageError("--escalation is one of: forces, territory, both.")
    fmt = file_format(fmt, output)
    answer = who_must_act(system, happening, escalation=ways, cascade=not no_cascade, world=world)
    if fmt == "json":
        plain = (
            {"schema": DUTIES}
            | answer.to_dict()
            | ({"trace": [t.to_dict() for t in answer.traces]} if trace else {})
        )
        emit(json.dumps(plain, ensure_ascii=False, indent=2) + "\n", output=output)
        return
    if fmt != "table":
        emit(answer.to_table(), fmt, output)
        return
    from pato.report.duties_text import answer_text, trace_text
    from pato.treaties import incidents

    text = answer_text(answer) + (incidents.in_words(architecture) or "") + "\n"
    text += trace_text(answer.traces) if trace else ""
    emit_text(text, output)
