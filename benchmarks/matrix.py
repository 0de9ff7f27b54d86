"""The matrices of 50 states over 75 years at yearly steps. Goal: less than a second, the whole library loaded."""

import time

from timing import best

from pato.treaties.architecture import load_architecture
from pato.treaties.cube import duty_cube
from pato.treaties.relations import duty_matrix


def main():
    start = time.perf_counter()
    system = load_architecture("in-force")
    loaded = time.perf_counter() - start
    states = sorted({m.state for i in system.instruments for m in i.members})[:50]
    dates = [f"{year}-07-01" for year in range(1950, 2025)]
    cube = best(lambda: duty_cube(system, dates, states))
    one_by_one = best(lambda: [duty_matrix(system, date, group=states) for date in dates], rounds=2)
    print(f"library loaded               {loaded:7.3f} s ({len(system.instruments)} instruments)")
    print(f"75 matrices of 50 states     {cube:7.3f} s")
    print(f"the same, one date at a time {one_by_one:7.3f} s ({one_by_one / cube:.1f} x)")


if __name__ == "__main__":
    main()
