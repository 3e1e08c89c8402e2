"""Service: how each document went to each person, by whom and with which proof, and when it counts as served by law."""
