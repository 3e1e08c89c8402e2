"""Budgets: what a household has, what it needs, and what it can offer to all whom it owes."""
