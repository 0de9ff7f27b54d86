"""Games of memberships are shared by the tests of kernels and of the sweep."""

import sys
from pathlib import Path

from numba import config as numba

sys.path.insert(0, str(Path(__file__).parents[1] / "kernels"))


def pytest_configure(config):
    """Compiled code wraps, divides by zero and loses digits without a word; as plain Python (NUMBA_DISABLE_JIT) it would warn."""
    if numba.DISABLE_JIT:
        config.addinivalue_line("filterwarnings", "ignore:.*encountered in:RuntimeWarning")
