"""Flows of trade in the snapshot: what is known, what is estimated, and how the rest of the world closes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pato import world
from pato.errors import CoverageError, UnknownNameError

WORLD = world.load()
TRADED = tuple(s for s in WORLD.states if (s, s) in WORLD.trade.flows)


def test_flagged_cells_are_counted_and_missing_cells_are_absent():
    kinds = WORLD.about["trade_kinds"]
    assert kinds["stale"] == 236
    assert sum(f.kind == "stale" for f in WORLD.trade.flows.values()) == 236
    assert all((f.year == 2016) == (f.kind == "stale") for f in WORLD.trade.flows.values())
    assert WORLD.trade.flow("MEX", "PRK") is None
    assert ("MEX", "PRK") in WORLD.trade.missing
    assert len(WORLD.trade.flows) + len(WORLD.trade.missing) == 47**2


def test_no_flow_is_zero_or_negative():
    assert min(f.usd_m for f in WORLD.trade.flows.values()) > 0


def test_estimated_sales_at_home_have_an_interval_and_are_reproduced():
    fit = WORLD.about["domestic_sales_estimate"]
    assert fit["economies"] == 72
    assert fit["r_squared"] > 0.9
    estimated = {e: f for (e, d), f in WORLD.trade.flows.items() if f.kind == "estimated" and e == d}
    assert set(estimated) == {
        "CHL",
        "FSM",
        "KIR",
        "MHL",
        "MMR",
        "NRU",
        "PER",
        "PLW",
        "PNG",
        "SLB",
        "TLS",
        "TON",
        "TUV",
        "VUT",
        "WSM",
    }
    assert all(f.low < f.usd_m < f.high for f in estimated.values())
    population = float(WORLD.state("CHL").value("population"))
    assert np.log(estimated["CHL"].usd_m) == pytest.approx(
        fit["constant"] + fit["log_gdp"] * np.log(302) + fit["log_population"] * np.log(population), abs=0.05
    )  # GDP of Chile in 2022, the year of the estimate: about 302 billion USD


def test_the_rest_of_the_world_closes_on_world_output():
    """What the 46 and the rest sell is the world's goods output of the tables behind it (78 trillion USD)."""
    closed = WORLD.trade.closed()
    output = closed.array().values
    assert not np.isnan(np.diag(output)).any()
    assert closed.economies[-1] == "ROW"
    assert "PRK" not in closed.economies
    assert np.nansum(output) == pytest.approx(sum(f.usd_m for f in WORLD.trade.flows.values()))


def test_an_economy_without_sales_at_home_cannot_stand_alone():
    with pytest.raises(CoverageError, match=r"sales at home are not known for PRK\. Leave them out"):
        WORLD.trade.closed(["USA", "PRK"])
    with pytest.raises(UnknownNameError, match="economy 'USX'"):
        WORLD.trade.closed(["USX"])


@settings(max_examples=40)
@given(st.sets(st.sampled_from(TRADED), min_size=1))
def test_closing_keeps_every_known_dollar_once(kept):
    closed = WORLD.trade.closed(kept)
    assert set(closed.economies) == kept | {"ROW"}
    assert sum(f.usd_m for f in closed.flows.values()) == pytest.approx(
        sum(f.usd_m for f in WORLD.trade.flows.values())
    )
    for state in kept:
        sold = sum(f.usd_m for (o, _), f in WORLD.trade.flows.items() if o == state)
        assert sum(f.usd_m for (o, _), f in closed.flows.items() if o == state) == pytest.approx(sold)


def test_closing_twice_changes_nothing():
    once = WORLD.trade.closed(["USA", "JPN", "CHN"])
    again = once.closed(["USA", "JPN", "CHN"])
    assert np.allclose(once.array().values, again.array().values)


# what people see
