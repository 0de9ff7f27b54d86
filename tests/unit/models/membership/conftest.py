"""A small pool without trade, whose side of war is computed once."""

import pytest

from pato import world
from pato.models.membership.pool import Pool
from pato.treaties.architecture import load_architecture

DATE = "2026-11-21"
STATES = ("USA", "JPN", "KOR", "TWN")


@pytest.fixture(scope="package")
def figures():
    return world.load()


@pytest.fixture(scope="package")
def status_quo():
    return load_architecture("hub-and-spoke")


@pytest.fixture(scope="package")
def treaty():
    return load_architecture("pato").instrument("pato")


@pytest.fixture(scope="package")
def pool(figures, status_quo, treaty):
    return Pool.of(
        figures,
        status_quo,
        DATE,
        STATES,
        treaty,
        without=("trade", "coercion"),
        priced=("mistrust", "autonomy"),
    )


@pytest.fixture(scope="package")
def across(pool):
    return pool.across_theories(pool.design(24, 1).draw())
