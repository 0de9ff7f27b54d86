"""Run the specification, and the document that ships: ``library/estimates/membership_backtests.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pato.estimate.formation.decomposition import decompose
from pato.estimate.membership_backtests.accessions import accessions
from pato.estimate.membership_backtests.holding import designed, holds
from pato.estimate.membership_backtests.specification import BacktestSpecification, Pact, load_backtests
from pato.estimate.membership_backtests.trained import Training
from pato.estimate.membership_backtests.worlds import Setting
from pato.estimate.vintages import titled, vintages
from pato.models.membership.assumptions import load as load_assumptions

CHECKED = 28
"""Futures of the check."""
TABLES = titled(
    "cow_states",
    "cow_nmc",
    "cow_majors",
    "cow_contdir",
    "cow_capitals",
    "isard_cw_democracy_1816_2025",
    "polity5_1800_2018",
    "tss_rivalries",
    "gml_dirdisp",
    "gml_part",
    "atop51_directed_dyad_year_1815_2018",
    "atop51_member_level",
    gml_part="Gibler, Miller and Little, participants 2.2.1",
)
UNMEASURED = {
    "racism and identity": "whether American policy-makers saw possible partners as belonging to their own community (Hemmer and Katzenstein 2002): in no data set of the store; whatever it did is in the part that no term explains.",
    "American freedom of action": "what bilateral treaties kept for the hub that a pact would have cost it (Cha 2010 calls it the powerplay): no measurement of it exists, and it is no part of the gains.",
    "the memory of the war": "counted beside the model (share_of_pairs_that_fought); no estimate of formation uses it, and the model ranks Japan's pairs high in spite of it.",
    "European integration and American aid": "no data before 1950; the reverse of the same coin in Europe.",
}
LIMITS = (
    "Whether acceptance tells pacts that came from pacts that never did is reported by estimates and theory (discriminates). No trade matrix of the years is known: what others' peace is worth holds only for neighbours of a war, and a guarantor far from the rival can hardly gain.",
    "Few cases, chosen because they are famous: they show what the model says, they do not test it. Nothing was changed after the results.",
    "Trade, coercion and burden are absent for every pact: no trade matrix, no GDP in current prices and no budget are known for these years. Gains are those of war, entrapment and the losses of neighbours.",
    "All pacts are mutual defence alike. What the Manila Pact says less than the North Atlantic Treaty (area, the American reservation) is not in it.",
    "The ranges of losses, and what the theories 'pledge' and 'provoke' take from the literature, are of today: they know what came later. Runs 'before' know only the years before in risk and joining.",
    "Risk fitted before 1949 and 1954 finds no effect of the largest pledge, as in the years before 1914: deterrence then comes from theories that assume one, and the gain of a pact from help in war.",
    "American sites abroad are not known before 2018: none is credited. Joining rests on an indicator of the years after 1945 that was fitted on few years before 1949.",
    "Occupied Japan was no state of the data from 1945 to April 1952; West Germany none before 1955.",
    "Disputes end in 2010, pledges of ATOP in 2018, rivalries in 2020: between 2021 and 2022 only capability differs for Finland and Sweden. What February 2022 changed is not in the data; the what-ifs code it by hand.",
)


def run(folder: str | None = None, *, futures: int | None = None) -> dict[str, Any]:
    """Run every backtest of the specification.

    Parameters
    ----------
    folder
        The data store.
    futures
        Instead of the specification's: for tests.
    """
    spec = load_backtests()
    training = Training(max(p.year for p in spec.pacts), folder)
    pacts = [_pact(spec, p, training, futures or spec.futures, folder) for p in spec.pacts]
    assumptions = load_assumptions()
    formation = spec.formation
    return {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "question": spec.question,
        "formula": "shares of runs in which every member of a pact gains by it, and in which none gains by leaving it (docs/models/membership.md)",
        "sample": {
            "futures": futures or spec.futures,
            "futures_of_accessions": min(futures or spec.accessions.futures, spec.accessions.futures),
            "seed": spec.seed,
            "terms": list(spec.terms),
            "absent": list(spec.absent),
            "assumptions_sha256": assumptions.digest,
        },
        "pacts": pacts,
        "compared": compared(pacts, spec.weaker_than),
        "discriminates": discriminates(pacts, spec.weaker_than),
        "check": check(folder),
        "accessions": {
            "source": spec.accessions.source,
            "url": spec.accessions.url,
            "cases": accessions(spec, futures=futures, folder=folder),
        },
        "formation": decompose(
            formation.as_groups, trained_before=formation.trained_before, fought=formation.fought,
            seed=formation.seed, folder=folder,
        ),
        "unmeasured": UNMEASURED,
        "limits": list(LIMITS),
        "data": vintages(TABLES, folder),
    }  # fmt: skip


def _pact(
    spec: BacktestSpecification, pact: Pact, training: Training, futures: int, folder: str | None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    setting = Setting.of(pact, folder)
    for estimates in spec.estimates:
        before = estimates == "before"
        pool = setting.pool_with(training if before else None)
        design = designed(pool, futures, spec.seed, credence=spec.taiwan_credence, later=not before)
        samples = (pool.war.risk.risk.estimate["sample"], pool.war.support.joining.logit.estimate["sample"])
        found[estimates] = {
            "trained_on": {
                name: {"years": sample["years"], "events": sample["events"]}
                for name, sample in zip(("risk", "joining"), samples, strict=True)
            },
            **holds(pool, design),
        }
    return {**pact.model_dump(mode="json"), "estimates": found}


def check(folder: str | None = None) -> dict[str, Any]:
    """Return the smallest pact in few futures with the estimates that ship: what a test computes again."""
    spec = load_backtests()
    pact = min(spec.pacts, key=lambda p: len(p.members))
    pool = Setting.of(pact, folder).pool_with(None)
    design = designed(pool, CHECKED, spec.seed, credence=spec.taiwan_credence, later=False)
    return {"pact": pact.id, "futures": CHECKED, **holds(pool, design)}


def compared(pacts: Sequence[Mapping[str, Any]], reference: str) -> list[dict[str, Any]]:
    """Return whether each pact comes out weaker than the reference, by the rule of the specification.

    Fewer futures in which every member accepts; where the shares are the same, a smaller share of members that accepts.
    """
    by_id = {p["id"]: p["estimates"] for p in pacts}
    rows = []
    for name, estimates in by_id.items():
        if name == reference:
            continue
        for which, found in estimates.items():
            other = by_id[reference][which]
            keys = ("all_accept", "members_accepting")
            ours, theirs = (tuple(values[k] for k in keys) for values in (found, other))
            rows.append(
                {"pact": name, "than": reference, "estimates": which, "all_accept": [ours[0], theirs[0]], "members_accepting": [ours[1], theirs[1]], "weaker": ours < theirs}
            )  # fmt: skip
    return rows


def discriminates(pacts: Sequence[Mapping[str, Any]], reference: str) -> list[dict[str, Any]]:
    """Return, by estimates and assumption about deterrence, whether the reference ranks above every proposal that was never concluded.

    By the share of members that gain; where a proposal has as much, it does not.
    """
    by_id = {p["id"]: p for p in pacts}
    never = [p for p in pacts if not p["concluded"]]
    rows = []
    for which, found in by_id[reference]["estimates"].items():
        for theory, ours in found["by_theory"].items():
            theirs = {p["id"]: p["estimates"][which]["by_theory"][theory]["members_gaining"] for p in never}
            share = ours["members_gaining"]
            rows.append(
                {"estimates": which, "theory": theory, "concluded": share, "never_concluded": theirs, "above_all": share > max(theirs.values())}
            )  # fmt: skip
    return rows
