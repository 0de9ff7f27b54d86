"""How often did allies fight when a member was attacked in war? Shares from ATOP and COW's wars, with the published ones."""

from __future__ import annotations

import polars as pl

from pato.estimate.panel.spells import integers
from pato.estimate.replications import Compared, Replication, agreement
from pato.world.sources import store

SOURCE = (
    "Leeds, Long and Mitchell (2000), Reevaluating Alliance Reliability, Journal of Conflict Resolution 44, 686-699; "
    "Berkemeier and Fuhrmann (2018), Reassessing the Fulfillment of Alliance Commitments in War, Research & Politics 5"
)
DIFFERS = (
    "The papers read each treaty for whether its terms applied (adversary, place, cause); here every defence pact of at least a year counts that had a member "
    "among the first targets of a war and no member among its initiators. So pacts count that were not called upon, and ours must be lower than "
    "theirs; it is nearer to what work before them counted, without regard to terms (its years, to 1965, as recalled). "
    "Honoured: all, or any, of the other members that were pledged fought on the target's side at some time of the war."
)
_DEFENCE = ("atopid", "member", "yrent", "yrexit", "defense")
_ALL, _BEFORE, _AFTER, _EARLY = "1816-2003", "to 1944", "from 1945", "to 1965"
SPANS = {_ALL: (1816, 2003), _BEFORE: (1816, 1944), _AFTER: (1945, 2003), _EARLY: (1816, 1965)}


def run(folder: str | None = None) -> Replication:
    """Compare the shares of pacts honoured in war."""
    cases = called(folder)
    shares = {
        (name, how): float(cases.filter(pl.col("year").is_between(*years))[how].mean() or 0.0)  # type: ignore[arg-type]
        for name, years in SPANS.items()
        for how in ("all", "any")
    }
    counts = {n: cases.filter(pl.col("year").is_between(*y)).height for n, y in SPANS.items()}
    published = (
        (
            0.25,
            _EARLY,
            "allies that join, whatever the terms (about 25 % in earlier work, as Leeds, Long and Mitchell report it)",
        ),
        (0.745, _BEFORE, "alliances of every kind honoured (Leeds, Long and Mitchell)"),
        (0.66, _BEFORE, "the same (Berkemeier and Fuhrmann)"),
        (0.22, _AFTER, "alliances of every kind honoured (Berkemeier and Fuhrmann)"),
        (0.41, _ALL, "defence pacts honoured (Berkemeier and Fuhrmann)"),
    )
    rows = []
    for share, span, what in published:
        for how in ("all", "any"):
            ours = shares[span, how]
            told = f"{what}, {span}; ours: {how} of the others fought, {counts[span]} pacts in wars"
            rows.append(
                Compared(told, share, ours, agreement(share, ours, digits=2, tolerance=0.05, signed=False))
            )
    falls = shares[_BEFORE, "any"] > shares[_AFTER, "any"]
    rows.append(
        Compared(
            "fall from before to after 1945, any of the others (published: .66 to .22)",
            0.66 - 0.22,
            shares[_BEFORE, "any"] - shares[_AFTER, "any"],
            "same sign" if falls else "differs",
        )
    )
    return Replication("alliance_reliability", "Defence pacts honoured in war", SOURCE, DIFFERS, tuple(rows))


def called(folder: str | None = None) -> pl.DataFrame:
    """Return pacts with a member among the first targets of a war: ``war``, ``atopid``, ``year``, ``all``, ``any``.

    ``all`` and ``any`` say whether all, or some, of the other pledged members fought on the target's side.
    """
    columns = ("warnum", "ccode1", "ccode2", "year", "cowinteronset", "initiator1", "initiator2", "sidea1")
    wars = store.read("cow_war_inter", columns, folder=folder).cast(pl.Int64)
    first = pl.col("year") == pl.col("year").min().over("warnum")
    opening = wars.filter(first & (pl.col("cowinteronset") == 1))
    targets = opening.filter(pl.col("initiator2") == 1).select(
        "warnum", "year", state="ccode1", side="sidea1"
    )
    initiators = opening.filter(pl.col("initiator1") == 1).select("warnum", state="ccode1")
    fought = wars.select("warnum", state="ccode1", side="sidea1").unique()
    members = _members(folder)
    attacked = targets.unique().join(members, on="state").filter(_in_force("year"))
    attacked = attacked.select("warnum", "year", "side", "atopid", target="state").unique()
    inside = initiators.join(members, on="state").select("warnum", "atopid").unique()
    attacked = attacked.join(inside, on=["warnum", "atopid"], how="anti")
    others = attacked.join(members.filter(pl.col("defense") == 1), on="atopid").filter(
        _in_force("year") & (pl.col("state") != pl.col("target"))
    )
    helped = others.join(
        fought.with_columns(helped=pl.lit(1)), on=["warnum", "state", "side"], how="left"
    ).with_columns(pl.col("helped").fill_null(0))
    return (
        helped.group_by("warnum", "atopid", "year")
        .agg(all=pl.col("helped").min().cast(pl.Float64), any=pl.col("helped").max().cast(pl.Float64))
        .sort("year", "warnum", "atopid")
    )


def _members(folder: str | None) -> pl.DataFrame:
    frame = store.read("atop51_member_level", _DEFENCE, folder=folder)
    pacts = frame.filter(pl.col("defense").fill_null(0).max().over("atopid") == 1)
    still = pl.Series(integers(pacts["yrexit"]) == 0)
    return pacts.select(
        "atopid",
        pl.col("defense").fill_null(0).cast(pl.Int64),
        state=pl.col("member").cast(pl.Int64),
        first=pl.col("yrent").cast(pl.Int64),
        last=pl.when(still).then(9999).otherwise(pl.col("yrexit")).cast(pl.Int64),
    )


def _in_force(year: str) -> pl.Expr:
    # entered before the war's year: pacts concluded for the war are no promises of peacetime
    return (pl.col("first") < pl.col(year)) & (pl.col("last") >= pl.col(year))
