"""What `import pato` offers: one function for each question, called by the commands and by notebooks alike.

Names, files and loaded objects are accepted alike, and so are a single state and a list of them. Each function is
imported from its module when it is first used (C9); `pato/__init__.py` lists them.
"""
