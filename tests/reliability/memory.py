"""What one process asks again and again: its memory does not grow with the number of questions."""

from __future__ import annotations

import ctypes
import gc
import random
from contextlib import suppress
from pathlib import Path

from campaign import Part

_QUESTIONS = 100
"""What-ifs a trial; trials of one call are asked in one process, so that ten of them make a thousand."""
_WARM = 2
"""Trials whose memory stays: what is read and compiled once."""
_MOST_KB_EACH = 10.0
_UNEVEN_KB = 4_000.0
"""By how much memory may differ between two moments: of the answers that are held, as many are of long questions as happen to be."""
_SEEN: list[float] = []
_STATES = ["USA", "JPN", "AUS", "KOR", "PHL", "NZL", "CAN", "TWN", "THA", "IND", "GBR", "FRA"]


def resident_kb() -> float:
    """Return the memory of this process in kB: what objects hold, not what the allocator has kept of those that are gone."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another allocator than glibc's
        ctypes.CDLL(None).malloc_trim(0)
    with Path("/proc/self/statm").open(encoding="ascii") as stream:
        return int(stream.read().split()[1]) * 4.0


def ask(rng: random.Random, folder: Path) -> None:
    """Ask one what-if: other members, another event, other figures, another pledge."""
    import pato

    members = rng.sample(_STATES, rng.randint(3, 8))
    system = folder / "system.yaml"
    system.write_text(
        "format: 1\nid: what-if\ntitle: What if\nextends: in-force\nadd: [pato]\n"
        f"parties:\n  pato: [{', '.join(members)}]\n", encoding="utf-8"
    )  # fmt: skip
    date = f"20{rng.randint(14, 29)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    pato.gaps(str(system), members, date)
    attacker, victim = rng.choice(["CHN", "PRK", "RUS"]), rng.choice(members)
    event = pato.make_event(attacker=attacker, victim=victim, act="armed_attack", on="territory", date=date)
    pato.who_must_act(str(system), event, world=False)
    pato.commitments(str(system), date, targets=[victim], contingencies=["blockade"])
    figures = {victim: {"milex_share_gdp": {"value": rng.uniform(0.005, 0.1), "source": "what if"}}}
    pato.world.load(figures)


def _what_ifs(number: int, folder: Path) -> str | None:
    """Ask a hundred what-ifs more; after the first trials of this process none costs memory that stays."""
    rng = random.Random(f"memory {number}")
    for _ in range(_QUESTIONS):
        ask(rng, folder)
    _SEEN.append(resident_kb())
    if len(_SEEN) <= _WARM + 1:
        return None
    more, asked = _SEEN[-1] - _SEEN[_WARM], (len(_SEEN) - 1 - _WARM) * _QUESTIONS
    if more < max(_MOST_KB_EACH * asked, _UNEVEN_KB):
        return None
    return f"{more / asked:.1f} kB more with each question: {_SEEN}"


PARTS = [
    Part(
        "memory",
        "100 what-ifs more in one process: below 10 kB each after the first 300, or 4 MB in all",
        10,
        _what_ifs,
        seconds=3600.0,
    )
]
