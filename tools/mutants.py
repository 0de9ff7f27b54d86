"""Change a package in small ways and see whether a test notices: ``python tools/mutants.py [--package P] [--minutes N] [FILE ...]``.

Works on a copy of the tree in ``out/mutants/PACKAGE`` with the library compiled beside it, so that no test waits for YAML. What was
tried is kept there: the next run goes on where this one ended, and tries again only what changed. Prints for each file how
many changes were killed by a test, survived, or are run by none; exits with 1 below the share that ``--at-least`` asks for.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "out" / "mutants"
PACKAGES = {
    "treaties": ["tests/unit/treaties"],
    "kernels": ["tests/unit/kernels", "tests/properties"],
    "assess": ["tests/unit/assess"],
    "files": ["tests/unit/files", "tests/broken_files", "tests/unit/cli/test_net.py"],
    "futures": ["tests/unit/futures"],
}
"""The packages that are changed, and the tests that are to notice."""
PARTS = ("src", "tests", "tools", "pyproject.toml", "hatch_build.py")
KILLED, SURVIVED, UNTESTED, SLOW = {1, 3}, {0}, {5, 33}, {24, 36, -24, 152, 255}
"""Exit statuses that mutmut keeps of the tests of a change."""
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


def prepared(package: str) -> None:
    """Copy the tree, file by file where it changed, and compile the library in the copy."""
    work = MUTANTS / package
    for part in PARTS:
        for file in [ROOT / part] if (ROOT / part).is_file() else sorted((ROOT / part).rglob("*")):
            target = work / file.relative_to(ROOT)
            if file.is_file() and "__pycache__" not in file.parts and not _same(file, target):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target)
    subprocess.run([sys.executable, "-c", COMPILE], check=True, env=_environment(work, work / "src"))


def _same(file: Path, target: Path) -> bool:
    return target.is_file() and target.read_bytes() == file.read_bytes()


def _environment(work: Path, source: Path | None = None) -> dict[str, str]:
    own = {"PATO_CACHE": str(work / "cache"), "PATO_DATA": str(work / "no-data")}
    if work.name == "kernels":
        own["NUMBA_DISABLE_JIT"] = "1"  # compiled code would be that of the unchanged source
    path = {"PYTHONPATH": str(source)} if source else {}
    return {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | own | path


def run(package: str, minutes: float, files: list[str], tests: list[str]) -> None:
    """Try changes until all were tried or the time is over."""
    work = MUTANTS / package
    settings = work / "pyproject.toml"
    chosen = [f"src/pato/{package}/{file.removesuffix('.py')}.py" for file in files] or [
        f"src/pato/{package}/**/*.py",
        f"src/pato/{package}/*.py",
    ]
    text = settings.read_text(encoding="utf-8")
    for name, value in (
        ("only_mutate", chosen),
        ("pytest_add_cli_args_test_selection", tests or PACKAGES[package]),
    ):
        text = re.sub(rf"^{name} = .*$", f"{name} = {json.dumps(value)}", text, flags=re.MULTILINE)
    settings.write_text(text, encoding="utf-8")  # in the copy
    children = str(max(1, (os.cpu_count() or 2) // 2))
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", children]
    process = subprocess.Popen(command, cwd=work, env=_environment(work), start_new_session=True)
    try:
        process.wait(minutes * 60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)  # with the tests that it runs
        process.wait()
        sys.stdout.write(f"\nThe {minutes:g} minutes are over; the next run goes on from here.\n")


def counted(package: str) -> dict[str, dict[str, int]]:
    """Return by file how many changes were killed, survived, are run by no test, took too long, or were not tried yet."""
    found = {}
    changed = MUTANTS / package / "mutants" / "src" / "pato" / package
    for file in sorted(changed.rglob("*.meta")):
        codes = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        groups = {
            "killed": KILLED,
            "survived": SURVIVED,
            "untested": UNTESTED,
            "slow": SLOW,
            "not tried": {None},
        }
        found[file.relative_to(changed).as_posix().removesuffix(".meta")] = {
            name: sum(c in group for c in codes) for name, group in groups.items()
        }
    return {name: counts for name, counts in found.items() if sum(counts.values()) > counts["not tried"]}


PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures of mutants -->", "<!-- end of mutants -->"


def write() -> None:
    """Put what is known of all packages into the page."""
    lines = [
        "| package | file | noticed | killed | survived | run by no test | too slow | not tried |",
        "|---|---|" + "---:|" * 6,
    ]
    for package in PACKAGES:
        for name, counts in counted(package).items():
            told = " | ".join(f"{n:,}" for n in counts.values())
            lines.append(f"| {package} | {name} | {_score(counts):.0%} | {told} |")
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text("\n".join([before + BEGIN, "", *lines, "", END + after]), encoding="utf-8")


def main() -> int:
    """Prepare, run, and print the score of each file and of all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", help="Files of the package (default: all).")
    options.add_argument("--package", choices=PACKAGES, default="treaties")
    options.add_argument("--tests", nargs="*", default=[], help="Other tests than those of the package.")
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--at-least", type=float, default=0.85)
    options.add_argument("--write", action="store_true", help="Put the scores into docs/reliability.md.")
    chosen = options.parse_args()
    prepared(chosen.package)
    run(chosen.package, chosen.minutes, chosen.files, chosen.tests)
    total = dict.fromkeys(("killed", "survived", "untested", "slow", "not tried"), 0)
    for name, counts in counted(chosen.package).items():
        total = {key: total[key] + counts[key] for key in total}
        sys.stdout.write(f"{name:20} {_score(counts):6.1%}  {counts}\n")
    if chosen.write:
        write()
    sys.stdout.write(f"{'all':20} {_score(total):6.1%}  {total}\n")
    if not sum(total.values()) - total["not tried"]:
        sys.stdout.write(
            "Nothing was tried: is mutmut installed (dependency group 'mutants'), and do the tests pass?\n"
        )
        return 1
    return int(_score(total) < chosen.at_least)


def _score(counts: dict[str, int]) -> float:
    """Return the share of the changes tried that a test noticed: one that no test runs was not noticed."""
    noticed = counts["killed"] + counts["slow"]
    tried = noticed + counts["survived"] + counts["untested"]
    return noticed / tried if tried else 1.0


if __name__ == "__main__":
    sys.exit(main())
