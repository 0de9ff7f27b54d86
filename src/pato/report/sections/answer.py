"""The answer in a few sentences, with its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pato.assess.compare import Row
from pato.models.pledges import added_parties
from pato.report.blocks import Block, Listing, Section, Text
from pato.report.context import ReportContext
from pato.report.document import in_words
from pato.treaties.incidents import in_words as incidents_in_words

ORDER = 10
THEORY_NAMES = {
    "null": "if pledges deter nothing (T-null)",
    "patron": "if the largest pledger deters (T-patron)",
    "additive": "if all pledges add up (T-additive)",
    "pledge": "if the first pledge deters by itself (T-pledge)",
    "provoke": "if new pledges provoke and deter nothing (T-provoke)",
    "provoke_patron": "if they provoke at first and the largest pledger deters (T-provoke-patron)",
    "est": "if expected support deters (T-est)",
}


def theory_name(theory: str) -> str:
    """Return what a theory says, in words; several alternatives at once are named as they are."""
    return THEORY_NAMES.get(theory, f"under '{theory}'")


def focus(context: ReportContext) -> str:
    """Return the design that the answer is about: of those that are compared with the first, the one that binds most new parties."""
    study = context.comparison.study
    others = list(zip(study.labels, study.architectures, strict=True))[1:]
    if not others:
        return str(study.labels[0])
    sizes = {name: len(added_parties((a,), study.status_quo, study.date)) for name, a in others}
    return str(max(sizes, key=lambda name: sizes[name]))


def build(context: ReportContext) -> Section:
    """Return what the comparison says, in words that are made from its figures."""
    blocks: list[Block] = [Text(sentence, emphasis=True) for sentence in _sentences(context)]
    blocks.append(Listing(tuple(_conditions(context))))
    return Section("answer", "The answer, and what it hangs on", tuple(blocks))


def _sentences(context: ReportContext) -> list[str]:
    labels = context.comparison.study.labels
    first, chosen = str(labels[0]), focus(context)
    found = [_gaps(context)]
    if chosen != first:
        years = context.comparison.study.study.horizon_years
        found.append(_risk(first, chosen, context.of("war_initiations_members"), years))
        others = {m: context.of(m) for m in ("expected_support_members_us_absent", "welfare_members")}
        found += [_change(first, chosen, context, metric, rows) for metric, rows in others.items()]
    return [sentence for sentence in found if sentence]


def _gaps(context: ReportContext) -> str:
    first, *others = context.comparison.study.labels
    gaps = {row.architecture: row.median for row in context.of("gaps")}
    if not gaps:
        return ""
    members = context.comparison.study.members
    *most, last = [f"{gaps[label]:.0f} under {label}" for label in others if label in gaps] or [""]
    told = f"{', '.join(most)} and {last}" if most else last
    start = f"Of the {len(members) * (len(members) - 1) // 2} pairs among {', '.join(members)}, {gaps[first]:.0f} owe each other no defence under {first}"
    return f"{start}, {told}." if told else f"{start}."


def _risk(first: str, label: str, rows: Sequence[Row], horizon_years: int) -> str:
    """Say in how many futures the members' risk is lower, theory by theory: the theories do not agree on the sign."""
    own = {r.theory: r for r in rows if r.architecture == label and r.better is not None}
    base = {r.theory: r for r in rows if r.architecture == first}
    parts = [_of_theory(own[t], base[t]) for t in own if t in base]
    if not parts:
        return ""
    low, high = (pick(r.median for r in own.values()) for pick in (min, max))
    return (
        f"War risk of the members under {label}: {_span(low, high)} war-level initiations are expected in {horizon_years} years, and whether that is less than under "
        f"{first} hangs on the theory of what pledges do: " + "; ".join(parts) + "."
    )


def _of_theory(own: Row, base: Row) -> str:
    condition = theory_name(own.theory)
    assert own.better is not None
    if own.better == 0 and own.worse == 0:
        return f"{condition}, no difference"
    return f"{condition}, lower in {own.better:.0%} of futures ({in_words(own.better)}; median {own.median:.2g} against {base.median:.2g})"


def _change(first: str, label: str, context: ReportContext, metric: str, rows: Sequence[Row]) -> str:
    """Say what another figure is under the design, against the first."""
    own = [r for r in rows if r.architecture == label]
    base = [r for r in rows if r.architecture == first]
    shares = [r.better for r in own if r.better is not None]
    if not own or not base or not shares:
        return ""
    about = context.comparison.metric(metric)
    before, after = ([r.median for r in part] for part in (base, own))
    low, high = min(r.low90 for r in own), max(r.high90 for r in own)
    return (
        f"{about.label[0].upper()}{about.label[1:]}: {_span(min(after), max(after))} {about.unit} under {label} (90 % of futures: {_span(low, high)}), "
        f"{_span(min(before), max(before))} under {first}; better in {_percent(shares)} of futures."
    )


def _span(low: float, high: float) -> str:
    one, other = f"{low:.3g}", f"{high:.3g}"
    return one if one == other else f"{one} to {other}"


def _percent(shares: Sequence[float]) -> str:
    one, other = f"{min(shares):.0%}", f"{max(shares):.0%}"
    return one if one == other else f"{one} to {other}"


def _conditions(context: ReportContext) -> Iterator[str]:
    yield (
        "Whether pledges deter at all is contested: the project's own estimates find no effect on disputes of any level after 1945, "
        "and at war level only an exploratory effect of the largest pledger. Theories are therefore shown side by side and not averaged."
    )
    yield "The levels of risk rest on few wars (see 'The estimate'); differences between architectures are more robust than levels."
    yield "Taiwan's figures depend on what today's American word is worth: from nothing to a full pledge, drawn evenly."
    yield "A share of futures says how often a result holds over what is assumed; it is not the probability that it is true."
    told: dict[str, list[str]] = {}
    for system in context.architectures:
        if text := incidents_in_words(system.id):
            told.setdefault(text.replace(f"'{system.id}'", "'…'"), []).append(system.id)
    for text, systems in told.items():
        yield text.replace("'…'", " and ".join(f"'{s}'" for s in systems))
