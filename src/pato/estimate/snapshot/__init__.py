"""Compiles the snapshot that ships from the data store: figures of states, pairs and trade, rounded and sourced."""

from pato.estimate.snapshot.files import compile_snapshot as compile_snapshot
from pato.estimate.snapshot.files import write as write
