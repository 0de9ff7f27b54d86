"""Questions go to the process that has least to do, and none waits for one that works on what nobody waits for any more."""

import asyncio
import socket
import threading

import pytest

from pato.workbench import processes, tasks
from pato.workbench.processes import Processes
from pato.workbench.server import Place, _listening


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


def test_the_parts_of_a_page_are_computed_side_by_side(two):
    found, _ = two

    async def ask():
        return await asyncio.gather(*(found.ask(task) for task in ("options", "answer", "accepting")))

    options, answer, accepting = asyncio.run(ask())
    assert options["by"] == accepting["by"] != answer["by"]


def test_a_process_that_is_loading_is_asked_last(two):
    found, ended = two
    found._places[0].starting = found._places[0].executor.submit(ended.wait, 30)

    async def ask():
        return await asyncio.gather(*(found.ask(task) for task in ("answer", "accepting")))

    assert len({a["by"] for a in asyncio.run(ask())}) == 1


def test_a_short_last_packet_is_not_held_back():
    """asyncio turns Nagle's algorithm off only where the listening socket names its protocol."""
    with _listening(Place(port=0)) as listening:
        listening.listen(1)

        async def one():
            told = asyncio.get_running_loop().create_future()

            def met(_reader, writer):
                connected = writer.get_extra_info("socket")
                told.set_result(connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                writer.close()

            async with await asyncio.start_server(met, sock=listening):
                _, writer = await asyncio.open_connection(*listening.getsockname())
                writer.close()
                return await told

        assert asyncio.run(one())
