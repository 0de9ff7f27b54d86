"""Every possible membership of a pool of states, in every future: stability, gains, and ranks of proposals."""
