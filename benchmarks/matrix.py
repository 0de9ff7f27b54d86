"""The matrices of 50 states over 75 years at yearly steps, the whole library loaded. Goals: less than .1 s, and less than 1 s with the world layer.

The world layer is measured where the data store (PATO_DATA) has ATOP's members of alliances.
"""

import time

from timing import best, ratio, size

from pato.treaties.architecture import load_architecture
from pato.treaties.cube import duty_cube
from pato.treaties.relations import duty_matrix
from pato.treaties.thin import installed
from pato.world.sources.pacts import compiled


def main():
    start = time.perf_counter()
    system = load_architecture("in-force")
    loaded = time.perf_counter() - start
    states = sorted({m.state for i in system.instruments for m in i.members})[:50]
    dates = [f"{year}-07-01" for year in range(1950, size(2025, 1952))]
    cube = best(lambda: duty_cube(system, dates, states))
    one_by_one = best(lambda: [duty_matrix(system, date, group=states) for date in dates], rounds=2)
    print(f"library loaded               {loaded:7.3f} s ({len(system.instruments)} instruments)")
    print(f"{len(dates)} matrices of 50 states     {cube:7.3f} s")
    print(f"the same, one date at a time {one_by_one:7.3f} s ({one_by_one / cube:.1f} x)")
    ratio("matrices of 50 states: one date at a time / all at once", one_by_one / cube)
    world = installed(compiled)
    if world is None:
        print("with the world layer          not measured: the data store has no atop51_member_level")
        return
    start = time.perf_counter()
    duty_cube(system, dates, states, world=world)
    first = time.perf_counter() - start
    print(f"with the world layer, first  {first:7.3f} s ({len(world.spans)} alliances read)")
    print(
        f"with the world layer, again  {best(lambda: duty_cube(system, dates, states, world=world)):7.3f} s"
    )
    layered = best(lambda: [duty_matrix(system, date, group=states, world=world) for date in dates], rounds=2)
    print(f"the same, one date at a time {layered:7.3f} s")


if __name__ == "__main__":
    main()
