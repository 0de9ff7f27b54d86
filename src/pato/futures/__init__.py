"""Futures: factors, draws by index, weights at summary, and the run folder."""

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
from pato.futures.spread import spread as spread
from pato.futures.status import Status as Status
from pato.futures.weights import effective_sample_size as effective_sample_size
from pato.futures.weights import weighted_quantile as weighted_quantile
from pato.futures.weights import weighted_share as weighted_share
from pato.futures.weights import weights as weights
