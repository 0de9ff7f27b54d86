"""Run checks that lawyers and analysts write with the treaties: events with expected answers."""

import os
from typing import Any, NamedTuple

from pato.errors import PatoError, Problem, UnknownNameError, unknown
from pato.files import library
from pato.treaties.architecture import IN_FORCE, Architecture, load_architecture
from pato.treaties.cascade import Answer, who_must_act
from pato.treaties.duty import COUNTED, Duty
from pato.treaties.events import Event, from_compiled


class CheckResult(NamedTuple):
    """The outcome of one check.

    Attributes
    ----------
    file, id
        Its file and id.
    failures
        Expected and found answers, one sentence each; empty if the check passes.
    source
        Authority for the expected answer.
    """

    file: str
    id: str
    failures: tuple[str, ...]
    source: str

    @property
    def passed(self) -> bool:
        """Whether the answer is the expected one."""
        return not self.failures


def run_checks(compiled: dict[str, Any]) -> list[CheckResult]:
    """Return the outcome of every check of a compiled check file."""
    file = compiled["file"]
    asked = [check.get("architecture", IN_FORCE) for check in compiled["data"]["checks"]]
    # read once for the file, and anew for the next: a user's architecture may have been changed in between
    loaded: dict[str, Architecture | PatoError] = {name: _architecture(name, file) for name in set(asked)}
    return [
        _run(check, file, loaded[name]) for check, name in zip(compiled["data"]["checks"], asked, strict=True)
    ]


def run_file(path: str) -> list[CheckResult]:
    """Return the outcome of every check of a user's file."""
    return run_checks(library.user_file(path, "check"))


def shipped() -> list[CheckResult]:
    """Return the outcome of every shipped check."""
    return [result for one in library.entries("check").values() for result in run_checks(one)]


def _run(check: dict[str, Any], file: str, system: Architecture | PatoError) -> CheckResult:
    failures: list[str] = []
    try:
        if isinstance(system, PatoError):
            raise system
        answer = who_must_act(system, _event(check, file), cascade=False)
    except PatoError as error:
        failures = [str(problem) for problem in error.problems]
    else:
        failures = [*_expected(check, answer), *_not_expected(check, answer), *_only(check, answer)]
    return CheckResult(file, check["id"], tuple(failures), check["source"]["title"])


def _architecture(name: str, file: str) -> Architecture | PatoError:
    """Return the architecture that a check names, a path as seen from the file of checks; or why it cannot be read."""
    if library.is_path(name) or library.is_path(name.rpartition("@")[0]):
        name = os.path.join(os.path.dirname(file), name)  # noqa: PTH118, PTH120  pathlib costs start-up time (C9)
    try:
        return load_architecture(name)
    except PatoError as error:
        return error


def _event(check: dict[str, Any], file: str) -> Event:
    event = check["event"]
    if isinstance(event, str):
        known = library.entries("event")
        if event not in known:
            raise UnknownNameError(unknown("event", event, known, where=f"{file} ({check['id']})"))
        event = known[event]["data"]
    return from_compiled(event, date=check.get("date"), place=check.get("place"))


def _expected(check: dict[str, Any], answer: Answer) -> list[str]:
    failures = []
    for state, wanted in check.get("expect", {}).items():
        for item in wanted:
            if not any(_fits(duty, item) for duty in answer.owed_by(state, role=item.get("role", "victim"))):
                failures.append(f"{state} should owe {_words(item)}; found: {_found(answer, state, item)}.")
    return failures


def _not_expected(check: dict[str, Any], answer: Answer) -> list[str]:
    failures = []
    for state, wanted in check.get("expect_not", {}).items():
        for item in wanted or [{}]:
            if hits := [
                duty
                for duty in answer.owed_by(state, role=item.get("role", "victim"))
                if _fits(duty, item) and duty.kind != "access"
            ]:
                failures.append(
                    f"{state} should not owe {_words(item)}; found: {', '.join(map(_brief, hits))}."
                )
    return failures


def _only(check: dict[str, Any], answer: Answer) -> list[str]:
    if not check.get("only"):
        return []
    extra = sorted(
        {
            d.state
            for d in answer.duties
            if d.round == 0 and d.kind == "defence" and d.role == "victim" and d.status in COUNTED
        }
        - set(check.get("expect", {}))
    )
    return [f"no other state should owe defence; found: {', '.join(extra)}."] if extra else []


def _fits(duty: Duty, item: dict[str, Any]) -> bool:
    if set(item.get("against", ())) - set(duty.against):
        return False
    plain = {key: value for key, value in item.items() if key not in {"against", "role"}}
    return all(str(getattr(duty, key)) == str(value) for key, value in plain.items())


def _words(item: dict[str, Any]) -> str:
    parts = [str(item.get("kind", "anything")).replace("_", " ")]
    parts += [f"by {item['instrument']}"] if "instrument" in item else []
    parts += [f"Article {item['article']}"] if "article" in item else []
    parts += [f"({item['status'].replace('_', ' ')})"] if "status" in item else []
    parts += [f"against {', '.join(item['against'])}"] if item.get("against") else []
    parts += [f"to {item['victim']}"] if "victim" in item else []
    parts += ["to the host"] if item.get("role") == "host" else []
    return " ".join(parts)


def _found(answer: Answer, state: str, item: dict[str, Any]) -> str:
    return ", ".join(map(_brief, answer.owed_by(state, role=item.get("role", "victim")))) or "nothing"


def _brief(duty: Duty) -> str:
    return f"{duty.kind} by {duty.instrument} Article {duty.article} ({duty.status})"


def problems(results: list[CheckResult]) -> list[Problem]:
    """Return the failures of some checks as problems for printing."""
    return [
        Problem(f"{r.file} ({r.id})", text, f"Expected by: {r.source}.")
        for r in results
        for text in r.failures
    ]
