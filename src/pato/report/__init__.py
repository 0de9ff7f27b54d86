"""What people read: the answer on a terminal, and the self-contained HTML report."""
