"""What was signed and what follows: treaty files, their loading, and the duties that they create."""
