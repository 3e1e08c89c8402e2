"""Tenancies: how a home is let, and at what rent."""
