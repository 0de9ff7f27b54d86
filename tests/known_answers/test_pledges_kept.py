"""What became of NATO's pledge of 2014: the figures behind the assumed range of compliance, from SIPRI's data."""

import numpy as np
import pytest

from pato.models.assumptions import load_assumptions
from pato.treaties.architecture import load_architecture


@pytest.mark.full_data
def test_the_range_of_compliance_rests_on_natos_record(full_data):
    import pandas as pd

    spent = pd.read_parquet(full_data / "sipri_milex_1949_2024.parquet").pivot_table(
        index="iso3c", columns="year", values="milex_share_gdp"
    )
    spent = spent.reindex(load_architecture("nato").instrument("nato").parties_on("2014-09-05"))
    below = spent[spent[2014] < 0.02]
    assert len(below) == 24
    kept = {
        y: ((np.minimum(below[y], 0.02) - below[2014]) / (0.02 - below[2014])).clip(0, 1)
        for y in (2021, 2024)
    }
    quartiles = [round(float(kept[y].quantile(q)), 2) for y in (2021, 2024) for q in (0.25, 0.5)]
    assert quartiles == [0.19, 0.34, 0.35, 0.96]
    source = load_assumptions("burden").of["pledge_compliance"].source
    assert all(f"{round(100 * q)} %" in source for q in quartiles)
