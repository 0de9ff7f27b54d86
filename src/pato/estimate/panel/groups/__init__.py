"""One file per group of covariates: ``state_columns`` and ``dyad_columns``, each yielding columns."""
