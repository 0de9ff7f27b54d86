"""All kinds of file that people write: importing the packages that define them registers them."""

import pato.assess
import pato.models
import pato.report
import pato.treaties  # noqa: F401  registers its kinds
from pato.files.kinds import KINDS

__all__ = ["KINDS"]
