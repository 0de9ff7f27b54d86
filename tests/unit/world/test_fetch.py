"""Downloads against a local server that drops connections, ignores ranges and changes its files."""

import hashlib
import http.server
import threading

import pytest

from pato.errors import DataError, UsageError
from pato.world.sources import fetch as module
from pato.world.sources.fetch import fetch

CONTENT = bytes(range(256)) * 1200  # 307,200 bytes


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves one file as its server's `plan` says; a plan's steps are used up one a request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        server.seen.append(dict(self.headers))
        step = server.plan.pop(0) if server.plan else {}
        if "status" in step:
            self.send_error(step["status"])
            return
        body, tag = step.get("body", CONTENT), step.get("tag", '"v1"')
        start = self._start(body, tag) if step.get("ranges", True) else 0
        if start is None:
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(step.get("announce", len(body) - start)))
        if tag:
            self.send_header("ETag", tag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.end_headers()
        cut = step.get("cut")
        self.wfile.write(body[start : start + cut] if cut is not None else body[start:])
        self.wfile.flush()
        if cut is not None:
            self.close_connection = True

    def _start(self, body, tag):
        wanted = self.headers.get("Range")
        if not wanted or self.headers.get("If-Range") != tag:
            return 0
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start < len(body):
            return start
        self.send_response(416)
        self.send_header("Content-Range", f"bytes */{len(body)}")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.plan, running.seen = [], []
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def url(server):
    return f"http://127.0.0.1:{server.server_address[1]}/states2016.csv"


def ranges(server):
    return [h.get("Range") for h in server.seen]


def leftovers(folder):
    return sorted(p.name for p in folder.iterdir())


def test_a_whole_file_with_its_size_and_checksum(server, url, tmp_path):
    pieces = []
    got = fetch(url, tmp_path / "f.csv", progress=lambda have, total: pieces.append((have, total)))
    assert got.path.read_bytes() == CONTENT
    assert (got.size, got.sha256, got.resumed_from) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), 0)
    assert pieces[-1] == (len(CONTENT), len(CONTENT))
    assert [have for have, _ in pieces] == sorted(have for have, _ in pieces)
    assert leftovers(tmp_path) == ["f.csv"]


def test_a_dropped_connection_is_continued_where_it_broke(server, url, tmp_path):
    server.plan = [{"cut": 100_000}, {"cut": 50_000}]
    got = fetch(url, tmp_path / "f.csv", pause_s=0)
    assert got.path.read_bytes() == CONTENT
    assert ranges(server) == [None, "bytes=100000-", "bytes=150000-"]
    assert server.seen[1]["If-Range"] == '"v1"'


def test_a_later_call_continues_what_an_earlier_one_left(server, url, tmp_path):
    server.plan = [{"cut": 100_000}, {"cut": 0}]
    with pytest.raises(DataError, match=r"broke 2 times .*100,000 bytes are kept and will be continued"):
        fetch(url, tmp_path / "f.csv", tries=2, pause_s=0)
    assert leftovers(tmp_path) == ["f.csv.part", "f.csv.part.json"]
    got = fetch(url, tmp_path / "f.csv", pause_s=0)
    assert (got.path.read_bytes(), got.resumed_from) == (CONTENT, 100_000)
    assert leftovers(tmp_path) == ["f.csv"]


def test_a_file_that_changed_in_between_is_fetched_anew(server, url, tmp_path):
    later = CONTENT[::-1]
    server.plan = [{"cut": 100_000}, {"body": later, "tag": '"v2"'}]
    assert fetch(url, tmp_path / "f.csv", pause_s=0).path.read_bytes() == later


def test_a_server_without_ranges_starts_again(server, url, tmp_path):
    server.plan = [{"cut": 100_000}, {"ranges": False}]
    assert fetch(url, tmp_path / "f.csv", pause_s=0).path.read_bytes() == CONTENT


@pytest.mark.parametrize("tag", ["", 'W/"weak"'])
def test_without_a_strong_version_nothing_is_pieced_together(server, url, tmp_path, tag):
    server.plan = [{"cut": 100_000, "tag": tag}, {"tag": tag}]
    assert fetch(url, tmp_path / "f.csv", pause_s=0).path.read_bytes() == CONTENT
    assert ranges(server) == [None, None]


def test_a_part_that_was_whole_already_is_finished(server, url, tmp_path):
    server.plan = [{"cut": len(CONTENT), "announce": len(CONTENT) + 1}]  # broke after the last byte
    assert fetch(url, tmp_path / "f.csv", pause_s=0).path.read_bytes() == CONTENT
    assert ranges(server) == [None, f"bytes={len(CONTENT)}-"]


def test_a_part_of_another_address_is_not_continued(server, url, tmp_path):
    server.plan = [{"cut": 100_000}]
    with pytest.raises(DataError):
        fetch(url, tmp_path / "f.csv", tries=1)
    assert fetch(url + "?other", tmp_path / "f.csv").path.read_bytes() == CONTENT
    assert ranges(server) == [None, None]


def test_a_part_whose_note_is_damaged_is_not_continued(server, url, tmp_path):
    (tmp_path / "f.csv.part").write_bytes(b"something else")
    (tmp_path / "f.csv.part.json").write_text("{")
    assert fetch(url, tmp_path / "f.csv").path.read_bytes() == CONTENT


def test_a_busy_server_is_asked_again(server, url, tmp_path):
    server.plan = [{"status": 503}, {"status": 500}]
    assert fetch(url, tmp_path / "f.csv", pause_s=0).size == len(CONTENT)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_refusal_is_final_and_names_the_owners_page(server, url, tmp_path, status):
    server.plan = [{"status": status}] * 3
    with pytest.raises(DataError) as caught:
        fetch(url, tmp_path / "f.csv", pause_s=0, page="https://example.org/data")
    assert len(server.seen) == 1
    assert f"the server answers {status}" in str(caught.value)
    assert "by hand from https://example.org/data" in str(caught.value)


def test_an_empty_answer_is_no_file(server, url, tmp_path):
    server.plan = [{"body": b""}]
    with pytest.raises(DataError, match="empty file"):
        fetch(url, tmp_path / "f.csv")
    assert leftovers(tmp_path) == []


def test_nobody_there(tmp_path, server, url):
    server.shutdown()
    server.server_close()
    with pytest.raises(DataError, match="the connection broke 2 times"):
        fetch(url, tmp_path / "f.csv", tries=2, pause_s=0)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/x", "states.csv"])
def test_only_addresses_of_the_web(tmp_path, address):
    with pytest.raises(UsageError, match="is not an address of the web"):
        fetch(address, tmp_path / "f.csv")


def test_pauses_grow(monkeypatch, server, url, tmp_path):
    slept = []
    monkeypatch.setattr(module.time, "sleep", slept.append)
    server.plan = [{"status": 503}] * 3
    fetch(url, tmp_path / "f.csv", pause_s=1.0)
    assert slept == [1.0, 2.0, 4.0]


def test_an_old_file_stays_until_the_new_one_is_whole(server, url, tmp_path):
    target = tmp_path / "f.csv"
    target.write_bytes(b"old")
    server.plan = [{"cut": 10}]
    with pytest.raises(DataError):
        fetch(url, target, tries=1)
    assert target.read_bytes() == b"old"


def test_progress_tells_the_time_left_and_not_too_often():
    lines, now = [], iter([0.0, 0.1, 1.0, 2.0])
    tick = module.Ticker(lambda line, last: lines.append((line, last)), clock=lambda: next(now))
    for have in (1000, 1500, 3000, 5000):
        tick(have, 5000)
    assert lines == [
        ("1,000 of 5,000 bytes (20%)", False),
        ("3,000 of 5,000 bytes (60%, 1 s left)", False),
        ("5,000 of 5,000 bytes (100%)", True),
    ]
    module.Ticker(lambda line, last: lines.append((line, last)))(1234, None)
    assert lines[-1] == ("1,234 bytes", False)
