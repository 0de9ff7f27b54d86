"""Metrics: one file a model that they are made from, found by their name ``METRICS``."""

from pato.assess.metrics.base import Context as Context
from pato.assess.metrics.base import Metric as Metric
from pato.assess.metrics.base import metrics as metrics
