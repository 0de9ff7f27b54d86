"""The campaign that looks for what breaks: ``python tests/reliability/campaign.py [PART ...] [--minutes N] [--trials N] [--write]``.

Each part is a series of trials by number, so that a trial that failed is repeated by its number (``--only PART:NUMBER``), and
what was done is kept in ``out/reliability``: the next call goes on from there. It starts anew when the program has changed.
A part ends at its goal, or when the minutes are over. ``--write`` puts the figures into ``docs/reliability.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]
KEPT = ROOT / "out" / "reliability"
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures of the campaign -->", "<!-- end of the figures -->"
MOST_KEPT = 50
"""Failures whose words are kept; all are counted."""


class Part(NamedTuple):
    """One kind of trial.

    Attributes
    ----------
    name, what
        What it is called, and what a trial does, in one line.
    goal
        Trials of a whole campaign.
    trial
        Does the trial of a number in an empty folder; returns what failed, None where all is well.
    seconds
        A trial that takes longer than this has failed.
    """

    name: str
    what: str
    goal: int
    trial: Callable[[int, Path], str | None]
    seconds: float = 600.0


def parts() -> dict[str, Part]:
    """Return the parts by name, in the order in which they are told."""
    import arguments
    import asked
    import disk
    import fuzz
    import injection
    import kill
    import memory
    import sameness
    import saves

    found = [
        *fuzz.PARTS,
        *kill.PARTS,
        *saves.PARTS,
        *disk.PARTS,
        *sameness.PARTS,
        *injection.PARTS,
        *asked.PARTS,
        *arguments.PARTS,
        *memory.PARTS,
    ]
    return {part.name: part for part in found}


def kept(part: Part, program: str) -> dict:
    """Return what was done of a part with this program."""
    body = told_of(part)
    fresh = {"program": program, "done": 0, "failed": 0, "slowest": 0.0, "memory_mb": 0.0, "failures": []}
    return body if body.get("program") == program else fresh


def run(part: Part, body: dict, until: float, most: int) -> dict:
    """Go on with a part until its goal, so many trials, or a time; what was done is kept every few seconds."""
    stop, written = min(part.goal, body["done"] + most), time.monotonic()
    while body["done"] < stop and time.monotonic() < until:
        told, seconds = one(part, body["done"])
        body["done"] += 1
        body["slowest"] = max(body["slowest"], round(seconds, 2))
        body["memory_mb"] = max(body["memory_mb"], round(peak_mb()))
        if told is not None:
            body["failed"] += 1
            body["failures"] = [*body["failures"], {"trial": body["done"] - 1, "told": told}][:MOST_KEPT]
        if time.monotonic() - written > 5:
            keep(part, body)
            written = time.monotonic()
    keep(part, body)
    return body


def one(part: Part, number: int) -> tuple[str | None, float]:
    """Do one trial; return what failed, and its seconds of this process."""
    begun, told = time.process_time(), None
    with tempfile.TemporaryDirectory(prefix="pato-trial-") as folder:
        try:
            told = part.trial(number, Path(folder))
        except Exception:  # noqa: BLE001  what a trial does not foresee is what is looked for
            told = traceback.format_exc(limit=-4)
    seconds = time.process_time() - begun
    if told is None and seconds > part.seconds:
        told = f"took {seconds:.1f} s of the {part.seconds:g} allowed"
    return told, seconds


def peak_mb() -> float:
    """Return the most memory that this process has used, in megabytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1e6 if sys.platform == "darwin" else 1e3)


def keep(part: Part, body: dict) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    temporary = KEPT / f".{part.name}.tmp"
    temporary.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(KEPT / f"{part.name}.json")


def figures(known: dict[str, Part]) -> Iterator[str]:
    """Yield the lines of the table: of each part what was done last, and with which program."""
    yield f"Python {platform.python_version()}, {platform.system()} on {platform.machine()}."
    yield ""
    yield "| part | what a trial is | trials | of | failed | slowest, s of processor time | peak memory, MB | program |"
    yield "|---|---|---:|---:|---:|---:|---:|---|"
    for part in known.values():
        body = told_of(part)
        if not body:
            yield f"| {part.name} | {part.what} | 0 | {part.goal:,} | not run | | | |"
            continue
        yield (
            f"| {part.name} | {part.what} | {body['done']:,} | {part.goal:,} | {body['failed']:,} "
            f"| {body['slowest']:.2f} | {body['memory_mb']:.0f} | `{body['program'][:8]}` |"
        )


def told_of(part: Part) -> dict:
    """Return what was done last of a part; empty where it was never run."""
    try:
        found = json.loads((KEPT / f"{part.name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if found["done"] else {}


def write(lines: list[str]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(
        "\n".join([before + BEGIN, "", *lines, "", END + after.rstrip("\n"), ""]), encoding="utf-8"
    )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("parts", nargs="*", help="parts or beginnings of their names (default: all)")
    options.add_argument("--minutes", type=float, default=60, help="for all parts together")
    options.add_argument("--trials", type=int, default=10**9, help="at most so many of each part now")
    options.add_argument("--only", metavar="PART:NUMBER", help="repeat one trial and say what it says")
    options.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    asked = options.parse_args()
    os.environ["PATO_CACHE"] = str(KEPT / "cache")
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")])
    )
    from pato.futures.provenance import data_fingerprint, source_fingerprint

    known, program = parts(), f"{source_fingerprint()}/{data_fingerprint()}"
    if asked.only:
        name, _, number = asked.only.partition(":")
        told, seconds = one(known[name], int(number))
        sys.stdout.write(f"{told or 'well'} ({seconds:.2f} s)\n")
        return int(told is not None)
    chosen = [p for p in known.values() if not asked.parts or p.name.startswith(tuple(asked.parts))]
    end, failed = time.monotonic() + asked.minutes * 60, 0
    for place, part in enumerate(chosen):
        share = (end - time.monotonic()) / (len(chosen) - place)  # what one part leaves, the next ones have
        body = run(part, kept(part, program), time.monotonic() + share, asked.trials)
        failed += body["failed"]
        sys.stdout.write(f"{part.name:24} {body['done']:8,} of {part.goal:,}: {body['failed']} failed\n")
        sys.stdout.flush()
        for one_ in body["failures"][:3]:
            sys.stdout.write(
                f"    {part.name}:{one_['trial']}  {one_['told'].strip().splitlines()[-1][:300]}\n"
            )
    if asked.write:
        write(list(figures(known)))
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
