"""Colleagues who are asked about a case, and what they answer."""
