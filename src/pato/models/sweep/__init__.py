"""Every possible membership of a pool of states, in every future: what holds, for whom it pays, where proposals stand."""
