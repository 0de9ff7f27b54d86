"""What a warm process answers is to the last bit what a fresh one answers, whatever it was asked before."""

import asyncio
import json
from importlib.util import find_spec

import pytest

from pato.workbench import tasks
from pato.workbench.asked import Asked
from pato.workbench.processes import Processes

BASE = Asked(("USA", "JPN", "AUS", "KOR"), date="2026-11-21")
WALK = (
    BASE,
    BASE._replace(parties=("USA", "JPN", "AUS")),
    BASE.changed("strength", "assist_with_force"),
    BASE.changed("rule", "consensus"),
    BASE._replace(parties=("USA", "JPN", "AUS"), associates=("KOR",)).changed("area", "without-3"),
    BASE.changed("guarantor", "absent"),
)


def answers(asked):
    return json.dumps([tasks.work(task, asked).value for task in ("answer", "accepting")])


@pytest.fixture(scope="module")
def warm():
    """Answers of this process, each asked twice and in two orders."""
    first = {asked: answers(asked) for asked in WALK}
    for asked in reversed(WALK):
        assert answers(asked) == first[asked]
    return first


@pytest.mark.parametrize("number", [2, 4])
def test_a_warm_process_answers_as_a_fresh_one(warm, number):
    fresh = Processes(None, None, count=1)
    executor = fresh._places[0].executor
    unused = {name: executor.submit(find_spec, name) for name in tasks.UNUSED}

    async def ask():
        return [await fresh.ask(task, WALK[number]) for task in ("answer", "accepting")]

    assert json.dumps(asyncio.run(ask())) == warm[WALK[number]]
    assert not [name for name, found in unused.items() if found.result()], "they take 55 MB of each process"
    executor.shutdown()


def test_answers_differ_between_questions(warm):
    assert len(set(warm.values())) == len(WALK), "the walk changes something at every step"
