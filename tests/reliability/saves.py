"""The workbench killed outright while it saves: what it said it had saved is there, byte for byte, and it goes on."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from campaign import Part

_TOKEN = "a-token-of-this-trial"
_FILES, _NEW = 3, "new"
# the application of `pato workbench` without its models, which take ten seconds to load and save nothing
_SERVER = """
import socket, sys
from pathlib import Path
import uvicorn
from pato.workbench.app import Served, make
from pato.workbench.guard import Rules
from pato.workbench.processes import Processes
folder, token = Path(sys.argv[1]), sys.argv[2]
listening = socket.create_server(("127.0.0.1", 0))
port = listening.getsockname()[1]
rules = Rules(frozenset({f"127.0.0.1:{port}"}), token)
app = make(Served(Processes(str(folder), None, count=0), rules, folder))
print(port, flush=True)
config = uvicorn.Config(app, log_level="warning", lifespan="off", http="h11", ws="none")
uvicorn.Server(config).run(sockets=[listening])
"""


class Server:
    """A server of a folder in a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", _SERVER, str(folder), _TOKEN]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        """Return status and answer; OSError or HTTPException where the server is gone."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {"authorization": f"Bearer {_TOKEN}", "content-type": "application/json"}
            line.request(method, f"/api{path}", json.dumps(body) if body is not None else None, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()

    def save(self, name: str, text: str, version: str) -> tuple[int, dict]:
        return self.ask("PUT", "/file", {"file": name, "text": text, "version": version})

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


class Saved(NamedTuple):
    """What was acknowledged of a file last, and what was sent after it."""

    text: str
    version: str
    sent: str


def _text(rng: random.Random, number: int) -> str:
    return f"# version {number}\n" + f"# {rng.random()}\n" * rng.choice([1, 50, 5_000, 20_000])


def _go_on_saving(server: Server, name: str, begun: Saved, seed: str, told: dict[str, Saved | str]) -> None:
    """Save version after version of a file until the server is gone."""
    rng, number = random.Random(seed), 0
    while True:
        number += 1
        text = _text(rng, number)
        told[name] = begun = begun._replace(sent=text)
        try:
            status, answer = server.save(name, text, begun.version)
        except (OSError, http.client.HTTPException, ValueError):
            return
        if status != 200:
            told[name] = f"{name} was not saved: {status} {answer}"
            return
        told[name] = begun = Saved(text, answer["version"], text)


def _held(folder: Path, told: dict[str, Saved | str]) -> str | None:
    """Return what is not as it was acknowledged."""
    for name, one in told.items():
        if isinstance(one, str):
            return one
        path = folder / name
        now = path.read_bytes() if path.exists() else b""
        if now not in {one.text.encode(), one.sent.encode()}:
            return f"{name} holds {len(now)} bytes that are neither what was saved nor what was being saved"
    return None


def _known(server: Server, folder: Path, told: dict[str, Saved | str]) -> str | None:
    """Return where a restarted server does not know the folder as it is; ``told`` is what it knows afterwards."""
    listed = {
        one["name"] if isinstance(one, dict) else one for one in server.ask("GET", "/files")[1]["files"]
    }
    there = {name for name in told if (folder / name).exists()}
    if listed != there:
        return f"the files {sorted(listed)} are listed, {sorted(there)} are there"
    for name in told:
        if name not in there:
            told[name] = Saved("", _NEW, "")
            continue
        status, answer = server.ask("GET", f"/file?file={name}")
        if status != 200 or answer["text"].encode() != (folder / name).read_bytes():
            return f"{name} is not opened as it is: {status}"
        told[name] = Saved(answer["text"], answer["version"], answer["text"])
    return None


def _saves(number: int, folder: Path) -> str | None:
    """Kill a server up to three times while three files are saved at once; start it again each time."""
    rng = random.Random(f"saves {number}")
    told: dict[str, Saved | str] = {f"draft-{i}.yaml": Saved("", _NEW, "") for i in range(_FILES)}
    server = Server(folder)
    try:
        for turn in range(rng.randint(1, 3)):
            writers = [
                threading.Thread(target=_go_on_saving, args=(server, name, one, f"{number} {turn} {name}", told))
                for name, one in told.items()
            ]  # fmt: skip
            for writer in writers:
                writer.start()
            writers[0].join(rng.uniform(0.02, 1.0))
            server.kill()
            for writer in writers:
                writer.join()
            if wrong := _held(folder, told):
                return wrong
            server = Server(folder)
            if wrong := _known(server, folder, told):
                return wrong
        name, one = next(iter(told.items()))
        status, answer = server.save(name, "# the end\n", one.version)
        if status != 200 or (folder / name).read_bytes() != b"# the end\n":
            return f"the next save is refused: {status} {answer}"
        return None
    finally:
        server.kill()


PARTS = [
    Part(
        "kill-saves",
        "a workbench killed up to three times while it saves holds all that it acknowledged, and goes on",
        200,
        _saves,
    )
]
