"""Rent statements: when each tenant was last sent one, and when the next is due."""
