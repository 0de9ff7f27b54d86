"""Commitments of 46 states: five architectures one after the other, then the same pact with one membership changed at a time.

Goals, in processor time: one second for the five, whatever was asked before; a changed membership a tenth of the first architecture.
"""

import time

from timing import ratio, size

from pato import world
from pato.models.commitments.profiles import commitments_among
from pato.treaties.architecture import load_architecture, with_parties

DATE = "2026-11-21"
NAMES = ("in-force", "hub-and-spoke", "pato-7", "pato-8", "flexible")
MEMBERSHIPS = (
    ("USA", "JPN", "AUS"),
    ("USA", "JPN", "AUS", "KOR"),
    ("USA", "JPN", "AUS", "KOR", "PHL"),
    ("JPN", "AUS", "PHL", "IND"),
)


def seconds(asked):
    """Return the processor seconds that a question takes."""
    start = time.process_time()
    asked()
    return time.process_time() - start


def main():
    states = tuple(world.load().states)
    against = states[: size(len(states), 2)]
    loaded = {name: load_architecture(name, date=DATE) for name in NAMES[: size(5, 2)]}
    first = {n: seconds(lambda a=a: commitments_among(a, DATE, states, against)) for n, a in loaded.items()}
    for name, spent in first.items():
        print(f"{name:16} {spent:7.3f} s of processor time")
    print(f"together         {sum(first.values()):7.3f} s")
    system = load_architecture("pato-7", date=DATE)
    pact = system.instrument("pato")
    changed = []
    for parties in MEMBERSHIPS[: size(4, 1)]:
        held = tuple(with_parties(i, parties) if i is pact else i for i in system.instruments)
        other = system._replace(instruments=held)
        changed.append(seconds(lambda a=other: commitments_among(a, DATE, states, against)))
    print(f"one membership   {max(changed):7.3f} s at most of {len(changed)}")
    ratio("commitments: first architecture / one membership more", first[NAMES[0]] / max(changed))


if __name__ == "__main__":
    main()
