"""Tables of `pato burden`: shares by rule, best replies, savings of the hub, tests of exploitation."""

from __future__ import annotations

from collections.abc import Container, Iterator

import numpy as np

from pato.files.estimates import stored
from pato.futures.spread import spread
from pato.models.burden.in_force import InForce
from pato.models.burden.published import published
from pato.models.burden.sharing import THEORY, Burden
from pato.models.burden.theories import THEORIES
from pato.table import Table

COLUMNS = ("q05", "q25", "median", "q75", "q95")
_LEVEL = 0.05


def shares_table(burden: Burden) -> Table:
    """Return one row per member: its share of the whole under each rule; medians for theories."""
    columns = burden.shares()
    for theory in THEORIES:
        found = burden.equilibrium_shares(theory.id)
        middle = np.median(found, axis=0) if len(found) else np.full(len(burden.members), np.nan)
        columns[f"best reply: {theory.id}"] = middle
    of_gdp = burden.effort / burden.income
    rows = [
        (
            m,
            float(burden.income[i]),
            float(burden.effort[i]),
            float(of_gdp[i]),
            *(_or_none(c[i]) for c in columns.values()),
        )
        for i, m in enumerate(burden.members)
    ]
    pledge = (
        f"Pledge: {burden.pledge:.3g} of GDP, by those below it, on top of what is in force (in_force: if every commitment is kept). "
        if burden.pledge is not None
        else "No pledge in the text. "
    )
    notes = (
        f"{pledge}Shares of the members' military expenditure together; gni_share takes GDP for national income.",
        *_unsettled(burden),
    )
    names = ("state", "gdp_usd_bn", "milex_usd_bn", "share_of_gdp", *columns)
    return Table(names, rows, title=f"Who carries the burden of {burden.body}", notes=notes, meta=burden.meta)


def added_table(burden: Burden) -> Table:
    """Return one row per member: spending, commitments in force, and what the pledge adds to both, as shares of GDP."""
    added, path = burden.added(), burden.added(announced=True)
    rows = []
    for i, member in enumerate(burden.members):
        income = float(burden.income[i])
        bound, goal = (_or_none(v[i]) for v in (burden.held.share, burden.held.announced))
        shares = (float(burden.effort[i]) / income, bound, goal, float(added[i]) / income)
        rows.append((member, *shares, float(added[i]), float(path[i])))
    columns = (
        "state",
        "spends",
        "in_force",
        "with_announced",
        "pledge_adds",
        "adds_usd_bn",
        "adds_usd_bn_if_announced_holds",
    )
    notes = (*added_notes(), *told_of(burden.held))
    title = f"What {burden.body} adds to commitments in force"
    return Table(columns, rows, title=title, notes=notes, meta=burden.meta)


def told_of(held: InForce, states: Container[str] | None = None) -> Iterator[str]:
    """Yield the spending commitments of states, in words: per cent of GDP."""
    for state, told in zip(held.states, held.told, strict=True):
        if states is None or state in states:
            yield f"{state}: {told or 'nothing is in force or announced'}."


def added_notes() -> tuple[str, ...]:
    """Return notes on commitments."""
    return (
        "Shares of GDP. in_force: pledges of treaties in force, budgets and plans that fall due within ten years; with_announced: with goals that are not decided. A pact costs what its pledge adds to the larger of what is spent and what is in force.",
        "Announcements are no outturns, and their definitions (NATO's, national ones, Japan's of an older GDP) differ from those of the expenditure: read from reports, compared and never spliced.",
        "The common budget comes on top.",
    )


def replies_table(burden: Burden) -> Table:
    """Return one row per theory and member: change of expenditure and free riding, with intervals."""
    rows, riding = [], burden.free_riding()
    for theory in THEORIES:
        here = burden.draws.is_level(THEORY, theory.id)
        for i, member in enumerate(burden.members):
            change = burden.replies[here, i] - burden.effort[i]
            if np.isfinite(change).any():
                middle = float(np.nanmedian(riding[here, i])) if np.isfinite(riding[here, i]).any() else None
                rows.append((theory.id, member, *spread(change).ascending, middle))
    claims = [f"{t.id}: {t.label}." for t in THEORIES]
    estimate = stored("burden")
    spill = estimate["names"].index("spill")
    error = float(np.sqrt(estimate["covariance"][spill][spill]))
    notes = (
        *claims,
        f"Estimated elasticity of effort to allies' effort: {estimate['coefficients'][spill]:.3f} (s.e. {error:.3f}): free riding is not visible in these data, nor ruled out.",
        "free_riding: share of stand-alone effort left to allies; below zero where allies make a state spend more.",
        f"Today's spending is the answer to pledges under {burden.meta['status_quo']}; allies outside the snapshot (most of Europe) are left out.",
        *_unsettled(burden),
    )
    columns = ("theory", "state", *(f"change_usd_bn {c}" for c in COLUMNS), "free_riding")
    return Table(
        columns, rows, title=f"Best replies to the pledges of {burden.body}", notes=notes, meta=burden.meta
    )


def hub_table(burden: Burden, hub: str) -> Table:
    """Return one row per rule: the hub's savings (above zero) or costs if the same total is shared by it."""
    i = burden.members.index(hub)
    total = float(burden.effort.sum())
    rows: list[tuple[str, float, float, float, float | None, float | None]] = []
    for rule, share in burden.shares().items():
        if rule in ("now", "in_force"):
            continue
        # a pledge reduces no state's spending: it only binds those below it
        due = share[i] * total if rule != "pledge" else burden.effort[i] + burden.added()[i]
        saved = float(burden.effort[i] - due)
        rows.append((rule, float(share[i]), saved, saved / float(burden.income[i]), None, None))
    for theory in THEORIES:
        here = burden.draws.is_level(THEORY, theory.id)
        saved_all = burden.effort[i] - burden.replies[here, i]
        if np.isfinite(saved_all).any():
            ends = spread(saved_all)
            shares = burden.equilibrium_shares(theory.id)[:, i]
            rows.append(
                (
                    f"best reply: {theory.id}",
                    float(np.median(shares)),
                    ends.median,
                    ends.median / float(burden.income[i]),
                    ends.low90,
                    ends.high90,
                )
            )
    columns = ("rule", "share", "saves_usd_bn", "saves_share_of_gdp", "q05", "q95")
    note = f"Below zero {hub} pays more than today. Rules share out today's total; a pledge binds those below it; best replies let it change."
    return Table(
        columns, rows, title=f"What {hub} saves or pays", notes=(note, *_added(burden, hub)), meta=burden.meta
    )


def _added(burden: Burden, hub: str) -> Iterator[str]:
    if burden.pledge is not None:
        others = [
            f"{m} {v:.1f}" for m, v in zip(burden.members, burden.added(), strict=True) if v > 0 and m != hub
        ]
        yield f"Beyond what is in force a pledge of {burden.pledge:.3g} of GDP asks others for (USD bn a year): {', '.join(others) or 'nothing'}."


def exploitation_table(first: int | None = None) -> Table:
    """Return NATO's rank test by year, with published findings.

    Parameters
    ----------
    first
        The first year shown; None shows all.
    """
    findings = published()
    rows = []
    for text, (rho, p, states, _) in stored("exploitation")["years"].items():
        year = int(text)
        finding = "exploitation" if p < _LEVEL and rho > 0 else "none"
        known = [(f, s) for low, high, f, s in findings if low <= year <= high]
        said = "; ".join(dict.fromkeys(f for f, _ in known)) or None
        if first is None or year >= first:
            rows.append((year, rho, p, states, finding, said))
    sources = [f"Published {low}-{high}: {s}." for low, high, _, s in findings]
    notes = (
        f"exploitation: rho above zero with p below {_LEVEL}, two-sided.",
        *stored("exploitation")["limits"],
        *sources,
    )
    columns = ("year", "rho", "p", "states", "here", "published")
    return Table(
        columns,
        rows,
        title="NATO: do the larger spend a larger share? Spearman's rank test by year",
        notes=notes,
    )


def _unsettled(burden: Burden) -> Iterator[str]:
    lost = int((~np.isfinite(burden.replies).all(axis=1)).sum())
    if lost:
        yield f"In {lost} of {len(burden.replies)} runs replies did not settle; they are left out."


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
