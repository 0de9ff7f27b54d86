"""The workbench: a local page that shows the same figures live (``pato serve``, extra ``workbench``).

The folder that it serves is its only store. The server renders pages; two evaluation processes hold the models. Nothing
here computes a figure of its own: models, metrics and the duties engine do.
"""
