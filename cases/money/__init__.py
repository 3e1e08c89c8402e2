"""Sums of law: one file a noun, one function a calculation."""
