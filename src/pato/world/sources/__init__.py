"""The owners' data sets: the store they lie in, and one module per source that fills it."""
