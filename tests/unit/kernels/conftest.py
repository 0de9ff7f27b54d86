"""Games of memberships are shared by the tests of kernels and of the sweep."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kernels"))
