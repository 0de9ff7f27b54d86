"""Metrics: one file each, found by their name ``METRIC``."""

from pato.assess.metrics.base import Context as Context
from pato.assess.metrics.base import Metric as Metric
from pato.assess.metrics.base import metrics as metrics
