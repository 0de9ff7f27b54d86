"""All directed dyad-years 1816-2019 with every covariate. Goal: below 5 s and 2 GB on two cores.

Each build runs in a fresh process, so that its peak memory is its own. CPU seconds are printed too: on a busy
machine they say more than the clock. R's peacesciencer takes 31.6 s and 2.6 GB for all directed dyads of
1816-2010 with fewer covariates, measured elsewhere. Needs the data store (PATO_DATA).
"""

import json
import subprocess
import sys

from timing import missing, size

from pato.errors import DataError
from pato.world.sources.store import path_of

_BUILD = """
import json, sys, time
start = time.perf_counter()
from pato.estimate.panel import build_panel, group_names
imported = time.perf_counter()
unit, groups = sys.argv[1], group_names() if sys.argv[2] == "all" else ()
frame = build_panel(unit, (1816, 2019), groups)
built = time.perf_counter()
try:
    import resource
    usage = resource.getrusage(resource.RUSAGE_SELF)
    # kilobytes on Linux, bytes on macOS
    peak, cpu = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), usage.ru_utime + usage.ru_stime
except ImportError:
    peak = cpu = float("nan")
print(json.dumps([frame.height, frame.width, imported - start, built - imported, cpu, peak / 1e9]))
"""


def main():
    try:
        path_of("cow_states")
    except DataError as error:
        print(error)
        missing("the estimation data (PATO_DATA)")
        return
    print(
        f"{'unit':22s}{'covariates':>11s}{'rows':>11s}{'columns':>9s}{'import s':>10s}{'build s':>9s}{'CPU s':>8s}{'peak GB':>9s}"
    )
    for unit, groups in (
        ("directed-dyad-year", "all"),
        ("directed-dyad-year", "none"),
        ("dyad-year", "all"),
        ("state-year", "all"),
    )[size(0, 3) :]:
        runs = [measured(unit, groups) for _ in range(size(3, 1))]
        rows, columns, imported, built, cpu, peak = min(runs, key=lambda run: run[3])
        print(
            f"{unit:22s}{groups:>11s}{rows:11,d}{columns:9d}{imported:10.2f}{built:9.2f}{cpu:8.2f}{peak:9.2f}"
        )


def measured(unit, groups):
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, unit, groups], check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
