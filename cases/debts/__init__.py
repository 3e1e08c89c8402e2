"""Debts: what is owed."""
