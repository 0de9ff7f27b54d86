"""Codes for providers who write names: the registry's crosswalk, and the spellings that only one owner uses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pato.errors import PatoError
from pato.registry import states


@lru_cache(maxsize=4096)
def codes(name: str) -> tuple[str | None, int | None]:
    """Return ISO and COW code of a state by its name today; None where the registry knows no such state."""
    for date in ("2020-01-01", None):
        try:
            found = states.state(name, date=date)
        except PatoError:
            continue
        return found.iso3, found.cow[-1].code if found.cow else None
    return None, None


def coded(name: str, own: Mapping[str, str]) -> tuple[str | None, int | None]:
    """Return the same, taking a provider's own spellings into account."""
    return codes(own.get(name, name))
