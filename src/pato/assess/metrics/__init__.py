"""Metrics: one file per model, found by the name ``METRICS``."""

from pato.assess.metrics.base import Context as Context
from pato.assess.metrics.base import Metric as Metric
from pato.assess.metrics.base import metrics as metrics
