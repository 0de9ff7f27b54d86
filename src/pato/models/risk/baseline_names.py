"""Names of the levels of baseline risk; in a module of their own, since files are compiled without numerical libraries."""

from typing import Literal, get_args

Baseline = Literal["estimated", "elicited", "recent_record", "both"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)
