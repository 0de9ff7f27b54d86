"""What-ifs of the workbench over HTTP, as a browser asks them, beside `pato.compare` of the same designs in the same process.

Targets on two idle cores: p95 of a what-if 150 ms with one user, 500 ms with 20 who think five seconds; first page 700 kB;
200 idle sessions less than 100 MB; 500 MB a process.
"""

import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import timing

STATES = ["USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL", "PHL", "IND", "VNM", "IDN", "GBR"]
CLAUSES = [
    ("strength", "assist_with_force"),
    ("strength", "act_to_meet_common_danger"),
    ("area", "without-3"),
    ("rule", "consensus"),
]
THINK_SECONDS = 5.0


class Server:
    """`pato serve` in processes of its own."""

    def __init__(self, folder):
        command = [sys.executable, "-m", "pato", "serve", folder, "--port", "0", "--no-open"]
        begun = time.perf_counter()
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"at (http://\S+)/\?token=(\S+)", line):
                self.host, self.token = urlsplit(found[1]).netloc, found[2]
                break
        else:
            raise SystemExit("the server did not start")
        print(f"start {time.perf_counter() - begun:8.1f} s until the first question is taken")

    def connection(self):
        return http.client.HTTPConnection(self.host, timeout=120)

    def ask(self, connection, query):
        """Return the milliseconds of one what-if, and the bytes of its answer."""
        headers = {"Authorization": f"Bearer {self.token}", "X-Pato-Part": "1"}
        begun = time.perf_counter()
        connection.request("GET", f"/?{query}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body[:300]
        return 1000 * (time.perf_counter() - begun), len(body)

    def memory(self):
        """Return the megabytes of the server and of each evaluation process; None where /proc is not there."""
        children = [p for p in Path("/proc").glob("[0-9]*/stat") if _parent(p) == self.process.pid]
        pids = [self.process.pid, *(int(p.parent.name) for p in children)]
        return [m for pid in pids if (m := _resident(pid)) is not None]

    def processor_ms(self):
        """Return the processor time that all of its processes have taken, in milliseconds; None where /proc is not there."""
        stats = [p for p in Path("/proc").glob("[0-9]*/stat") if _parent(p) == self.process.pid]
        own = Path(f"/proc/{self.process.pid}/stat")
        ticks = [
            sum(map(int, p.read_text().rpartition(")")[2].split()[11:13]))
            for p in (own, *stats)
            if p.exists()
        ]
        return 1000 * sum(ticks) / os.sysconf("SC_CLK_TCK") if ticks else None


def _parent(stat):
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def _resident(pid):
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return None


def whatifs(seed):
    """Yield addresses that each differ from the one before by one membership or one clause."""
    rng = random.Random(seed)
    inside, clause = STATES[:8], None
    while True:
        if rng.random() < 0.2:
            clause = rng.choice([*CLAUSES, None])
        else:
            state = rng.choice(STATES)
            changed = [s for s in STATES if (s in inside) != (s == state)]
            inside = changed if len(changed) >= 3 else inside
        yield f"in={'.'.join(inside)}" + (f"&{clause[0]}={clause[1]}" if clause else "")


def p95(times):
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def one_user(server, count):
    connection, asked = server.connection(), whatifs(1)
    return [server.ask(connection, next(asked))[0] for _ in range(count)]


def users(server, people, seconds):
    """Return the times of users who think between their questions."""
    times, end = [], time.perf_counter() + seconds

    def one(seed):
        rng, asked = random.Random(seed), whatifs(seed)
        time.sleep(rng.random() * THINK_SECONDS)
        while time.perf_counter() < end:
            times.append(server.ask(server.connection(), next(asked))[0])
            time.sleep(rng.expovariate(1 / THINK_SECONDS))

    threads = [threading.Thread(target=one, args=(100 + i,)) for i in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def first_page(server):
    """Return the bytes of all that the first page loads."""
    connection, total = server.connection(), 0
    headers = {"Authorization": f"Bearer {server.token}"}
    for path in (
        "/",
        "/static/workbench.css",
        "/static/workbench.js",
        "/static/icon.svg",
        "/map/pacific.svg",
    ):
        connection.request("GET", path, headers=headers)
        total += len(connection.getresponse().read())
    return total


def idle(server, count):
    """Return by how many megabytes the server grows with idle sessions that have each asked once."""
    before = server.memory()
    held = [server.connection() for _ in range(count)]
    for i, connection in enumerate(held):
        headers = {"Cookie": f"pato-{server.host.rpartition(':')[2]}={server.token}"}
        connection.request("GET", f"/static/icon.svg?{i}", headers=headers)
        connection.getresponse().read()
    after = server.memory()
    for connection in held:
        connection.close()
    return sum(after) - sum(before) if before and after else None


def compared(count):
    """Return the milliseconds of `pato.compare` of the same designs with as many runs, models made anew each time."""
    from pato.api.studies import compare

    times, asked = [], whatifs(1)
    with tempfile.TemporaryDirectory() as folder:
        for i in range(count + 1):
            states = re.search(r"in=([A-Z.]+)", next(asked))[1].split(".")
            path = Path(folder) / f"d{i}.yaml"
            path.write_text(
                f"format: 1\nid: d{i}\ntitle: d\nall_in_force: true\nadd: [pato]\nparties: {{pato: [{', '.join(states)}]}}\n"
            )
            begun = time.perf_counter()
            options = {
                "metrics": [
                    "gaps",
                    "war_initiations_members",
                    "expected_support_members_us_absent",
                    "stable",
                ],
                "status_quo": "in-force",
            }
            compare(
                "in-force",
                path,
                futures=200,
                seed=1,
                options=options,
                folder=Path(folder) / f"o{i}",
            )
            times.append(1000 * (time.perf_counter() - begun))
    return times[1:]  # the first loads everything


def main():
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        try:
            measured(server)
        finally:
            server.process.terminate()
            server.process.wait(20)


def measured(server):
    small = timing.SMALL
    before = server.processor_ms()
    alone = one_user(server, 6 if small else 120)
    if before is not None:
        print(
            f"processor time {(server.processor_ms() - before) / len(alone):6.0f} ms a what-if, whatever else the machine does"
        )
    print(
        f"one user       {len(alone):4} what-ifs: first {alone[0]:6.0f} ms, median {statistics.median(alone):6.0f}, p95 {p95(alone):6.0f} (target 150)"
    )
    many = users(server, 3 if small else 20, 4 if small else 60)
    if many:
        print(
            f"{3 if small else 20:2} users       {len(many):4} what-ifs: median {statistics.median(many):6.0f} ms, p95 {p95(many):6.0f} (target 500)"
        )
    print(f"first page     {first_page(server) / 1000:6.0f} kB (target 700)")
    if (grown := idle(server, 20 if small else 200)) is not None:
        print(f"idle sessions  {grown:6.1f} MB more for {20 if small else 200} (target 100 for 200)")
        print(
            "memory         "
            + ", ".join(f"{m:.0f}" for m in server.memory())
            + " MB: server, then evaluation processes (target 500 each)"
        )
    peer = compared(1 if small else 8)
    print(
        f"pato.compare   median {statistics.median(peer):6.0f} ms for the same designs with 200 runs, models made anew"
    )
    timing.RATIOS.append(
        (
            "pato.compare of 200 runs / a what-if over HTTP, medians",
            statistics.median(peer) / statistics.median(alone),
        )
    )


if __name__ == "__main__":
    main()
