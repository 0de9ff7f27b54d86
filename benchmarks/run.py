"""Run every benchmark, or those named: ``python benchmarks/run.py who matrix``; with ``--small`` at the smallest size.

Each prints what it measured; the last lines are the ratios of all, and the peers that are not installed.
"""

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import timing  # noqa: E402  it lies beside this file

LEFT_OUT = {"run", "timing"}


def names():
    """Return the names of all benchmarks."""
    return sorted(p.stem for p in HERE.glob("*.py") if p.stem not in LEFT_OUT)


def main(arguments):
    """Run the benchmarks named, or all."""
    timing.SMALL = "--small" in arguments
    asked = [a for a in arguments if not a.startswith("-")] or names()
    if unknown := sorted(set(asked) - set(names())):
        raise SystemExit(f"no benchmark {', '.join(unknown)}: there are {', '.join(names())}")
    for name in asked:
        print(f"\n== {name}", flush=True)
        spec = importlib.util.spec_from_file_location(f"benchmark_{name}", HERE / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.main()
    report()


def report():
    """Print the table of ratios, and who is missing from it."""
    if timing.MISSING:
        print(f"\nnot installed, left out: {', '.join(sorted(set(timing.MISSING)))}")
    width = max((len(what) for what, _ in timing.RATIOS), default=0)
    print("\n== ratios")
    for what, value in timing.RATIOS:
        print(f"{what:{width}}  {value:10.3g}")


if __name__ == "__main__":
    main(sys.argv[1:])
