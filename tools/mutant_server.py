"""A pytest plugin that keeps one process warm and tries each change of the program in a fork of it (used by ``tools/mutants.py``).

Everything is imported, what functions import when they are called too, and every test is collected once. A fork runs one test
and tells which lines of the package it passes; then, for each change, a fork puts the changed function in the place of the old
one and runs the tests that pass its line, the quickest first, until one fails. What survives is tried twice more at the end by
tests that it has not met, the slow ones last. A fork shares nothing with the next: what a test remembers or writes goes with it.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import hashlib
import importlib
import io
import json
import os
import pkgutil
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import pytest
from changes import Change, changed_source

ALLOWED = 1.0
"""Processor time that a change may cost, as a multiple of what its tests take without it, each alone; one that takes more is slow."""
AT_LEAST = 3.0
MOST_SECONDS = 6.0
"""What the tests of a change may take together, where not all are run; a fixture that several share counts once."""
LAST_SECONDS = 30.0
"""The same the last time that a change is tried, so that slow tests are asked too."""
MEASURED_SECONDS = 4 * MOST_SECONDS
"""Processor time in which a test must have ended, its lines watched, to be asked at all."""
BROKEN = 70
"""Exit status of a fork that could not do its work."""


class Server:
    """Runs in place of pytest's own loop.

    Parameters
    ----------
    package
        Folder of the package that is changed, in the copy.
    changes
        What is to be tried, in order.
    kept
        Folder for what is known: lines by test.
    tell
        Called with each change and what came of it: ``killed``, ``survived``, ``untested`` or ``slow``, and the test.
    until
        Time of ``time.monotonic`` at which to stop.
    most
        Tests that a change may survive before it is given up; 0 for all that pass its line.
    warm
        Called before anything is forked: loads what other packages than this one read once and keep.
    """

    def __init__(
        self,
        package: Path,
        changes: list[Change],
        kept: Path,
        tell: Callable[[Change, str, str], None],
        until: float,
        most: int,
        warm: Callable[[], None] = lambda: None,
    ) -> None:
        self.package, self.changes, self.kept, self.tell, self.until = package, changes, kept, tell, until
        self.most, self.warm = most, warm
        self.noticed: dict[str, int] = {}
        self.passed: dict[str, int] = {}
        self.survived: dict[str, set[str]] = {}
        self.failed = ""
        self.seconds = MOST_SECONDS
        self.shared: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest):
        """Note what a fixture takes that several tests share."""
        begun = time.process_time()
        try:
            return (yield)
        finally:
            if request.scope != "function":
                name = f"{fixturedef.baseid}::{fixturedef.argname}"
                self.shared[name] = self.shared.get(name, 0.0) + time.process_time() - begun

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        from hypothesis import Phase, settings

        del session
        usual = settings.get_profile("ci")
        settings.register_profile(
            "mutants", usual, phases=[Phase.explicit, Phase.generate], database=None, max_examples=25
        )
        settings.load_profile("mutants")  # an example that fails is enough: it need not be made small

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for module in pkgutil.walk_packages([str(self.package)], f"{_name(self.package)}."):
            importlib.import_module(module.name)
        for name in sorted(_imported(self.package)):
            with contextlib.suppress(ImportError), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                importlib.import_module(name)
        self.warm()
        gc.collect()
        self.known = Known(self.package)
        gc.freeze()
        lines = self.lines(session)
        self.try_all(session, self.changes, lines)
        # once more what the first tests let pass, by others: which notice most is known better now
        self.try_all(session, [c for c in self.changes if c.key in self.survived], lines)
        self.seconds = LAST_SECONDS if self.most else MOST_SECONDS
        self.try_all(session, [c for c in self.changes if c.key in self.survived], lines)
        return True

    def try_all(self, session: pytest.Session, changes: list[Change], lines: dict[str, dict]) -> None:
        """Try changes in their order until the time is over, and tell what came of each."""
        for change in changes:
            if time.monotonic() > self.until:
                break
            self.tell(change, *self.tried(session, change, lines))

    def lines(self, session: pytest.Session) -> dict[str, dict]:
        """Return by test what it takes and the lines of each file that it passes; known of before where nothing changed."""
        sources = {
            f.relative_to(self.package).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()[:16]
            for f in sorted(self.package.rglob("*.py"))
        }
        file = self.kept / "lines.json"
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        found, begun = {}, time.monotonic()
        for item in session.items:
            text = hashlib.sha256(Path(item.path).read_bytes()).hexdigest()[:16]
            before = known.get(item.nodeid)
            if (
                before is None
                or "shared" not in before  # noted by an earlier version
                or before["text"] != text
                or before["of"].items() - sources.items()
            ):
                before = {"text": text} | self.measured(item)
                before["of"] = {name: sources[name] for name in before["lines"]}
            found[item.nodeid] = before
            if time.monotonic() - begun > 30:
                begun = time.monotonic()
                file.write_text(json.dumps(known | found), encoding="utf-8")
        file.write_text(json.dumps(found), encoding="utf-8")
        if broken := [name for name, told in found.items() if not told["passes"]]:
            sys.__stdout__.write(
                f"Left out, since they fail without any change, or take long: {', '.join(broken)}\n"
            )
        return {name: told for name, told in found.items() if told["passes"]}

    def measured(self, item: pytest.Item) -> dict:
        """Run one test in a fork; return its seconds and the lines it passes."""
        with tempfile.TemporaryDirectory(prefix="pato-lines-") as folder:
            answer = Path(folder) / "answer.json"

            def work() -> int:
                watch = coverage.Coverage(
                    data_file=None, include=[f"{self.package}/*"], config_file=False, messages=False
                )
                begun = time.process_time()
                watch.start()
                self.run(item.session, [item])
                watch.stop()
                data, lines = watch.get_data(), {}
                for path in data.measured_files():
                    lines[Path(path).relative_to(self.package).as_posix()] = sorted(data.lines(path) or ())
                shared = dict(self.shared)
                own = max(time.process_time() - begun - sum(shared.values()), 0.0)
                told = {"passes": not self.failed, "seconds": own, "shared": shared, "lines": lines}
                answer.write_text(json.dumps(told), encoding="utf-8")
                return 0

            _forked(work, Path(folder), MEASURED_SECONDS)
            if answer.exists():
                return json.loads(answer.read_text(encoding="utf-8"))
        return {"passes": False, "seconds": 0.0, "shared": {}, "lines": {}}

    def tried(self, session: pytest.Session, change: Change, lines: dict[str, dict]) -> tuple[str, str]:
        """Return what came of a change, and the test that noticed it."""
        span = set(range(change.line, change.end + 1))
        passing = [
            item
            for item in session.items
            if item.nodeid in lines and span & set(lines[item.nodeid]["lines"].get(change.file, ()))
        ]
        if not passing:
            return "untested", ""
        known = self.survived.setdefault(change.key, set())
        passing = self.first(self.ordered([i for i in passing if i.nodeid not in known], lines), lines)
        if not passing:
            return "survived", ""
        allowed = AT_LEAST + ALLOWED * _seconds([lines[item.nodeid] for item in passing])
        with tempfile.TemporaryDirectory(prefix="pato-mutant-") as folder:
            answer = Path(folder) / "answer"

            def work() -> int:
                try:
                    self.known.put(self.package / change.file, change)
                except Exception:  # noqa: BLE001  whatever it is, the parent is to say it
                    answer.write_text(traceback.format_exc(), encoding="utf-8")
                    return BROKEN
                self.run(session, passing)
                answer.write_text(self.failed, encoding="utf-8")
                return int(bool(self.failed))

            status = _forked(work, Path(folder), allowed)
            test = answer.read_text(encoding="utf-8") if answer.exists() else ""
        for item in passing:
            name = _function(item.nodeid)
            if item.nodeid == test:
                self.noticed[name] = self.noticed.get(name, 0) + 1
                break
            self.passed[name] = self.passed.get(name, 0) + 1
        if status == BROKEN:
            return "broken", test
        if status == 0:
            known.update(item.nodeid for item in passing)
            return "survived", ""
        del self.survived[change.key]
        return ("slow" if status in (-signal.SIGXCPU, -signal.SIGKILL) else "killed"), test

    def ordered(self, passing: list[pytest.Item], lines: dict[str, dict]) -> list[pytest.Item]:
        """Return tests, those first that notice most for their time, and two cases of each function before more of one."""
        sharing: dict[str, int] = {}
        for item in passing:
            for name in lines[item.nodeid]["shared"]:
                sharing[name] = sharing.get(name, 0) + 1
        costs = {
            item.nodeid: lines[item.nodeid]["seconds"]
            + sum(seconds / sharing[name] for name, seconds in lines[item.nodeid]["shared"].items())
            for item in passing
        }
        by_cost = sorted(passing, key=lambda item: self.cost(item.nodeid, costs[item.nodeid]))
        cases: dict[str, int] = {}
        turns = []
        for place, item in enumerate(by_cost):
            name = _function(item.nodeid)
            cases[name] = cases.get(name, 0) + 1
            turns.append((cases[name] // 3, place))
        return [by_cost[place] for _, place in sorted(turns)]

    def first(self, passing: list[pytest.Item], lines: dict[str, dict]) -> list[pytest.Item]:
        """Return the tests that a change may survive: so many, and as many as take so long together."""
        if not self.most:
            return passing
        chosen: list[pytest.Item] = []
        for item in passing[: self.most]:
            if chosen and _seconds([lines[i.nodeid] for i in (*chosen, item)]) > self.seconds:
                break
            chosen.append(item)
        # those of one module together: what they share is made once
        modules = list(dict.fromkeys(item.path for item in chosen))
        return sorted(chosen, key=lambda item: modules.index(item.path))

    def cost(self, test: str, seconds: float) -> float:
        """Return what a test has taken in vain for each change that it noticed: those that notice most go first."""
        noticed, passed = self.noticed.get(_function(test), 0), self.passed.get(_function(test), 0)
        return (seconds + 0.02) * (passed + 2) / (noticed + 1)

    def run(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Run tests until one fails."""
        session.config.pluginmanager.get_plugin("terminalreporter")._tw._file = io.StringIO()
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return


def _seconds(told: list[dict]) -> float:
    """Return what tests take together: each its own, and once what they share."""
    shared: dict[str, float] = {}
    for one in told:
        for name, seconds in one["shared"].items():
            shared[name] = max(seconds, shared.get(name, 0.0))
    return sum(one["seconds"] for one in told) + sum(shared.values())


def _imported(package: Path) -> set[str]:
    """Return the modules that the files of a package import, in functions too: a fork should not pay for each anew."""
    found = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    return found


def _function(test: str) -> str:
    """Return the name of a test without the case that it is given."""
    return test.partition("[")[0]


def _name(package: Path) -> str:
    return f"pato.{package.name}"


def _forked(work: Callable[[], int], folder: Path, seconds: float) -> int:
    """Do something in a fork that may use so much processor time; return its exit status, negative for a signal."""
    pid = os.fork()
    if not pid:
        status = BROKEN
        with contextlib.suppress(BaseException):
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
            os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)
            os.chdir(Path.cwd())
            status = work()
        os._exit(status)
    until = time.monotonic() + 10 * seconds + 60  # a change that waits for something uses no processor time
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() > until:
            os.killpg(pid, signal.SIGKILL)
            status = os.waitpid(pid, 0)[1]
            break
        time.sleep(0.002)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # what its tests have started
    shutil.rmtree(folder / "pytest-of-root", ignore_errors=True)
    return os.waitstatus_to_exitcode(status)


class Known:
    """The functions of a package that this process holds, by file, and what remembers answers."""

    def __init__(self, package: Path) -> None:
        self.functions: dict[str, list[FunctionType]] = {}
        self.remember = []
        name = _name(package)
        for thing in gc.get_objects():
            if type(thing) is FunctionType and thing.__code__.co_filename.startswith(f"{package}/"):
                self.functions.setdefault(thing.__code__.co_filename, []).append(thing)
            elif hasattr(type(thing), "cache_clear") and thing.__module__.startswith(name):
                self.remember.append(thing)

    def put(self, path: Path, change: Change) -> None:
        """Put the changed code into the functions of this process, and forget what functions of the package have kept."""
        text = path.read_text(encoding="utf-8")
        before = compile(text, str(path), "exec", dont_inherit=True)
        after = compile(changed_source(text, change), str(path), "exec", dont_inherit=True)
        olds, news = (
            _codes(before, change),
            _codes(after, change),
        )  # a change may take out a function within the function
        swap = {(old.co_qualname, old.co_firstlineno): news[key] for key, old in olds.items() if key in news}
        done = 0
        for function in self.functions[str(path)]:
            code = function.__code__
            if new := swap.get((code.co_qualname, code.co_firstlineno)):
                function.__code__ = new
                done += 1
        if not done:
            raise LookupError(f"{path} {change.function} is not in this process")
        for thing in self.remember:
            thing.cache_clear()


def _codes(module: CodeType, change: Change) -> dict[tuple[str, int], CodeType]:
    """Return the code of the changed function and of the functions in it, by name and its number among those of that name."""
    found: dict[tuple[str, int], CodeType] = {}

    def walk(code: CodeType) -> None:
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                name = inner.co_qualname
                if name == change.function or name.startswith(f"{change.function}.<locals>."):
                    found[name, sum(other == name for other, _ in found)] = inner
                walk(inner)

    walk(module)
    return found
