"""Contacts: what was said with whom, and what was promised."""
