"""Processes killed outright at a random moment: what goes on afterwards ends with the same figures as what nobody disturbed."""

from __future__ import annotations

import atexit
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from campaign import ROOT, Part

_PATO = [sys.executable, "-m", "pato"]
_COMPARE = ["compare", "in-force", "pato-7", "--futures", "120", "--date", "2026-11-21"]
_SWEEP = ["sweep", "--pool", "USA,JPN,AUS,KOR", "--futures", "60", "--date", "2026-11-21"]


def called(
    arguments: list[str], *, cache_folder: Path | None = None, **options
) -> subprocess.CompletedProcess:
    """Run a command to its end."""
    more = {"PATO_CACHE": str(cache_folder)} if cache_folder else {}
    known = {**os.environ, **options.pop("env", {}), **more}
    return subprocess.run(
        [*_PATO, *arguments], env=known, capture_output=True, text=True, timeout=600, check=False, **options
    )


def _until_it_writes(process: subprocess.Popen, folder: Path) -> None:
    """Wait until a command has written something into a folder, or has ended."""
    while process.poll() is None and not (folder.is_dir() and any(folder.iterdir())):
        time.sleep(0.01)


def killed(
    arguments: list[str], seconds: float, *, cache_folder: Path | None = None, writing: Path | None = None
) -> bool:
    """Kill a command after some seconds, or so many after it has begun to write a folder; return whether it was still running."""
    known = os.environ | ({"PATO_CACHE": str(cache_folder)} if cache_folder else {})
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [*_PATO, *arguments], env=known, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        if writing is not None:
            _until_it_writes(process, writing)
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the workers of a run with it
        process.wait()
        return True
    return False


class Undisturbed(NamedTuple):
    """What nobody disturbed: its folder and hash, how long it took, and for how long of that it wrote."""

    folder: Path
    hash: str
    seconds: float
    writing: float


@cache
def _apart() -> Path:
    """Return a folder of this process alone: several campaigns may run at once."""
    folder = Path(tempfile.mkdtemp(prefix="pato-undisturbed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _undisturbed(name: str, *arguments: str) -> Undisturbed:
    folder = _apart() / name
    begun = time.monotonic()
    process = subprocess.Popen([*_PATO, *arguments, "-o", str(folder)], stdout=subprocess.DEVNULL)
    _until_it_writes(process, folder)
    first = time.monotonic()
    assert process.wait(600) == 0
    end = time.monotonic()
    return Undisturbed(folder, _hash(folder), end - begun, end - first)


def _hash(folder: Path) -> str:
    for name in ("run.json", "sweep.json"):
        if (folder / name).exists():
            return str(json.loads((folder / name).read_text(encoding="utf-8"))["content_hash"])
    return "nothing"


def _run(name: str, arguments: list[str], number: int, folder: Path) -> str | None:
    """Kill a run up to three times and resume it; its hash is that of the undisturbed one."""
    rng = random.Random(f"{name} {number}")
    _, expected, seconds, writing = _undisturbed(name, *arguments)
    target, resume = folder / "run", []
    for turn in range(rng.randint(1, 3)):
        asked = [*arguments, *resume, "-o", str(target)]
        if turn or rng.random() < 0.2:  # while it loads, which takes most of its time
            killed(asked, rng.uniform(0.2, 1.1) * seconds)
        else:  # while it writes, which is what a kill can harm
            killed(asked, rng.uniform(0.0, 1.1) * writing, writing=target)
        resume = ["--resume"]
    done = called([*arguments, "--resume", "-o", str(target)])
    if done.returncode:
        return f"resuming ended with {done.returncode}: {done.stderr[-500:]}"
    if _hash(target) != expected:
        return f"{_hash(target)} in place of {expected}"
    left = [p.name for p in target.rglob("*.tmp")]
    return f"temporary files are left: {left}" if left else None


def _data(number: int, folder: Path) -> str | None:
    """Kill what puts a file into the data store; the store is the old one or the new one, and the next addition works."""
    from fuzz import _owner_files

    rng = random.Random(f"data {number}")
    store = folder / "store"
    environment = {"PATO_DATA": str(store)}
    first = str(_owner_files().written(folder, "atop-members"))
    second = str(_owner_files().written(folder, "atop"))
    os.environ |= environment
    try:
        if called(["data", "add", "atop-members", first]).returncode:
            return "the first file could not be added"
        for _ in range(rng.randint(1, 3)):
            killed(["data", "add", "atop", second], rng.uniform(0.3, 2.5))
        told = _states(store)
        if told["atop"] not in {"absent", "present"} or told["atop-members"] != "present":
            return f"after the kill: {told}"
        if (done := called(["data", "add", "atop", second])).returncode:
            return done.stderr[-500:]
        return None if set(_states(store).values()) == {"present"} else f"at the end: {_states(store)}"
    finally:
        del os.environ["PATO_DATA"]


def _states(store: Path) -> dict[str, str]:
    from pato.world.sources.status import status_table

    return {row[0]: row[1] for row in status_table(store).rows if row[0] in {"atop", "atop-members"}}


def _cache(number: int, folder: Path) -> str | None:
    """Kill a command while it writes the cache; the next one answers as with a cache of its own."""
    rng = random.Random(f"cache {number}")
    treaty = (ROOT / "src" / "pato" / "library" / "treaties" / "anzus.yaml").read_text(encoding="utf-8")
    mine = folder / "mine.yaml"
    mine.write_text(treaty.replace("id: anzus", "id: mine", 1), encoding="utf-8")
    asked = ["duties", "AUS", "--architecture", str(mine), "--format", "json"]
    expected = _answer()
    place = folder / "cache"
    for _ in range(rng.randint(1, 3)):
        killed(["check", str(mine)], rng.uniform(0.1, 4.0), cache_folder=place)
    done = called(["who", "senkaku-attack", "--format", "json"], cache_folder=place)
    if done.returncode or done.stdout != expected:
        return f"ended with {done.returncode}: {done.stderr[-300:]}"
    done = called(asked, cache_folder=place)
    return None if done.returncode == 0 else done.stderr[-300:]


@cache
def _answer() -> str:
    return called(["who", "senkaku-attack", "--format", "json"]).stdout


_DATA = Path(os.environ.get("PATO_DATA") or ROOT.parent / "shared" / "data")
_MODEL = "observed_record"
"""The model that is fitted in the shortest time; all are written alike."""


@cache
def _fitted() -> tuple[bytes, float]:
    """Return the file of an undisturbed fit and the seconds it takes."""
    target, begun = _apart() / f"{_MODEL}.json", time.monotonic()
    target.parent.mkdir(parents=True, exist_ok=True)
    assert called(["fit", _MODEL, "-o", str(target)], env={"PATO_DATA": str(_DATA)}).returncode == 0
    return target.read_bytes(), time.monotonic() - begun


def _fit(number: int, folder: Path) -> str | None:
    """Kill a fit while it computes or while it writes: the estimate is the old one or the new one, and the next fit is written."""
    rng = random.Random(f"fit {number}")
    expected, seconds = _fitted()
    place = folder / "estimates"
    place.mkdir()
    target, old = place / f"{_MODEL}.json", b"" if rng.random() < 0.5 else b"an older estimate"
    asked = ["fit", _MODEL, "-o", str(target)]
    os.environ["PATO_DATA"] = str(_DATA)
    try:
        for _ in range(rng.randint(1, 3)):
            if old:
                target.write_bytes(old)
                killed(asked, rng.uniform(0.3, 1.1) * seconds)
            else:
                killed(asked, rng.uniform(0.0, 0.01), writing=place)
            found = target.read_bytes() if target.exists() else b""
            if found not in {old, expected}:
                return f"{len(found)} bytes that are neither the old nor the new estimate"
            target.unlink(missing_ok=True)
            for left_over in place.iterdir():
                left_over.unlink()
        done = called(asked)
        return None if done.returncode == 0 and target.read_bytes() == expected else done.stderr[-500:]
    finally:
        del os.environ["PATO_DATA"]


PARTS = [
    Part("kill-compare", "a comparison killed up to three times and resumed has the hash of an undisturbed one", 200,
         partial(_run, "compare", _COMPARE)),
    Part("kill-sweep", "a sweep killed up to three times and resumed has the hash of an undisturbed one", 200,
         partial(_run, "sweep", _SWEEP)),
    Part("kill-data", "the data store is old or new after kills of `pato data add`, and takes the file afterwards", 200, _data),
    Part("kill-cache", "commands answer as before after kills of one that was filling the cache", 200, _cache),
    *([Part("kill-fit", "an estimate is the old one or the new one after kills of the fit that writes it, and is then written", 200, _fit)]
      if _DATA.is_dir() else []),
]  # fmt: skip
