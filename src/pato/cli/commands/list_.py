"""Contents of the library: treaties, architectures, events, places, states, acts. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, output_option
from pato.kinds import KINDS
from pato.table import Table


@click.command()
@click.argument("kind", required=False, type=click.Choice(list(KINDS)))
@click.option("--states", "what", flag_value="states", help="States, their codes and dates.")
@click.option(
    "--codes", "what", flag_value="codes", help="A crosswalk of codes of states, one row a code and period."
)
@click.option("--places", "what", flag_value="places", help="Places that treaties depend on.")
@click.option("--acts", "what", flag_value="acts", help="Acts and their hostility level.")
@click.option("--targets", "what", flag_value="targets", help="What an act can strike.")
@click.option("--metrics", "what", flag_value="metrics", help="What a comparison measures.")
@click.option(
    "--factors",
    "what",
    flag_value="factors",
    help="Sampled inputs of a comparison: estimates, ranges, assumptions.",
)
@click.option(
    "--checked",
    type=click.Choice(["recalled", "text", "second_source"]),
    help="Only files with facts checked in this way.",
)
@format_option()
@output_option()
def command(kind: str | None, what: str | None, checked: str | None, fmt: str, output: str | None) -> None:
    """List what ships: KIND (treaty, architecture, event, check, contingency, study, claim, claims, negotiation, theory, ledger), or the registry's words.

    Example:  pato list treaty --checked recalled
    """
    if what and (kind or checked):
        given = f"KIND '{kind}'" if kind else "--checked"
        raise click.UsageError(
            f"{given} is about files, --{what} about the registry's words: give one of them."
        )
    emit(_registry(what) if what else _files(kind, checked), fmt, output)


def _metrics() -> Table:
    from pato.assess.metrics.base import metrics
    from pato.assess.no_difference import width_of

    rows = [
        (m.id, m.label, m.unit, m.better, width_of(m, {}).words(m.unit), m.note or None)
        for m in metrics().values()
    ]
    columns = ("metric", "what it is", "unit", "better", "no difference", "note")
    return Table(
        columns, rows, title=f"{len(rows)} metrics; better: which figures are, where people agree on it"
    )


def _factors() -> Table:
    """Return the factors of a comparison with every metric; a study with fewer metrics draws fewer."""
    from pato.assess.load import from_options
    from pato.assess.study import resolve
    from pato.registry.dates import today
    from pato.report.sections.assumptions import factors_table

    study = resolve(from_options(["in-force", "pato-8"], {}), today=today())
    return factors_table(study.factors)


def _files(kind: str | None, checked: str | None) -> Table:
    from pato.files import library

    rows = []
    for name in [kind] if kind else KINDS:
        for identifier, one in library.entries(name).items():
            data = one["data"]
            how = data.get("checked", "recalled")
            if checked in (None, how):
                rows.append((name, identifier, data.get("title", ""), _when(name, data), how, one["file"]))
    return Table(("kind", "id", "title", "when", "checked", "file"), rows, title=f"{len(rows)} files")


def _when(kind: str, data: dict) -> str | None:  # type: ignore[type-arg]
    if kind == "treaty":
        span = data.get("in_force")
        return f"{span['from']} – {span.get('until', '')}".strip() if span else data["status"]
    return data.get("date")


def _codes() -> Table:
    from pato.registry.codes import codes

    return codes()


_TABLES = {"metrics": _metrics, "factors": _factors, "codes": _codes}


def _registry(what: str) -> Table:
    from pato.registry import acts, places, states

    if what in _TABLES:
        return _TABLES[what]()
    if what == "states":
        rows = [
            (
                s.iso3,
                s.name,
                s.kind,
                s.region,
                ", ".join(f"{c.code} {c.abb}" for c in s.cow),
                "; ".join(f"{a or '…'} – {b or ''}" for a, b in s.exists),
            )
            for s in states.states(kind=None)
        ]
        return Table(
            ("iso3", "name", "kind", "region", "cow", "existed"),
            rows,
            title=f"{len(rows)} states and territories",
        )
    if what == "places":
        found = [
            (
                p.id,
                p.name,
                p.lat,
                p.lon,
                p.sovereign,
                p.administrator,
                ", ".join((*p.claimed_by, *p.contested_by)) or None,
                p.region,
                p.ocean,
                p.island,
            )
            for p in places.places()
        ]
        return Table(
            (
                "id",
                "name",
                "lat",
                "lon",
                "sovereign",
                "administrator",
                "claimants",
                "region",
                "ocean",
                "island",
            ),
            found,
            title=f"{len(found)} places",
        )
    if what == "acts":
        listed = [(a.id, a.hostility, a.legal_class, a.description) for a in acts.acts()]
        return Table(
            ("id", "hostility", "class", "what it is"),
            listed,
            title=f"{len(listed)} acts; hostility as in the Militarized Interstate Dispute data, 1 to 5",
        )
    targets = [(t.id, ", ".join(t.part_of) or None, t.description) for t in acts.targets()]
    return Table(("id", "part of", "what it is"), targets, title=f"{len(targets)} targets")
