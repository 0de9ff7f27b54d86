"""Who owes what to whom when X does Y to Z, and what follows from it. [treaties]"""

from __future__ import annotations

import json

import click

from pato.cli.options import architecture_option, date_option, emit, format_option, output_option, today


@click.command()
@click.argument("event", required=False)
@click.option("--attacker", metavar="STATE", help="Who acts (several: comma list).")
@click.option("--victim", metavar="STATE", help="Who is struck.")
@click.option(
    "--act", default="armed_attack", show_default=True, help="What is done: see 'pato list --acts'."
)
@click.option("--on", "target", default="territory", show_default=True, help="What it strikes.")
@click.option("--place", help="Where: see 'pato list --places'.")
@date_option()
@click.option("--requested", is_flag=True, help="The victim has asked for help.")
@click.option("--decided", metavar="TREATY", help="Treaties whose body has decided to act (comma list).")
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
@format_option()
@output_option("the answer")
def command(
    event: str | None,
    attacker: str | None,
    victim: str | None,
    act: str,
    target: str,
    place: str | None,
    date: str | None,
    requested: bool,
    decided: str | None,
    architecture: str,
    escalation: str,
    no_cascade: bool,
    trace: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Say who must help whom, by which article, when EVENT happens.

    EVENT is the name of a shipped event or an event file; or describe it with --attacker and --victim.

    \b
    Examples:
      pato who --attacker CHN --victim JPN --act armed_attack --on territory --place senkaku --date 2026-11-21
      pato who senkaku-attack --architecture pato-7 --trace
    """
    from pato.treaties.architecture import load_architecture
    from pato.treaties.cascade import who_must_act

    system = load_architecture(architecture, date=date)
    if event:
        from pato.treaties.events import load_event

        happening = load_event(event, date=date or system.date, place=place)
    else:
        from pato.cli.options import names
        from pato.treaties.events import make_event

        if not (attacker and victim):
            raise click.UsageError("Give an EVENT, or both --attacker and --victim.")
        happening = make_event(
            names(attacker),
            victim,
            act,
            on=target,
            place=place,
            date=date or system.date or today(),
            requested=requested,
            decided=names(decided or ""),
        )
    ways = ("forces", "territory") if escalation == "both" else (escalation,)
    if not set(ways) <= {"forces", "territory"}:
        raise click.UsageError("--escalation is one of: forces, territory, both.")
    answer = who_must_act(system, happening, escalation=ways, cascade=not no_cascade)
    if fmt == "json":
        emit(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2) + "\n", output=output)
    elif fmt == "table":
        from pato.report.duties_text import answer_text
        from pato.treaties import incidents

        emit(answer_text(answer) + (incidents.in_words(architecture) or "") + "\n", output=output)
    else:
        emit(answer.to_table(), fmt, output)
    if trace:
        emit(_trace(answer.traces))


def _trace(traces: tuple) -> str:  # type: ignore[type-arg]
    lines = ["", "Rules that were tried (T5):"]
    for t in traces:
        who = f" {t.debtor}" if t.debtor else ""
        lines.append(
            f"  round {t.round}  {t.file}:{t.line}  {t.instrument} Article {t.article} ({t.obligation}){who}: {t.outcome}"
        )
        for step in t.steps:
            mark = {True: "holds", False: "FAILS", None: "unknown"}[step.held]
            lines.append(f"      {mark:8}{step.condition}: {step.text}")
    return "\n".join(lines) + "\n"
