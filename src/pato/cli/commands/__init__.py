"""One module per command; the file name is the command's name and its first line is its help.

The group in brackets at the end of that line is the heading under which ``pato --help`` lists it.
"""
