"""The checks beside the law, collected by pytest: each event must have the answer that its source expects."""

import pytest

from pato.files import library
from pato.treaties import checks

FILES = library.entries("check")


@pytest.mark.parametrize("name", sorted(FILES))
def test_checks(name):
    failed = [result for result in checks.run_checks(FILES[name]) if not result.passed]
    assert not failed, "\n".join(str(p) for p in checks.problems(failed))


def test_there_are_enough_of_them():
    assert sum(len(one["data"]["checks"]) for one in FILES.values()) >= 150


def test_a_wrong_expectation_is_found():
    wrong = {
        "file": "x",
        "data": {
            "checks": [
                {
                    "id": "a",
                    "event": "senkaku-attack",
                    "expect": {"AUS": [{"kind": "defence"}]},
                    "expect_not": {"USA": []},
                    "only": True,
                    "source": {"title": "s"},
                }
            ]
        },
    }
    (result,) = checks.run_checks(wrong)
    assert len(result.failures) == 3
    assert (
        "AUS should owe defence; found: consultation by japan-australia-declaration-2022"
        in result.failures[0]
    )
