"""Disks that are full or closed, homes that are missing, other languages, clocks, closed pipes: words and no traceback, nothing half."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from campaign import ROOT, Part
from kill import _COMPARE, _SWEEP, _hash, _undisturbed, called

_DRAFT = ["draft", "pato"]
_NOBODY = 65534


def _limited(most: int):
    """Return what lets a process write no file larger than this: what a full disk or a quota does to it."""

    def limit():
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return limit


def _in_words(done: subprocess.CompletedProcess, allowed: set[int]) -> str | None:
    """Return what is wrong with how a command ended."""
    if done.returncode not in allowed:
        return f"ended with {done.returncode}: {done.stderr[-600:]}"
    return f"a traceback: {done.stderr[-900:]}" if "Traceback" in done.stderr + (done.stdout or "") else None


def _full(number: int, folder: Path) -> str | None:
    """Let a command meet a full disk after some bytes; then give it room: it ends as if nothing had been."""
    rng = random.Random(f"full {number}")
    what, name = rng.choice([(_COMPARE, "compare"), (_SWEEP, "sweep"), (_DRAFT, "draft")])
    most = int(10 ** rng.uniform(0, 6.6))
    if rng.random() < 0.3 and _small(folder / "disk", most):
        try:
            return _filled(what, name, folder / "disk", most, rng)
        finally:
            _mount("umount", str(folder / "disk"))
    return _filled(what, name, folder, most, None)


def _mount(*words: str) -> bool:
    with suppress(OSError):
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    return False


def _small(place: Path, size: int) -> bool:
    """Put a file system of a few bytes there; False where nobody lets us."""
    place.mkdir()
    return sys.platform == "linux" and _mount(
        "mount", "-t", "tmpfs", "-o", f"size={max(size, 4096)}", "tmpfs", str(place)
    )


def _filled(what: list[str], name: str, folder: Path, most: int, disk: random.Random | None) -> str | None:
    """Let a command write into a folder on a disk that is too small, or more into a file than a limit allows, then with room."""
    target = folder / ("treaty.docx" if name == "draft" else "run")
    env, place = {"PYTHONDONTWRITEBYTECODE": "1"}, None
    if disk and disk.random() < 0.5:
        place = folder / "cache"
    limit = {} if disk else {"preexec_fn": _limited(most)}
    done = called([*what, "-o", str(target)], cache_folder=place, env=env, **limit)
    if told := _in_words(done, {0, 2}):
        return f"{name} with {most} bytes: {told}"
    left = [str(p.relative_to(folder)) for p in folder.rglob("*") if ".tmp" in p.name]
    if left:
        return f"{name} with {most} bytes leaves {left}"
    if disk:
        _mount("mount", "-o", "remount,size=200m", str(folder))
    again = called([*what, *([] if name == "draft" else ["--resume"]), "-o", str(target)])
    if again.returncode:
        return f"{name} with {most} bytes, afterwards: {again.stderr[-500:]}"
    if name != "draft" and _hash(target) != _undisturbed(name, *what).hash:
        return f"{name} with {most} bytes: another hash"
    return None


def _place(number: int, folder: Path) -> str | None:
    """Run commands in surroundings that something is wrong with."""
    who = ["who", "senkaku-attack"]
    home = {"HOME": "/nonexistent", "XDG_CACHE_HOME": "", "PATO_CACHE": ""}
    (folder / "file").write_text("no folder")
    owned = folder / "owned"  # a folder that others may look into and not write
    owned.mkdir(mode=0o755)
    folder.chmod(0o755)
    cases = [
        ("no home", who, {"env": home}, {0}),
        ("a cache that is a file", who, {"env": {"PATO_CACHE": str(folder / "file")}}, {0}),
        ("a language of letters alone", who, {"env": {"LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": ""}}, {0}),
        ("another language", who, {"env": {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}}, {0}),
        ("a full output", who, {"stdout": "/dev/full"}, {2}),
        ("an output that nobody reads", who, {"stdout": "closed pipe"}, {0}),
        ("no output", who, {"stdout": "none"}, {0}),
        ("nowhere for messages", who, {"stdout": "no messages"}, {0}),
        ("a sweep without outputs", [*_SWEEP, "-o", str(folder / "sweep")], {"stdout": "none"}, {0}),
        ("a folder that is a file", [*_COMPARE, "-o", str(folder / "file")], {}, {2}),
        ("a place in no file system", [*_SWEEP, "-o", "/proc/nowhere"], {}, {2}),
        ("a data folder that is a file", ["data", "status"], {"env": {"PATO_DATA": str(folder / "file")}}, {0, 2}),
        ("no time zone", who, {"env": {"TZ": "Nowhere/None"}}, {0}),
        ("a narrow terminal", who, {"env": {"COLUMNS": "1"}}, {0}),
        ("a folder that is gone", who, {"cwd": "gone"}, {0, 2}),
        ("another user without a home", who, {"user": True, "env": home}, {0}),
        ("a cache of another user", who, {"user": True, "env": {"PATO_CACHE": str(owned)}}, {0}),
        ("a folder of another user", [*_DRAFT, "-o", str(owned / "treaty.docx")], {"user": True}, {2}),
        ("a data folder of another user", ["data", "add", "atop", str(owned)], {"user": True, "env": {"PATO_DATA": str(owned)}}, {1, 2}),
    ]  # fmt: skip
    if not shutil.which("setpriv") or os.geteuid():
        cases = [
            case for case in cases if not case[2].get("user")
        ]  # who alone can become somebody else is root
    name, arguments, options, allowed = cases[number % len(cases)]
    if told := _in_words(_surrounded(arguments, options, folder), allowed):
        return f"{name}: {told}"
    return None


def _surrounded(arguments: list[str], options: dict, folder: Path) -> subprocess.CompletedProcess:
    known = {**os.environ, **options.get("env", {})}
    known = {k: v for k, v in known.items() if v != ""}
    command, place = [sys.executable, "-m", "pato", *arguments], None
    if options.get("user"):  # may read everything, as in any installation, and write only what is theirs
        more = "-all,+dac_read_search"
        command = [
            "setpriv",
            f"--reuid={_NOBODY}",
            f"--regid={_NOBODY}",
            "--clear-groups",
            f"--inh-caps={more}",
            f"--ambient-caps={more}",
            *command,
        ]
    if options.get("cwd") == "gone":
        place = folder / "gone"
        place.mkdir()
        command = ["sh", "-c", f'rmdir "{place}" && exec "$@"', "sh", *command]
    match options.get("stdout"):
        case "/dev/full":
            stream = os.open("/dev/full", os.O_WRONLY)
        case "closed pipe":
            ours, stream = os.pipe()
            os.close(ours)
        case "none":
            command = ["sh", "-c", '"$@" >&-', "sh", *command]
            stream = subprocess.DEVNULL
        case "no messages":
            command = ["sh", "-c", '"$@" 2>&-', "sh", *command]
            stream = subprocess.DEVNULL
        case _:
            stream = subprocess.PIPE
    done = subprocess.run(command, env=known, cwd=place, stdout=stream, stderr=subprocess.PIPE, text=True, timeout=300, check=False)  # fmt: skip
    if stream not in {subprocess.PIPE, subprocess.DEVNULL}:
        os.close(stream)
    return done


def _clock(number: int, folder: Path) -> str | None:
    """Give what a run wrote times that are still to come, as a clock that was set back does; it is resumed and read all the same."""
    rng = random.Random(f"clock {number}")
    target = folder / "run"
    done = called([*_COMPARE, "-o", str(target)])
    if done.returncode:
        return done.stderr[-300:]
    ahead = time.time() + rng.uniform(60, 4e8)
    for path in [*target.rglob("*"), ROOT / "src" / "pato" / "library" / "treaties" / "no-such"]:
        if path.exists():
            os.utime(path, (ahead, ahead))
    (target / "results.nc").unlink()
    for asked in ([*_COMPARE, "--resume", "-o", str(target)], ["regret", str(target)]):
        if told := _in_words(called(asked), {0}):
            return told
    return None if _hash(target) == _undisturbed("compare", *_COMPARE).hash else "another hash"


PARTS = [
    Part("disk-full", "a command with room for 1 byte to 4 MB a file, or on a whole file system, says so, leaves nothing half, and ends well when it has room", 500, _full),
    Part("surroundings", "no home, no cache, other languages, full, closed and missing outputs, another user, folders of somebody else: words and the right exit status", 190, _place),
    Part("clock", "files with times to come are resumed and read", 50, _clock),
]  # fmt: skip
