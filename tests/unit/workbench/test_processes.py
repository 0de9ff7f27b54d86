"""Questions go to the process that has least to do, and none waits for one that works on what nobody waits for any more."""

import asyncio
import threading

import pytest

from pato.workbench import processes, tasks
from pato.workbench.processes import Processes


@pytest.fixture
def two(monkeypatch):
    """Two places that answer in threads, and what lets a slow question end."""
    ended, told = threading.Event(), []

    def work(task, *given):
        told.append((task, threading.current_thread().name))
        if task == "slow":
            ended.wait(30)
        return tasks.Reply({"task": task, "by": threading.current_thread().name})

    monkeypatch.setattr(tasks, "work", work)
    found = Processes(None, None, count=0)
    found._places.append(processes._Place(found._new()))
    yield found, ended
    ended.set()
    found.close()


def test_one_reader_is_answered_in_one_place_and_two_in_two(two):
    found, ended = two

    async def ask():
        alone = [await found.ask("quick", number) for number in range(4)]
        slow = asyncio.ensure_future(found.ask("slow"))
        await asyncio.sleep(0.05)
        other = await found.ask("quick")
        ended.set()
        return alone, await slow, other

    alone, slow, other = asyncio.run(ask())
    assert len({a["by"] for a in alone}) == 1
    assert slow["by"] == alone[0]["by"]
    assert other["by"] != slow["by"]


def test_a_question_that_took_too_long_keeps_its_process_from_others(two, monkeypatch):
    found, ended = two
    monkeypatch.setattr(processes, "SECONDS", 0.05)

    async def ask():
        with pytest.raises(Exception, match="takes more than"):
            await found.ask("slow")
        monkeypatch.setattr(processes, "SECONDS", 5)
        return await found.ask("quick")

    assert asyncio.run(ask())["task"] == "quick"
    assert not ended.is_set(), "the first process still works on what nobody waits for"
