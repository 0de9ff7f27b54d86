"""The owners' data: joins and treaties as an earlier exploration counted them, and the estimates that ship."""

import polars as pl
import pytest

from pato.estimate.formation import as_estimate as formation_estimate
from pato.estimate.formation import fit_formation
from pato.estimate.joining import as_estimate as joining_estimate
from pato.estimate.joining import fit_joining
from pato.estimate.risk import differences
from pato.files.estimates import stored

pytestmark = pytest.mark.full_data


@pytest.fixture(scope="module")
def joining(full_data):
    return fit_joining(folder=str(full_data), everything=False, choice=stored("joining")["chosen"])


def test_the_shipped_estimate_of_joining_is_reproduced(joining, full_data):
    found = differences(stored("joining"), joining_estimate(joining, str(full_data)))
    assert len(found) == 0, found.render()


def test_joins_in_one_on_one_disputes_after_1989(joining):
    """Earlier exploration: 17 joins on the target's side, 1990-2010."""
    late = joining.frame.filter(
        (pl.col("targets") == 1) & (pl.col("challengers") == 1) & pl.col("year").is_between(1990, 2010)
    )
    assert late["joins"].sum() == 17
    assert not joining.frame.select("dispute", "state").is_duplicated().any()


def test_the_shipped_estimate_of_formation_is_reproduced(full_data):
    result = fit_formation(folder=str(full_data), everything=False)
    found = differences(stored("formation"), formation_estimate(result, str(full_data)))
    assert len(found) == 0, found.render()


def test_inherited_pacts_of_1990_are_no_events():
    """Germany and Yemen went on under other codes; ATOP then shows pacts of theirs as new."""
    backtests = {b["id"]: b for b in stored("formation")["backtests"]["shipped"]}
    assert {"nato_1949", "san_francisco_1951", "seato_1954", "warsaw_pact_1955"} == set(backtests)
    # Japan was no member of the system before 1952
    assert "USA-JPN" in backtests["san_francisco_1951"]["not_at_risk"]


def test_pacts_begun_since_2019_confirm_what_ships(full_data):
    """The rule of the fourth round, from the data store and the treaties that ship."""
    from pato.estimate.formation.sample import pair_years
    from pato.estimate.formation.since import rank_since
    from pato.estimate.formation.specification import load_formation

    spec = load_formation()
    chosen = [c for c in spec.third_round.candidates if c.id in spec.fourth_round.candidates]
    found = rank_since(
        spec, pair_years(spec, str(full_data)), chosen, spec.fourth_round.until, str(full_data)
    )
    gained = found.over_first["circles"]
    assert min(gained.auc, gained.auc_by_treaty) >= 0
    assert max(gained.auc_interval[0], gained.auc_by_treaty_interval[0]) > 0
    assert {"FIN-NOR 2023", "PRK-RUS 2024"} <= set(found.percentile)
    # neighbours in the Union were bound to one another before
    assert "FIN-SWE 2023" not in found.percentile
