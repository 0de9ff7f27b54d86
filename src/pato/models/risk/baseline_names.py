"""Names of the levels at which the risk may stand; alone, since files are compiled where nothing is installed that computes."""

from typing import Literal, get_args

Baseline = Literal["estimated", "elicited", "recent_record", "both"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)
