"""Change a package in small ways and see whether a test notices: ``python tools/mutants.py [--package P] [--sample N] [FILE ...]``.

Of each file the same ``N`` changes are tried at every call (``--sample 0``: all), others for each ``--seed``. Works on a copy of the tree in
``out/mutants/PACKAGE`` with the library compiled beside it, in one process that forks for each change (``mutant_server.py``). What
was tried is kept there: the next run goes on where this one ended, and tries again what the package or the tests could have
changed. Prints for each file how many changes were noticed, survived, or are run by no test, and the share of the whole package
with its interval; exits with 1 below the share that ``--at-least`` asks for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "out" / "mutants"
PACKAGES = {
    "treaties": [
        "tests/unit/treaties",
        "tests/broken_files/test_broken_files.py",
        *(
            f"tests/properties/test_{of}.py"
            for of in ("commitments", "duties", "pairs_of_obligations", "space", "thin")
        ),
        *(f"tests/unit/cli/test_{of}.py" for of in ("app", "check_advice", "check_all_at_once", "clauses")),
        "tests/unit/report/test_legal_memo.py",
    ],
    "kernels": [
        "tests/unit/kernels",
        *(f"tests/properties/test_{of}.py" for of in ("doses", "gravity", "sector_decomposition", "sectors")),
        *(f"tests/known_answers/test_{of}.py" for of in ("omitted", "trade_closed_forms")),
    ],
    "assess": ["tests/unit/assess"],
    "files": [
        "tests/unit/files",
        "tests/broken_files",
        "tests/unit/cli/test_net.py",
        "tests/unit/futures/test_domains.py",
        "tests/unit/test_own_files.py",
    ],
    "futures": ["tests/unit/futures"],
}
"""The packages that are changed, and the tests that are to notice."""
PARTS = ("src", "tests", "tools", "pyproject.toml", "hatch_build.py")
NOTICED = ("killed", "slow")
OUTCOMES = ("killed", "slow", "survived", "untested")
COMPILE = """
from pathlib import Path
import pato
from pato import kinds
from pato.registry import source
from pato.treaties import compiling
for part, build in (("registry", source.build), ("library", compiling.build)):
    folder = Path(pato.__file__).parent / part / "_compiled"
    folder.mkdir(exist_ok=True)
    build(folder)
"""


def warm_models() -> None:
    """Build and evaluate every model once: data, estimates and compiled kernels are then there, as in a session of tests that has begun."""
    from pato import world
    from pato.futures import Design
    from pato.futures.factor import together
    from pato.models.base import Setting, makers, models_of
    from pato.models.pledges import added_parties
    from pato.treaties.architecture import load_architecture

    day, systems = "2026-11-21", [load_architecture(name) for name in ("in-force", "pato-7")]
    members = tuple(added_parties(systems[1:], systems[0], day))
    models = models_of(Setting(world.load(), systems[0], day, None, 10, members, "CHN"), makers()).models
    draws = Design(tuple(together(f for model in models for f in model.factors())), 4, 1).draw()
    for system in systems:
        for model in models:
            model.evaluate(draws, system)


WARM = {"assess": warm_models}
"""What is done once before tests and changes are tried, for packages whose tests would do it in every fork: it calls nothing of the package."""


def prepared(package: str) -> None:
    """Make the copy equal to the tree, file by file where it changed, and compile the library in the copy."""
    work = MUTANTS / package
    wanted = set()
    for part in PARTS:
        for file in [ROOT / part] if (ROOT / part).is_file() else sorted((ROOT / part).rglob("*")):
            if not file.is_file() or {"__pycache__", "_compiled"} & set(file.parts):
                continue
            target = work / file.relative_to(ROOT)
            wanted.add(target)
            if not target.is_file() or file.read_bytes() != target.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target)
    for part in ("src", "tests", "tools"):
        for target in sorted((work / part).rglob("*.*")):
            if target.is_file() and target not in wanted and "__pycache__" not in target.parts:
                target.unlink()  # of an earlier tree, what was compiled of it too
    subprocess.run([sys.executable, "-c", COMPILE], check=True, env=_environment(package))


def _environment(package: str) -> dict[str, str]:
    work = MUTANTS / package
    own = {
        "PATO_CACHE": str(work / "cache"),
        "PATO_DATA": str(work / "no-data"),
        "PYTHONPATH": os.pathsep.join([str(work / "src"), str(work / "tools")]),
        "CI": "1",  # the same examples at every run
    }
    if package == "kernels":
        own["NUMBA_DISABLE_JIT"] = "1"  # compiled code would be that of the unchanged source
    return os.environ | own


def drawn(key: str, seed: int) -> str:
    """Return what says when a sample takes a change: its key for seed 0, a hash of both for another."""
    return hashlib.sha256(f"{seed} {key}".encode()).hexdigest() if seed else key


def listed(package: str, files: list[str], seed: int) -> dict[str, list]:
    """Return the changes of each file of the copy, in the order in which a sample takes them."""
    from changes import Change, changes

    source = MUTANTS / package / "src" / "pato" / package
    kept = MUTANTS / package / "listed"
    kept.mkdir(exist_ok=True)
    found = {}
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).as_posix()
        if files and not any(name.removesuffix(".py") == f.removesuffix(".py") for f in files):
            continue
        text = path.read_text(encoding="utf-8")
        of = kept / f"{hashlib.sha256(f'{name} {text}'.encode()).hexdigest()[:20]}.json"
        if not of.exists():
            of.write_text(json.dumps(changes(text, name)), encoding="utf-8")
        made = (Change(*row) for row in json.loads(of.read_text(encoding="utf-8")))
        found[name] = sorted(made, key=lambda change: drawn(change.key, seed))
    return {name: made for name, made in found.items() if made}


class Results:
    """What came of each change, kept in a file of the copy.

    What was noticed counts as long as its file and the test that noticed it are as they were; what was not is tried again when
    any test has changed, or when it may survive more tests now than then.
    """

    def __init__(self, package: str, most: int = 0) -> None:
        self.most = most
        self.work = MUTANTS / package
        self.file = self.work / "results.json"
        self.kept = json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        self.source = self.work / "src" / "pato" / package
        self.tests = hashlib.sha256(
            b"".join(f.read_bytes() for t in PACKAGES[package] for f in _files(self.work / t))
        ).hexdigest()
        self.digests: dict[Path, str] = {}
        self.written = time.monotonic()

    def _digest(self, path: Path) -> str:
        if path not in self.digests:
            self.digests[path] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        return self.digests[path]

    def _fingerprint(self, change, outcome: str, test: str) -> list[str]:
        by = self._digest(self.work / test.partition("::")[0]) if outcome == "killed" and test else self.tests
        return [self._digest(self.source / change.file), by]

    def of(self, change) -> str | None:
        """Return what came of a change, None where it is to be tried."""
        told = self.kept.get(change.key)
        if told is None or told["with"] != self._fingerprint(change, told["outcome"], told["test"]):
            return None
        if told["outcome"] == "survived" and 0 < told["most"] < (self.most or math.inf):
            return None
        return str(told["outcome"])

    def tell(self, change, outcome: str, test: str) -> None:
        told = {
            "outcome": outcome,
            "test": test,
            "with": self._fingerprint(change, outcome, test),
            "most": self.most,
        }
        if outcome == "broken":
            raise RuntimeError(f"{change.file}:{change.line} {change.function} could not be changed: {test}")
        where = {"file": change.file, "line": change.line, "function": change.function}
        self.kept[change.key] = told | where | {"old": change.old, "new": change.new}
        if time.monotonic() - self.written > 5:
            self.write()

    def write(self) -> None:
        self.written = time.monotonic()
        temporary = self.file.with_suffix(".tmp")
        temporary.write_text(json.dumps(self.kept, indent=1), encoding="utf-8")
        temporary.replace(self.file)


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def serve(package: str, sample: int, seed: int, minutes: float, most: int, files: list[str]) -> None:
    """Try what is to be tried, in this process, which has the environment of the copy."""
    import pytest
    from mutant_server import Server

    begun, results = time.monotonic(), Results(package, most)
    found = listed(package, files, seed)
    wanted = [c for made in found.values() for c in made[: sample or None] if results.of(c) is None]
    wanted.sort(
        key=lambda c: drawn(c.key, seed)
    )  # what was tried when the time is over is a sample of all files
    if wanted:
        os.chdir(results.work)
        server = Server(
            results.source,
            wanted,
            results.work,
            results.tell,
            begun + 60 * minutes,
            most,
            WARM.get(package, lambda: None),
        )
        for told in results.kept.values():
            name = told["test"].partition("[")[0]
            server.noticed[name] = server.noticed.get(name, 0) + bool(name)
        pytest.main(["-q", "-p", "no:cacheprovider", *PACKAGES[package]], [server])
        results.write()
    # where the time was over, what was noticed before and comes later in the order is no sample either
    left = [drawn(c.key, seed) for c in wanted if results.of(c) is None]
    counts = {}
    for name, made in found.items():
        asked = made[: sample or None]
        told = [None if left and drawn(c.key, seed) > min(left) else results.of(c) for c in asked]
        counts[name] = {o: told.count(o) for o in OUTCOMES} | {
            "not tried": told.count(None),
            "all": len(made),
        }
    told = {"sample": sample, "seed": seed, "counts": counts}
    (results.work / f"counts{'-some' if files else ''}.json").write_text(
        json.dumps(told, indent=1), encoding="utf-8"
    )


def score(counts: dict[str, dict[str, int]]) -> tuple[float, float, float]:
    """Return the share of all changes that tests notice, estimated from the sample of each file, and its 95 % interval.

    Files are strata, weighted by how many changes each has. The share of a file in the variance has one change noticed and
    one not noticed added, so that a file whose sample was noticed whole is not taken for certain.
    """
    share, variance = 0.0, 0.0
    tried = {name: sum(told[o] for o in OUTCOMES) for name, told in counts.items()}
    whole = sum(told["all"] for name, told in counts.items() if tried[name])
    for name, told in counts.items():
        if not (n := tried[name]):
            continue
        noticed = sum(told[o] for o in NOTICED)
        weight, likely = told["all"] / whole, (noticed + 1) / (n + 2)
        share += weight * noticed / n
        variance += weight**2 * likely * (1 - likely) / n * (1 - n / told["all"])
    half = 1.96 * math.sqrt(variance)
    return share, max(0.0, share - half), min(1.0, share + half)


PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures of mutants -->", "<!-- end of mutants -->"


def write() -> None:
    """Put what is known of each package into the page; the tables of packages that were not measured here stay as they are."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    held, _, after = rest.partition(END)
    known = {part.partition("`")[0]: f"`{part.strip()}" for part in f"\n{held}".split("\n`")[1:]}
    known |= {package: table for package in PACKAGES if (table := _table(package))}
    tables = [known[package] for package in PACKAGES if package in known]
    PAGE.write_text("\n\n".join([before + BEGIN, *tables, END + after]), encoding="utf-8")


def _table(package: str) -> str:
    """Return the line and the table of a package; empty where nothing of it was tried here."""
    file = MUTANTS / package / "counts.json"
    body = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"counts": {}}
    tried = {n: t for n, t in body["counts"].items() if sum(t[o] for o in OUTCOMES)}
    if not tried:
        return ""
    lines = [f"`{package}`: {_summary(tried, body['sample'], body['seed'])}", ""]
    lines += [
        "| file | noticed | killed | too slow | survived | run by no test | changes in all |",
        "|---|" + "---:|" * 6,
    ]
    for name, told in tried.items():
        n, noticed = sum(told[o] for o in OUTCOMES), sum(told[o] for o in NOTICED)
        cells = " | ".join(f"{told[o]:,}" for o in (*OUTCOMES, "all"))
        lines.append(f"| {name} | {noticed / n:.0%} | {cells} |")
    return "\n".join(lines)


def _summary(counts: dict[str, dict[str, int]], sample: int, seed: int) -> str:
    share, low, high = score(counts)
    tried = sum(told[o] for told in counts.values() for o in OUTCOMES)
    noticed = sum(told[o] for told in counts.values() for o in NOTICED)
    whole = sum(told["all"] for told in counts.values())
    how = f"{sample} of each file at most, seed {seed}" if sample else "every one"
    return (
        f"{tried:,} of {whole:,} changes in {len(counts)} files tried ({how}), {noticed:,} noticed; "
        f"of all changes {share:.1%} (95 % interval {low:.1%} to {high:.1%})."
    )


def _alike(one: str, other: str) -> int:
    """Return how many letters two texts share at the beginning."""
    return next(
        (k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _shown(told: dict) -> str:
    """Return what a change takes out and puts in, without what both have at the ends."""
    old, new = " ".join(told["old"].split()), " ".join(told["new"].split())
    same = _alike(old, new)
    tail = _alike(old[same:][::-1], new[same:][::-1])
    start = max(0, same - 40)
    return f"{old[start : len(old) - tail + 25]}  ->  {new[start : len(new) - tail + 25]}"


def main() -> int:
    """Prepare, run, and print the score of each file and of all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", help="Files of the package (default: all).")
    options.add_argument("--package", choices=PACKAGES, default="treaties")
    options.add_argument("--sample", type=int, default=16, help="So many changes of each file; 0 for all.")
    options.add_argument("--seed", type=int, default=0, help="Draws another sample.")
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--most", type=int, default=60, help="Tests that a change may survive; 0 for all.")
    options.add_argument("--at-least", type=float, default=0.85)
    options.add_argument("--survivors", action="store_true", help="Print what no test noticed.")
    options.add_argument("--write", action="store_true", help="Put the scores into docs/reliability.md.")
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        serve(chosen.package, chosen.sample, chosen.seed, chosen.minutes, chosen.most, chosen.files)
        return 0
    prepared(chosen.package)
    command = [sys.executable, str(Path(__file__).resolve()), "--serve", *sys.argv[1:]]
    subprocess.run(command, check=True, env=_environment(chosen.package))
    work = MUTANTS / chosen.package
    file = work / f"counts{'-some' if chosen.files else ''}.json"
    counts = json.loads(file.read_text(encoding="utf-8"))["counts"]
    for name, told in counts.items():
        n = sum(told[o] for o in OUTCOMES)
        noticed = sum(told[o] for o in NOTICED)
        sys.stdout.write(f"{name:32} {noticed / n if n else 1:6.1%}  {told}\n")
    if chosen.survivors:
        kept = json.loads((work / "results.json").read_text(encoding="utf-8")).values()
        for told in sorted(kept, key=lambda t: (t["file"], t["line"])):
            if told["outcome"] not in NOTICED and told["file"] in counts:
                sys.stdout.write(
                    f"{told['file']}:{told['line']} {told['function']} ({told['outcome']}): {_shown(told)}\n"
                )
    if chosen.write:
        write()
    tried = {name: told for name, told in counts.items() if sum(told[o] for o in OUTCOMES)}
    if not tried:
        sys.stdout.write(
            "Nothing was tried: is mutmut installed (dependency group 'mutants'), and do the tests pass?\n"
        )
        return 1
    sys.stdout.write(f"{chosen.package}: {_summary(tried, chosen.sample, chosen.seed)}\n")
    return int(score(tried)[0] < chosen.at_least)


if __name__ == "__main__":
    sys.exit(main())
