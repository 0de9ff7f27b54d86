"""Kills in the midst of saves, and requests that mean harm: a few here, loops in `make reliability`."""

import json
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from pato.workbench import guard
from pato.workbench.folder import opened

HOST = "testserver"
WRITER = """
import sys
from pato.workbench.folder import ABSENT, saved
folder, start = sys.argv[1], int(sys.argv[2])
version = sys.argv[3] or ABSENT
for number in range(start, start + 100_000):
    version = saved(folder, "treaties/a.yaml", f"id: n{number}\\n" + "x: y\\n" * (number % 977), version).version
    print(number, version, flush=True)
"""


def killed(folder, rng, last, version):
    """Kill a writer at a random moment; return the number and version of what the folder then holds."""
    command = [sys.executable, "-c", WRITER, str(folder), str(last + 1), version]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    acknowledged = [writer.stdout.readline()]
    time.sleep(rng.random() * 0.05)
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.stdout.read().splitlines()
    writer.wait(20)
    whole = [line.split() for line in acknowledged if line.count(" ") == 1 and len(line.split()[1]) == 32]
    held = opened(folder, "treaties/a.yaml")
    number = int(held.text.splitlines()[0].removeprefix("id: n"))
    assert held.text == f"id: n{number}\n" + "x: y\n" * (number % 977), "no half file"
    assert number >= int(whole[-1][0]), "what was acknowledged is there"
    return number, held.version


def kill_often(folder, times):
    rng = random.Random(times)
    last, version = -1, "new"
    for _ in range(times):
        last, version = killed(folder, rng, last, version)
    left_over = [p.name for p in (folder / "treaties").iterdir() if not p.name.endswith(".tmp")]
    assert left_over == ["a.yaml"]


def test_nothing_acknowledged_is_lost_when_a_save_is_killed(tmp_path):
    kill_often(tmp_path, 3)


@pytest.mark.reliability
def test_nothing_acknowledged_is_lost_in_200_kills(tmp_path):
    kill_often(tmp_path, 200)


BAD = [
    "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//etc", "/etc/passwd", "C:\\windows", "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>",
    "{{7*7}}", "${jndi:ldap://x}", "'; DROP TABLE x;--", "\0", "\r\nSet-Cookie: a=b", "%00", "é" * 60, "\u202e", "A" * 190, "!!python/object/apply:os.system ['id']",
    "file:///etc/passwd.yaml", "treaties/../../x.yaml", "library/../../../etc/hosts.yaml", "-1", "1e999", "NaN", "0x10", "in-force@1900-01-01",
]  # fmt: skip
PATHS = [
    "/", "/event", "/runs", "/memberships", "/text", "/data", "/figures", "/entry", "/event/card", "/event/memo.md", "/text/draft", "/runs/report", "/api",
    "/api/answer", "/api/event", "/api/memberships", "/api/file", "/api/files", "/api/runs", "/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd",
    "/map/../../etc/passwd", "/.git/config", "//evil.example/", "/openapi.json",
]  # fmt: skip
KEYS = ["in", "with", "may", "text", "strength", "area", "rule", "guarantor", "against", "date", "w", "pin", "attacker", "victim", "act", "on", "place", "event", "law", "escalation", "file", "line", "format", "run", "when", "pool", "never", "pick", "x", "s.USA", "add", "token"]  # fmt: skip
FORMS = ["/save-design", "/text/save", "/text/copy", "/text/beside", "/runs/start", "/runs/change", "/login"]
JSON = [
    ("PUT", "/api/file"),
    ("POST", "/api/check"),
    ("POST", "/api/beside"),
    ("POST", "/api/runs"),
    ("POST", "/api/runs/change"),
]
HEADERS = [{"host": "evil.example"}, {"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"cookie": "pato=wrong"}, {"content-length": "99999999"}, {"x-forwarded-host": "evil"}]  # fmt: skip
FIELDS = ["file", "text", "version", "name", "do", "futures", "design", "in", "date", "token"]


def hostile(client, rng):
    """Send one request that means harm; it is refused, or answered without doing any."""
    kind = rng.random()
    if kind < 0.5:
        query = {rng.choice(KEYS): rng.choice(BAD) for _ in range(rng.randint(1, 3))}
        return client.get(rng.choice(PATHS), params=query, follow_redirects=False)
    fields = {rng.choice(FIELDS): rng.choice(BAD) for _ in range(rng.randint(1, 5))}
    if kind < 0.7:
        return client.post(rng.choice(FORMS), data=fields, follow_redirects=False)
    if kind < 0.85:
        method, path = rng.choice(JSON)
        body = rng.choice(
            [json.dumps(fields), json.dumps([fields]), "{", "", json.dumps(fields)[:-2], "[" * 900]
        )
        return client.request(method, path, content=body)
    method, path = rng.choice(
        [("GET", "/"), ("POST", "/save-design"), ("PUT", "/api/file"), ("GET", "/api/files")]
    )
    return client.request(
        method, path, headers=rng.choice(HEADERS[:5]), content=b"" if method == "GET" else b"a=b"
    )


def outside(desk):
    """Return all files around the folder that is served, without the program's own cache."""
    return sorted(
        str(p)
        for p in desk.parent.rglob("*")
        if desk not in p.parents and "cache" not in p.relative_to(desk.parent).parts
    )


def harmless(client, desk, times, seed):
    before, rng = outside(desk), random.Random(seed)
    for _ in range(times):
        answer = hostile(client, rng)
        assert answer.status_code < 500, (answer.request.method, answer.request.url, answer.text[:300])
        assert "root:x:" not in answer.text
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert "<script>alert(1)" not in answer.text
            assert "<img src=x" not in answer.text
        assert "a" not in answer.cookies
    assert outside(desk) == before


def test_hostile_requests_do_no_harm(client, desk):
    harmless(client, desk, 120, 1)


@pytest.mark.reliability
def test_ten_thousand_hostile_requests_do_no_harm(client, desk):
    harmless(client, desk, 10_000, 2)


@pytest.fixture
def port(app, monkeypatch):
    """The application behind the real server, as `pato serve` starts it."""
    import uvicorn

    monkeypatch.setattr(guard, "BODY_SECONDS", 0.6)
    config = uvicorn.Config(
        app, log_level="critical", lifespan="off", h11_max_incomplete_event_size=16_384, http="h11", ws="none"
    )
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)


def spoken(port, *pieces, pause=0.0):
    """Send bytes as they are, piece by piece, and return what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for piece in pieces:
            try:
                connection.sendall(piece)
            except OSError:
                break
            time.sleep(pause)
        try:
            return connection.recv(200)
        except OSError:
            return b""


HEAD = f"POST /save-design HTTP/1.1\r\nHost: {HOST}\r\nOrigin: http://{HOST}\r\nCookie: pato=a-token-of-this-test\r\n".encode()


@pytest.mark.parametrize(("pieces", "pause", "status"), [
    ((HEAD + b"Content-Length: 500\r\n\r\n", b"a=b", b"c", b"d"), 0.4, b"408"),
    ((HEAD + b"Content-Length: 99999999999\r\n\r\n",), 0.0, b"413"),
    ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *([b"20000\r\n" + b"x" * 0x20000 + b"\r\n"] * 11)), 0.0, b"413"),
    ((b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",), 0.0, b"403"),
    ((b"GET / HTTP/1.1\r\nHost: testserver\r\nX: " + b"y" * 40_000 + b"\r\n\r\n",), 0.0, b"4"),
    ((b"\x16\x03\x01 nonsense\r\n\r\n",), 0.0, b"400"),
    ((b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",), 0.0, b"403"),
])  # fmt: skip
def test_what_comes_over_the_wire_is_refused_with_4xx(port, pieces, pause, status):
    assert spoken(port, *pieces, pause=pause)[9:12].startswith(status)
