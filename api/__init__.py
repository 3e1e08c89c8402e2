"""Doors without decisions: the JSON API and the command line."""
