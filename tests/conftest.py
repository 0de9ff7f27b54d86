"""What every test may rely on: no network beyond loopback, no cache or data folder of the user."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [  # fleet.py, hand_made.py, two_state_world.py
    str(ROOT / "tests" / part) for part in (".", "unit/assess", "unit/futures")
]

settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("local", deadline=None, max_examples=60)
settings.load_profile("ci" if os.environ.get("CI") else "local")

_DATA = Path(os.environ.get("PATO_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def full_data():
    """Folder of the estimation data sets; the test is skipped where it is absent."""
    if not (_DATA / "cow_states.parquet").exists():
        pytest.skip(f"the estimation data sets are not at {_DATA} (set PATO_DATA)")
    return _DATA


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("PATO_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("PATO_DATA", str(tmp_path_factory.getbasetemp() / "no-data"))
    monkeypatch.setenv("PATO_CHECK_FIGURES", "1")
    monkeypatch.setenv("COLUMNS", "120")  # else the width of whatever terminal the tests run in
