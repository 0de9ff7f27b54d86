"""The words for the level of risk, which study files use: they need no library for numbers (see `pato.models.risk.levels`)."""

from __future__ import annotations

from typing import Literal, get_args

Baseline = Literal["estimated", "elicited", "recent_record", "both"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)
