"""The workbench: a local page that shows the same figures live (``pato serve``, extra ``workbench``).

The served folder is its only store. The server renders pages; two evaluation processes hold the models. All numbers
come from models, metrics and the duties engine; nothing is computed here.
"""
