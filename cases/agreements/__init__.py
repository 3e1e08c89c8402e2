"""Agreements to pay."""
