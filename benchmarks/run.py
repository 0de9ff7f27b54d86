"""Run every benchmark, or those named: ``python benchmarks/run.py who matrix``. Each prints ratios from one run."""

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names):
    found = sorted(p for p in HERE.glob("*.py") if p.stem not in {"run", "timing"})
    for path in found:
        if not names or path.stem in names:
            print(f"\n== {path.stem}", flush=True)
            spec = importlib.util.spec_from_file_location(f"benchmark_{path.stem}", path)
            module = importlib.util.module_from_spec(spec)
            sys.path.insert(0, str(HERE))
            spec.loader.exec_module(module)
            module.main()


if __name__ == "__main__":
    main(sys.argv[1:])
