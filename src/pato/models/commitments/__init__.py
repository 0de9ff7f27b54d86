"""What an architecture commits states to, as the models read it: the one thing that passes from the law to the figures."""
