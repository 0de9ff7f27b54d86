"""Futures: factors, draws by index, weights at summary, and the run folder.

Names are imported when they are first used: the formats of files need the distributions, and no numbers' library.
A function that has its module's name (`spread`, `weights`) is imported from the module: here the name means the latter.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pato.futures.design import Design as Design
    from pato.futures.design import Draws as Draws
    from pato.futures.distributions import distribution as distribution
    from pato.futures.factor import Factor as Factor
    from pato.futures.factor import Levels as Levels
    from pato.futures.factor import Posterior as Posterior
    from pato.futures.folder import Run as Run
    from pato.futures.folder import RunSpec as RunSpec
    from pato.futures.results import Evaluation as Evaluation
    from pato.futures.results import status_variable as status_variable
    from pato.futures.runner import Progress as Progress
    from pato.futures.runner import run as run
    from pato.futures.spread import Spread as Spread
    from pato.futures.status import Status as Status
    from pato.futures.weights import effective_sample_size as effective_sample_size
    from pato.futures.weights import weighted_quantile as weighted_quantile
    from pato.futures.weights import weighted_share as weighted_share

_HOMES = {
    "Design": "design",
    "Draws": "design",
    "distribution": "distributions",
    "Factor": "factor",
    "Levels": "factor",
    "Posterior": "factor",
    "Run": "folder",
    "RunSpec": "folder",
    "Evaluation": "results",
    "status_variable": "results",
    "Progress": "runner",
    "run": "runner",
    "Spread": "spread",
    "Status": "status",
    "effective_sample_size": "weights",
    "weighted_quantile": "weights",
    "weighted_share": "weights",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
